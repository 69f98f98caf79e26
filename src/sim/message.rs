//! Guest messages: posted with the guest scope and a guest in the token, and deleted again.

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::answer::{api_error, empty, json_body};
use super::bearer::caller;
use super::endpoint::Call;
use super::form::media_type;
use super::queue;
use super::refusal::{Place, refused};
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
    let refused = queue::closed(world)
        .or_else(|| refused(world, Place::Queue))
        .or_else(|| refused(world, Place::Message));
    refused.map_or(Ok(()), |refused| Err(Box::new(refused)))?;
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
    let claims = caller(world, call)?;
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

#[cfg(test)]
mod tests {
    use super::super::testing::{
        FORM, GRANT, HELLO, JSON, call, guest_token, post_form, post_message, send, with_faults,
    };
    use super::*;

    const PATH: &str = "/api/v2/conversations/messages";

    #[tokio::test]
    async fn a_message_is_posted_and_deleted_once() {
        let simulator = with_faults(&[]).await;
        let token = guest_token(&simulator).await;
        let reply = post_message(&simulator, &token).await;
        assert_eq!(reply.status, 202);
        let body = reply.json();
        assert_eq!((&body["text"], &body["language"]), (&json!("Hello support"), &json!("en-US")));
        let path = format!("{PATH}/{}", body["id"].as_str().expect("an id"));
        for status in [204, 404] {
            let reply = call(&simulator, "DELETE", &path, &token, "").await;
            assert_eq!(reply.status, status);
            assert_eq!(reply.body.is_empty(), status == 204);
        }
    }

    #[tokio::test]
    async fn every_problem_of_a_message_is_named_by_its_field() {
        let simulator = with_faults(&[]).await;
        let token = guest_token(&simulator).await;
        let long = format!(r#"{{"text":"{}"}}"#, "x".repeat(LONGEST_TEXT + 1));
        for (body, fields) in [
            ("{}", vec!["text"]),
            (r#"{"text":" "}"#, vec!["text"]),
            (r#"{"text":1,"language":"english please"}"#, vec!["text", "language"]),
            (r#"{"text":"hi","language":7}"#, vec!["language"]),
            (r#"{"text":"hi","language":""}"#, vec!["language"]),
            (long.as_str(), vec!["text"]),
            ("[]", vec![]),
            ("{", vec![]),
            ("", vec![]),
        ] {
            let reply = call(&simulator, "POST", PATH, &token, body).await;
            assert_eq!((reply.status, reply.error().0.as_str()), (400, "bad.request"), "{body}");
            let named: Vec<String> = reply.json()["errors"]
                .as_array()
                .map(|errors| {
                    errors
                        .iter()
                        .map(|one| one["field"].as_str().expect("a field").to_owned())
                        .collect()
                })
                .unwrap_or_default();
            assert_eq!(named, fields, "{body}");
        }
        for body in [r#"{"text":"hi"}"#, r#"{"text":"hi","language":"zh-Hant-TW"}"#, HELLO] {
            assert_eq!(call(&simulator, "POST", PATH, &token, body).await.status, 202, "{body}");
        }
    }

    #[tokio::test]
    async fn a_body_that_is_not_json_is_refused_after_the_caller_is_known() {
        let simulator = with_faults(&[]).await;
        let bearer = format!("Bearer {}", guest_token(&simulator).await);
        let headers = [FORM, ("authorization", bearer.as_str())];
        assert_eq!(send(&simulator, "POST", PATH, &headers, HELLO).await.status, 415);
        assert_eq!(send(&simulator, "POST", PATH, &headers[1..], HELLO).await.status, 415);
        assert_eq!(send(&simulator, "POST", PATH, &[FORM], HELLO).await.status, 401);
        let parameter = [("content-type", "Application/JSON; charset=utf-8"), headers[1]];
        assert_eq!(send(&simulator, "POST", PATH, &parameter, HELLO).await.status, 202);
        assert_eq!(send(&simulator, "POST", PATH, &[JSON, headers[1]], HELLO).await.status, 202);
    }

    #[tokio::test]
    async fn without_the_scope_the_answer_is_that_of_the_thread() {
        for fault in ["scope-missing", "scope-not-requested"] {
            let simulator = with_faults(&[fault]).await;
            let token = guest_token(&simulator).await;
            let reply = post_message(&simulator, &token).await;
            assert_eq!(reply.status, 401);
            assert_eq!(reply.body, r#"{"code":"unauthorized","message":"User is not authorized"}"#);
            assert_eq!(reply.header("www-authenticate"), None);
            assert!(reply.header("x-correlation-id").is_some());
        }
        let simulator = with_faults(&["scope-not-requested"]).await;
        let form = format!("{GRANT}&scope={GUEST_SCOPE}");
        let reply = post_form(&simulator, "/api/v2/oauth/token", &form).await;
        let token = reply.json()["access_token"].as_str().expect("a token").to_owned();
        assert_eq!(post_message(&simulator, &token).await.status, 202);
    }

    #[tokio::test]
    async fn without_a_guest_in_the_token_nothing_is_posted_and_the_scope_comes_first() {
        let simulator = with_faults(&["guest-context-missing"]).await;
        let token = guest_token(&simulator).await;
        let reply = post_message(&simulator, &token).await;
        assert_eq!((reply.status, reply.error().0.as_str()), (403, "guest.context.missing"));
        let simulator = with_faults(&["guest-context-missing", "scope-missing"]).await;
        let token = guest_token(&simulator).await;
        assert_eq!(post_message(&simulator, &token).await.status, 401);
    }
}
