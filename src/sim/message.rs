//! Guest messages: posted with the guest scope and a guest in the token, and deleted again.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::answer::{api_error, empty, json_body};
use super::bearer::bearer;
use super::endpoint::Call;
use super::form::media_type;
use super::queue;
use super::world::{GUEST_SCOPE, World, numbered_id};

/// What an id of a message begins with.
const PURPOSE: u32 = 0x6d65_7373;
/// How long a text may be, in characters.
const LONGEST_TEXT: usize = 4096;

/// `POST /api/v2/conversations/messages`.
pub(super) fn post(world: &World, call: &Call) -> Response {
    match posted(world, call) {
        Ok(response) => response,
        Err(refused) => *refused,
    }
}

fn posted(world: &World, call: &Call) -> Result<Response, Box<Response>> {
    let guest = authorized_guest(world, call)?;
    queue::closed(world).map_or(Ok(()), |refused| Err(Box::new(refused)))?;
    let media_type = media_type(&call.headers);
    if media_type.as_deref() != Some("application/json") {
        let message = "The body must be application/json.";
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(Box::new(api_error(status, "unsupported.media.type", message)));
    }
    let message = read(&call.body)?;
    let id = numbered_id(PURPOSE, call.endpoint, call.count);
    world.remember_message(&id);
    let body = json!({
        "id": id,
        "guest": { "id": guest },
        "text": message["text"],
        "language": message.get("language"),
        "selfUri": format!("/api/v2/conversations/messages/{id}"),
    });
    Ok(json_body(StatusCode::ACCEPTED, &body))
}

/// `DELETE /api/v2/conversations/messages/{id}`.
pub(super) fn delete(world: &World, call: &Call) -> Response {
    if let Err(refused) = authorized_guest(world, call) {
        return *refused;
    }
    if call.parameter.as_deref().is_some_and(|id| world.forget_message(id)) {
        empty(StatusCode::NO_CONTENT)
    } else {
        let message = "The requested message was not found.";
        api_error(StatusCode::NOT_FOUND, "not.found", message)
    }
}

/// The guest in whose name a message is written. Without the scope the answer is as bare as can be: a
/// 401 that names neither scope nor challenge.
fn authorized_guest(world: &World, call: &Call) -> Result<String, Box<Response>> {
    let claims = bearer(world, call)?;
    if !claims.has_scope(GUEST_SCOPE) {
        let (status, message) = (StatusCode::UNAUTHORIZED, "User is not authorized");
        return Err(Box::new(api_error(status, "unauthorized", message)));
    }
    claims.guest().map(ToOwned::to_owned).ok_or_else(|| {
        let message = "The access token carries no guest context.";
        Box::new(api_error(StatusCode::FORBIDDEN, "guest.context.missing", message))
    })
}

/// Reads the body; all of its problems are named at once.
fn read(body: &[u8]) -> Result<Map<String, Value>, Box<Response>> {
    let Ok(Value::Object(message)) = serde_json::from_slice(body) else {
        let message = "The body is not a JSON object.";
        return Err(Box::new(api_error(StatusCode::BAD_REQUEST, "bad.request", message)));
    };
    let problems: Vec<(&str, &str)> =
        text_problem(&message).into_iter().chain(language_problem(&message)).collect();
    if problems.is_empty() {
        return Ok(message);
    }
    let errors: Vec<Value> = problems
        .into_iter()
        .map(|(field, problem)| json!({ "field": field, "message": problem }))
        .collect();
    let message = "The message is not valid.";
    let body = json!({ "code": "bad.request", "message": message, "errors": errors });
    Err(Box::new(json_body(StatusCode::BAD_REQUEST, &body)))
}

fn text_problem(message: &Map<String, Value>) -> Option<(&'static str, &'static str)> {
    let problem = match message.get("text") {
        None => "is required",
        Some(Value::String(text)) if text.trim().is_empty() => "must not be empty",
        Some(Value::String(text)) if text.chars().count() > LONGEST_TEXT => {
            "is longer than 4096 characters"
        }
        Some(Value::String(_)) => return None,
        Some(_) => "must be a string",
    };
    Some(("text", problem))
}

fn language_problem(message: &Map<String, Value>) -> Option<(&'static str, &'static str)> {
    match message.get("language") {
        None => None,
        Some(Value::String(tag)) if is_language_tag(tag) => None,
        Some(_) => Some(("language", "must be a language tag such as en-US")),
    }
}

/// The outline of a language tag (RFC 5646, section 2.1): letters, then subtags of up to 8 characters.
fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    (2..=8).contains(&primary.len())
        && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}
