//! The token endpoints (RFC 6749, sections 4.4 and 5).

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use super::access_token::{LIFETIME, Realm, issue};
use super::answer::{json_body, not_stored, oauth_error};
use super::client::authenticate;
use super::endpoint::Call;
use super::form::Form;
use super::refusal::{Place, refused};
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
    if let Some(refused) = refused(world, Place::Token) {
        return Err(Box::new(refused));
    }
    if grant != "client_credentials" {
        return Err(refuse(
            "unsupported_grant_type",
            "only the grant client_credentials is supported",
        ));
    }
    if !world.behaviour().grant_allowed {
        return Err(refuse(
            "unauthorized_client",
            "the client is not authorized to use the client_credentials grant",
        ));
    }
    let audience = audience(world, &form, realm)?;
    let scopes = scopes(world, form.get("scope"))?;
    let id = numbered_id(PURPOSE, call.endpoint, call.count);
    let bound = world.behaviour().bound_tokens && realm == Realm::Guest;
    let body = json!({
        "access_token": issue(world, realm, &audience, &scopes, &id),
        "token_type": if bound { "DPoP" } else { "Bearer" },
        "expires_in": LIFETIME,
        "scope": scopes.join(" "),
    });
    Ok(not_stored(json_body(StatusCode::OK, &body)))
}

/// The scopes to issue: those asked for, or else all that the client has by default.
fn scopes<'a>(world: &World, asked: Option<&'a str>) -> Result<Vec<&'a str>, Box<Response>> {
    let behaviour = world.behaviour();
    let Some(asked) = asked else {
        let by_default = behaviour.guest_scope_granted && behaviour.guest_scope_by_default;
        return Ok(OTHER_SCOPES.into_iter().chain(by_default.then_some(GUEST_SCOPE)).collect());
    };
    let mut scopes = Vec::new();
    for scope in asked.split(' ') {
        let granted = OTHER_SCOPES.contains(&scope)
            || (scope == GUEST_SCOPE && behaviour.guest_scope_granted);
        if !granted && behaviour.drops_scopes {
            continue;
        }
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
    if realm == Realm::OpenId && world.behaviour().other_audience {
        return Ok(vec![format!("{}/other-api", world.url)]);
    }
    Ok(vec![api])
}

#[cfg(test)]
mod tests {
    use super::super::testing::{FORM, GRANT, own_basic, post_form, send, with_faults};
    use super::super::world::{CLIENT_ID, CLIENT_SECRET};
    use super::*;

    const GUEST: &str = "/api/v2/oauth/token";
    const OPEN_ID: &str = "/oidc/token";

    #[tokio::test]
    async fn a_token_is_issued_and_must_not_be_stored() {
        let simulator = with_faults(&[]).await;
        for path in [GUEST, OPEN_ID] {
            let reply = post_form(&simulator, path, GRANT).await;
            assert_eq!(reply.status, 200, "{}", reply.body);
            assert_eq!(reply.header("cache-control"), Some("no-store"));
            let body = reply.json();
            assert_eq!(body["token_type"], "Bearer");
            assert_eq!(body["expires_in"], 86400);
            let all = "conversation:read conversation:write guest:access webchat:guest:write";
            assert_eq!(body["scope"], all);
        }
    }

    #[tokio::test]
    async fn a_scope_that_is_asked_for_is_all_that_is_granted() {
        let simulator = with_faults(&[]).await;
        let form = format!("{GRANT}&scope=guest%3Aaccess+conversation:read+guest:access");
        let reply = post_form(&simulator, GUEST, &form).await;
        assert_eq!(reply.json()["scope"], "guest:access conversation:read");
    }

    #[tokio::test]
    async fn refusals_are_those_of_the_rfc() {
        let simulator = with_faults(&[]).await;
        for path in [GUEST, OPEN_ID] {
            for (form, error, description) in [
                ("", "invalid_request", "grant_type is missing"),
                ("grant_type=", "invalid_request", "grant_type is missing"),
                (
                    "grant_type=password&username=u&password=p",
                    "unsupported_grant_type",
                    "only the grant client_credentials is supported",
                ),
                (
                    "grant_type=client_credentials&grant_type=client_credentials",
                    "invalid_request",
                    "a parameter is repeated",
                ),
                (
                    "grant_type=client_credentials&scope=admin",
                    "invalid_scope",
                    "the client is not granted the scope admin",
                ),
                (
                    "grant_type=client_credentials&scope=a%0Ab",
                    "invalid_scope",
                    "the scope is malformed",
                ),
                (
                    "grant_type=client_credentials&scope=%22",
                    "invalid_scope",
                    "the scope is malformed",
                ),
                (
                    "grant_type=client_credentials&resource=urn:elsewhere",
                    "invalid_target",
                    "no such resource is registered here",
                ),
            ] {
                let reply = post_form(&simulator, path, form).await;
                assert_eq!(reply.status, 400, "{form}");
                assert_eq!(reply.error(), (error.to_owned(), description.to_owned()), "{form}");
                assert_eq!(reply.header("cache-control"), Some("no-store"), "{form}");
                assert_eq!(reply.header("www-authenticate"), None, "{form}");
            }
        }
    }

    #[tokio::test]
    async fn a_json_body_and_parameters_in_the_url_are_refused() {
        let simulator = with_faults(&[]).await;
        let own = own_basic();
        let json = [("content-type", "application/json"), ("authorization", own.as_str())];
        let body = r#"{"grant_type":"client_credentials"}"#;
        let reply = send(&simulator, "POST", GUEST, &json, body).await;
        assert_eq!((reply.status, reply.error().0.as_str()), (400, "invalid_request"));
        let url = format!("{GUEST}?client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}");
        let reply = send(&simulator, "POST", &url, &[FORM], GRANT).await;
        assert_eq!((reply.status, reply.error().0.as_str()), (400, "invalid_request"));
    }

    #[tokio::test]
    async fn scope_missing_and_scope_not_requested_differ_when_it_is_asked_for() {
        let form = format!("{GRANT}&scope={GUEST_SCOPE}");
        for (fault, status, error) in
            [("scope-missing", 400, "invalid_scope"), ("scope-not-requested", 200, "")]
        {
            let simulator = with_faults(&[fault]).await;
            let silent = post_form(&simulator, GUEST, GRANT).await;
            let granted = silent.json()["scope"].as_str().map(ToOwned::to_owned);
            assert_eq!(
                granted.as_deref(),
                Some("conversation:read conversation:write guest:access")
            );
            let asked = post_form(&simulator, GUEST, &form).await;
            assert_eq!((asked.status, asked.error().0.as_str()), (status, error), "{fault}");
        }
    }

    #[tokio::test]
    async fn a_grant_that_is_not_allowed_is_told_only_to_the_client_itself() {
        let simulator = with_faults(&["grant-not-allowed"]).await;
        let reply = post_form(&simulator, GUEST, GRANT).await;
        assert_eq!((reply.status, reply.error().0.as_str()), (400, "unauthorized_client"));
        let form = format!("{GRANT}&client_id={CLIENT_ID}&client_secret=wrong");
        let reply = send(&simulator, "POST", GUEST, &[FORM], &form).await;
        assert_eq!((reply.status, reply.error().0.as_str()), (401, "invalid_client"));
    }

    #[tokio::test]
    async fn the_resource_of_the_api_is_granted_unless_the_fault_says_otherwise() {
        for (faults, ends) in [(&[][..], "/api"), (&["audience-wrong"][..], "/other-api")] {
            let simulator = with_faults(faults).await;
            let form = format!("{GRANT}&resource={}/api", simulator.url());
            let reply = post_form(&simulator, OPEN_ID, &form).await;
            let token = reply.json()["access_token"].as_str().expect("a token").to_owned();
            let claims = super::super::testing::jwt_part(&token, 1);
            assert_eq!(claims["aud"], format!("{}{ends}", simulator.url()));
        }
    }
}
