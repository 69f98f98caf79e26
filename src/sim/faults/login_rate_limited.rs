//! The fault `login-rate-limited`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// Too many tokens were fetched. The API has a limit of its own.
    ///
    /// ## How it shows
    ///
    /// The login host answers 400 `invalid_request`, not 429, with a description that begins with "rate
    /// limit exceeded".
    id: "login-rate-limited",
    title: "the rate limit of Genesys Cloud's login host is used up",
    cause: Some("rate-limited"),
    packs: &["genesys-cloud/oauth-client", "genesys-cloud/queue", "genesys-cloud/open-messaging"],
    args: &[],
    apply: |behaviour| behaviour.genesys.login_rate_limited = true,
}
