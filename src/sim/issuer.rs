//! What issuers publish: the discovery document, key sets, and introspection.

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::response::Response;
use serde_json::{Value, json};

use super::ClientProof;
use super::access_token::{Realm, Verifier, verify};
use super::answer::{empty, json_body, not_stored, oauth_error, set, text};
use super::bearer::presented;
use super::client::authenticate;
use super::endpoint::Call;
use super::form::Form;
use super::world::{GUEST_SCOPE, OTHER_SCOPES, World};

/// `GET /oidc/.well-known/openid-configuration` and the same by RFC 8414, section 3.1.
pub(super) fn discovery(world: &World, _call: &Call) -> Response {
    let at = |path: &str| format!("{}/oidc{path}", world.url);
    let scopes: Vec<&str> = OTHER_SCOPES.into_iter().chain([GUEST_SCOPE]).collect();
    let methods = match world.behaviour().client_proof {
        ClientProof::Any | ClientProof::EncodedBasic => {
            &["client_secret_basic", "client_secret_post"][..]
        }
        ClientProof::Form => &["client_secret_post"],
    };
    let body = json!({
        "issuer": Realm::OpenId.issuer(world),
        "token_endpoint": at("/token"),
        "jwks_uri": at("/jwks"),
        "introspection_endpoint": at("/introspect"),
        "userinfo_endpoint": at("/userinfo"),
        "scopes_supported": scopes,
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": methods,
        "introspection_endpoint_auth_methods_supported": methods,
    });
    cached(json_body(StatusCode::OK, &body))
}

/// `GET /.well-known/jwks.json`.
pub(super) fn guest_keys(world: &World, _call: &Call) -> Response {
    unreadable(world).unwrap_or_else(|| cached(json_body(StatusCode::OK, &keys(world, true))))
}

/// `GET /oidc/jwks`.
pub(super) fn open_id_keys(world: &World, _call: &Call) -> Response {
    if let Some(response) = unreadable(world) {
        return response;
    }
    let mut response = json_body(StatusCode::OK, &keys(world, world.behaviour().new_key_published));
    set(&mut response, CONTENT_TYPE, "application/jwk-set+json");
    cached(response)
}

/// What stands in front of the key sets while they cannot be read.
fn unreadable(world: &World) -> Option<Response> {
    let page = "<html><head><title>503 Service Temporarily Unavailable</title></head></html>\n";
    (!world.behaviour().keys_readable)
        .then(|| text(StatusCode::SERVICE_UNAVAILABLE, "text/html", page.to_owned()))
}

/// `GET /oidc/userinfo` (OpenID Connect Core 1.0, section 5.3). A token of client credentials speaks for
/// no user: it is refused for its scope, as most issuers do it.
pub(super) fn userinfo(world: &World, call: &Call) -> Response {
    let refuse = |status: StatusCode, challenge: &str| {
        let mut response = empty(status);
        set(&mut response, WWW_AUTHENTICATE, challenge);
        response
    };
    let Some(token) = presented(&call.headers) else {
        return refuse(StatusCode::UNAUTHORIZED, r#"Bearer realm="oidc""#);
    };
    match verify(world, Verifier::Issuer, token) {
        Ok(_) => refuse(
            StatusCode::FORBIDDEN,
            r#"Bearer realm="oidc", error="insufficient_scope", scope="openid""#,
        ),
        Err(refusal) => refuse(
            StatusCode::UNAUTHORIZED,
            &format!(
                r#"Bearer realm="oidc", error="invalid_token", error_description="{}""#,
                refusal.words()
            ),
        ),
    }
}

/// The key that signs, where it is published, and the one before it for as long as its tokens may live.
fn keys(world: &World, complete: bool) -> Value {
    let after = complete.then(|| world.keys.after().jwk());
    let keys: Vec<Value> = after.into_iter().chain([world.keys.before().jwk()]).collect();
    json!({ "keys": keys })
}

fn cached(mut response: Response) -> Response {
    set(&mut response, CACHE_CONTROL, "public, max-age=300");
    response
}

/// `POST /oidc/introspect` (RFC 7662).
pub(super) fn introspection(world: &World, call: &Call) -> Response {
    let form = match Form::read(&call.headers, &call.body) {
        Ok(form) => form,
        Err(problem) => return oauth_error("invalid_request", problem),
    };
    if let Err(refused) = authenticate(world, &call.headers, &form) {
        return *refused;
    }
    let Some(token) = form.get("token") else {
        return oauth_error("invalid_request", "token is missing");
    };
    let body = active(world, token).unwrap_or_else(|| json!({ "active": false }));
    not_stored(json_body(StatusCode::OK, &body))
}

/// What there is to say of a good token; none of any other.
fn active(world: &World, token: &str) -> Option<Value> {
    let claims = verify(world, Verifier::Issuer, token).ok()?;
    let mut body = json!({ "active": true, "token_type": "Bearer" });
    for name in ["scope", "client_id", "sub", "iss", "aud", "iat", "nbf", "exp", "jti"] {
        body[name] = claims.all()[name].clone();
    }
    Some(body)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{FORM, GRANT, guest_token, jwt_part, post_form, send, with_faults};

    const DISCOVERY: &str = "/oidc/.well-known/openid-configuration";

    #[tokio::test]
    async fn the_discovery_document_names_its_issuer_to_the_character() {
        for (faults, issuer) in [(&[][..], "/oidc"), (&["issuer-mismatch"][..], "/oidc/")] {
            let simulator = with_faults(faults).await;
            let reply = send(&simulator, "GET", DISCOVERY, &[], "").await;
            let body = reply.json();
            assert_eq!(body["issuer"], format!("{}{issuer}", simulator.url()));
            let by_rfc_8414 = "/.well-known/oauth-authorization-server/oidc";
            assert_eq!(send(&simulator, "GET", by_rfc_8414, &[], "").await.body, reply.body);
            let endpoint = body["token_endpoint"].as_str().expect("a URL");
            let path = endpoint.strip_prefix(simulator.url()).expect("on the same host");
            let reply = post_form(&simulator, path, GRANT).await;
            let token = reply.json()["access_token"].as_str().expect("a token").to_owned();
            assert_eq!(jwt_part(&token, 1)["iss"], body["issuer"]);
            assert_eq!(jwt_part(&token, 0)["typ"], "at+jwt");
        }
    }

    #[tokio::test]
    async fn a_key_that_is_not_published_is_missing_from_one_key_set_only() {
        for (faults, known) in
            [(&[][..], &["2026-11", "2026-05"][..]), (&["key-not-published"][..], &["2026-05"][..])]
        {
            let simulator = with_faults(faults).await;
            for (path, known) in
                [("/oidc/jwks", known), ("/.well-known/jwks.json", &["2026-11", "2026-05"])]
            {
                let body = send(&simulator, "GET", path, &[], "").await.json();
                let keys = body["keys"].as_array().expect("keys");
                let ids: Vec<_> = keys.iter().filter_map(|key| key["kid"].as_str()).collect();
                assert_eq!(ids, known, "{path}");
            }
        }
    }

    #[tokio::test]
    async fn introspection_tells_a_good_token_from_any_other_and_only_to_the_client() {
        let simulator = with_faults(&["signing-key-stale"]).await;
        let reply = post_form(&simulator, "/oidc/token", GRANT).await;
        let token = reply.json()["access_token"].as_str().expect("a token").to_owned();
        let path = "/oidc/introspect";
        let good = post_form(&simulator, path, &format!("token={token}")).await.json();
        assert_eq!(good["active"], true);
        assert_eq!(good["aud"], format!("{}/api", simulator.url()));
        let foreign = guest_token(&simulator).await;
        for token in ["nonsense", foreign.as_str()] {
            let reply = post_form(&simulator, path, &format!("token={token}")).await;
            assert_eq!((reply.status, reply.body.as_str()), (200, r#"{"active":false}"#));
        }
        let none = post_form(&simulator, path, "").await;
        assert_eq!((none.status, none.error().0.as_str()), (400, "invalid_request"));
        let stranger = send(&simulator, "POST", path, &[FORM], &format!("token={token}")).await;
        assert_eq!((stranger.status, stranger.error().0.as_str()), (401, "invalid_client"));
    }

    #[tokio::test]
    async fn an_expired_token_is_inactive() {
        let simulator = with_faults(&["token-expired"]).await;
        let reply = post_form(&simulator, "/oidc/token", GRANT).await;
        let token = reply.json()["access_token"].as_str().expect("a token").to_owned();
        let reply = post_form(&simulator, "/oidc/introspect", &format!("token={token}")).await;
        assert_eq!(reply.body, r#"{"active":false}"#);
    }
}
