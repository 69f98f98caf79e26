//! The fault `queue-closed-to-guests`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The client lacks a permission on the queue. Its scopes are complete.
    ///
    /// ## How it shows
    ///
    /// Reading the queue and posting to it answer 403 `missing.permissions`, naming
    /// `routing:queue:view`.
    id: "queue-closed-to-guests",
    title: "guests may not use the queue",
    cause: Some("queue-forbidden"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.queue_open = false,
}
