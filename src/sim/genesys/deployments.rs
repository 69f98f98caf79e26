//! Deployments of the messenger, as their administrators see them.

use serde_json::json;

use super::flows::reference;
use super::objects::DEPLOYMENT_ID;
use super::operation::{Answer, Ask, found, not_found};

/// The configuration of the deployment.
const CONFIGURATION_ID: &str = "f2b7c0d4-1a95-4e63-8c7f-d50e3b6a9812";

/// `GET /api/v2/webdeployments/deployments/{deploymentId}`.
pub(super) fn read(ask: &Ask<'_>) -> Answer {
    if ask.id(0) != DEPLOYMENT_ID {
        return Err(not_found());
    }
    found(json!({
        "id": DEPLOYMENT_ID,
        "name": "Site",
        "allowAllDomains": false,
        "allowedDomains": ["www.example.com"],
        "flow": reference(),
        "status": "Active",
        "configuration": { "id": CONFIGURATION_ID, "version": "3" },
        "selfUri": format!("/api/v2/webdeployments/deployments/{DEPLOYMENT_ID}"),
    }))
}
