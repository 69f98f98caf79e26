//! The fault `id-token`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// What comes as an access token is an ID token: it tells the client about a login, and no API
    /// takes it.
    ///
    /// ## How it shows
    ///
    /// `aud` is the client id, `nonce`, `at_hash` and `auth_time` are there, scopes are not. The API
    /// answers 401 `invalid_token`: "The access token is meant for another audience".
    id: "id-token",
    title: "the token endpoint hands out ID tokens",
    cause: Some("credential-kind-wrong"),
    packs: &["guest-api", "oidc/client-credentials"],
    args: &[],
    apply: |behaviour| behaviour.id_tokens = true,
}
