//! The fault `token-revoked`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The session behind the token was ended at the issuer: its tokens are revoked, whatever their
    /// `exp` says.
    ///
    /// ## How it shows
    ///
    /// The API answers 401 `invalid_token`: "The access token was revoked". Introspection calls it
    /// inactive while its time is not up.
    id: "token-revoked",
    title: "every token is revoked as soon as it is issued",
    cause: Some("token-revoked"),
    packs: &["guest-api", "oidc/client-credentials"],
    args: &[],
    apply: |behaviour| behaviour.tokens_revoked = true,
}
