//! Architect's dependency tracking: which flows name an object. The flow of guests' messages names the queue.
//!
//! Parameters and members are those of the vendor's SDKs (`ConsumingResourcesEntityListing`, `Dependency`); no answer
//! was captured.

use serde_json::{Value, json};

use super::authorization::page;
use super::flows;
use super::objects::QUEUE_ID;
use super::operation::{Answer, Ask, found};

/// `GET /api/v2/architect/dependencytracking/consumingresources?id=…&objectType=…`.
pub(super) fn consumers(ask: &Ask<'_>) -> Answer {
    let id = ask.parameter("id").ok_or_else(|| ask.lacks("id"))?;
    let kind = ask.parameter("objectType").ok_or_else(|| ask.lacks("objectType"))?;
    let wanted = ask.parameter("resourceType");
    let named = ask.behaviour.queue_in_flow
        && ask.world.behaviour().queue_exists
        && id == QUEUE_ID
        && kind == "QUEUE"
        && wanted.is_none_or(|wanted| wanted == flows::CONSUMER);
    let all: Vec<Value> = named.then(consumer).into_iter().collect();
    found(page(ask, &all))
}

fn consumer() -> Value {
    let mut body = flows::reference();
    if let Some(members) = body.as_object_mut() {
        members.remove("selfUri");
        let more = json!({ "version": "4.0", "type": flows::CONSUMER, "deleted": false, "updated": false });
        members.extend(more.as_object().cloned().unwrap_or_default());
    }
    body
}
