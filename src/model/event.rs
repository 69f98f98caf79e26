//! What the runner tells while it runs.

use std::time::Duration;

use super::{CheckResult, ExperimentResult};

/// Something happened. Events come in the order in which it did; results have the pack's order.
#[derive(Clone, Debug)]
pub enum Event {
    /// The run begins.
    RunStarted {
        /// How many checks the plan has.
        checks: usize,
    },
    /// A check begins.
    CheckStarted {
        /// The pack's name.
        pack: String,
        /// The check's id.
        id: String,
    },
    /// A check will be tried again, because its pack says so.
    Retrying {
        /// The pack's name.
        pack: String,
        /// The check's id.
        id: String,
        /// What was seen this time.
        saw: String,
        /// How long is waited.
        delay: Duration,
    },
    /// A check came out.
    CheckFinished(Box<CheckResult>),
    /// What a check made is being removed.
    CleanupStarted {
        /// The pack's name.
        pack: String,
        /// The check's id.
        id: String,
    },
    /// What a check made could not be removed.
    CleanupFailed {
        /// The pack's name.
        pack: String,
        /// The check's id.
        id: String,
        /// What was left behind.
        saw: String,
    },
    /// A control request is made to tell causes apart.
    ExperimentStarted {
        /// Its number, counted from 1.
        n: usize,
        /// What it is to tell.
        question: String,
    },
    /// A control request came out, or was not made.
    ExperimentFinished(Box<ExperimentResult>),
    /// The user wants the run to end, or its deadline passed.
    Stopping {
        /// Why, in words.
        why: String,
    },
}
