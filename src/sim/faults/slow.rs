//! The fault `slow`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// Nothing is refused; every answer, the token endpoint's included, comes too late.
    ///
    /// ## How it shows
    ///
    /// Requests run into the caller's time limit. The default limit of 10 seconds is enough to see
    /// it; a shorter one shows the same sooner.
    id: "slow",
    title: "every answer takes 15 seconds",
    cause: Some("no-answer"),
    packs: &["guest-api", "oidc/client-credentials", "genesys-cloud/oauth-client", "genesys-cloud/queue", "genesys-cloud/open-messaging",
        "genesys-cloud/web-messaging", "genesys-cloud/web-chat"],
    args: &["--timeout", "1s"],
    apply: |behaviour| behaviour.slow = true,
}
