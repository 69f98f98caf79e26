//! Who asks, at the API (RFC 6750).

use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::access_token::{Claims, Verifier, verify};
use super::answer::{api_error, set};
use super::endpoint::Call;
use super::refusal::{Place, refused};
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
    let claims = verify(world, Verifier::Node(call.node), token)
        .map_err(|refusal| refuse(StatusCode::UNAUTHORIZED, "invalid_token", refusal.words()))?;
    if claims.all().get("cnf").is_some() {
        // RFC 9449, section 7.1: a bound token that comes as a plain bearer token, without a proof.
        let message = "The access token is bound to a key and no DPoP proof came with it";
        let mut response = api_error(StatusCode::UNAUTHORIZED, "invalid_token", message);
        let challenge = format!(
            r#"DPoP error="invalid_token", error_description="{message}", algs="ES256 PS256""#
        );
        set(&mut response, WWW_AUTHENTICATE, &challenge);
        return Err(Box::new(response));
    }
    refused(world, Place::Caller).map_or(Ok(claims), |refused| Err(Box::new(refused)))
}

/// As [`bearer`], for calls that do something: what is settled for calls holds for them.
///
/// # Errors
///
/// The answer that refuses it.
pub(super) fn caller(world: &World, call: &Call) -> Result<Claims, Box<Response>> {
    let claims = bearer(world, call)?;
    if call.count < world.behaviour().settles_after {
        let message = "You do not have access to this resource.";
        return Err(Box::new(api_error(StatusCode::FORBIDDEN, "forbidden", message)));
    }
    refused(world, Place::Call).map_or(Ok(claims), |refused| Err(Box::new(refused)))
}

/// What stands behind the scheme `Bearer`, which may be written in any case (RFC 9110, section 11.1).
pub(super) fn presented(headers: &HeaderMap) -> Option<&str> {
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

#[cfg(test)]
mod tests {
    use super::super::testing::{guest_token, read_queue, send, with_faults};
    use super::super::world::QUEUE_ID;

    #[tokio::test]
    async fn without_a_token_the_challenge_names_no_error() {
        let simulator = with_faults(&[]).await;
        let path = format!("/api/v2/routing/queues/{QUEUE_ID}");
        for headers in [
            &[][..],
            &[("authorization", "Basic YTpi")],
            &[("authorization", "Bearer ")],
            &[("authorization", "Bearer")],
        ] {
            let reply = send(&simulator, "GET", &path, headers, "").await;
            assert_eq!(reply.status, 401, "{headers:?}");
            assert_eq!(reply.header("www-authenticate"), Some(r#"Bearer realm="guest-api""#));
            assert_eq!(reply.json()["code"], "authentication.required");
        }
    }

    #[tokio::test]
    async fn the_scheme_may_be_written_in_any_case() {
        let simulator = with_faults(&[]).await;
        let token = guest_token(&simulator).await;
        let path = format!("/api/v2/routing/queues/{QUEUE_ID}");
        for (scheme, status) in [("bearer", 200), ("BEARER", 200), ("Bearer Bearer", 401)] {
            let value = format!("{scheme} {token}");
            let reply = send(&simulator, "GET", &path, &[("authorization", &value)], "").await;
            assert_eq!(reply.status, status, "{scheme}");
        }
        let value = format!("Bearer {token}");
        let twice = [("authorization", value.as_str()), ("authorization", value.as_str())];
        assert_eq!(send(&simulator, "GET", &path, &twice, "").await.status, 400);
    }

    #[tokio::test]
    async fn a_bad_token_is_refused_with_its_reason() {
        let simulator = with_faults(&[]).await;
        let reply = read_queue(&simulator, "not-a-token").await;
        assert_eq!(reply.status, 401);
        assert_eq!(
            reply.header("www-authenticate"),
            Some(
                r#"Bearer realm="guest-api", error="invalid_token", error_description="The access token is malformed""#
            )
        );
        let body = reply.json();
        assert_eq!(
            (&body["code"], &body["message"]),
            (&"invalid_token".into(), &"The access token is malformed".into())
        );
    }

    #[tokio::test]
    async fn a_stripped_header_looks_like_none_and_leaves_the_token_endpoint_alone() {
        let simulator = with_faults(&["header-stripped"]).await;
        let token = guest_token(&simulator).await;
        let reply = read_queue(&simulator, &token).await;
        assert_eq!(reply.status, 401);
        assert_eq!(reply.header("www-authenticate"), Some(r#"Bearer realm="guest-api""#));
    }
}
