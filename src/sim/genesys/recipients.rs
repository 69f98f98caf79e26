//! Routing recipients: which flow the messages of an integration go to.

use serde_json::{Value, json};

use super::authorization::page;
use super::flows::of_guests;
use super::objects::INTEGRATION_ID;
use super::operation::{Answer, Ask, found, not_found};

/// `GET /api/v2/routing/message/recipients`.
pub(super) fn list(ask: &Ask<'_>) -> Answer {
    found(page(ask, &[body(ask)]))
}

/// `GET /api/v2/routing/message/recipients/{recipientId}`.
pub(super) fn read(ask: &Ask<'_>) -> Answer {
    if ask.id(0) != INTEGRATION_ID {
        return Err(not_found());
    }
    found(body(ask))
}

fn body(ask: &Ask<'_>) -> Value {
    let mut body = json!({
        "id": INTEGRATION_ID,
        "name": "Guest messages",
        "messengerType": "open",
        "selfUri": format!("/api/v2/routing/message/recipients/{INTEGRATION_ID}"),
    });
    if ask.behaviour.recipient_has_flow
        && let Some(members) = body.as_object_mut()
    {
        members.insert("flow".to_owned(), of_guests(ask.behaviour));
    }
    body
}
