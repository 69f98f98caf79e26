//! The fault `conversation-over`.

use super::super::fault::fault;
use super::super::{InBand, Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Message,
    status: 400,
    headers: &[],
    media_type: "application/json",
    body: r#"{"message":"The conversation is not in a valid state: it has ended.","code":"chat.error.conversation.state","status":400,"contextId":"5d1a9e1c-0009-4f3a-9a55-8f30c1a1f0aa","details":[],"errors":[]}"#,
};

/// The code is the vendor's; the words were not captured.
const SESSION_EXPIRED: InBand =
    InBand { to_message: false, code: 4006, text: "Session has expired" };

fault! {
    /// ## What it breaks
    ///
    /// The conversation that the message belongs to was ended before.
    ///
    /// ## How it shows
    ///
    /// Posting answers 400 `chat.error.conversation.state`. Reading the queue works. Web messaging opens, and refuses
    /// the session with 4006.
    id: "conversation-over",
    title: "the conversation has ended",
    cause: Some("session-over"),
    packs: &["guest-api", "genesys-cloud/web-messaging"],
    args: &[],
    apply: |behaviour| {
        behaviour.refuse(&REFUSAL);
        behaviour.genesys.web_messaging.refusal = Some(SESSION_EXPIRED);
    },
}
