//! The fault `deployment-disabled`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Message,
    status: 400,
    headers: &[],
    media_type: "application/json",
    body: r#"{"message":"The chat deployment is disabled.","code":"chat.deployment.disabled","status":400,"contextId":"5d1a9e1c-0008-4f3a-9a55-8f30c1a1f0aa","details":[],"errors":[]}"#,
};

fault! {
    /// ## What it breaks
    ///
    /// The deployment that messages come through was switched off.
    ///
    /// ## How it shows
    ///
    /// Posting answers 400 `chat.deployment.disabled`. Reading the queue works. Web messaging's `config.json` says
    /// `Inactive`, and the handshake is refused with 403.
    id: "deployment-disabled",
    title: "the chat deployment is switched off",
    cause: Some("resource-disabled"),
    packs: &["guest-api", "genesys-cloud/web-messaging"],
    args: &[],
    apply: |behaviour| {
        behaviour.refuse(&REFUSAL);
        behaviour.genesys.web_messaging.deployment_active = false;
    },
}
