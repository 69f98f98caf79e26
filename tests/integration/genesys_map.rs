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
];

#[test]
fn every_answer_of_the_map_gives_its_leaf_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let wrong: Vec<String> = MAP
        .iter()
        .filter_map(|(path, status, code, message, leaves)| {
            let file = folder.path().join(format!("{code}.txt"));
            let url = format!("https://api.mypurecloud.com/api/v2/{path}");
            let body = serde_json::json!({
                "status": status, "code": code, "message": message,
                "contextId": "c", "details": [], "errors": [],
            });
            let text = format!(
                "curl -H 'Authorization: Bearer opaque-token-of-the-test' {url}\n\n\
                 HTTP/1.1 {status} Refused\ncontent-type: application/json\n\n{body}\n"
            );
            fs::write(&file, text).expect("written");
            let ended = run(&["diagnose", &file.to_string_lossy(), "--format", "json"]);
            let report: serde_json::Value = serde_json::from_str(&ended.stdout).expect("a report");
            let root = &report["diagnosis"]["root"];
            let named = root["cause"].as_str().unwrap_or("nothing").to_owned();
            let right = root["leaf"][0].as_str().is_some_and(|leaf| leaves.contains(&leaf));
            (!right).then(|| format!("{code}: {named}, not {leaves:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
