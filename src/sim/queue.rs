//! The routing queue: reading it needs a good token and the permission, no scope.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::answer::{api_error, json_body};
use super::bearer::caller;
use super::endpoint::Call;
use super::refusal::{Place, refused};
use super::world::{DIVISION_ID, QUEUE_ID, World};

/// `GET /api/v2/routing/queues/{id}`.
pub(super) fn read(world: &World, call: &Call) -> Response {
    if let Err(refused) = caller(world, call) {
        return *refused;
    }
    if let Some(refused) = closed(world) {
        return refused;
    }
    if call.parameter.as_deref() != Some(QUEUE_ID) || !world.behaviour().queue_exists {
        let message = "The requested queue was not found.";
        return api_error(StatusCode::NOT_FOUND, "not.found", message);
    }
    if let Some(refused) = refused(world, Place::Queue) {
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
    (!world.behaviour().queue_open).then(refused)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{call, guest_token, post_message, read_queue, with_faults};
    use super::*;

    #[tokio::test]
    async fn the_queue_is_read_and_another_is_not_there() {
        let simulator = with_faults(&[]).await;
        let token = guest_token(&simulator).await;
        let reply = read_queue(&simulator, &token).await;
        assert_eq!(reply.status, 200);
        let body = reply.json();
        assert_eq!((&body["id"], &body["name"]), (&json!(QUEUE_ID), &json!("Support")));
        assert_eq!(body["division"], json!({ "id": DIVISION_ID, "name": "Home" }));
        for id in ["00000000-0000-4000-8000-000000000000", "%ff", "%2e%2e"] {
            let path = format!("/api/v2/routing/queues/{id}");
            let reply = call(&simulator, "GET", &path, &token, "").await;
            assert_eq!((reply.status, reply.error().0.as_str()), (404, "not.found"), "{id}");
        }
    }

    #[tokio::test]
    async fn a_queue_that_is_gone_and_one_that_is_closed_answer_as_they_are() {
        let simulator = with_faults(&["queue-not-found"]).await;
        let token = guest_token(&simulator).await;
        assert_eq!(read_queue(&simulator, &token).await.status, 404);
        assert_eq!(read_queue(&simulator, "bad").await.status, 401, "who asks comes first");
        assert_eq!(post_message(&simulator, &token).await.status, 202);

        let simulator = with_faults(&["queue-closed-to-guests"]).await;
        let token = guest_token(&simulator).await;
        for reply in [read_queue(&simulator, &token).await, post_message(&simulator, &token).await]
        {
            assert_eq!((reply.status, reply.error().0.as_str()), (403, "missing.permissions"));
            assert!(reply.error().1.contains("[routing:queue:view]"));
        }
    }
}
