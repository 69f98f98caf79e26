//! The fault `scope-not-requested`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The client is granted `webchat:guest:write`, but a token request that names no scope gets
    /// the other scopes only.
    ///
    /// ## How it shows
    ///
    /// As `scope-missing` does, with one difference: a token request with
    /// `scope=webchat:guest:write` succeeds, and that token may post.
    id: "scope-not-requested",
    title: "webchat:guest:write is issued only when it is asked for",
    cause: Some("scope-not-requested"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.guest_scope_by_default = false,
}
