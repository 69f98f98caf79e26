//! What is said on a WebSocket behind a handshake, and handshakes that are refused: for each code a hit and its
//! near misses.

use std::time::Duration;

use serde_json::json;

use super::*;
use crate::model::Confidence::{Confirmed, Likely, Possible};
use crate::model::*;

const MESSAGING: &str = "wss://webmessaging.mypurecloud.de/v1";

fn frame(sent: bool, members: &[(&str, &str)]) -> Frame {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Frame {
        sent,
        text: true,
        bytes: 64,
        after: Duration::ZERO,
        members: members.iter().map(own).collect(),
    }
}

/// A session in which the message with this action was refused so.
fn session(action: &str, code: &str, message: &str) -> CheckResult {
    refused_by(Some("genesys-cloud"), action, code, message)
}

fn refused_by(vendor: Option<&str>, action: &str, code: &str, message: &str) -> CheckResult {
    let mut exchange = refusal(MESSAGING, 101, code, message);
    exchange.identity = None;
    if let Some(error) = &mut exchange.error {
        error.vendor = vendor.map(str::to_owned);
    }
    let frames = vec![
        frame(true, &[("action", action)]),
        frame(false, &[("class", "string"), ("code", code), ("retryAfter", "3")]),
    ];
    exchange.socket =
        Some(Box::new(Socket { frames, received: 1, unanswered: Some(0), ..Socket::default() }));
    called("session", exchange)
}

#[test]
fn every_code_of_web_messaging_has_one_cause() {
    for (action, code, cause, how_sure) in [
        ("configureSession", "401", "session-not-authenticated", Likely),
        ("onMessage", "403", "resource-disabled", Likely),
        ("onMessage", "4000", "resource-disabled", Likely),
        ("onMessage", "4006", "session-over", Confirmed),
        ("onMessage", "4007", "session-over", Confirmed),
        ("onMessage", "4011", "message-not-accepted", Confirmed),
        ("onMessage", "4013", "message-not-accepted", Confirmed),
        ("configureSession", "4017", "session-not-authenticated", Confirmed),
        ("onMessage", "4020", "message-not-accepted", Confirmed),
        ("onMessage", "4029", "rate-limited", Confirmed),
        ("onMessage", "5000", "server-error", Confirmed),
    ] {
        let checks = [session(action, code, "no telling words")];
        let diagnosis = diagnose(&checks);
        assert_eq!(root(&diagnosis), Some((cause, how_sure)), "{code}");
        assert!(diagnosis.others.is_empty(), "{code}: {:?}", diagnosis.others);
        // The same number in the body of an answer over HTTP is not a code of the session.
        let elsewhere =
            called("read", refusal("https://api.mypurecloud.de/api/v2/x", 400, code, ""));
        assert_eq!(sure(cause, &[elsewhere]), None, "{code}");
        // Another maker's number means what that maker says.
        assert_eq!(sure(cause, &[refused_by(None, action, code, "")]), None, "{code}");
    }
}

#[test]
fn what_no_code_tells_is_not_guessed() {
    // Who sent the user's own proof and is refused has logged in.
    for (action, code) in [("configureAuthenticatedSession", "401"), ("onMessage", "4999")] {
        let diagnosis = diagnose(&[session(action, code, "")]);
        assert_eq!(root(&diagnosis), None, "{action} {code}");
    }
    // A refusal in a check that passed was expected.
    let mut expected = session("onMessage", "4007", "");
    expected.status = Status::Pass;
    assert_eq!(sure("session-over", &[expected]), None);
}

#[test]
fn how_long_to_wait_is_in_the_message() {
    let finding = finding("rate-limited", &[session("onMessage", "4029", "Message rate too high")]);
    let wait = finding.particulars.iter().find(|(name, _)| *name == "retry_after");
    assert_eq!(wait.map(|(_, seconds)| seconds), Some(&json!("3")));
}

#[test]
fn a_time_to_wait_that_a_message_names_is_not_called_a_header() {
    let in_message =
        |finding: &Finding| finding.particulars.iter().any(|(name, _)| *name == "retry_in_message");
    let said = finding("rate-limited", &[session("onMessage", "4029", "Message rate too high")]);
    assert!(in_message(&said));
    let mut by_header = exchange("https://api.mypurecloud.de/api/v2/tokens/me", 429);
    by_header.headers.push(("retry-after".to_owned(), "30".to_owned()));
    assert!(!in_message(&finding("rate-limited", &[called("me", by_header)])));
}

/// A handshake from a site, answered 403 without a word.
fn handshake() -> CheckResult {
    let mut exchange = exchange(MESSAGING, 403);
    exchange.identity = None;
    let sent = Sent {
        headers: vec!["origin".to_owned(), "sec-websocket-key".to_owned()],
        shown: vec![("origin".to_owned(), "https://www.example.com".to_owned())],
        ..Sent::default()
    };
    exchange.sent = Some(Box::new(sent));
    called("upgrade", exchange)
}

#[test]
fn a_refused_handshake_leaves_open_whether_it_is_the_origin() {
    assert_eq!(sure("origin-not-allowed", &[handshake()]), Some(Likely));
    let url = "https://api-cdn.mypurecloud.de/webdeployments/v1/deployments/d-1/config.json";
    let config = |status, shown: &str| {
        let read = exchange(url, status);
        called("config", read).mismatch("body.status", "equals", json!("Active"), json!(shown))
    };
    // Inactive, unknown or of another region: refused in the same way.
    assert_eq!(sure("origin-not-allowed", &[config(200, "Inactive"), handshake()]), Some(Possible));
    let absent = called("config", exchange(url, 404));
    assert_eq!(sure("origin-not-allowed", &[absent, handshake()]), Some(Possible));
    let diagnosis = diagnose(&[config(200, "Inactive"), handshake()]);
    assert_eq!(root(&diagnosis), Some(("resource-disabled", Confirmed)));
    // The configuration differs in something else.
    assert_eq!(sure("origin-not-allowed", &[config(200, "Draft"), handshake()]), Some(Likely));
}

#[test]
fn a_deployment_that_the_file_host_of_the_region_does_not_have() {
    let config = |host: &str, path: &str, status| {
        called("config", exchange(&format!("https://{host}/webdeployments/v1/{path}"), status))
    };
    let sure = |check: CheckResult| sure("deployment-not-found", &[check]);
    let own = "deployments/d-1/config.json";
    assert_eq!(sure(config("api-cdn.mypurecloud.de", own, 404)), Some(Likely));
    // It is there, the host is broken, it is another file, or another host's.
    assert_eq!(sure(config("api-cdn.mypurecloud.de", own, 200)), None);
    assert_eq!(sure(config("api-cdn.mypurecloud.de", own, 503)), None);
    assert_eq!(sure(config("api-cdn.mypurecloud.de", "deployments/d-1/x.js", 404)), None);
    assert_eq!(sure(config("cdn.example", own, 404)), None);
    let read = config("api-cdn.mypurecloud.de", own, 404);
    let passed = CheckResult { status: Status::Pass, ..read };
    assert_eq!(sure(passed), None);
}
