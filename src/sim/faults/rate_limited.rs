//! The fault `rate-limited`.

use super::super::InBand;
use super::super::fault::fault;

/// The code and the class are the vendor's; what was captured so refused a message, not a session.
const TOO_FAST: InBand = InBand { to_message: false, code: 4029, text: "Message rate too high" };

fault! {
    /// ## What it breaks
    ///
    /// The API takes no more requests for now. The token endpoint has its own limit.
    ///
    /// ## How it shows
    ///
    /// Every path of the API answers 429 `too.many.requests` with `Retry-After: 30`, before it
    /// looks at credentials. Web messaging refuses the session with 4029.
    id: "rate-limited",
    title: "the API's rate limit is used up",
    cause: Some("rate-limited"),
    packs: &["guest-api", "genesys-cloud/oauth-client", "genesys-cloud/queue", "genesys-cloud/open-messaging", "genesys-cloud/web-messaging", "genesys-cloud/web-chat"],
    args: &[],
    apply: |behaviour| {
        behaviour.rate_limited = true;
        behaviour.genesys.web_messaging.refusal = Some(TOO_FAST);
    },
}
