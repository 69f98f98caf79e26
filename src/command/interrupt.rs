//! Ctrl-C and the like: before the run the first ends the command; later the first ends the run and lets it remove
//! what it made, and the second gives up.

use std::future::Future;
use std::io;
use std::pin::pin;

use tokio::sync::oneshot;

use super::outcome::Failure;
use crate::runner::{StopReason, Stopper};

/// The signals that end a run.
pub(super) struct Interrupts {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    /// The terminal was closed, or the connection to it was lost.
    #[cfg(unix)]
    hangup: tokio::signal::unix::Signal,
}

impl Interrupts {
    /// Listens from now on.
    pub(super) fn listen() -> io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self {
                terminate: signal(SignalKind::terminate())?,
                interrupt: signal(SignalKind::interrupt())?,
                hangup: signal(SignalKind::hangup())?,
            })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    async fn next(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
            _ = self.hangup.recv() => {}
        }
        #[cfg(not(unix))]
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Does what may wait for somebody, such as the program that a secret comes from, on a thread of its own. A signal
/// ends the wait; nobody can end the thread, which goes with the process.
pub(super) async fn unless_ended<T: Send + 'static>(
    interrupts: &mut Interrupts,
    act: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    let (done, finished) = oneshot::channel();
    let thread = std::thread::Builder::new()
        .spawn(move || {
            // Nobody waits any more where a signal came first.
            let _ = done.send(act());
        })
        .map_err(Failure::internal)?;
    tokio::select! {
        () = interrupts.next() => Err(Failure::interrupted_early()),
        result = finished => match result {
            Ok(result) => Ok(result),
            Err(_) => match thread.join() {
                Err(panic) => std::panic::resume_unwind(panic),
                Ok(()) => Err(Failure::internal("a thread ended without a result")),
            },
        },
    }
}

/// Waits for the work; none when the user gave up on it.
pub(super) async fn until_done<T>(
    work: impl Future<Output = T>,
    interrupts: &mut Interrupts,
    stopper: &Stopper,
) -> Option<T> {
    let mut work = pin!(work);
    for _ in 0..2 {
        tokio::select! {
            done = &mut work => return Some(done),
            () = interrupts.next() => stopper.stop(StopReason::Interrupted),
        }
    }
    None
}
