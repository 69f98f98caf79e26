//! Messages of a WebSocket, where they are JSON: what one says went wrong, and the members that name what it is.

use http::HeaderMap;
use serde_json::Value;

use super::{Answer, Scrub, clean};
use crate::model::ApiError;

/// Members that reports may carry: they name what a message is.
const MEMBERS: [&str; 9] =
    ["type", "class", "code", "action", "event", "op", "errorCode", "retryAfter", "direction"];

/// The longest value of a member that reports carry, in characters.
const LONGEST: usize = 80;

/// What a message says went wrong: one that carries a code as HTTP and its kin have them for refusals. `host` is
/// the one that sent it, where that is known.
#[must_use]
pub fn refusal_in_message(message: &Value, host: Option<&str>, scrub: &Scrub) -> Option<ApiError> {
    let inside = message.get("body").filter(|body| body.is_object()).unwrap_or(message);
    let number = |value: &Value, name: &str| {
        let code = value.get(name)?;
        code.as_u64().or_else(|| code.as_str()?.parse().ok()).filter(|code| *code >= 400)
    };
    let code = number(inside, "errorCode").or_else(|| number(message, "code"))?;
    let text = |value: &Value, names: &[&str]| {
        names.iter().find_map(|name| value.get(*name)?.as_str().map(str::to_owned))
    };
    let said = text(inside, &["errorMessage", "message", "reason", "error_description"])
        .or_else(|| text(message, &["body", "message", "reason"]));
    Some(ApiError {
        code: Some(code.to_string()),
        message: said.map(|said| clean(&scrub(&said))),
        vendor: vendor_of_message(message, host, scrub),
        ..ApiError::default()
    })
}

/// Whose message it is: by its looks, and by the host where those do not tell.
#[must_use]
pub fn vendor_of_message(message: &Value, host: Option<&str>, scrub: &Scrub) -> Option<String> {
    let answer = Answer::new(400, HeaderMap::new(), message.to_string().into_bytes());
    let answer = match host {
        Some(host) => answer.at(host),
        None => answer,
    };
    answer.error(scrub).and_then(|error| error.vendor)
}

/// The members of a message that reports may carry, and of an object in its `body` how long to wait.
#[must_use]
pub fn members_of_message(message: &Value, scrub: &Scrub) -> Vec<(String, String)> {
    let member = |name: &&str| {
        let inside = || message.get("body")?.get(*name).filter(|_| *name == "retryAfter");
        let value = match message.get(*name).or_else(inside)? {
            Value::String(text) => clean(&scrub(text)),
            Value::Number(number) => number.to_string(),
            Value::Bool(truth) => truth.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => return None,
        };
        (value.chars().count() <= LONGEST).then(|| ((*name).to_owned(), value))
    };
    MEMBERS.iter().filter_map(member).collect()
}
