//! The wish that a run should end.

use tokio::sync::watch;

/// Why a run should end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// The user wants it.
    Interrupted,
    /// Its time is over.
    DeadlinePassed,
}

impl StopReason {
    /// In words, for the checks that were not finished.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Interrupted => "interrupted",
            Self::DeadlinePassed => "the run's deadline passed",
        }
    }
}

/// Ends runs.
pub struct Stopper(watch::Sender<Option<StopReason>>);

/// Knows whether a run should end.
#[derive(Clone)]
pub struct Stop(watch::Receiver<Option<StopReason>>);

impl Stopper {
    /// Both ends.
    #[must_use]
    pub fn new() -> (Self, Stop) {
        let (sender, receiver) = watch::channel(None);
        (Self(sender), Stop(receiver))
    }

    /// Ends every run that listens. The first reason stands.
    pub fn stop(&self, reason: StopReason) {
        self.0.send_if_modified(|current| {
            let first = current.is_none();
            current.get_or_insert(reason);
            first
        });
    }
}

impl Stop {
    /// Why the run should end, if it should.
    #[must_use]
    pub fn reason(&self) -> Option<StopReason> {
        *self.0.borrow()
    }

    /// Waits until the run should end; for ever if nobody can end it.
    pub async fn wait(&mut self) -> StopReason {
        loop {
            if let Some(reason) = self.reason() {
                return reason;
            }
            if self.0.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}
