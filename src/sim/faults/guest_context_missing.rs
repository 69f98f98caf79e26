//! The fault `guest-context-missing`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The claim `guest_id` is missing from access tokens: they speak for the client, not for a
    /// guest.
    ///
    /// ## How it shows
    ///
    /// The claim is absent. Posting a message answers 403 `guest.context.missing`, provided that
    /// the scope is there; without it the 401 comes first. Reading the queue works.
    id: "guest-context-missing",
    title: "access tokens carry no guest context",
    cause: Some("guest-context-missing"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.guest_context = false,
}
