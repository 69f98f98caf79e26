//! Causes of client, token and permission: the evidence that shows each, and evidence that is almost
//! the same.

use serde_json::json;

use super::*;
use crate::model::Confidence::{Confirmed, Likely, Possible};
use crate::model::*;

#[test]
fn scope_missing_when_asked_for_and_refused() {
    let refused = not_issued(&[SCOPE], 400, "invalid_scope", "scope not granted to this client");
    assert_eq!(sure("scope-missing", std::slice::from_ref(&refused)), Some(Confirmed));
    assert!(is_ruled_out("scope-not-requested", &[refused]));
    // Several were asked for, and the answer does not say which is meant.
    let two = not_issued(&["a:read", SCOPE], 400, "invalid_scope", "not granted");
    assert_eq!(sure("scope-missing", &[two]), Some(Likely));
    let named =
        not_issued(&["a:read", SCOPE], 400, "invalid_scope", "unknown: webchat:guest:write.");
    let named = finding("scope-missing", &[named]);
    assert_eq!(named.confidence, Confirmed);
    assert!(named.particulars.contains(&("missing_scopes", json!([SCOPE]))));
    // Which one it is, one request for each would tell; the same request again would not.
    let two = not_issued(&["a:read", SCOPE], 400, "invalid_scope", "not granted");
    let next = diagnose(&[two]).next.expect("it is not sure");
    assert!(next.contains("each of a:read and webchat:guest:write alone"), "{next}");
    // None was asked for: the error is not about the client's scopes.
    assert_eq!(sure("scope-missing", &[not_issued(&[], 400, "invalid_scope", "")]), None);
}

#[test]
fn a_scope_that_the_token_endpoint_names_as_allowed_is_not_the_refused_one() {
    let of = |asked: &[&str], message| {
        let found = finding("scope-missing", &[not_issued(asked, 400, "invalid_scope", message)]);
        let scopes = found.particulars.iter().find(|(name, _)| *name == "missing_scopes");
        (found.confidence, scopes.expect("named").1.clone())
    };
    let both = ["a:read", SCOPE];
    let lists = "Invalid scope requested. Scopes of this client: a:read";
    assert_eq!(of(&both, lists), (Likely, json!([SCOPE])));
    let names = "Invalid scope requested: webchat:guest:write. Scopes of this client: a:read";
    assert_eq!(of(&both, names), (Confirmed, json!([SCOPE])));
    // All that was asked for, once more; and a list that the words make nothing of.
    assert_eq!(of(&both, "Invalid scopes: a:read webchat:guest:write"), (Likely, json!(both)));
    assert_eq!(of(&both, "Scopes are a:read"), (Likely, json!(both)));
    // One was asked for: its refusal is confirmed by words that are about that.
    assert_eq!(of(&[SCOPE], lists), (Confirmed, json!([SCOPE])));
    assert_eq!(of(&[SCOPE], ""), (Confirmed, json!([SCOPE])));
    let parameter = "The scope parameter must not be sent with client_credentials";
    assert_eq!(of(&[SCOPE], parameter), (Likely, json!([SCOPE])));
    assert_eq!(of(&["a:read"], lists), (Possible, json!(["a:read"])));
    let next = diagnose(&[not_issued(&[SCOPE], 400, "invalid_scope", parameter)]).next;
    assert!(next.is_some_and(|next| next.contains("scope=webchat:guest:write alone")));
}

#[test]
fn words_that_offer_alternatives_confirm_nothing() {
    for message in [
        "Unknown client or wrong secret",
        "Invalid client secret or client id",
        "Unknown client authentication method",
        "Client is temporarily locked after repeated requests with an invalid client secret",
    ] {
        let refused = [not_issued(&[], 401, "invalid_client", message)];
        assert!(sure("client-unknown", &refused) <= Some(Possible), "{message}");
        assert_eq!(sure("client-secret-wrong", &refused), Some(Likely), "{message}");
    }
    for (status, message) in [
        (401, "Authorization header is missing a tenant prefix"),
        (401, "Authorization header not in the form 'Token <key>'"),
        (401, "invalid audience, signature or lifetime"),
        (403, "TLS client certificate rejected: unknown issuer"),
        (403, "Insufficient permissions, scope or licence"),
        (
            403,
            "Requests from this IP address are not authorized or the client is missing permission",
        ),
        (403, "API rate limit exceeded for anonymous callers"),
        (403, "Missing Authentication Token"),
    ] {
        let diagnosis = diagnose(&[verified(), post(status, "", message)]);
        let confirmed = root(&diagnosis).filter(|(_, sure)| *sure == Confirmed);
        assert_eq!(confirmed, None, "{message}");
    }
}

#[test]
fn scope_missing_when_asked_for_and_dropped() {
    let dropped = [issued(&[SCOPE]), token_scopes(token(&["conversation:read"])), bare_post()];
    let found = finding("scope-missing", &dropped);
    assert_eq!(found.confidence, Confirmed);
    assert_eq!(found.explains, ["sample/token-scopes", "sample/message-post"]);
    assert!(is_ruled_out("scope-not-requested", &dropped));
}

#[test]
fn a_scope_that_was_not_asked_for_is_never_confirmed_missing() {
    let none_asked = [issued(&[]), token_scopes(token(&["conversation:read"])), bare_post()];
    assert_eq!(sure("scope-missing", &none_asked), Some(Likely));
    assert_eq!(sure("scope-not-requested", &none_asked), Some(Possible));
    let none_given = [issued(&[]), token_scopes(token(&[])), bare_post()];
    assert_eq!(sure("scope-missing", &none_given), Some(Possible));
    assert_eq!(sure("scope-not-requested", &none_given), Some(Likely));
    let others_asked =
        [issued(&["conversation:read"]), token_scopes(token(&["conversation:read"]))];
    assert_eq!(sure("scope-missing", &others_asked), Some(Possible));
    assert_eq!(sure("scope-not-requested", &others_asked), Some(Likely));
}

#[test]
fn an_opaque_token_and_a_token_response_prove_nothing_about_scopes() {
    let mut opaque = token(&[]);
    opaque.kind = TokenKind::Opaque;
    opaque.scopes = None;
    let mut told = token(&["conversation:read"]);
    told.scopes_from = Some("token response".to_owned());
    for token in [opaque, told] {
        let checks = [issued(&[SCOPE]), token_scopes(token), bare_post()];
        assert_eq!(sure("scope-missing", &checks), None);
        assert_eq!(sure("scope-not-requested", &checks), None);
    }
}

#[test]
fn a_scope_that_the_api_misses() {
    let refused = |scope: &str| {
        let exchange = with_challenge(
            exchange(&messages(), 403),
            &[("error", "insufficient_scope"), ("scope", scope)],
        );
        called("message-post", exchange)
    };
    let checks = [issued(&[]), token_read(token(&["a"])), refused(SCOPE)];
    assert_eq!(sure("scope-missing", &checks), Some(Possible));
    assert_eq!(sure("scope-not-requested", &checks), Some(Possible));
    // The token carries what the API says it misses.
    let carried = [issued(&[]), token_read(token(&[SCOPE])), refused(SCOPE)];
    assert_eq!(sure("scope-not-requested", &carried), None);
    let partly = [issued(&[]), token_read(token(&[SCOPE])), refused("webchat:guest:write b")];
    let partly = finding("scope-not-requested", &partly);
    assert!(partly.particulars.contains(&("missing_scopes", json!(["b"]))));
    assert!(is_ruled_out(
        "scope-missing",
        &[issued(&[]), token_read(token(&[SCOPE])), refused(SCOPE)]
    ));
}

#[test]
fn a_missing_scope_for_writing_does_not_explain_a_refused_read() {
    let checks =
        [issued(&[SCOPE]), token_scopes(token(&["a"])), queue(403, "forbidden", "Forbidden")];
    assert_eq!(finding("scope-missing", &checks).explains, ["sample/token-scopes"]);
    assert_eq!(sure("queue-forbidden", &checks), Some(Likely));
}

#[test]
fn guest_context_missing() {
    let demanded = |actual| {
        check("guest-context").saw(token_fact(token(&[SCOPE]))).mismatch(
            "claims.guest_id",
            "exists",
            json!(true),
            actual,
        )
    };
    let found = finding("guest-context-missing", &[demanded(json!(null)), bare_post()]);
    assert_eq!(found.confidence, Confirmed);
    assert_eq!(found.explains, ["sample/guest-context", "sample/message-post"]);
    // The claim is there, with another value.
    assert_eq!(sure("guest-context-missing", &[demanded(json!("g-2"))]), None);
    let bound = TokenFact { other_claims: vec!["guest_id".to_owned()], ..token(&[SCOPE]) };
    assert!(is_ruled_out("guest-context-missing", &[token_read(bound), bare_post()]));
}

#[test]
fn claim_missing() {
    let demanded = |path: &str, token: TokenFact| {
        check("claims").saw(token_fact(token)).mismatch(path, "exists", json!(true), json!(null))
    };
    assert_eq!(sure("claim-missing", &[demanded("claims.tenant", token(&[]))]), Some(Confirmed));
    assert_eq!(sure("claim-missing", &[demanded("claims.guest_id", token(&[]))]), None);
    assert_eq!(sure("claim-missing", &[demanded("claims.exp", token(&[]))]), None);
    let opaque = TokenFact { kind: TokenKind::Opaque, ..token(&[]) };
    assert_eq!(sure("claim-missing", &[demanded("claims.tenant", opaque)]), None);
}

#[test]
fn client_secret_wrong_is_confirmed_only_in_the_servers_own_words() {
    let sure_of = |status, code, message| {
        sure("client-secret-wrong", &[not_issued(&[], status, code, message)])
    };
    let entra = "AADSTS7000215: Invalid client secret provided.";
    assert_eq!(sure_of(401, "invalid_client", entra), Some(Confirmed));
    assert_eq!(sure_of(401, "invalid_client", ""), Some(Likely));
    assert_eq!(sure_of(400, "invalid_client", "authentication failed"), Some(Likely));
    let keycloak = "Invalid client or Invalid client credentials";
    assert_eq!(sure_of(401, "unauthorized_client", keycloak), Some(Likely));
    assert_eq!(sure_of(401, "", ""), Some(Possible));
    assert_eq!(sure_of(400, "invalid_client", "client not found"), None);
    assert_eq!(sure_of(400, "invalid_request", "grant_type is missing"), None);
    let encoding =
        "client_id and client_secret in the authorization header are not properly encoded";
    assert_eq!(sure_of(400, "invalid_request", encoding), Some(Likely));
    assert_eq!(sure_of(400, "invalid_request", "rate limit exceeded; 30 per minute"), None);
    assert!(is_ruled_out("client-secret-wrong", &[issued(&[]), bare_post()]));
}

#[test]
fn client_unknown() {
    let sure_of = |code, message| sure("client-unknown", &[not_issued(&[], 400, code, message)]);
    assert_eq!(sure_of("invalid_client", "client not found"), Some(Confirmed));
    assert_eq!(
        sure_of("unauthorized_client", "AADSTS700016: Application with id"),
        Some(Confirmed)
    );
    assert_eq!(sure_of("invalid_client", "authentication failed"), None);
    assert_eq!(sure_of("invalid_client", ""), None);
}

#[test]
fn grant_not_allowed() {
    let sure_of = |code, message| sure("grant-not-allowed", &[not_issued(&[], 400, code, message)]);
    let auth0 = "Grant type 'client_credentials' not allowed for the client.";
    assert_eq!(sure_of("unauthorized_client", auth0), Some(Confirmed));
    assert_eq!(sure_of("unauthorized_client", ""), Some(Likely));
    assert_eq!(sure_of("unsupported_grant_type", ""), Some(Likely));
    let keycloak = "Invalid client or Invalid client credentials";
    assert_eq!(sure_of("unauthorized_client", keycloak), None);
    assert_eq!(sure_of("unauthorized_client", "AADSTS700016: Application was not found"), None);
    assert_eq!(sure_of("invalid_scope", "scope not allowed for the client"), None);
}

#[test]
fn token_expired() {
    let says = || post(401, "invalid_token", "The token is expired");
    let expired = || token_read(expired_by(7200));
    assert_eq!(sure("token-expired", &[expired(), says()]), Some(Confirmed));
    assert_eq!(sure("token-expired", &[expired(), good_clock(), bare_post()]), Some(Confirmed));
    // Nothing but this machine's own clock.
    assert_eq!(sure("token-expired", &[expired(), bare_post()]), Some(Likely));
    // The API's clock says that it lives: this machine's clock is two hours ahead and more.
    let ahead = clock("api.example", 7300.0, 7301.0);
    assert!(is_ruled_out("token-expired", &[expired(), ahead, bare_post()]));
    // The API says expired, and by this machine's clock it is not.
    let disagree = [token_read(token(&[])), says()];
    assert_eq!(sure("token-expired", &disagree), Some(Possible));
    assert!(diagnose(&disagree).next.is_some_and(|next| next.contains("`Date` header")));
    // Neither says so.
    assert!(is_ruled_out("token-expired", &[token_read(token(&[])), post(401, "", "")]));
    assert!(is_ruled_out("token-expired", &[token_read(token(&[])), good_clock(), bare_post()]));
    // A token that says nothing of its end, and an answer that does.
    let opaque = || {
        let token =
            TokenFact { expires_at: None, lifetime: None, kind: TokenKind::Opaque, ..token(&[]) };
        token_read(token)
    };
    assert_eq!(sure("token-expired", &[opaque(), says()]), Some(Likely));
    let either = post(401, "invalid_token", "The access token is invalid or expired");
    assert_eq!(sure("token-expired", &[opaque(), either]), None);
    // Past its end by less than servers bear.
    let just = token_read(expired_by(10));
    assert_eq!(sure("token-expired", &[just, good_clock(), bare_post()]), Some(Likely));
}

#[test]
fn clock_wrong() {
    let found = finding("clock-wrong", &[clock("api.example", 299.0, 301.0)]);
    assert_eq!(found.confidence, Confirmed);
    assert!(found.title.starts_with("this machine's clock is 5 min"), "{}", found.title);
    assert!(found.particulars.contains(&("offset_seconds", json!(300))));
    assert_eq!(sure("clock-wrong", &[good_clock()]), None);
    assert!(is_ruled_out("clock-wrong", &[good_clock()]));
    // Another host agrees with this machine.
    let checks = [clock("api.example", 299.0, 301.0), clock("other.example", -0.5, 0.5)];
    assert!(
        finding("clock-wrong", &checks)
            .title
            .starts_with("the clock of api.example is 5 min behind")
    );
    // The check could not measure.
    let mut unusable = clock("api.example", 299.0, 301.0);
    if let Some(Fact::Clock(clock)) = unusable.facts.first_mut() {
        clock.unusable = Some("the answer is cached".to_owned());
    }
    assert_eq!(sure("clock-wrong", &[unusable]), None);
}

#[test]
fn a_wrong_clock_explains_refusals_that_the_tokens_times_bear_out() {
    // The API is five minutes behind: the token is issued in its future.
    let behind = clock("api.example", 299.0, 301.0);
    let checks = [issued(&[]), token_read(token(&[SCOPE])), behind, bare_post()];
    let found = finding("clock-wrong", &checks);
    assert!(found.explains.contains(&"sample/message-post".to_owned()), "{found:?}");
    // The API is five minutes ahead: a token that lives for a day does not mind.
    let ahead = clock("api.example", -301.0, -299.0);
    let checks = [issued(&[]), token_read(token(&[SCOPE])), ahead, bare_post()];
    assert_eq!(finding("clock-wrong", &checks).explains, ["sample/clock-api.example"]);
}

#[test]
fn the_issuers_clock_ahead_of_the_apis() {
    let early = TokenFact {
        issued_at: now().checked_add(jiff::SignedDuration::from_secs(120)).ok(),
        ..token(&[SCOPE])
    };
    let says = post(401, "invalid_token", "The token is not yet valid");
    assert_eq!(sure("clock-wrong", &[token_read(early), good_clock(), says.clone()]), Some(Likely));
    assert_eq!(sure("clock-wrong", &[token_read(token(&[SCOPE])), good_clock(), says]), None);
}

#[test]
fn signing_key_stale() {
    let says = |id: &str| {
        let mut check = post(401, "invalid_token", "Signature verification failed");
        check.id = id.to_owned();
        check
    };
    assert_eq!(sure("signing-key-stale", &[verified(), says("one")]), Some(Likely));
    // Not verified here: the token itself may be bad.
    assert_eq!(sure("signing-key-stale", &[token_read(token(&[])), says("one")]), Some(Possible));
    let unknown = signature_check(SignatureVerdict::UnknownKey, &["2026-10"]);
    assert_eq!(sure("signing-key-stale", &[unknown, says("one")]), None);
    // The same host accepts the same token elsewhere.
    assert!(is_ruled_out("signing-key-stale", &[verified(), queue_passed(), bare_post()]));
    // One bare refusal says nothing; every call refused with a good signature is at least odd.
    assert_eq!(sure("signing-key-stale", &[verified(), bare_post()]), None);
    let all = [verified(), queue(401, "unauthorized", ""), bare_post()];
    assert_eq!(sure("signing-key-stale", &all), Some(Possible));
    let named = [verified(), queue(403, "missing.permissions", ""), bare_post()];
    assert_eq!(sure("signing-key-stale", &named), None);
}

#[test]
fn key_not_published() {
    let unknown = signature_check(SignatureVerdict::UnknownKey, &["2026-10"]);
    assert_eq!(sure("key-not-published", &[unknown]), Some(Confirmed));
    let empty = signature_check(SignatureVerdict::UnknownKey, &[]);
    assert_eq!(sure("key-not-published", &[empty]), None);
    let mut elsewhere = signature_check(SignatureVerdict::UnknownKey, &["2026-10"]);
    for fact in &mut elsewhere.facts {
        if let Fact::Signature(signature) = fact {
            signature.keys_from = "https://another.example/jwks".to_owned();
        }
    }
    assert_eq!(sure("key-not-published", &[elsewhere]), Some(Likely));
    assert!(is_ruled_out("key-not-published", &[verified(), bare_post()]));
}

#[test]
fn signature_invalid() {
    let invalid = signature_check(SignatureVerdict::Invalid, &["2026-11"]);
    assert_eq!(sure("signature-invalid", &[invalid]), Some(Confirmed));
    let unchecked = signature_check(SignatureVerdict::Unchecked, &[]);
    assert_eq!(sure("signature-invalid", &[unchecked]), None);
    assert!(is_ruled_out("signature-invalid", &[verified(), bare_post()]));
}

/// One check that sent the same request several times; each answer names its node.
fn repeated(answers: &[(u16, Option<&str>)]) -> CheckResult {
    let mut check = check("repeats").failed();
    for (place, (status, node)) in answers.iter().enumerate() {
        let mut one = exchange(&format!("{API}/me"), *status);
        one.started =
            now().checked_add(jiff::SignedDuration::from_secs(place as i64)).expect("in range");
        one.headers.extend(node.map(|node| ("x-served-by".to_owned(), node.to_owned())));
        check = check.saw(Fact::Exchange(Box::new(one)));
    }
    check
}

#[test]
fn cluster_disagrees() {
    let (a, b) = (Some("a"), Some("b"));
    let by_node = repeated(&[(200, a), (401, b), (200, a), (401, b)]);
    let found = finding("cluster-disagrees", &[by_node]);
    assert_eq!(found.confidence, Confirmed);
    assert!(found.particulars.contains(&("nodes", json!(["b"]))));
    // A node that is of two minds: it is not the nodes.
    let of_two_minds = repeated(&[(200, a), (401, b), (200, b), (401, a), (200, a)]);
    assert_eq!(sure("cluster-disagrees", &[of_two_minds]), Some(Likely));
    let unnamed = repeated(&[(200, None), (401, None), (200, None)]);
    assert_eq!(sure("cluster-disagrees", &[unnamed]), Some(Likely));
    let once = repeated(&[(200, None), (401, None)]);
    assert_eq!(sure("cluster-disagrees", &[once]), Some(Possible));
    let alike = repeated(&[(401, None); 5]);
    assert!(is_ruled_out("cluster-disagrees", &[alike]));
    // One call verifies the token's signature, another on the same host does not.
    let signature = post(401, "invalid_token", "The signature could not be verified");
    assert_eq!(sure("cluster-disagrees", &[verified(), queue_passed(), signature]), Some(Likely));
    assert_eq!(sure("cluster-disagrees", &[verified(), queue_passed(), bare_post()]), None);
    // A limit is not a verdict on the credential.
    assert_eq!(sure("cluster-disagrees", &[repeated(&[(200, a), (429, a), (200, a)])]), None);
}

#[test]
fn queue_not_found() {
    assert_eq!(sure("queue-not-found", &[queue(404, "not.found", "no such queue")]), Some(Likely));
    assert_eq!(sure("queue-not-found", &[queue(400, "invalid.id", "not a UUID")]), Some(Confirmed));
    assert_eq!(sure("queue-not-found", &[queue(403, "forbidden", "")]), None);
    assert_eq!(sure("queue-not-found", &[post(404, "not.found", "")]), None);
    assert!(is_ruled_out("queue-not-found", &[queue_passed(), bare_post()]));
    let id = finding("queue-not-found", &[queue(404, "not.found", "")]).particulars;
    assert!(id.contains(&("queue_id", json!("q-1"))));
}

#[test]
fn queue_forbidden() {
    let named = queue(
        403,
        "missing.permissions",
        "missing the following permission(s): [routing:queue:view]",
    );
    let found = finding("queue-forbidden", &[named]);
    assert_eq!(found.confidence, Confirmed);
    assert!(found.particulars.contains(&("permissions", json!(["routing:queue:view"]))));
    assert_eq!(sure("queue-forbidden", &[queue(403, "forbidden", "")]), Some(Likely));
    assert_eq!(sure("queue-forbidden", &[queue(401, "unauthorized", "")]), None);
    assert_eq!(sure("queue-forbidden", &[queue(403, "insufficient_scope", "")]), None);
    assert_eq!(sure("queue-forbidden", &[queue(403, "ip.not.authorized", "")]), None);
    assert!(is_ruled_out("queue-forbidden", &[queue_passed(), bare_post()]));
}

#[test]
fn permission_missing() {
    let named = post(
        403,
        "missing.any.permissions",
        "You must have at least one of the following permissions assigned: [conversation:message:create]",
    );
    let found = finding("permission-missing", &[named]);
    assert_eq!(found.confidence, Confirmed);
    assert!(found.particulars.contains(&("permissions", json!(["conversation:message:create"]))));
    assert_eq!(sure("permission-missing", &[post(403, "forbidden", "Forbidden")]), None);
    let queue = queue(403, "missing.permissions", "");
    assert_eq!(sure("permission-missing", &[queue]), None);
}
