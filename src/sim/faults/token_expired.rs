//! The fault `token-expired`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The token endpoint answers from a cache that is never renewed: the token was issued 25 hours
    /// ago and was good for 24.
    ///
    /// ## How it shows
    ///
    /// `exp` lies an hour in the past although `expires_in` still says a day. The API answers 401
    /// `invalid_token`: "The access token expired". Introspection calls the token inactive.
    id: "token-expired",
    title: "the token endpoint hands out a token that has expired",
    cause: Some("token-expired"),
    packs: &["guest-api", "oidc/client-credentials"],
    args: &[],
    apply: |behaviour| behaviour.stale_token = true,
}
