//! Messages that a server brings in for a guest (Open Messaging).

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::answer::made_id;
use super::error::Refusal;
use super::objects::INTEGRATION_ID;
use super::operation::{Answer, Ask, not_found};
use super::schema::check;

/// `POST /api/v2/conversations/messages/{integrationId}/inbound/open/message`.
pub(super) fn receive(ask: &Ask<'_>) -> Answer {
    let message = ask.json()?;
    if message["channel"].is_object() && message["channel"]["time"].is_null() {
        return Err(Refusal::new("missing.open.channel.date", &[]));
    }
    check("OpenInboundNormalizedMessage", &message)?;
    if message["text"].as_str().is_none_or(str::is_empty) && message["content"].is_null() {
        return Err(Refusal::new("constraint.validation", &["text or content is wanted"]));
    }
    if ask.id(0) != INTEGRATION_ID {
        return Err(not_found());
    }
    if !ask.behaviour.integration_active {
        // What is answered there was not captured.
        return Err(Refusal::new("invalid.integration", &[]));
    }
    let guest = message["channel"]["from"]["id"].as_str().unwrap_or_default();
    let memory = &ask.world.genesys;
    let conversation = memory.conversation_of(ask.region, guest).unwrap_or_else(|| {
        let id = made_id(ask, 1);
        memory.begin(ask.region, &id, guest);
        id
    });
    let mut body = json!({
        "id": made_id(ask, 2),
        "channel": channel(&message["channel"]),
        "type": "Text",
        "text": message["text"],
    });
    if ask.parameter("prefetchConversationId") == Some("true")
        && let Some(members) = body.as_object_mut()
    {
        members.insert("conversationId".to_owned(), json!(conversation));
    }
    Ok((StatusCode::ACCEPTED, Some(body)))
}

/// The channel as the answer has it: with where the message went.
fn channel(given: &Value) -> Value {
    let mut channel = json!({
        "id": INTEGRATION_ID,
        "platform": "Open",
        "type": "Private",
        "to": { "id": INTEGRATION_ID },
        "from": given["from"],
        "time": given["time"],
    });
    if let (Some(members), Some(id)) = (channel.as_object_mut(), given["messageId"].as_str()) {
        members.insert("messageId".to_owned(), json!(id));
    }
    channel
}
