//! What a guest wrote, for the guest: `GET /api/v2/webmessaging/messages` with the session's short-lived JWT.

use axum::http::{HeaderName, Method, StatusCode};
use axum::response::Response;
use serde_json::json;

use crate::sim::answer::{json_body, set};
use crate::sim::bearer::presented;
use crate::sim::genesys::answer::{Exchange, correlation};
use crate::sim::genesys::error::Refusal;
use crate::sim::world::World;

/// The path.
pub(in crate::sim::genesys) const PATH: &str = "/api/v2/webmessaging/messages";
/// What tells its requests apart from those of operations, which are fewer.
const KIND: usize = 0xf000;

/// Answers. A token of the platform is the wrong credential here.
pub(in crate::sim::genesys) fn answer(world: &World, exchange: &Exchange<'_>) -> Response {
    let count = world.genesys.count(exchange.region, PATH);
    let correlation = correlation(exchange.region, KIND, count);
    let read = || {
        if *exchange.method != Method::GET {
            return Err(Refusal::wrong_method());
        }
        let jwt = presented(exchange.headers);
        let jwt = jwt.ok_or_else(|| Refusal::new("authentication.required", &[]))?;
        let messages = world.genesys.guests.messages(exchange.region, jwt, world.now());
        messages.ok_or_else(|| Refusal::new("bad.credentials", &[]))
    };
    let mut response = match read() {
        Ok(messages) => {
            let total = messages.len();
            let body = json!({
                "entities": messages,
                "pageSize": 25,
                "pageNumber": 1,
                "total": total,
                "pageCount": 1,
            });
            json_body(StatusCode::OK, &body)
        }
        Err(refusal) => json_body(refusal.status, &refusal.body(&correlation)),
    };
    set(&mut response, HeaderName::from_static("inin-correlation-id"), &correlation);
    response
}
