//! The fault `scope-dropped`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The client is not granted `webchat:guest:write`, and the token endpoint drops what it does not
    /// grant without a word, which RFC 6749, section 3.3 allows.
    ///
    /// ## How it shows
    ///
    /// As `scope-missing` does, with one difference: a token request with `scope=webchat:guest:write`
    /// answers 200, and the token lacks it still.
    id: "scope-dropped",
    title: "a token that is asked for webchat:guest:write comes without it",
    cause: Some("scope-missing"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| {
        behaviour.guest_scope_granted = false;
        behaviour.drops_scopes = true;
    },
}
