//! The flows that guests' messages go through.

use serde_json::{Value, json};

use super::behaviour::GenesysBehaviour;
use super::objects::{FLOW_ID, OTHER_FLOW_ID};
use super::operation::{Answer, Ask, found, not_found};
use super::organization::HOME;

/// What dependency tracking calls such flows.
pub(super) const CONSUMER: &str = "INBOUNDSHORTMESSAGEFLOW";

/// Each flow: id and name. The first transfers to the queue.
const FLOWS: [(&str, &str); 2] =
    [(FLOW_ID, "Guest messages to Support"), (OTHER_FLOW_ID, "Guest messages to nobody yet")];

/// `GET /api/v2/flows/{flowId}`.
pub(super) fn read(ask: &Ask<'_>) -> Answer {
    let (id, name) = FLOWS.iter().find(|(id, _)| *id == ask.id(0)).ok_or_else(not_found)?;
    ask.within(&HOME)?;
    found(json!({
        "id": id,
        "name": name,
        "division": { "id": HOME.id, "name": HOME.name },
        "type": "INBOUNDSHORTMESSAGE",
        "active": true,
        "selfUri": uri(id),
    }))
}

/// The flow that transfers to the queue, as other objects refer to it.
pub(super) fn reference() -> Value {
    refer(0)
}

/// The flow that guests are sent to.
pub(super) fn of_guests(behaviour: &GenesysBehaviour) -> Value {
    refer(usize::from(!behaviour.guests_sent_to_flow))
}

fn refer(index: usize) -> Value {
    let (id, name) = FLOWS[index];
    json!({ "id": id, "name": name, "selfUri": uri(id) })
}

fn uri(id: &str) -> String {
    format!("/api/v2/flows/{id}")
}
