//! Causes that logs and notes show: for each the words of a failure, and words that are almost the same.

use super::*;
use crate::model::Confidence::Likely;
use crate::model::*;

/// A failed call with what a program printed and a person wrote about it.
fn told(status: u16, log: &str, note: &str) -> CheckResult {
    let mut answer = exchange("", status);
    answer.identity = None;
    let mut check = called("given", answer);
    for (source, text) in [(RemarkSource::Log, log), (RemarkSource::Note, note)] {
        if !text.is_empty() {
            check = check.saw(Fact::Remark(Box::new(Remark { source, text: text.to_owned() })));
        }
    }
    check
}

/// Cause, status, log, note: the cause must be named first, likely.
const HITS: &[(&str, u16, &str, &str)] = &[
    (
        "conversation-not-routed",
        200,
        "",
        "POST /api/v2/webchat/guest/conversations answers 200, and the chat never reaches an agent.",
    ),
    (
        "signing-key-stale",
        401,
        "",
        "Since the identity provider rotated its signing key at noon the gateway answers 401 to fresh tokens.",
    ),
    (
        "signing-key-stale",
        401,
        "no matching key for kid 7",
        "A restart of the service cures it, a new token does not.",
    ),
    ("key-not-published", 401, "No applicable key found in the JWKS", ""),
    ("algorithm-mismatch", 401, "jwt: Invalid algorithm", ""),
    (
        "algorithm-mismatch",
        401,
        "Signed JWT rejected: Another algorithm expected, or no matching key(s) found",
        "",
    ),
    (
        "keys-unreachable",
        401,
        "Failed to fetch JWKS: x509: certificate signed by unknown authority",
        "",
    ),
    (
        "keys-unreachable",
        401,
        "Couldn't retrieve remote JWK set: connect timed out",
        "From my laptop the URL works.",
    ),
    ("audience-wrong", 401, "Jwt verification fails: Audiences in Jwt are not allowed", ""),
    ("issuer-mismatch", 401, "Jwt issuer is not configured", ""),
    (
        "issuer-mismatch",
        401,
        "",
        "Keycloak in Docker: the browser uses localhost:8080, the API calls the container name. Every token is refused with 401 invalid token.",
    ),
    (
        "region-wrong",
        401,
        "",
        "We use a test key against the live host and get 401, the key is right.",
    ),
    (
        "region-wrong",
        400,
        "invalid_grant: authentication failure",
        "It is a sandbox user, we log in at login.salesforce.com.",
    ),
    ("tenant-wrong", 400, "AADSTS90002: Tenant 'contoso' not found.", ""),
    (
        "tenant-wrong",
        403,
        "",
        "The colleague is a guest user in that directory, his token is from his home tenant.",
    ),
    ("permission-missing", 403, "User \"bob\" cannot list resource \"pods\" in API group", ""),
    ("scope-missing", 403, "Request had insufficient authentication scopes.", ""),
    ("division-missing", 403, "missing.division.permission", ""),
    ("not-participant", 403, "User is not a participant of this chat", ""),
    (
        "application-not-approved",
        403,
        "Although you appear to have the correct authorization credentials, the organization has enabled OAuth App access restrictions",
        "",
    ),
    ("licence-missing", 403, "This endpoint is not available on your plan", ""),
    (
        "policy-forbids",
        403,
        "AADSTS53003: Access has been blocked by Conditional Access policies.",
        "",
    ),
    ("address-not-allowed", 403, "Your IP address is not allowed to access this resource", ""),
    ("resource-disabled", 403, "The OAuth client is disabled", ""),
    ("origin-not-allowed", 403, "Domain not allowed for this widget", ""),
    ("session-not-authenticated", 400, "anonymous session not allowed", ""),
    ("session-over", 400, "The conversation has ended", ""),
    ("server-chain-wrong", 403, "Forbidden: CSRF token missing or incorrect", ""),
    (
        "server-chain-wrong",
        401,
        "",
        "The health path is permitAll in our configuration and still answers 401.",
    ),
    (
        "api-not-enabled",
        403,
        "Gmail API has not been used in project 1234 before or it is disabled.",
        "",
    ),
    (
        "cloud-trust-wrong",
        403,
        "User: arn:aws:iam::1:user/x is not authorized to perform: sts:AssumeRole",
        "",
    ),
    ("token-revoked", 401, "Token has been revoked", ""),
    (
        "redirect-drops-credential",
        401,
        "",
        "The first host answers 302 to another host, and curl shows no Authorization header in the second request.",
    ),
    (
        "authorization-header-lost",
        401,
        "No bearer token",
        "Behind the load balancer the header is missing, straight to the container it works.",
    ),
    (
        "preflight-refused",
        401,
        "Response to preflight request doesn't pass access control check",
        "",
    ),
    (
        "redirect-changes-method",
        405,
        "Method \"GET\" not allowed",
        "I send a POST to the URL without the slash, it is redirected.",
    ),
    ("header-too-large", 400, "400 Bad Request: Request Header Or Cookie Too Large", ""),
    ("edge-refused", 403, "Attention Required! | Cloudflare", ""),
    (
        "websocket-credential-impossible",
        401,
        "",
        "new WebSocket('wss://api') from Chrome is refused, the server wants an Authorization header.",
    ),
    (
        "third-party-cookie-blocked",
        401,
        "",
        "Our page runs in an iframe of the customer's portal; in Safari every call is 401, in a separate tab it works.",
    ),
    ("rate-limited", 403, "userRateLimitExceeded", ""),
    (
        "setting-not-in-force-yet",
        403,
        "",
        "I just granted the role, does it take a while to take effect?",
    ),
    (
        "release-broke-it",
        401,
        "",
        "Since version 4.2 of the client library every call is 401, the previous version works.",
    ),
    (
        "cluster-disagrees",
        401,
        "",
        "Every other request is 401 with the same token, there are two pods.",
    ),
    ("proxy-refused", 407, "Proxy Authentication Required", ""),
];

#[test]
fn words_name_the_cause() {
    let mut missed = Vec::new();
    for (cause, status, log, note) in HITS {
        let diagnosis = diagnose(&[told(*status, log, note)]);
        let named = root(&diagnosis);
        let sure = named.is_some_and(|(id, sure)| id == *cause && sure >= Likely);
        if !sure {
            missed.push(format!("{cause}: {named:?} for {log} {note}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// A cause, and words that are near to it and mean something else.
const NEAR_MISSES: &[(&str, u16, &str, &str)] = &[
    ("signing-key-stale", 401, "invalid_client", "We rotated the client secret yesterday."),
    (
        "signing-key-stale",
        401,
        "jwt expired",
        "A restart of the service cures it until the new token has expired.",
    ),
    (
        "algorithm-mismatch",
        401,
        "invalid_client",
        "The Authorization: Basic header is base64 of id and client secret.",
    ),
    ("keys-unreachable", 401, "invalid signature", "The JWKS is fetched without trouble."),
    ("audience-wrong", 401, "client_assertion: invalid audience", ""),
    ("issuer-mismatch", 401, "x509: unknown issuer certificate", ""),
    ("region-wrong", 401, "token expired", "The API is in eu-west-1."),
    ("tenant-wrong", 401, "AADSTS65001: no consent in this tenant", ""),
    (
        "permission-missing",
        403,
        "missing permission",
        "The role editor does not offer me that permission.",
    ),
    ("division-missing", 403, "missing.permissions", ""),
    (
        "not-participant",
        403,
        "missing.any.permissions: you need at least one of the following permissions",
        "",
    ),
    ("licence-missing", 403, "missing.permissions", "I have not looked at the role yet."),
    ("policy-forbids", 401, "blocked by CORS policy", ""),
    ("resource-disabled", 401, "user account is disabled", ""),
    ("origin-not-allowed", 401, "No 'Access-Control-Allow-Origin' header is present", ""),
    ("session-over", 401, "user session not found: token is not active", ""),
    ("server-chain-wrong", 400, "state mismatch: csrf_state", ""),
    ("token-revoked", 401, "invalid or expired", "The token lives for an hour."),
    (
        "redirect-drops-credential",
        400,
        "redirect_uri does not match",
        "After the redirect to another host the login page shows 401.",
    ),
    ("preflight-refused", 401, "invalid_token", "The same in the browser and with curl."),
    ("redirect-changes-method", 401, "invalid_token", "A POST and a GET are both refused."),
    ("edge-refused", 403, "missing.permissions", "The API runs on Cloudflare Workers."),
    (
        "websocket-credential-impossible",
        401,
        "session not found: 4007",
        "Messenger in the browser over a websocket, the session token is old.",
    ),
    (
        "third-party-cookie-blocked",
        401,
        "invalid_token",
        "The page is embedded; the redirect uri is wrong.",
    ),
    ("rate-limited", 401, "invalid_token", "We are below the limit."),
    // Another way in, an open stream, and a queue that nobody speaks of guests with.
    ("conversation-not-routed", 200, "", "Web messaging: no agent answers the messenger."),
    (
        "conversation-not-routed",
        200,
        "",
        "The guest web chat waits forever, its websocket is open.",
    ),
    ("conversation-not-routed", 403, "", "No agent may read the queue."),
    // A number is no code.
    ("rate-limited", 401, "", "4029 requests went well before."),
    ("session-over", 401, "", "It happened to 4006 of 4007 users."),
    ("session-not-authenticated", 401, "", "The call took 4017 ms."),
    ("setting-not-in-force-yet", 401, "kid not found", "The keys were rotated some minutes ago."),
    ("release-broke-it", 401, "invalid issuer", "Since the upgrade of Keycloak."),
    (
        "cluster-disagrees",
        429,
        "too many requests",
        "In parallel some of the requests fail on each node, it is the rate.",
    ),
];

#[test]
fn words_that_are_near_name_another_cause() {
    let mut wrong = Vec::new();
    for (cause, status, log, note) in NEAR_MISSES {
        let sure = sure(cause, &[told(*status, log, note)]);
        if sure.is_some() {
            wrong.push(format!("{cause}: {sure:?} for {log} {note}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn words_alone_never_confirm() {
    for (cause, status, log, note) in HITS.iter().chain(NEAR_MISSES) {
        // 407 and 431 are proof by themselves.
        if matches!(status, 407 | 431 | 429) {
            continue;
        }
        let sure = sure(cause, &[told(*status, log, note)]);
        assert!(sure < Some(Confidence::Confirmed), "{cause}: {log} {note}");
    }
}
