//! Guests of the web chat (ACD, version 2), as an organization answers them that still does. The platform removed
//! these calls in 2026.
//!
//! A conversation is not routed until somebody attaches the event stream, which nobody can here.

use axum::http::StatusCode;
use axum::http::header::ORIGIN as ORIGIN_HEADER;
use serde_json::{Value, json};

use super::answer::made_id;
use super::authorization::page;
use super::dates::timestamp;
use super::error::Refusal;
use super::objects::{DEPLOYMENT_ID, ORIGIN};
use super::operation::{Answer, Ask, found, not_found};
use super::schema::check;
use super::state::Guest;
use super::tokens::organization;
use crate::sim::bearer::presented;

/// How long a guest's JWT is good, in seconds.
const LIFETIME: i64 = 3600;
/// The longest message, in characters.
const LONGEST: usize = 4000;

/// `POST /api/v2/webchat/guest/conversations`, without any credential.
pub(super) fn begin(ask: &Ask<'_>) -> Answer {
    let request = ask.json()?;
    check("CreateWebChatConversationRequest", &request)?;
    if request["organizationId"] != organization(ask.region)["id"]
        || request["deploymentId"] != DEPLOYMENT_ID
    {
        return Err(not_found());
    }
    let origin = ask.headers.get(ORIGIN_HEADER);
    if !ask.behaviour.chat_origin_allowed || origin.is_some_and(|origin| origin != ORIGIN) {
        return Err(Refusal::new("origin.not.allowed", &[]));
    }
    if !ask.behaviour.chat_enabled {
        return Err(Refusal::new("chat.deployment.disabled", &[]));
    }
    if ask.behaviour.chat_wants_login && request["memberAuthToken"].is_null() {
        return Err(Refusal::new("chat.deployment.require.auth", &[]));
    }
    if request["routingTarget"]["targetAddress"] != "Support" {
        return Err(Refusal::new("chat.error.invalid.queue", &[]));
    }
    let left = if ask.behaviour.guest_jwt_stale { -LIFETIME } else { LIFETIME };
    let guest = Guest {
        conversation: made_id(ask, 1),
        member: made_id(ask, 2),
        name: request["memberInfo"]["displayName"].as_str().unwrap_or_default().to_owned(),
        expires: ask.world.now() + left,
        connected: true,
    };
    let (id, member) = (guest.conversation.clone(), body(&guest));
    let jwt = ask.world.genesys.admit(ask.region, &ask.world.url, guest);
    found(json!({
        "id": id,
        "jwt": jwt,
        "eventStreamUri": format!("wss://streaming.{}/channels/{id}", ask.region.domain()),
        "member": member,
    }))
}

/// `GET /api/v2/webchat/guest/conversations/{conversationId}/members`.
pub(super) fn members(ask: &Ask<'_>) -> Answer {
    let (_, guest) = guest(ask)?;
    found(page(ask, &[body(&guest)]))
}

/// `GET /api/v2/webchat/guest/conversations/{conversationId}/members/{memberId}`.
pub(super) fn member(ask: &Ask<'_>) -> Answer {
    let (_, guest) = member_of(ask)?;
    found(body(&guest))
}

/// `DELETE /api/v2/webchat/guest/conversations/{conversationId}/members/{memberId}`.
pub(super) fn leave(ask: &Ask<'_>) -> Answer {
    let (jwt, _) = member_of(ask)?;
    ask.world.genesys.dismiss(ask.region, jwt);
    Ok((StatusCode::NO_CONTENT, None))
}

/// `POST /api/v2/webchat/guest/conversations/{conversationId}/members/{memberId}/messages`.
pub(super) fn message(ask: &Ask<'_>) -> Answer {
    let (_, guest) = member_of(ask)?;
    let request = ask.json()?;
    check("CreateWebChatMessageRequest", &request)?;
    if request["body"].as_str().is_some_and(|text| text.chars().count() > LONGEST) {
        let problem = format!("body must not be longer than {LONGEST} characters");
        return Err(Refusal::new("constraint.validation", &[&problem]).about("body"));
    }
    if !guest.connected {
        return Err(Refusal::new("chat.error.member.state", &[]));
    }
    found(json!({
        "id": made_id(ask, 1),
        "conversation": { "id": guest.conversation },
        "sender": { "id": guest.member, "role": "CUSTOMER" },
        "body": request["body"],
        "bodyType": request["bodyType"].as_str().unwrap_or("standard"),
        "timestamp": timestamp(ask.world.now()),
    }))
}

/// The guest that asks, whose conversation is the one of the path. A token of the platform is no guest's.
fn guest<'a>(ask: &'a Ask<'_>) -> Result<(&'a str, Guest), Refusal> {
    let Some(jwt) = presented(ask.headers) else {
        return Err(Refusal::new("authentication.required", &[]));
    };
    let known = ask.world.genesys.guest(ask.region, jwt);
    let guest = known.ok_or_else(|| Refusal::new("bad.credentials", &[]))?;
    if guest.expires <= ask.world.now() {
        return Err(Refusal::new("credentials.expired", &[]));
    }
    if guest.conversation != ask.id(0) {
        return Err(not_found());
    }
    Ok((jwt, guest))
}

/// As [`guest`], for a path that names the member.
fn member_of<'a>(ask: &'a Ask<'_>) -> Result<(&'a str, Guest), Refusal> {
    let (jwt, guest) = guest(ask)?;
    if guest.member == ask.id(1) { Ok((jwt, guest)) } else { Err(not_found()) }
}

fn body(guest: &Guest) -> Value {
    json!({
        "id": guest.member,
        "displayName": guest.name,
        "role": "CUSTOMER",
        "state": if guest.connected { "CONNECTED" } else { "DISCONNECTED" },
        "authenticatedGuest": false,
    })
}
