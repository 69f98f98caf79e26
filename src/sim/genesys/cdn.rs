//! The files of web deployments, which anybody may read: `/webdeployments/v1/deployments/{id}/config.json`.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde_json::json;

use super::answer::{Exchange, login_page, nothing_here};
use super::objects::DEPLOYMENT_ID;
use crate::sim::answer::json_body;
use crate::sim::world::World;

/// Answers a request for the file host. What a wrong id gets was not captured; a file that is not there is 404.
pub(super) fn answer(world: &World, exchange: &Exchange<'_>) -> Response {
    let all = world.behaviour();
    if all.login_page {
        return login_page();
    }
    let behaviour = &all.genesys.web_messaging;
    let path = format!("/webdeployments/v1/deployments/{DEPLOYMENT_ID}/config.json");
    let reads = matches!(*exchange.method, Method::GET | Method::HEAD);
    if exchange.path != path || !reads || behaviour.deployment_region != Some(exchange.region) {
        return nothing_here();
    }
    let domain = exchange.region.domain();
    json_body(
        StatusCode::OK,
        &json!({
            "id": DEPLOYMENT_ID,
            "version": "3",
            "languages": ["en-us"],
            "defaultLanguage": "en-us",
            "apiEndpoint": format!("https://api.{domain}"),
            "messenger": {
                "enabled": true,
                "apps": { "conversations": {
                    "messagingEndpoint": format!("wss://webmessaging.{domain}"),
                    "conversationDisconnect": { "enabled": true, "type": "ReadOnly" },
                    "conversationClear": { "enabled": true },
                } },
                "styles": { "primaryColor": "#ff0000" },
                "launcherButton": { "visibility": "On" },
                "fileUpload": { "modes": [] },
            },
            "journeyEvents": { "enabled": true },
            "status": if behaviour.deployment_active { "Active" } else { "Inactive" },
            "auth": { "enabled": false, "allowSessionUpgrade": false },
        }),
    )
}
