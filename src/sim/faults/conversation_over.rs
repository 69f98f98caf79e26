//! The fault `conversation-over`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Message,
    status: 400,
    headers: &[],
    media_type: "application/json",
    body: r#"{"message":"The conversation is not in a valid state: it has ended.","code":"chat.error.conversation.state","status":400,"contextId":"5d1a9e1c-0009-4f3a-9a55-8f30c1a1f0aa","details":[],"errors":[]}"#,
};

fault! {
    /// ## What it breaks
    ///
    /// The conversation that the message belongs to was ended before.
    ///
    /// ## How it shows
    ///
    /// Posting answers 400 `chat.error.conversation.state`. Reading the queue works.
    id: "conversation-over",
    title: "the conversation has ended",
    cause: Some("session-over"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
