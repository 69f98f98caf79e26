//! The fault `not-participant`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Message,
    status: 403,
    headers: &[],
    media_type: "application/json",
    body: r#"{"message":"The caller is not an active participant of the conversation.","code":"conversation.error.forbidden.not.active.participant","status":403,"contextId":"5d1a9e1c-0006-4f3a-9a55-8f30c1a1f0aa","details":[],"errors":[]}"#,
};

fault! {
    /// ## What it breaks
    ///
    /// Only those who take part in a conversation may write to it.
    ///
    /// ## How it shows
    ///
    /// Posting answers 403 `conversation.error.forbidden.not.active.participant`. Reading the queue
    /// works.
    id: "not-participant",
    title: "the caller is not a participant of the conversation",
    cause: Some("not-participant"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
