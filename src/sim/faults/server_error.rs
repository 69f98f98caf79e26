//! The fault `server-error`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The gateway works and finds nobody behind it. The token endpoint is not affected.
    ///
    /// ## How it shows
    ///
    /// Reads of the API answer 503 `service.unavailable`, writes 500 `internal.server.error`,
    /// before credentials are looked at.
    id: "server-error",
    title: "what stands behind the gateway is down",
    cause: Some("server-error"),
    packs: &["guest-api", "genesys-cloud/oauth-client", "genesys-cloud/queue", "genesys-cloud/open-messaging", "genesys-cloud/web-chat"],
    args: &[],
    apply: |behaviour| behaviour.broken = true,
}
