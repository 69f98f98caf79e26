//! The runtime of commands that use the network; others never make one.

use super::outcome::Failure;

/// Two workers: the work is waiting.
pub(super) fn start() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(Failure::internal)
}
