//! Who asks, at the API (RFC 6750).

use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::access_token::{Claims, Verifier, verify};
use super::answer::{api_error, set};
use super::endpoint::Call;
use super::world::World;

/// The claims of the token that came with the call.
///
/// # Errors
///
/// The answer that refuses it. Without a token it names no error (RFC 6750, section 3).
pub(super) fn bearer(world: &World, call: &Call) -> Result<Claims, Box<Response>> {
    if call.headers.get_all(AUTHORIZATION).iter().count() > 1 {
        let message = "More than one Authorization header";
        return Err(refuse(StatusCode::BAD_REQUEST, "invalid_request", message));
    }
    let Some(token) = presented(&call.headers) else {
        let message = "No authentication bearer token specified in authorization header.";
        let mut response = api_error(StatusCode::UNAUTHORIZED, "authentication.required", message);
        set(&mut response, WWW_AUTHENTICATE, r#"Bearer realm="guest-api""#);
        return Err(Box::new(response));
    };
    verify(world, Verifier::Node(call.node), token)
        .map_err(|refusal| refuse(StatusCode::UNAUTHORIZED, "invalid_token", refusal.words()))
}

/// What stands behind the scheme `Bearer`, which may be written in any case (RFC 9110, section 11.1).
fn presented(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim_matches(' ');
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

fn refuse(status: StatusCode, error: &str, message: &str) -> Box<Response> {
    let mut response = api_error(status, error, message);
    let challenge =
        format!(r#"Bearer realm="guest-api", error="{error}", error_description="{message}""#);
    set(&mut response, WWW_AUTHENTICATE, &challenge);
    Box::new(response)
}
