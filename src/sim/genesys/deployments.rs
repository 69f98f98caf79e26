//! Deployments of the messenger, as their administrators see them.

use serde_json::{Value, json};

use super::flows::of_guests;
use super::objects::DEPLOYMENT_ID;
use super::operation::{Answer, Ask, found, not_found};

/// The configuration of the deployment.
const CONFIGURATION_ID: &str = "f2b7c0d4-1a95-4e63-8c7f-d50e3b6a9812";
/// The path of the list.
const PATH: &str = "/api/v2/webdeployments/deployments";

/// `GET /api/v2/webdeployments/deployments`. The list has no pages, as the vendor's SDKs have it.
pub(super) fn list(ask: &Ask<'_>) -> Answer {
    let all = [body(ask)];
    found(json!({ "entities": all, "total": all.len(), "selfUri": PATH }))
}

/// `GET /api/v2/webdeployments/deployments/{deploymentId}`.
pub(super) fn read(ask: &Ask<'_>) -> Answer {
    if ask.id(0) != DEPLOYMENT_ID {
        return Err(not_found());
    }
    found(body(ask))
}

fn body(ask: &Ask<'_>) -> Value {
    let active = ask.behaviour.web_messaging.deployment_active;
    json!({
        "id": DEPLOYMENT_ID,
        "name": "Site",
        "allowAllDomains": false,
        "allowedDomains": ["www.example.com"],
        "flow": of_guests(ask.behaviour),
        "status": if active { "Active" } else { "Inactive" },
        "configuration": { "id": CONFIGURATION_ID, "version": "3" },
        "selfUri": format!("{PATH}/{DEPLOYMENT_ID}"),
    })
}
