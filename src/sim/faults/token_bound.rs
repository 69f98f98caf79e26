//! The fault `token-bound`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The issuer binds tokens to a key of the client (RFC 9449). The client sends no proof with them.
    ///
    /// ## How it shows
    ///
    /// `token_type` is `DPoP` and the token has `cnf.jkt`. The API answers 401 with a `DPoP` challenge.
    id: "token-bound",
    title: "access tokens are bound to a key",
    cause: Some("proof-of-possession-missing"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.bound_tokens = true,
}
