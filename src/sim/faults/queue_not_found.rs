//! The fault `queue-not-found`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The queue of the configured id was deleted, or the id is that of another organisation.
    ///
    /// ## How it shows
    ///
    /// Reading it answers 404 `not.found`; the token was accepted before that. Other calls work.
    id: "queue-not-found",
    title: "the queue does not exist",
    cause: Some("queue-not-found"),
    packs: &["guest-api", "genesys-cloud/queue"],
    args: &[],
    apply: |behaviour| behaviour.queue_exists = false,
}
