//! Nothing secret of a HAR file leaves, wherever in it the secret stands.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::diagnosed;
use crate::intake::Given;
use crate::report::{FORMATS, Style};

/// A refused call, a token request before it and a preflight, with a secret in each place that may hold one.
fn file(secret: &str, place: usize) -> Value {
    let at = |wanted: usize, text: String| if place == wanted { text } else { "x".to_owned() };
    let header = |name: &str, value: String| json!({ "name": name, "value": value });
    let basic = {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.encode(format!("client-1:{secret}"))
    };
    let token = json!({
        "startedDateTime": "2026-11-22T15:00:00Z", "time": 3,
        "request": {
            "method": "POST", "url": "https://login.example/oauth/token",
            "headers": [header(":authority", "login.example".into()), header("Authorization", at(0, format!("Basic {basic}")))],
            "postData": {
                "mimeType": "application/x-www-form-urlencoded",
                "text": format!("grant_type=password&client_secret={}&password={}", at(1, secret.into()), at(2, secret.into()))
            }
        },
        "response": { "status": 200, "headers": [], "content": { "mimeType": "application/json", "text":
            json!({ "access_token": at(3, secret.into()), "refresh_token": at(4, secret.into()), "id": 1 }).to_string() } }
    });
    let call = json!({
        "startedDateTime": "2026-11-22T15:00:01Z", "time": 3, "_resourceType": "fetch",
        "request": {
            "method": "POST",
            "url": format!("https://api.example/things?access_token={}&page=1", at(5, secret.into())),
            "headers": [
                header("host", "api.example".into()),
                header("authorization", at(6, format!("Bearer {secret}"))),
                header("cookie", at(7, format!("session={secret}; lang=de"))),
                header("x-api-key", at(8, secret.into())),
            ],
            "postData": { "mimeType": "application/json", "text": json!({ "password": at(9, secret.into()) }).to_string() }
        },
        "response": {
            "status": 401,
            "headers": [
                header("set-cookie", at(10, format!("session={secret}; Path=/"))),
                header("x-request-id", at(11, secret.into())),
                header("www-authenticate", format!("Bearer realm=\"{}\"", at(6, secret.into()))),
            ],
            "content": { "mimeType": "application/json", "text": json!({
                "code": "unauthorized", "message": format!("bad token {}", at(6, secret.into())),
                "secret": at(12, secret.into()) }).to_string() }
        }
    });
    json!({ "log": { "creator": { "name": "Firefox", "version": "1" }, "entries": [token, call] } })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(39))]
    #[test]
    fn nothing_secret_of_a_har_file_leaves(secret in "[A-Za-z]{4}[0-9]{2}[A-Za-z0-9]{14,24}", place in 0_usize..13) {
        // A request id alone is no secret, and is there to be shown.
        prop_assume!(place != 11);
        let given = Given { name: Arc::from("a.har"), kind: None, text: file(&secret, place).to_string() };
        let now = "2026-11-22T16:00:00Z".parse().expect("a time");
        let report = diagnosed(&[given], now);
        prop_assert!(report.checks.len() >= 2, "{:?}", report.checks);
        for format in FORMATS {
            let text = (format.render)(&report, &Style::plain());
            prop_assert!(!text.contains(&secret), "place {}: {}", place, text);
        }
    }
}

#[test]
fn a_sanitised_export_does_not_show_that_no_credential_was_sent() {
    let mut har = file("unused", 99);
    har["log"]["creator"]["name"] = "WebInspector".into();
    for entry in har["log"]["entries"].as_array_mut().expect("entries") {
        entry["request"]["headers"] = json!([{ "name": "host", "value": "api.example" }]);
        entry["response"]["headers"] = json!([]);
    }
    let now = "2026-11-22T16:00:00Z".parse().expect("a time");
    let sent = |har: &Value| {
        let given = Given { name: Arc::from("a.har"), kind: None, text: har.to_string() };
        let report = diagnosed(&[given], now);
        let facts = report.checks.iter().flat_map(|check| &check.facts);
        let called = facts.filter_map(|fact| fact.exchange()).find(|one| one.status == Some(401));
        called.expect("the call").sent.is_some()
    };
    assert!(!sent(&har));
    har["log"]["creator"]["name"] = "Firefox".into();
    assert!(sent(&har));
}

/// An entry that went well and explains nothing, with a secret in one place, and a refused call whose answer
/// says it.
fn echoed(secret: &str, place: usize) -> Value {
    let at = |wanted: usize, text: String| if place == wanted { text } else { "x".to_owned() };
    let header = |name: &str, value: String| json!({ "name": name, "value": value });
    let basic = {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.encode(format!("client-1:{secret}"))
    };
    let left_out = json!({
        "request": {
            "method": "POST",
            "url": format!("https://user:{}@other.example/x?access_token={}&page=2", at(0, secret.into()), at(1, secret.into())),
            "headers": [
                header("Authorization", at(2, format!("Bearer {secret}"))),
                header("Proxy-Authorization", at(3, format!("Basic {basic}"))),
                header("Cookie", at(4, format!("lang=de; JSESSIONID={secret}"))),
                header("X-Api-Key", at(5, secret.into())),
            ],
            "postData": {
                "mimeType": "application/x-www-form-urlencoded",
                "text": format!("a=b&client_secret={}", at(6, secret.into())),
                "params": [{ "name": "password", "value": at(7, secret.into()) }]
            }
        },
        "response": {
            "status": 200,
            "headers": [header("set-cookie", at(8, format!("a=b; Path=/\nsid={secret}; HttpOnly")))],
            "content": { "mimeType": "application/json", "text":
                json!({ "data": { "refresh_token": at(9, secret.into()), "client_secret" : at(10, secret.into()) } }).to_string() }
        }
    });
    let posted = json!({
        "request": { "method": "PUT", "url": "https://other.example/y", "headers": [],
            "postData": { "mimeType": "application/json", "text": json!({ "new_password": at(11, secret.into()) }).to_string() } },
        "response": { "status": 204, "headers": [], "redirectURL": format!("https://a.example/cb#id_token={}", at(12, secret.into())) }
    });
    let call = json!({
        "startedDateTime": "2026-11-22T15:00:01Z", "_resourceType": "fetch",
        "request": { "method": "GET", "url": "https://api.example/things", "headers": [header("host", "api.example".into())] },
        "response": {
            "status": 401, "headers": [header("www-authenticate", format!("Bearer error_description=\"no {secret}\""))],
            "content": { "mimeType": "application/json", "text": json!({
                "code": "unauthorized", "message": format!("wrong {secret}, page 2 of products-list stays") }).to_string() }
        }
    });
    json!({ "log": { "creator": { "name": "Firefox", "version": "1" }, "entries": [left_out, posted, call] } })
}

#[test]
fn what_an_entry_that_is_left_out_held_is_not_shown_where_an_answer_says_it() {
    let now = "2026-11-22T16:00:00Z".parse().expect("a time");
    let shown = |har: &Value| -> String {
        let given = Given { name: Arc::from("a.har"), kind: None, text: har.to_string() };
        let report = diagnosed(&[given], now);
        FORMATS.iter().map(|format| (format.render)(&report, &Style::plain())).collect()
    };
    for place in 0..13 {
        // Letters alone: nothing but its place shows what it is.
        for secret in ["correcthorsebatterystaple", "Hq-vnKzRtWmQpLsX"] {
            let text = shown(&echoed(secret, place));
            assert!(!text.contains(secret), "{place}: {text}");
            assert!(text.contains("page 2 of products-list stays"), "{place}: {text}");
        }
    }
    // Where no entry held it, it is a word.
    assert!(shown(&echoed("Hq-vnKzRtWmQpLsX", 99)).contains("wrong Hq-vnKzRtWmQpLsX, page 2"));
}
