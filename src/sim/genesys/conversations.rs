//! Conversations: begun by an agent or a program, and ended.

use axum::http::StatusCode;
use serde_json::json;

use super::answer::made_id;
use super::error::Refusal;
use super::objects::{DEPLOYMENT_ID, INTEGRATION_ID, QUEUE_ID};
use super::operation::{Answer, Ask, found, not_found};
use super::organization::SUPPORT;
use super::schema::check;

/// `POST /api/v2/conversations/messages`: an agent writes to a customer. A guest's message cannot be sent so.
pub(super) fn outbound(ask: &Ask<'_>) -> Answer {
    let request = ask.json()?;
    check("CreateOutboundMessagingConversationRequest", &request)?;
    if request["queueId"] != QUEUE_ID {
        return Err(not_found());
    }
    ask.within(&SUPPORT)?;
    let id = made_id(ask, 1);
    let customer = request["toAddress"].as_str().unwrap_or_default();
    ask.world.genesys.begin(ask.region, &id, customer);
    found(json!({ "id": id, "selfUri": format!("/api/v2/conversations/messages/{id}") }))
}

/// `POST /api/v2/conversations/messages/agentless`: a program writes to a customer.
pub(super) fn agentless(ask: &Ask<'_>) -> Answer {
    let request = ask.json()?;
    check("SendAgentlessOutboundMessageRequest", &request)?;
    if ![INTEGRATION_ID, DEPLOYMENT_ID].iter().any(|known| request["fromAddress"] == *known) {
        return Err(not_found());
    }
    let mut body = json!({
        "id": made_id(ask, 1),
        "conversationId": made_id(ask, 2),
        "messengerType": request["toAddressMessengerType"],
    });
    if let (Some(members), Some(given)) = (body.as_object_mut(), request.as_object()) {
        let kept = ["fromAddress", "toAddress", "textBody", "useExistingActiveConversation"];
        let kept = given.iter().filter(|(name, _)| kept.contains(&name.as_str()));
        members.extend(kept.map(|(name, value)| (name.clone(), value.clone())));
    }
    Ok((StatusCode::ACCEPTED, Some(body)))
}

/// `POST /api/v2/conversations/{conversationId}/disconnect`: ends it for everybody. The answer is a text.
pub(super) fn disconnect(ask: &Ask<'_>) -> Answer {
    if !ask.behaviour.participant {
        return Err(Refusal::new("conversation.error.forbidden.not.active.participant", &[]));
    }
    if !ask.world.genesys.end(ask.region, ask.id(0)) {
        return Err(not_found());
    }
    Ok((StatusCode::ACCEPTED, Some(json!("disconnected"))))
}
