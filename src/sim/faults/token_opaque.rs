//! The fault `token-opaque`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The token endpoints hand out references that only their issuer can look up. The API expects
    /// signed tokens.
    ///
    /// ## How it shows
    ///
    /// The token has no three parts. The API answers 401 `invalid_token`: "The access token is
    /// malformed". Introspection calls it active.
    id: "token-opaque",
    title: "access tokens are opaque",
    cause: Some("token-not-jwt"),
    packs: &["guest-api", "oidc/client-credentials"],
    args: &[],
    apply: |behaviour| behaviour.opaque_tokens = true,
}
