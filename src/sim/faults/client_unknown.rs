//! The fault `client-unknown`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The client id is registered nowhere on this platform: it was deleted, mistyped, or belongs
    /// to another region.
    ///
    /// ## How it shows
    ///
    /// The token endpoint answers 401 `invalid_client` with "client not found" and a Basic
    /// challenge, whatever the secret. No token is issued, so nothing behind it is reached.
    id: "client-unknown",
    title: "the token endpoint does not know the client",
    cause: Some("client-unknown"),
    packs: &["guest-api", "oidc/client-credentials"],
    args: &[],
    apply: |behaviour| behaviour.client_known = false,
}
