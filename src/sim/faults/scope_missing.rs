//! The fault `scope-missing`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The client's registration lacks the scope `webchat:guest:write`. The other scopes are there.
    ///
    /// ## How it shows
    ///
    /// Tokens are issued without it. Asking for it is refused with 400 `invalid_scope`. Posting a
    /// message answers a bare 401 `unauthorized`: "User is not authorized", without a challenge.
    /// Reading the queue works.
    id: "scope-missing",
    title: "the client is not granted webchat:guest:write",
    cause: Some("scope-missing"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.guest_scope_granted = false,
}
