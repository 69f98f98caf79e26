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

#[cfg(test)]
mod tests {
    use super::super::testing::{call, guest_token, with_faults};
    use super::super::world::{CLIENT_ID, GUEST_ID};
    use serde_json::Value;

    #[tokio::test]
    async fn a_token_is_told_who_it_speaks_for() {
        for (faults, guest) in
            [(&[][..], GUEST_ID.into()), (&["guest-context-missing"][..], Value::Null)]
        {
            let simulator = with_faults(faults).await;
            let token = guest_token(&simulator).await;
            let reply = call(&simulator, "GET", "/api/v2/tokens/me", &token, "").await;
            assert_eq!(reply.status, 200);
            let body = reply.json();
            assert_eq!(body["OAuthClient"]["id"], CLIENT_ID);
            assert_eq!(body["guest"]["id"], guest);
            assert_eq!(body["authorizedScope"].as_array().map(Vec::len), Some(4));
            let head = call(&simulator, "HEAD", "/api/v2/tokens/me", &token, "").await;
            assert_eq!((head.status, head.body.as_str()), (200, ""));
            let bad = call(&simulator, "GET", "/api/v2/tokens/me", "bad", "").await;
            assert_eq!(bad.status, 401);
        }
    }
}
