//! Who a token speaks for: asking needs a good token and nothing else.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::answer::{json_body, not_stored};
use super::bearer::bearer;
use super::endpoint::Call;
use super::world::World;

/// `GET /api/v2/tokens/me`.
pub(super) fn read(world: &World, call: &Call) -> Response {
    let claims = match bearer(world, call) {
        Ok(claims) => claims,
        Err(refused) => return *refused,
    };
    let body = json!({
        "OAuthClient": { "id": claims.all()["client_id"], "name": "Guest chat" },
        "guest": claims.guest().map(|id| json!({ "id": id })),
        "authorizedScope": claims.scopes().collect::<Vec<_>>(),
        "expires": claims.all()["exp"],
    });
    not_stored(json_body(StatusCode::OK, &body))
}
