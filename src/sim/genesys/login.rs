//! The login host: `POST /oauth/token` for the client credentials grant.
//!
//! Its refusals are flat, with `description` beside `error_description`, and no `ErrorBody`.

use axum::http::header::{AUTHORIZATION, CACHE_CONTROL};
use axum::http::{HeaderName, Method, StatusCode};
use axum::response::Response;
use serde_json::json;

use super::ClientState;
use super::answer::{Exchange, correlation, nothing_here, wrong_method};
use super::operations::OPERATIONS;
use super::state::Token;
use crate::sim::Delivery;
use crate::sim::answer::{json_body, set};
use crate::sim::client::basic;
use crate::sim::form::Form;
use crate::sim::world::World;

/// Grants that the platform knows and this client may not use.
const OTHER_GRANTS: [&str; 3] =
    ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:saml2-bearer"];

/// A refusal: status, `error`, description.
type Refused = (StatusCode, &'static str, String);

/// Answers a request for the login host.
pub(super) fn answer(world: &World, exchange: &Exchange<'_>) -> Response {
    if exchange.path != "/oauth/token" {
        return nothing_here();
    }
    if *exchange.method != Method::POST {
        return wrong_method("POST");
    }
    let (status, body) = match token(world, exchange) {
        Ok(token) => {
            // One second less than the client's validity, as the platform's answers have it.
            let left = world.behaviour().genesys.token_validity.saturating_sub(1);
            let body = json!({ "access_token": token, "token_type": "bearer", "expires_in": left });
            (StatusCode::OK, body)
        }
        Err((status, error, words)) => {
            let body = json!({ "error": error, "description": words, "error_description": words });
            (status, body)
        }
    };
    let mut response = json_body(status, &body);
    let correlation = correlation(exchange.region, OPERATIONS.len() + 1, exchange.count);
    set(&mut response, HeaderName::from_static("inin-correlation-id"), &correlation);
    set(&mut response, CACHE_CONTROL, "no-cache, no-store, must-revalidate");
    response
}

fn token(world: &World, exchange: &Exchange<'_>) -> Result<String, Refused> {
    let bad = |error, words: &str| (StatusCode::BAD_REQUEST, error, words.to_owned());
    let all = world.behaviour();
    let behaviour = &all.genesys;
    if behaviour.login_rate_limited {
        let words = "rate limit exceeded; too many requests of this client in the last minute";
        return Err(bad("invalid_request", words));
    }
    let form = Form::read(exchange.headers, exchange.body)
        .map_err(|problem| bad("invalid_request", problem))?;
    let Some(grant) = form.get("grant_type") else {
        return Err(bad("invalid_request", "grant_type is missing"));
    };
    authenticate(world, exchange, &form)?;
    if behaviour.client_state != ClientState::Active {
        return Err(bad("invalid_client", "authentication failed"));
    }
    if grant != "client_credentials" && !OTHER_GRANTS.contains(&grant) {
        return Err(bad("unsupported_grant_type", "the grant type is not supported"));
    }
    if grant != "client_credentials" || !all.grant_allowed {
        return Err(bad("unauthorized_client", "the client may not use this grant type"));
    }
    let validity = i64::from(behaviour.token_validity);
    let token = Token { expires: world.now() + validity, user: behaviour.user_tokens };
    Ok(world.genesys.issue(exchange.region, &world.url, token))
}

/// Checks that the client of this region asks.
fn authenticate(world: &World, exchange: &Exchange<'_>, form: &Form) -> Result<(), Refused> {
    let bad = |error, words: &str| (StatusCode::BAD_REQUEST, error, words.to_owned());
    let failed = |status| Err((status, "invalid_client", "authentication failed".to_owned()));
    let header =
        exchange.headers.get(AUTHORIZATION).map(|value| value.to_str().unwrap_or_default());
    let mut pairs = match (header, form.get("client_id"), form.get("client_secret")) {
        (Some(_), _, Some(_)) => {
            return Err(bad("invalid_request", "more than one way of client authentication"));
        }
        (Some(header), _, None) => basic(header).unwrap_or_default(),
        (None, Some(id), Some(secret)) => vec![(id.to_owned(), secret.to_owned())],
        (None, _, _) => Vec::new(),
    };
    let all = world.behaviour();
    if all.delivery == Delivery::PercentEncoded {
        // Taking off an encoding that nobody should have put on would hide it.
        pairs.truncate(1);
    }
    let own = |id: &str| id == world.client_id;
    let here = exchange.region == all.genesys.client_region;
    let told = !here && all.genesys.unknown_told;
    if told || !pairs.iter().any(|(id, _)| own(id)) {
        return Err(bad("invalid_client", "client not found"));
    }
    if !here {
        // Seen of a client that was sent to another region's login host.
        return failed(StatusCode::BAD_REQUEST);
    }
    let right = |secret: &str| all.secret_current && secret == world.client_secret.expose();
    if !pairs.iter().any(|(id, secret)| own(id) && right(secret)) {
        return failed(StatusCode::UNAUTHORIZED);
    }
    Ok(())
}
