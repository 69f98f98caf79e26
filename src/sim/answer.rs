//! How answers are written: JSON, the API's errors, the errors of RFC 6749.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, PRAGMA, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

/// JSON with that status.
pub(super) fn json_body(status: StatusCode, body: &Value) -> Response {
    text(status, "application/json", body.to_string())
}

/// A body of that media type.
pub(super) fn text(status: StatusCode, media_type: &'static str, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

/// No body at all.
pub(super) fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// A refusal in the API's own shape.
pub(super) fn api_error(status: StatusCode, code: &str, message: &str) -> Response {
    json_body(status, &json!({ "code": code, "message": message }))
}

/// A refusal in the shape of RFC 6749, section 5.2. One of an unknown client carries a challenge.
pub(super) fn oauth_error(error: &str, description: &str) -> Response {
    let status = match error {
        "invalid_client" => StatusCode::UNAUTHORIZED,
        _ => StatusCode::BAD_REQUEST,
    };
    let body = json!({ "error": error, "error_description": description });
    let mut response = not_stored(json_body(status, &body));
    if status == StatusCode::UNAUTHORIZED {
        set(&mut response, WWW_AUTHENTICATE, r#"Basic realm="token endpoint", charset="UTF-8""#);
    }
    response
}

/// Forbids storing it, as RFC 6749, section 5.1 demands of answers with tokens in them.
pub(super) fn not_stored(mut response: Response) -> Response {
    set(&mut response, CACHE_CONTROL, "no-store");
    set(&mut response, PRAGMA, "no-cache");
    response
}

/// Sets a header, over one that may be there.
pub(super) fn set(response: &mut Response, name: HeaderName, value: &str) {
    let value =
        HeaderValue::from_str(value).expect("header values are made here, of visible ASCII");
    response.headers_mut().insert(name, value);
}
