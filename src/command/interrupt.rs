//! Ctrl-C and the like: the first ends the run and lets it remove what it made, the second gives up.

use std::future::Future;
use std::io;
use std::pin::pin;

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
