//! Files as browsers, proxies and API clients write them, and files as they come out of a torn download.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Har, HarError, Role, looks_like_a_har, read};
use crate::model::FaultKind;

fn headers(headers: &[(&str, &str)]) -> Value {
    headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

/// An entry as Chromium writes it.
fn entry(method: &str, url: &str, sent: &[(&str, &str)], status: u16, body: &str) -> Value {
    json!({
        "startedDateTime": "2026-11-22T16:00:00.250+01:00", "time": 12.5, "_resourceType": "fetch",
        "request": { "method": method, "url": url, "httpVersion": "h2", "headers": headers(sent) },
        "response": {
            "status": status, "httpVersion": "h2", "headers": headers(&[("content-type", "application/json")]),
            "content": { "size": body.len(), "mimeType": "application/json", "text": body }, "redirectURL": ""
        },
        "serverIPAddress": "192.0.2.7",
        "timings": { "blocked": 1, "dns": 2, "connect": 5, "ssl": 3, "send": 0, "wait": 4.5, "receive": 1 }
    })
}

fn redirect(method: &str, from: &str, to: &str, status: u16) -> Value {
    let mut entry = entry(method, from, &[("host", "api.example")], status, "");
    entry["response"]["headers"] = headers(&[("Location", to)]);
    entry["_resourceType"] = "document".into();
    entry
}

fn file(creator: &str, entries: &[Value]) -> Har {
    let creator = json!({ "name": creator, "version": "1" });
    let file =
        json!({ "log": { "version": "1.2", "creator": creator, "pages": [], "entries": entries } });
    read(file.to_string().as_bytes()).expect("a HAR file")
}

fn told(har: &Har) -> Vec<(usize, Role)> {
    har.entries.iter().map(|entry| (entry.number, entry.role)).collect()
}

const API: &str = "https://api.example/v2/things";
const TOKEN: &str = "https://login.example/oauth/token";
const HOST: (&str, &str) = (":authority", "api.example");
const BEARER: (&str, &str) = ("Authorization", "Bearer aJdvugb8k1kwnOovm2qX6LXTctJksYvd");

#[test]
fn a_refused_call_is_found_with_all_that_is_known_of_it() {
    let ok = entry("GET", "https://api.example/v2/me", &[HOST, BEARER], 200, "{}");
    let refused = entry("GET", API, &[BEARER, HOST], 401, r#"{"code":"unauthorized"}"#);
    let har = file("WebInspector", &[ok, refused]);
    assert_eq!((har.total, har.failures, told(&har)), (2, 1, vec![(2, Role::Failed)]));
    let entry = &har.entries[0];
    assert_eq!(entry.started, "2026-11-22T15:00:00.25Z".parse().ok());
    assert_eq!(entry.asked.url, API);
    assert!(entry.asked.shows_credentials);
    assert_eq!(entry.asked.headers[0].0, "Authorization");
    assert_eq!(entry.answered.status, Some(401));
    assert_eq!(entry.answered.body, br#"{"code":"unauthorized"}"#);
    assert_eq!(entry.answered.remote.as_deref(), Some("192.0.2.7"));
    let timing = entry.timing;
    let milliseconds = |duration: Option<std::time::Duration>| duration.map(|one| one.as_micros());
    assert_eq!(milliseconds(timing.connect), Some(2000));
    assert_eq!(milliseconds(timing.tls), Some(3000));
    assert_eq!(milliseconds(timing.first_byte), Some(4500));
    assert_eq!(timing.total.as_micros(), 12_500);
    assert!(har.notes.is_empty(), "{:?}", har.notes);
}

#[test]
fn failures_are_told_from_answers_that_only_look_alike() {
    let json = |status, body: &str| entry("GET", API, &[HOST], status, body);
    let failed = |entry: Value| file("WebInspector", &[entry]).failures == 1;
    for (entry, fails) in [
        (json(403, "{}"), true),
        (json(407, ""), true),
        (json(503, ""), true),
        (json(400, r#"{"error":"invalid_request","error_description":"no"}"#), true),
        (json(400, r#"{"error":"the field `name` is too long"}"#), false),
        (json(400, "<html><title>400 Request Header Or Cookie Too Large</title>"), true),
        (json(404, r#"{"error":"invalid_token"}"#), false),
        (json(200, r#"{"ok":false,"error":"not_authed"}"#), true),
        (json(200, r#"{"ok":true}"#), false),
        (json(304, ""), false),
        (entry("POST", TOKEN, &[HOST], 400, "{}"), true),
        (entry("POST", TOKEN, &[HOST], 404, "{}"), true),
        (entry("GET", TOKEN, &[HOST], 404, "{}"), false),
        (entry("POST", "https://api.example/tokens/list", &[HOST], 404, "{}"), false),
        (entry("GET", "data:text/html,x", &[], 401, ""), false),
    ] {
        assert_eq!(failed(entry.clone()), fails, "{entry:#}");
    }
}

#[test]
fn a_call_of_a_program_that_lands_on_a_login_page_failed_and_a_persons_login_did_not() {
    let mut called = redirect("GET", API, "https://sso.example/login?to=x", 302);
    assert_eq!(file("WebInspector", &[called.clone()]).failures, 0);
    called["_resourceType"] = "fetch".into();
    assert_eq!(file("WebInspector", &[called]).failures, 1);
    let mut moved = redirect("GET", API, "https://api.example/v3/things", 302);
    moved["_resourceType"] = "fetch".into();
    assert_eq!(file("WebInspector", &[moved]).failures, 0);
    let back = |to: &str| {
        file("WebInspector", &[redirect("GET", "https://login.example/authorize", to, 302)])
            .failures
    };
    assert_eq!(back("https://app.example/cb?error=access_denied&state=1"), 1);
    assert_eq!(back("https://app.example/cb#error=login_required"), 1);
    assert_eq!(back("https://app.example/cb?error=my+own"), 0);
    let mut page = entry("GET", API, &[HOST], 200, "<form><input type=\"password\"></form>");
    page["response"]["content"]["mimeType"] = "text/html; charset=utf-8".into();
    assert_eq!(file("WebInspector", &[page]).failures, 1);
}

#[test]
fn requests_without_an_answer_are_failures_unless_nobody_wanted_one() {
    let blocked = |creator: &str, error: &str, kind: &str| {
        let mut entry = entry("GET", API, &[], 0, "");
        entry["response"]["_error"] = error.into();
        entry["_resourceType"] = kind.into();
        file(creator, &[entry])
    };
    let har = blocked("WebInspector", "net::ERR_FAILED", "fetch");
    assert_eq!(har.failures, 1);
    let answered = &har.entries[0].answered;
    assert_eq!(answered.status, None);
    assert_eq!(answered.fault.as_ref().map(|fault| fault.kind), Some(FaultKind::Connection));
    assert_eq!(blocked("WebInspector", "net::ERR_ABORTED", "fetch").failures, 0);
    assert_eq!(blocked("WebInspector", "net::ERR_BLOCKED_BY_CLIENT", "fetch").failures, 0);
    assert_eq!(blocked("WebInspector", "net::ERR_FAILED", "image").failures, 0);
    // Still under way when the file was written.
    assert_eq!(blocked("WebInspector", "", "fetch").failures, 0);
    assert_eq!(blocked("Firefox", "", "").failures, 1);
}

#[test]
fn what_explains_a_failure_comes_with_it_and_nothing_else_does() {
    let preflight = |url: &str| entry("OPTIONS", url, &[HOST], 204, "");
    let token = entry("POST", TOKEN, &[HOST], 200, r#"{"access_token":"x"}"#);
    let har = file(
        "WebInspector",
        &[
            token.clone(),
            token,
            preflight("https://api.example/other"),
            redirect("GET", "http://api.example/v2/things", "http://old.example/", 301),
            redirect("POST", "http://api.example/old", "/older", 307),
            redirect("POST", "http://api.example/older", API, 301),
            preflight(API),
            entry("GET", "https://api.example/fine", &[HOST], 200, "{}"),
            entry("GET", API, &[HOST], 403, "{}"),
            redirect("GET", "http://api.example/later", API, 301),
        ],
    );
    let expected = [
        (2, Role::TokenRequest),
        (5, Role::Redirect),
        (6, Role::Redirect),
        (7, Role::Preflight),
        (9, Role::Failed),
    ];
    assert_eq!(told(&har), expected);
    let redirects = &har.entries[4].redirects;
    let seen: Vec<_> =
        redirects.iter().map(|one| (one.status, one.location.as_str(), one.elsewhere)).collect();
    assert_eq!(seen, [(307, "http://api.example/older", false), (301, API, true)]);
}

#[test]
fn a_preflight_that_is_listed_behind_its_request_is_found() {
    let har = file(
        "Firefox",
        &[entry("PUT", API, &[HOST], 0, ""), entry("OPTIONS", API, &[HOST], 204, "")],
    );
    assert_eq!(told(&har), [(1, Role::Failed), (2, Role::Preflight)]);
}

#[test]
fn failures_that_are_alike_are_kept_once_and_counted() {
    let page = |page: u32, status| entry("GET", &format!("{API}?page={page}"), &[HOST], status, "");
    let har = file("Firefox", &[page(1, 401), page(2, 401), page(3, 403), page(4, 401)]);
    let kept: Vec<_> = har.entries.iter().map(|entry| (entry.number, entry.repeats)).collect();
    assert_eq!((har.failures, kept), (4, vec![(1, 2), (3, 0)]));
    let many: Vec<Value> =
        (0..80).map(|n| entry("GET", &format!("{API}/{n}"), &[HOST], 401, "")).collect();
    let har = file("Firefox", &many);
    assert_eq!((har.failures, har.entries.len()), (80, 50));
    assert!(har.notes[0].contains("30 further failures"), "{:?}", har.notes);
}

#[test]
fn the_absence_of_a_credential_shows_something_only_where_one_would_be_seen() {
    let shown = |creator: &str, entries: &[Value]| {
        let har = file(creator, entries);
        let last = har.entries.last().expect("a failure").asked.shows_credentials;
        (last, har.notes.iter().any(|note| note.contains("sanitised")))
    };
    let bare = || entry("GET", API, &[HOST], 401, "");
    // A sanitised export: nothing in the file shows a credential.
    assert_eq!(shown("WebInspector", &[bare()]), (false, true));
    assert_eq!(shown("Some Tool", &[bare()]), (false, true));
    // Another request of the file, even a page of another site, shows that credentials were left in.
    let with_cookie = entry("GET", "https://other.example/", &[("cookie", "a=b")], 200, "{}");
    assert_eq!(shown("WebInspector", &[with_cookie.clone(), bare()]), (true, false));
    // Provisional headers have no host.
    let provisional = entry("GET", API, &[("accept", "*/*")], 401, "");
    assert_eq!(shown("WebInspector", &[with_cookie, provisional.clone()]), (false, false));
    assert_eq!(shown("Firefox", &[bare()]), (true, false));
    assert_eq!(shown("Firefox", &[provisional]), (false, false));
}

#[test]
fn members_may_be_missing_odd_or_many() {
    let text = json!({ "log": {
        "comment": { "entries": [1] }, "creator": null, "version": 1.2,
        "entries": [
            null,
            {},
            { "request": null, "response": { "status": 401 } },
            { "request": { "url": 7, "headers": "none" }, "response": { "status": 401, "headers": [null, 3, {}] } },
            { "request": { "method": "get", "url": API, "headers": [{ "name": "a" }, ["b"]] },
              "response": { "status": "401", "content": null, "headers": null }, "timings": { "wait": null },
              "time": "12", "startedDateTime": "yesterday", "_new": { "deep": [[[{}]]] } },
        ],
        "browser": {}
    }, "other": [1, 2] });
    let har = read(format!("\u{feff} {text}").as_bytes()).expect("a HAR file");
    assert_eq!((har.total, told(&har)), (4, vec![(4, Role::Failed)]));
    let entry = &har.entries[0];
    assert_eq!((entry.asked.method.as_str(), entry.started), ("GET", None));
    assert_eq!(entry.asked.headers, [("a".to_owned(), String::new())]);
}

#[test]
fn bodies_are_decoded_where_they_matter_and_left_where_they_are_long() {
    let body = |text: &str, encoding: &str| {
        let mut entry = entry("GET", API, &[HOST], 401, text);
        entry["response"]["content"]["encoding"] = encoding.into();
        let mut har = file("Firefox", &[entry]);
        let answered = har.entries.remove(0).answered;
        (answered.body, answered.body_bytes)
    };
    assert_eq!(body("eyJjb2RlIjoibm8ifQ==", "base64").0, br#"{"code":"no"}"#);
    assert_eq!(body("no base64!", "base64").0, b"");
    assert_eq!(body(&"x".repeat(600_000), ""), (Vec::new(), 600_000));
    let mut form = entry("POST", TOKEN, &[HOST], 400, "{}");
    let parameters = headers(&[("grant_type", "password"), ("scope", "a b&c")]);
    form["request"]["postData"] =
        json!({ "mimeType": "application/x-www-form-urlencoded", "params": parameters });
    let har = file("Firefox", &[form]);
    assert_eq!(har.entries[0].asked.body.as_deref(), Some("grant_type=password&scope=a+b%26c"));
}

#[test]
fn a_torn_file_is_read_as_far_as_it_goes() {
    let one = entry("GET", API, &[HOST], 401, "{}").to_string();
    let text = format!(
        r#"{{"log":{{"creator":{{"name":"Firefox"}},"entries":[{one},{one},{}"#,
        &one[..90]
    );
    let har = read(text.as_bytes()).expect("a HAR file");
    assert_eq!((har.total, har.failures), (2, 2));
    assert!(har.notes[0].contains("ends in the middle"), "{:?}", har.notes);
    assert!(har.notes[0].contains("2 entries were read"), "{:?}", har.notes);
    let mut bytes =
        text[..text.len() - 90].replace("api.example/v2", "api.example/\u{7f}").into_bytes();
    bytes.iter_mut().filter(|byte| **byte == 0x7f).for_each(|byte| *byte = 0xff);
    let har = read(&bytes).expect("a HAR file");
    assert!(har.notes[0].contains("no UTF-8"), "{:?}", har.notes);
}

#[test]
fn what_is_no_har_file_is_told_apart() {
    assert!(matches!(read(b"curl https://api.example"), Err(HarError::NotJson(_))));
    assert!(matches!(read(b""), Err(HarError::NotJson(_))));
    assert!(matches!(read(br#"{"version":1,"checks":[]}"#), Err(HarError::NotAHar(_))));
    assert!(matches!(read(br#"{"log":[]}"#), Err(HarError::NotAHar(_))));
    assert!(looks_like_a_har(b"\xef\xbb\xbf{ \"log\" : {}}"));
    assert!(looks_like_a_har(br#"{"comment":"x","log":{"entries":[]}}"#));
    assert!(!looks_like_a_har(br#"{"version":1,"checks":[]}"#));
    assert!(!looks_like_a_har(b"GET / HTTP/1.1"));
}

proptest! {
    /// Whatever is cut or changed: the reader ends, and entries are never more than there were.
    #[test]
    fn any_bytes_end(cut in 0_usize..900, at in 0_usize..900, byte: u8) {
        let one = entry("GET", API, &[HOST, BEARER], 401, "{}");
        let mut bytes = json!({ "log": { "entries": [one] } }).to_string().into_bytes();
        bytes.truncate(bytes.len().saturating_sub(cut));
        if let Some(place) = bytes.get_mut(at) {
            *place = byte;
        }
        if let Ok(har) = read(&bytes) {
            prop_assert!(har.entries.len() <= 2);
        }
    }
}
