//! The fault `secret-with-line-break`.

use super::super::Delivery;
use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The secret was copied into the configuration with the end of its line, as `echo` and many
    /// editors add it. The platform has the clean one.
    ///
    /// ## How it shows
    ///
    /// The token endpoint answers 401 `invalid_client`, as for any wrong secret. Without the line break
    /// it is accepted.
    id: "secret-with-line-break",
    title: "the secret in the client's configuration ends in a line break",
    cause: Some("client-secret-mangled"),
    packs: &["guest-api", "oidc/client-credentials", "genesys-cloud/oauth-client", "genesys-cloud/queue", "genesys-cloud/open-messaging"],
    args: &[],
    apply: |behaviour| behaviour.delivery = Delivery::LineBreak,
}
