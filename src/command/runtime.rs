//! The runtime of commands that use the network; others never make one, but for waiting.

use super::outcome::Failure;

/// One that waits for signals and threads on the thread it is made on: cheap to make.
pub(super) fn waiting() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::internal)
}

/// Two workers: the work is waiting.
pub(super) fn start() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(Failure::internal)
}
