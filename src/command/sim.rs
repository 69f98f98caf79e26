//! `why401 sim`: the simulator in the foreground.

use std::sync::Arc;

use super::console::Console;
use super::outcome::{Failure, Outcome};
use crate::cli::SimArgs;
use crate::exit::ExitCode;
use crate::sim;

/// Serves until the user ends it.
pub(super) fn run(args: &SimArgs, console: &Console) -> Outcome {
    let _ = (args, console, Arc::new(()), sim::FAULTS);
    Err(Failure::internal(""))
}
