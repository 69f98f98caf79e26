//! The routing queue: reading it needs a good token and the permission, no scope.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::answer::{api_error, json_body};
use super::bearer::bearer;
use super::endpoint::Call;
use super::world::{DIVISION_ID, QUEUE_ID, World};

/// `GET /api/v2/routing/queues/{id}`.
pub(super) fn read(world: &World, call: &Call) -> Response {
    if let Err(refused) = bearer(world, call) {
        return *refused;
    }
    if call.parameter.as_deref() != Some(QUEUE_ID) || !world.behaviour.queue_exists {
        let message = "The requested queue was not found.";
        return api_error(StatusCode::NOT_FOUND, "not.found", message);
    }
    if let Some(refused) = closed(world) {
        return refused;
    }
    let body = json!({
        "id": QUEUE_ID,
        "name": "Support",
        "division": { "id": DIVISION_ID, "name": "Home" },
        "selfUri": format!("/api/v2/routing/queues/{QUEUE_ID}"),
    });
    json_body(StatusCode::OK, &body)
}

/// The answer to somebody who may not use the queue; none while guests may.
pub(super) fn closed(world: &World) -> Option<Response> {
    let message = "Unable to perform the requested action. You are missing the following \
                   permission(s): [routing:queue:view]";
    let refused = || api_error(StatusCode::FORBIDDEN, "missing.permissions", message);
    (!world.behaviour.queue_open).then(refused)
}
