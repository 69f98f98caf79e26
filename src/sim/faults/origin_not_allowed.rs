//! The fault `origin-not-allowed`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Message,
    status: 403,
    headers: &[],
    media_type: "application/json",
    body: r#"{"message":"The origin is not allowed for this deployment.","code":"origin.not.allowed","status":403,"contextId":"5d1a9e1c-0007-4f3a-9a55-8f30c1a1f0aa","details":[],"errors":[]}"#,
};

fault! {
    /// ## What it breaks
    ///
    /// The deployment takes messages from listed sites only, and a caller without an origin is not
    /// among them.
    ///
    /// ## How it shows
    ///
    /// Posting answers 403 `origin.not.allowed`. Reading the queue works. Web messaging refuses the handshake with 403.
    id: "origin-not-allowed",
    title: "the origin is not on the deployment's list",
    cause: Some("origin-not-allowed"),
    packs: &["guest-api", "genesys-cloud/web-messaging"],
    args: &[],
    apply: |behaviour| {
        behaviour.refuse(&REFUSAL);
        behaviour.genesys.web_messaging.origin_allowed = false;
    },
}
