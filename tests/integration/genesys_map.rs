//! The answers of Genesys Cloud, and the way to fail that each one means: it must be named first.

use std::fs;

use crate::world::run;

/// Address, status, code, message, leaves of which one must come first.
const MAP: &[(&str, u16, &str, &str, &[&str])] = &[
    (
        "users/me",
        401,
        "authentication.required",
        "No authentication bearer token",
        &["REQ-1", "NET-1", "NET-2"],
    ),
    ("users/me", 401, "ip.not.authorized", "Address refused", &["PRV-7"]),
    ("users/me", 400, "not.a.user", "This request requires a user context", &["CON-1"]),
    ("conversations/messages/agentless", 400, "not.a.client", "A client is needed", &["CON-1"]),
    (
        "users",
        403,
        "missing.any.permissions",
        "permissions assigned: [directory:user:view]",
        &["PRV-1"],
    ),
    ("users", 403, "missing.permissions", "permission(s): [directory:user:view]", &["PRV-1"]),
    ("users", 403, "missing.division.permission", "Not in the division", &["PRV-3"]),
    ("users", 403, "missing.any.division.permissions", "Not in the division", &["PRV-3"]),
    (
        "notifications/channels",
        403,
        "notification.unauthorized.divisioned.topic",
        "Topic refused",
        &["PRV-3"],
    ),
    (
        "users",
        403,
        "app.not.authorized.for.scope",
        "not authorized to use scope [users]",
        &["PRV-2"],
    ),
    ("users", 403, "authz.policy.denied", "Refused by policies", &["PRV-7"]),
    ("users", 403, "feature.toggle.disabled", "The feature is off", &["PRV-6"]),
    ("users", 403, "feature.forbidden", "The feature is off", &["PRV-6"]),
    ("webchat/guest/conversations", 403, "origin.not.allowed", "Origin refused", &["CFG-2"]),
    ("conversations/chats/c", 403, "postino.error.forbidden", "Forbidden", &["PRV-4"]),
    (
        "conversations/chats/c",
        403,
        "conversation.error.forbidden.not.active.participant",
        "Forbidden",
        &["PRV-4"],
    ),
    ("webchat/guest/conversations", 401, "credentials.expired", "Expired", &["TIM-1"]),
    (
        "webchat/guest/conversations",
        400,
        "chat.deployment.require.auth",
        "Token needed",
        &["CFG-3"],
    ),
    ("webchat/guest/conversations", 400, "chat.deployment.bad.auth", "Token refused", &["ACQ-9"]),
    ("webchat/guest/conversations", 400, "chat.deployment.disabled", "Switched off", &["CFG-1"]),
    (
        "webchat/guest/conversations",
        400,
        "chat.error.conversation.state",
        "Wrong state",
        &["CFG-4"],
    ),
    ("users", 429, "too.many.requests", "Slow down", &["PLT-1"]),
    // These say as much of one reason as of another: nothing is named.
    ("users/me", 401, "bad.credentials", "Invalid login credentials.", &[]),
    (
        "users",
        403,
        "not.authorized",
        "You are not authorized to perform the requested action.",
        &[],
    ),
];

/// What the token endpoint says: status, error, description, leaves of which one must come first.
const TOKEN: &[(u16, &str, &str, &[&str])] = &[
    // A client of another region is as unknown as one that is nowhere.
    // What the answer says, and beside it that it may be another region's: nothing tells them apart.
    (400, "invalid_client", "client not found", &["ACQ-1", "AUD-3"]),
    (401, "invalid_client", "authentication failed", &["ACQ-1"]),
    (429, "invalid_request", "rate limit exceeded", &["PLT-1"]),
];

/// What is named first of a request and its answer in a text.
fn named(text: &str) -> (String, Option<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("answer.txt");
    fs::write(&file, text).expect("written");
    let ended = run(&["diagnose", &file.to_string_lossy(), "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ended.stdout).expect("a report");
    let root = &report["diagnosis"]["root"];
    let cause = root["cause"].as_str().unwrap_or("nothing").to_owned();
    (cause, root["leaf"][0].as_str().map(str::to_owned))
}

/// Whether one of these leaves was named, or nothing where there is none.
fn fits(leaf: Option<&str>, leaves: &[&str]) -> bool {
    leaf.map_or(leaves.is_empty(), |leaf| leaves.contains(&leaf))
}

fn call(host: &str, path: &str, status: u16, body: &serde_json::Value) -> String {
    format!(
        "curl -H 'Authorization: Bearer opaque-token-of-the-test' https://{host}/api/v2/{path}\n\n\
         HTTP/1.1 {status} Refused\ncontent-type: application/json\n\n{body}\n"
    )
}

/// Pasted answers are often cut down to code and sentence: the host shows whose they are.
#[test]
fn every_answer_of_the_map_gives_its_leaf_first_whole_and_shortened() {
    let mut wrong = Vec::new();
    for (path, status, code, message, leaves) in MAP {
        let whole = serde_json::json!({
            "status": status, "code": code, "message": message,
            "contextId": "c", "details": [], "errors": [],
        });
        let short = serde_json::json!({ "code": code, "message": message });
        for (host, body) in [
            ("api.mypurecloud.com", &whole),
            ("api.mypurecloud.com", &short),
            ("api.euw2.pure.cloud", &short),
        ] {
            let (cause, leaf) = named(&call(host, path, *status, body));
            if !fits(leaf.as_deref(), leaves) {
                wrong.push(format!("{code} of {host}: {cause} {leaf:?}, not {leaves:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The vendor's words mean nothing in an answer of somebody else.
#[test]
fn a_code_of_the_vendor_at_another_host_is_no_word_of_the_vendor() {
    let body = serde_json::json!({ "code": "postino.error.forbidden", "message": "No." });
    let (cause, _) = named(&call("api.example.com", "conversations/chats/c", 403, &body));
    assert_ne!(cause, "not-participant");
}

#[test]
fn the_token_endpoint_of_the_map_gives_its_leaf_first() {
    for (status, error, description, leaves) in TOKEN {
        let body = serde_json::json!({ "error": error, "description": description });
        let text = format!(
            "curl -u b1946ac9-2492-4d23-8f1a-1f1b5c2d3e4f:a-secret-of-the-test \
             -d grant_type=client_credentials https://login.mypurecloud.com/oauth/token\n\n\
             HTTP/1.1 {status} Refused\ncontent-type: application/json\n\n{body}\n"
        );
        let (cause, leaf) = named(&text);
        assert!(fits(leaf.as_deref(), leaves), "{description}: {cause} {leaf:?}, not {leaves:?}");
    }
}

/// The browser says in a header where it comes from; the messaging service refuses the upgrade without words.
#[test]
fn a_refused_upgrade_of_the_messaging_socket_is_about_the_origin() {
    let upgrade = |origin: &str| {
        format!(
            "GET /v1?deploymentId=d-1 HTTP/1.1\nHost: webmessaging.mypurecloud.com\n\
             Connection: Upgrade\nUpgrade: websocket\n{origin}Sec-WebSocket-Version: 13\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n\
             HTTP/1.1 403 Forbidden\ncontent-length: 0\n\n"
        )
    };
    let (cause, leaf) = named(&upgrade("Origin: https://shop.example.com\n"));
    assert_eq!((cause.as_str(), leaf.as_deref()), ("origin-not-allowed", Some("CFG-2")));
    assert_ne!(named(&upgrade("")).0, "origin-not-allowed");
}
