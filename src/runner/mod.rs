//! Plan in, events and results out: checks run as their dependencies allow, bounded and in parallel, and
//! results have the pack's order.

mod attempt;
mod cleanup;
mod experiment;
mod experiment_safety;
mod schedule;
mod settle;
mod stop;
mod verdict;

#[cfg(test)]
mod experiment_tests;

pub use experiment::{Bench, experiment};
pub use experiment_safety::Allowed;
pub use schedule::{Ran, run};
pub use stop::{Stop, StopReason, Stopper};

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::Instant;

/// Bounds of a run.
#[derive(Clone)]
pub struct Options {
    /// How many checks may look at the same time, over all packs.
    pub jobs: Arc<Semaphore>,
    /// How long one try of a check may take, where its pack does not say.
    pub timeout: Duration,
    /// When the run must end; cleanups are not held to it.
    pub deadline: Option<Instant>,
}

/// How long one cleanup may take, in a run that was stopped too.
const CLEANUP_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a write that is under way is waited for when the run is stopped: to know whether it made
/// something that must be removed.
const WRITE_GRACE: Duration = Duration::from_secs(3);
