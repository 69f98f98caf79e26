//! How the platform writes its answers, and the request that an answer is for.

use aws_lc_rs::digest::{SHA512, digest};
use axum::body::Bytes;
use axum::http::header::{ALLOW, CACHE_CONTROL, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode};
use axum::response::Response;

use super::address::Region;
use super::api::{self, ALLOWED};
use super::error::Refusal;
use super::operation::Ask;
use super::operations::OPERATIONS;
use super::web_messaging::history;
use crate::sim::answer::{empty, json_body, set, text};
use crate::sim::world::{World, numbered_id};

/// What the ids of requests of either region begin with.
const PURPOSES: [(Region, u32); 2] = [(Region::North, 0x6e6f_7274), (Region::South, 0x736f_7574)];
/// The window of the rate limit, in seconds.
const WINDOW: u32 = 60;

/// One request of a service that answers at once, read whole.
pub(super) struct Exchange<'a> {
    pub(super) region: Region,
    pub(super) method: &'a Method,
    /// The path, without what names region and service.
    pub(super) path: &'a str,
    pub(super) query: Option<&'a str>,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a Bytes,
    /// How many such requests the region had before.
    pub(super) count: u64,
}

/// The id of a request, as `ININ-Correlation-Id` and `contextId` have it. `kind` tells requests apart.
pub(super) fn correlation(region: Region, kind: usize, count: u64) -> String {
    let purpose =
        PURPOSES.iter().find(|(one, _)| *one == region).map_or(0, |(_, purpose)| *purpose);
    numbered_id(purpose, kind, count)
}

/// An id for something that a request makes; `what` tells apart several that one request makes.
pub(super) fn made_id(ask: &Ask<'_>, what: u32) -> String {
    let place = OPERATIONS.iter().position(|one| one.name == ask.operation.name);
    numbered_id(what, place.unwrap_or_default(), ask.count)
}

/// Answers a request for the Platform API.
pub(super) fn api(world: &World, mut exchange: Exchange<'_>) -> Response {
    if world.behaviour().login_page {
        return login_page();
    }
    if exchange.path == history::PATH {
        return history::answer(world, &exchange);
    }
    let found =
        api::find(exchange.method.as_str(), exchange.path, world.behaviour().genesys.web_chat);
    // Counted for each target: what requests beside it do changes nothing of an answer.
    let query = exchange.query.unwrap_or_default();
    let target = format!("{} {}?{query}", exchange.method, exchange.path);
    exchange.count = world.genesys.count(exchange.region, &target);
    let hash = digest(&SHA512, target.as_bytes());
    let kind = hash.as_ref().iter().take(2).fold(0, |sum, byte| sum * 256 + usize::from(*byte));
    let correlation = correlation(exchange.region, kind, exchange.count);
    let answer = found.and_then(|(operation, ids)| api::answer(world, &exchange, operation, ids));
    let mut response = match answer {
        Ok((status, Some(body))) => json_body(status, &body),
        Ok((status, None)) => empty(status),
        Err(refusal) => refused(&refusal, &correlation, exchange.method),
    };
    set(&mut response, HeaderName::from_static("inin-correlation-id"), &correlation);
    let limits = [
        ("inin-ratelimit-count", exchange.count + 1),
        ("inin-ratelimit-allowed", ALLOWED.into()),
        ("inin-ratelimit-reset", WINDOW.into()),
    ];
    for (name, value) in limits {
        set(&mut response, HeaderName::from_static(name), &value.to_string());
    }
    set(&mut response, CACHE_CONTROL, "no-cache, no-store, must-revalidate");
    response
}

/// A refusal as the API writes it. One of `HEAD` has no body.
fn refused(refusal: &Refusal, correlation: &str, method: &Method) -> Response {
    let mut response = if *method == Method::HEAD {
        empty(refusal.status)
    } else {
        json_body(refusal.status, &refusal.body(correlation))
    };
    if let Some(seconds) = refusal.retry_after {
        set(&mut response, RETRY_AFTER, &seconds.to_string());
    }
    response
}

/// The page of whoever stands in front and wants a login.
pub(super) fn login_page() -> Response {
    let page = include_str!("../login-page.html").to_owned();
    text(StatusCode::OK, "text/html; charset=utf-8", page)
}

/// An answer of a service that is no API: nothing is there.
pub(super) fn nothing_here() -> Response {
    text(StatusCode::NOT_FOUND, "text/plain; charset=utf-8", "Not Found".to_owned())
}

/// An answer to a method that a path does not take.
pub(super) fn wrong_method(allowed: &str) -> Response {
    let mut response = empty(StatusCode::METHOD_NOT_ALLOWED);
    set(&mut response, ALLOW, allowed);
    response
}
