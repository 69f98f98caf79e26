//! The flow that guests' messages go through.

use serde_json::{Value, json};

use super::objects::FLOW_ID;
use super::operation::{Answer, Ask, found, not_found};
use super::organization::HOME;

/// Its name.
const NAME: &str = "Guest messages to Support";

/// `GET /api/v2/flows/{flowId}`.
pub(super) fn read(ask: &Ask<'_>) -> Answer {
    if ask.id(0) != FLOW_ID {
        return Err(not_found());
    }
    ask.within(&HOME)?;
    found(json!({
        "id": FLOW_ID,
        "name": NAME,
        "division": { "id": HOME.id, "name": HOME.name },
        "type": "INBOUNDSHORTMESSAGE",
        "active": true,
        "selfUri": uri(),
    }))
}

/// The flow as other objects refer to it.
pub(super) fn reference() -> Value {
    json!({ "id": FLOW_ID, "name": NAME, "selfUri": uri() })
}

fn uri() -> String {
    format!("/api/v2/flows/{FLOW_ID}")
}
