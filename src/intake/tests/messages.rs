//! HTTP as people paste it: raw, with curl's marks, in several hops, cut short.

use super::{exchange, given, rows, taken, taken_all};
use crate::model::{AnsweredBy, BodyKind, FaultKind};

#[test]
fn an_answer_is_read_with_its_reason() {
    let text = "HTTP/1.1 401 Unauthorized\nDate: Sun, 22 Nov 2026 09:14:05 GMT\nWWW-Authenticate: Bearer realm=\"x\", error=\"invalid_token\"\ncontent-type: application/json\n\n{\"code\":\"bad.credentials\",\"message\":\"Invalid login credentials.\"}\n";
    let taken = taken(text);
    assert_eq!(rows(&taken), ["answer-1 fail"]);
    let seen = exchange(&taken.checks[0]);
    assert_eq!((seen.status, seen.body), (Some(401), BodyKind::Json));
    assert_eq!(seen.challenges[0].get("error"), Some("invalid_token"));
    assert_eq!(
        seen.error.as_ref().and_then(|error| error.code.as_deref()),
        Some("bad.credentials")
    );
    assert_eq!((seen.url.as_str(), seen.sent.is_none()), ("the API", true));
    assert_eq!(seen.answered_by, AnsweredBy::Api);
}

#[test]
fn every_way_to_write_an_answer_is_read() {
    for (text, status, code) in [
        ("HTTP/2 403\n\n{\"code\":\"x\"}", 403, Some("x")),
        ("HTTP/2 403 \nserver: a\n", 403, None),
        ("HTTP/1.1 401 Unauthorized", 401, None),
        ("HTTP/1.1 401\r\nA: b\r\n\r\n{\"error\":\"y\"}\r\n", 401, Some("y")),
        (
            "< HTTP/1.1 401 Unauthorized\n< a: b\n< \n{\"code\":\"z\"}\n* Connection #0 to host a left intact\n",
            401,
            Some("z"),
        ),
        (
            "< HTTP/2 401\n<\n{ [12 bytes data]\n{\"code\":\"z\"}* Connection #0 to host a left intact",
            401,
            Some("z"),
        ),
        (
            "HTTP/1.1 403 Forbidden\nTransfer-Encoding: chunked\n\nc\n{\"code\":\"q\"}\n0\n\n",
            403,
            Some("q"),
        ),
        ("HTTP/1.1 403 Forbidden\nTransfer-Encoding: chunked\n\n{\"code\":\"q\"}", 403, Some("q")),
        (":status: 401\ncontent-type: application/json\n\n{\"code\":\"h\"}", 401, Some("h")),
    ] {
        let taken = taken(text);
        let seen = exchange(&taken.checks[0]);
        assert_eq!(seen.status, Some(status), "{text}");
        let found = seen.error.as_ref().and_then(|error| error.code.as_deref());
        assert_eq!(found, code, "{text}");
        assert_eq!(taken.checks.len(), 1, "{text}");
    }
}

#[test]
fn words_behind_an_answer_are_not_its_body() {
    let text = "HTTP/1.1 401 Unauthorized\nserver: x\n\nThe token expired, says my colleague.";
    let (taken_auto, _) = taken_all(&[given(None, text)]);
    assert_eq!(exchange(&taken_auto.checks[0]).error, None);
    assert_eq!(taken_auto.checks[0].facts.len(), 2);
    // Who says that it is HTTP says that all of it is.
    let (whole, _) = taken_all(&[given(Some("http"), text)]);
    let message = exchange(&whole.checks[0]).error.clone().and_then(|error| error.message);
    assert_eq!(message.as_deref(), Some("The token expired, says my colleague."));
    // A length or a type says where words of the server begin.
    let typed = taken("HTTP/1.1 401 Unauthorized\nContent-Length: 14\n\nJwt is expired and so on");
    let message = exchange(&typed.checks[0]).error.clone().and_then(|error| error.message);
    assert_eq!(message.as_deref(), Some("Jwt is expired"));
}

#[test]
fn a_request_is_read_with_what_it_carried() {
    let taken = taken(
        "POST /oauth/token HTTP/1.1\nHost: login.example.com\nAuthorization: Basic aWQ6c2VjcmV0LTE=\nContent-Type: application/x-www-form-urlencoded\n\ngrant_type=client_credentials&scope=a+b\n\nHTTP/1.1 400 Bad Request\n\n{\"error\":\"invalid_client\"}",
    );
    assert_eq!(rows(&taken), ["request-1 fail"]);
    let fact = taken.checks[0].facts[0].token_request().expect("a token request");
    assert_eq!((fact.grant.as_str(), fact.client_auth.as_str()), ("client_credentials", "basic"));
    assert_eq!(fact.client_id, "id");
    assert_eq!(fact.scopes_requested, ["a", "b"]);
    assert_eq!(fact.exchange.url, "https://login.example.com/oauth/token");
    let sent = fact.exchange.sent.as_ref().expect("what was sent");
    assert_eq!(sent.headers, ["host", "authorization", "content-type"]);
    assert_eq!(sent.body.names, ["grant_type", "scope"]);
}

#[test]
fn hops_of_a_redirect_are_one_exchange() {
    let taken = taken(
        "curl -iL -H 'Authorization: Bearer abcdefgh12' http://a.example/x\nHTTP/1.1 301 Moved Permanently\nLocation: https://b.example/x\n\nHTTP/2 401\n\n",
    );
    assert_eq!(taken.requests.len(), 1);
    let seen = exchange(&taken.checks[0]);
    assert_eq!((seen.status, seen.url.as_str()), (Some(401), "https://b.example/x"));
    assert_eq!(seen.redirects.len(), 1);
    assert!(seen.redirects[0].elsewhere && seen.redirects[0].followed);
}

#[test]
fn a_trace_of_curl_is_one_exchange() {
    let taken = taken(
        "$ curl -v https://a.example/x -H 'Authorization: Bearer abcdefgh12'\n*   Trying 192.0.2.1:443...\n* Connected to a.example (192.0.2.1) port 443 (#0)\n> GET /x HTTP/2\n> Host: a.example\n> authorization: Bearer abcdefgh12\n> \n< HTTP/2 403 \n< content-type: text/plain\n< \nRBAC: access denied\n* Connection #0 to host a.example left intact\n\nIt is the same on staging.\n",
    );
    assert_eq!(rows(&taken), ["request-1 fail", "token-1 pass"]);
    let seen = exchange(&taken.checks[0]);
    assert_eq!(seen.remote.as_deref(), Some("192.0.2.1"));
    assert_eq!(seen.answered_by, AnsweredBy::Gateway);
    assert_eq!(taken.checks[0].facts.len(), 2, "the note goes with it");
}

#[test]
fn no_answer_is_a_fault() {
    for (line, kind) in [
        ("curl: (6) Could not resolve host: a.example", FaultKind::Dns),
        ("curl: (7) Failed to connect to a port 443: Connection refused", FaultKind::Refused),
        ("curl: (28) Operation timed out after 5000 milliseconds", FaultKind::Timeout),
        ("curl: (60) SSL certificate problem: certificate has expired", FaultKind::Certificate),
        ("curl: (56) CONNECT tunnel failed, response 407", FaultKind::Proxy),
    ] {
        let taken = taken(&format!("curl https://a.example\n{line}\n"));
        let seen = exchange(&taken.checks[0]);
        assert_eq!(seen.fault.as_ref().map(|fault| fault.kind), Some(kind), "{line}");
        assert_eq!(rows(&taken), ["request-1 error"]);
    }
    let taken =
        taken("curl -f https://a.example\ncurl: (22) The requested URL returned error: 401\n");
    assert_eq!(exchange(&taken.checks[0]).status, Some(401));
}
