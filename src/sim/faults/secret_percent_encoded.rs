//! The fault `secret-percent-encoded`.

use super::super::Delivery;
use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The secret was taken from a URL or a form and never decoded. The platform has the clean one and
    /// reads Basic headers raw, as many do.
    ///
    /// ## How it shows
    ///
    /// The token endpoint answers 401 `invalid_client`, as for any wrong secret. With the encoding
    /// taken off it is accepted.
    id: "secret-percent-encoded",
    title: "the secret in the client's configuration is percent-encoded",
    cause: Some("client-secret-mangled"),
    packs: &["guest-api", "oidc/client-credentials", "genesys-cloud/oauth-client", "genesys-cloud/queue", "genesys-cloud/open-messaging"],
    args: &[],
    apply: |behaviour| behaviour.delivery = Delivery::PercentEncoded,
}
