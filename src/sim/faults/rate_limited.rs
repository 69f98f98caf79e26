//! The fault `rate-limited`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The API takes no more requests for now. The token endpoint has its own limit.
    ///
    /// ## How it shows
    ///
    /// Every path of the API answers 429 `too.many.requests` with `Retry-After: 30`, before it
    /// looks at credentials.
    id: "rate-limited",
    title: "the API's rate limit is used up",
    cause: Some("rate-limited"),
    packs: &["guest-api", "genesys-cloud/oauth-client", "genesys-cloud/queue", "genesys-cloud/open-messaging"],
    args: &[],
    apply: |behaviour| behaviour.rate_limited = true,
}
