//! The token endpoints (RFC 6749, sections 4.4 and 5).

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::access_token::{LIFETIME, Realm, issue};
use super::answer::{json_body, not_stored, oauth_error};
use super::client::authenticate;
use super::endpoint::Call;
use super::form::Form;
use super::world::{GUEST_SCOPE, OTHER_SCOPES, World, numbered_id};

/// What an id of a token begins with.
const PURPOSE: u32 = 0x0070_6b65;

/// `POST /api/v2/oauth/token`.
pub(super) fn guest(world: &World, call: &Call) -> Response {
    answer(world, call, Realm::Guest).unwrap_or_else(|refused| *refused)
}

/// `POST /oidc/token`.
pub(super) fn open_id(world: &World, call: &Call) -> Response {
    answer(world, call, Realm::OpenId).unwrap_or_else(|refused| *refused)
}

fn answer(world: &World, call: &Call, realm: Realm) -> Result<Response, Box<Response>> {
    let refuse = |error, description: &str| Box::new(oauth_error(error, description));
    if call.query.is_some() {
        return Err(refuse("invalid_request", "parameters must not stand in the URL"));
    }
    let form = Form::read(&call.headers, &call.body)
        .map_err(|problem| refuse("invalid_request", problem))?;
    let Some(grant) = form.get("grant_type") else {
        return Err(refuse("invalid_request", "grant_type is missing"));
    };
    authenticate(world, &call.headers, &form)?;
    if grant != "client_credentials" {
        return Err(refuse(
            "unsupported_grant_type",
            "only the grant client_credentials is supported",
        ));
    }
    if !world.behaviour.grant_allowed {
        return Err(refuse(
            "unauthorized_client",
            "the client is not authorized to use the client_credentials grant",
        ));
    }
    let audience = audience(world, &form, realm)?;
    let scopes = scopes(world, form.get("scope"))?;
    let id = numbered_id(PURPOSE, call.endpoint, call.count);
    let body = json!({
        "access_token": issue(world, realm, &audience, &scopes, &id),
        "token_type": "Bearer",
        "expires_in": LIFETIME,
        "scope": scopes.join(" "),
    });
    Ok(not_stored(json_body(StatusCode::OK, &body)))
}

/// The scopes to issue: those asked for, or else all that the client has by default.
fn scopes<'a>(world: &World, asked: Option<&'a str>) -> Result<Vec<&'a str>, Box<Response>> {
    let behaviour = &world.behaviour;
    let Some(asked) = asked else {
        let by_default = behaviour.guest_scope_granted && behaviour.guest_scope_by_default;
        return Ok(OTHER_SCOPES.into_iter().chain(by_default.then_some(GUEST_SCOPE)).collect());
    };
    let mut scopes = Vec::new();
    for scope in asked.split(' ') {
        let granted = OTHER_SCOPES.contains(&scope)
            || (scope == GUEST_SCOPE && behaviour.guest_scope_granted);
        if !granted {
            // A name goes into the answer only if it is one (RFC 6749, section 3.3).
            let named = !scope.is_empty() && scope.bytes().all(is_scope_character);
            let description = if named {
                format!("the client is not granted the scope {scope}")
            } else {
                "the scope is malformed".to_owned()
            };
            return Err(Box::new(oauth_error("invalid_scope", &description)));
        }
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    Ok(scopes)
}

/// `NQCHAR` of RFC 6749, appendix A.
fn is_scope_character(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e)
}

/// The audience to issue for: the one asked for as `resource` (RFC 8707) or `audience`, or else the API.
fn audience(world: &World, form: &Form, realm: Realm) -> Result<Vec<String>, Box<Response>> {
    let api = world.audience();
    if form.all("resource").chain(form.all("audience")).any(|asked| asked != api) {
        let description = "no such resource is registered here";
        return Err(Box::new(oauth_error("invalid_target", description)));
    }
    if realm == Realm::OpenId && world.behaviour.other_audience {
        return Ok(vec![format!("{}/other-api", world.url)]);
    }
    Ok(vec![api])
}
