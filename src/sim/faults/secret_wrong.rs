//! The fault `secret-wrong`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The secret of the client was rotated; the one that is sent is no longer right. The client id
    /// still is.
    ///
    /// ## How it shows
    ///
    /// The token endpoint answers 401 `invalid_client` with "client authentication failed" and a
    /// Basic challenge, in a Basic header as in the form.
    id: "secret-wrong",
    title: "the token endpoint expects another client secret",
    cause: Some("client-secret-wrong"),
    packs: &["guest-api", "oidc/client-credentials", "genesys-cloud/oauth-client", "genesys-cloud/queue", "genesys-cloud/open-messaging"],
    args: &[],
    apply: |behaviour| behaviour.secret_current = false,
}
