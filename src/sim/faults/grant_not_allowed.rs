//! The fault `grant-not-allowed`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The client is registered for another grant. Its id and secret are right.
    ///
    /// ## How it shows
    ///
    /// The token endpoint answers 400 `unauthorized_client`, which it says only after the secret
    /// was found right.
    id: "grant-not-allowed",
    title: "the client may not use the client credentials grant",
    cause: Some("grant-not-allowed"),
    packs: &["guest-api", "oidc/client-credentials", "genesys-cloud/oauth-client", "genesys-cloud/queue", "genesys-cloud/open-messaging"],
    args: &[],
    apply: |behaviour| behaviour.grant_allowed = false,
}
