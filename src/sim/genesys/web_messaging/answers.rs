//! What is said to guests: `{"type","class","code","body"}`, as the vendor's description of the protocol has it.

use serde_json::{Value, json};

/// A message of that class.
pub(super) fn message(kind: &str, class: &str, code: u16, body: Value, asked: &Value) -> Value {
    let mut message = json!({ "type": kind, "class": class, "code": code, "body": body });
    if let Some(id) = asked["tracingId"].as_str() {
        message["tracingId"] = id.into();
    }
    message
}

/// An answer.
pub(super) fn response(class: &str, body: Value, asked: &Value) -> Value {
    message("response", class, 200, body, asked)
}

/// A refusal. One for too many messages has a class of its own.
pub(super) fn refusal(code: u16, text: &str, asked: &Value) -> Value {
    if code == 4029 {
        let body = json!({
            "name": "TooManyRequestsErrorMessage",
            "message": text,
            "errorCode": code,
            "errorMessage": text,
            "retryAfter": 3,
        });
        return message("response", "TooManyRequestsErrorMessage", 429, body, asked);
    }
    message("response", "string", code, text.into(), asked)
}

/// What a session is like.
pub(super) fn session(new: bool, asked: &Value) -> Value {
    let body = json!({
        "connected": true,
        "newSession": new,
        "readOnly": false,
        "maxCustomDataBytes": MOST_CUSTOM_BYTES,
        "allowedMedia": media(),
        "blockedExtensions": [".ade"],
        "clearedExistingSession": false,
    });
    response("SessionResponse", body, asked)
}

/// What may be sent.
pub(super) fn configuration(asked: &Value) -> Value {
    let body = json!({
        "allowedMedia": media(),
        "blockedExtensions": [".ade"],
        "maxCustomDataBytes": MOST_CUSTOM_BYTES,
        "messageRoutingEnabled": true,
        "sessionDurationSeconds": 259_200,
    });
    response("GetConfigurationResponse", body, asked)
}

/// The most bytes of custom attributes.
pub(super) const MOST_CUSTOM_BYTES: usize = 2048;

fn media() -> Value {
    json!({ "inbound": { "fileTypes": [{ "type": "*/*" }], "maxFileSizeKB": 10240 } })
}
