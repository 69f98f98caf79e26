//! Experiments as a server sees them: how many, of what kind, and when there are none.

use serde_json::{Value, json};

use crate::packs::{CLIENT, Pack};
use crate::server::{Answer, Asked, Server};
use crate::tokens::signed;
use crate::world::run;

/// A token response with an unsigned JWT that carries these scopes.
fn token(scopes: &str) -> Answer {
    let now = jiff::Timestamp::now().as_second();
    let claims = json!({ "iss": "https://issuer.example", "exp": now + 3600, "scope": scopes });
    let token =
        signed(&json!({ "alg": "RS256", "typ": "JWT" }), &claims, |_| b"no signature".to_vec());
    let body = json!({ "access_token": token, "token_type": "Bearer", "expires_in": 3600 });
    Answer::json(200, &body.to_string())
}

fn refusal() -> Answer {
    Answer::json(401, r#"{"code":"unauthorized","message":"User is not authorized"}"#)
}

/// A read that is accepted, a scope that is missing, and a write that is refused without a reason.
const CHECKS: &str = r#"checks:
  - id: token
    title: a token comes
    token: { identity: service }
  - id: scopes
    title: it carries the scope
    jwt: { identity: service }
    expect: { token.scopes: { contains_all: ["things:write"] } }
  - id: read
    title: a thing is read
    http: { url: "${api}/things/1", identity: service }
  - id: write
    title: a thing is made
    needs: [read]
    effect: write
    http: { method: POST, url: "${api}/things", identity: service, json: { name: one } }
    cleanup:
      http: { method: DELETE, url: "${api}/things/${write.body.id}", identity: service }
"#;

fn asks_for_scope(asked: &Asked) -> bool {
    asked.body.contains("scope=")
}

/// An API that issues the scope when it is asked for, and wants it for the write.
fn api(asked: &Asked) -> Answer {
    let scoped = {
        let sent = asked.headers.get("authorization").map(String::as_str).unwrap_or_default();
        let claims = sent.split('.').nth(1).unwrap_or_default();
        let Answer { body, .. } = token("things:write");
        // The scoped token is told from the other one by its length alone.
        claims.len() >= body.split('.').nth(1).unwrap_or_default().len()
    };
    match (asked.method.as_str(), asked.path.as_str()) {
        ("POST", "/token") if asks_for_scope(asked) => token("things:write"),
        ("POST", "/token") => token("other"),
        ("GET", "/things/1") => Answer::json(200, "{}"),
        ("POST", "/things") if scoped => Answer::json(201, r#"{"id":"made"}"#),
        ("DELETE", "/things/made") if scoped => Answer { status: 204, ..Answer::default() },
        _ => refusal(),
    }
}

fn pack() -> Pack {
    Pack::new(&format!("{CLIENT}{CHECKS}"))
}

fn count(asked: &[Asked], method: &str, path: &str) -> usize {
    asked.iter().filter(|one| one.method == method && one.path == path).count()
}

fn made(report: &Value) -> Vec<(&str, bool)> {
    let all = report["diagnosis"]["experiments"].as_array().expect("experiments");
    all.iter().map(|one| (one["kind"].as_str().expect("a kind"), one["ran"] == true)).collect()
}

#[test]
fn a_green_run_sends_none() {
    let server = Server::start(|asked, _| match (asked.method.as_str(), asked.path.as_str()) {
        ("POST", "/token") => token("things:write"),
        ("POST", "/things") => Answer::json(201, r#"{"id":"made"}"#),
        _ => Answer::json(200, "{}"),
    });
    let report = pack().check(&server, &["--allow", "write"]).expect_code(0).json();
    assert_eq!(made(&report), []);
    // The token, the read, the write and what removes it.
    assert_eq!(server.asked().len(), 4);
}

#[test]
fn a_run_with_failures_sends_at_most_eight_more_and_lists_them() {
    let before = {
        let server = Server::start(|asked, _| api(asked));
        pack().check(&server, &["--allow", "write", "--no-experiments"]).expect_code(1);
        server.asked().len()
    };
    assert_eq!(before, 3, "the token, the read and the write");
    let server = Server::start(|asked, _| api(asked));
    let report = pack().check(&server, &["--allow", "write"]).expect_code(1).json();
    let asked = server.asked();
    let listed = report["diagnosis"]["experiments"].as_array().expect("experiments");
    let told: u64 = listed.iter().map(|one| one["requests"].as_u64().expect("a number")).sum();
    assert_eq!(told, 8, "{:?}", made(&report));
    // Cleaning up is not counted: another token, and the removal.
    let deleted = count(&asked, "DELETE", "/things/made");
    assert_eq!((deleted, asked.len()), (1, before + 8 + 2), "{asked:#?}");
    assert_eq!(
        count(&asked, "POST", "/things"),
        3,
        "a write is sent again once, and once as it was to see it refused still"
    );
    assert_eq!(report["diagnosis"]["root"]["cause"], "scope-not-requested");
    assert_eq!(
        report["diagnosis"]["root"]["confidence"], "confirmed",
        "{:#}",
        report["diagnosis"]["root"]["because"]
    );
}

#[test]
fn a_write_is_not_sent_again_without_leave() {
    let server = Server::start(|asked, _| api(asked));
    let report = pack().check(&server, &[]).expect_code(1).json();
    assert_eq!(count(&server.asked(), "POST", "/things"), 0);
    assert!(!made(&report).contains(&("call-with-scope", true)));
}

#[test]
fn experiments_can_be_forbidden_and_bounded() {
    let forbidden: [&[&str]; 3] =
        [&["--no-experiments"], &["--no-diagnose"], &["--max-experiments", "0"]];
    for arguments in forbidden {
        let server = Server::start(|asked, _| api(asked));
        let report = pack().check(&server, arguments).expect_code(1).json();
        assert_eq!(made(&report), [], "{arguments:?}");
        assert_eq!(server.asked().len(), 2, "{arguments:?}");
    }
    for most in [1, 3, 7] {
        let server = Server::start(|asked, _| api(asked));
        let arguments = ["--allow", "write", "--max-experiments", &most.to_string()];
        let report = pack().check(&server, &arguments).expect_code(1).json();
        let cleanups = 2 * count(&server.asked(), "DELETE", "/things/made");
        assert_eq!(server.asked().len(), 3 + most + cleanups, "{:?}", made(&report));
    }
}

#[test]
fn nothing_is_sent_after_a_429() {
    // The first repeat is answered 429: no other experiment follows, of this round or the next.
    let server =
        Server::start(|asked, before| match (asked.method.as_str(), asked.path.as_str()) {
            ("GET", "/things/1") if before > 0 => Answer::json(429, r#"{"code":"rate.limited"}"#),
            _ => api(asked),
        });
    pack().check(&server, &["--allow", "write"]).expect_code(1);
    let asked = server.asked();
    let reads: Vec<_> =
        asked.iter().enumerate().filter(|(_, one)| one.path == "/things/1").collect();
    let (limited, _) = reads.get(1).expect("a second read");
    assert_eq!(limited + 1, asked.len(), "{asked:#?}");
    // A check that meets it calls for no experiment at all.
    let server = Server::start(|asked, _| match (asked.method.as_str(), asked.path.as_str()) {
        ("GET", _) => Answer::json(429, r#"{"code":"rate.limited"}"#),
        _ => api(asked),
    });
    let report = pack().check(&server, &["--allow", "write"]).expect_code(1).json();
    assert_eq!(made(&report), []);
}

#[test]
fn a_secret_in_doubt_is_tried_three_times_at_most() {
    let server = Server::start(|_, _| {
        Answer::json(
            401,
            r#"{"error":"invalid_client","error_description":"client authentication failed"}"#,
        )
    });
    let pack = Pack::new(&format!(
        "{CLIENT}checks:\n  - {{ id: token, title: a token comes, token: {{ identity: service }} }}\n"
    ));
    let report = pack.check(&server, &["--max-experiments", "20"]).expect_code(1).json();
    let asked = server.asked();
    assert!((2..=3).contains(&asked.len()), "{asked:#?}");
    assert!(made(&report).contains(&("other-client-auth", true)));
    let forms: Vec<bool> = asked.iter().map(|one| one.body.contains("client_secret")).collect();
    assert_eq!(forms.iter().filter(|form| **form).count(), 1, "once in the form body");
}

#[test]
fn a_run_that_was_ended_early_sends_none() {
    let server = Server::start(|asked, _| match asked.path.as_str() {
        "/things/1" => refusal().after(3000),
        _ => api(asked),
    });
    let report = pack().check(&server, &["--deadline", "500ms"]);
    let report = report.json();
    assert_eq!(report["run"]["deadline_passed"], true);
    assert_eq!(made(&report), []);
}

#[test]
fn an_experiment_in_a_report_can_be_judged_again() {
    let report = run(&["check", "guest-api", "--sim=scope-missing", "--format", "json"]).json();
    let first = &report["diagnosis"]["experiments"][0];
    assert_eq!(first["kind"], "token-with-scope");
    assert_eq!((&first["pack"], &first["check"]), (&json!("guest-api"), &json!("token-scopes")));
    assert_eq!(first["act"]["do"], "request-token");
    assert_eq!(first["act"]["scopes"], json!(["webchat:guest:write"]));
    assert_eq!(first["facts"][0]["kind"], "token-request");
    assert_eq!(report["diagnosis"]["root"]["cause"], "scope-missing");
}

#[test]
fn no_experiment_shows_a_token() {
    let server = Server::start(|asked, _| api(asked));
    let ended = pack().check(&server, &["--allow", "write", "-v"]);
    let all = ended.all();
    assert!(all.contains("experiment 1"), "{all}");
    for asked in server.asked() {
        let sent = asked.headers.get("authorization").map(String::as_str).unwrap_or_default();
        for piece in sent.trim_start_matches("Bearer ").split('.').filter(|piece| piece.len() > 20)
        {
            assert!(!all.contains(piece), "a piece of a token is shown");
        }
    }
}

/// An API that refuses every token without a reason, at the issuer itself; asked, the issuer answers `told`. Its
/// document names the introspection endpoint at `host`, or at itself.
fn asked_its_issuer(told: &'static str, elsewhere: Option<String>) -> (Value, Vec<Asked>) {
    let server = Server::start(move |asked, _| {
        let own = format!("http://{}", asked.headers.get("host").map_or("", String::as_str));
        match (asked.method.as_str(), asked.path.as_str()) {
            ("POST", "/token") => {
                let now = jiff::Timestamp::now().as_second();
                let claims = json!({ "iss": own, "exp": now + 3600 });
                let header = json!({ "alg": "RS256", "typ": "JWT" });
                let token = signed(&header, &claims, |_| b"no signature".to_vec());
                let body = json!({ "access_token": token, "token_type": "Bearer" });
                Answer::json(200, &body.to_string())
            }
            (_, "/.well-known/openid-configuration") => {
                let at = elsewhere.as_ref().unwrap_or(&own);
                let body = json!({ "issuer": own, "introspection_endpoint": format!("{at}/told") });
                Answer::json(200, &body.to_string())
            }
            ("POST", "/told") => Answer::json(200, told),
            _ => Answer::json(401, "{}"),
        }
    });
    let checks = "checks:\n  - { id: token, title: token, token: { identity: service } }\n  - { id: read, title: read, http: { url: \"${api}/things\", identity: service } }\n";
    let report = Pack::new(&format!("{CLIENT}{checks}")).check(&server, &[]).expect_code(1).json();
    (report, server.asked())
}

fn who_am_i(report: &Value) -> &Value {
    let all = report["diagnosis"]["experiments"].as_array().expect("experiments");
    all.iter().find(|one| one["kind"] == "who-am-i").expect("asked whose it is")
}

#[test]
fn the_issuer_is_asked_whether_the_token_is_active() {
    let (report, asked) = asked_its_issuer(r#"{"active":true}"#, None);
    assert_eq!(who_am_i(&report)["answer"], "the issuer says that the token is active");
    let sent = asked.iter().find(|one| one.path == "/told").expect("introspection");
    assert!(sent.body.starts_with("token=ey"), "{}", sent.body);
    assert!(sent.headers["authorization"].starts_with("Basic "), "the client proves who it is");
    let out = report["diagnosis"]["ruled_out"].as_array().expect("a list");
    assert!(out.iter().any(|one| one["cause"] == "token-revoked"), "{out:#?}");

    let (report, _) = asked_its_issuer(r#"{"active":false}"#, None);
    assert_eq!(who_am_i(&report)["answer"], "the issuer says that the token is not active");
    let root = &report["diagnosis"]["root"];
    assert_eq!((&root["cause"], &root["confidence"]), (&json!("token-revoked"), &json!("likely")));
}

#[test]
fn an_issuer_that_does_not_say_proves_nothing_and_no_other_host_is_asked() {
    for told in [r#"{"active":"true"}"#, "{}", "<html></html>"] {
        let (report, _) = asked_its_issuer(told, None);
        let diagnosis = &report["diagnosis"];
        let out = diagnosis["ruled_out"].as_array().expect("a list");
        assert!(out.iter().all(|one| one["cause"] != "token-revoked"), "{told}: {out:#?}");
        assert_ne!(diagnosis["root"]["cause"], "token-revoked", "{told}");
    }
    let other = Server::start(|_, _| Answer::json(200, r#"{"active":true}"#));
    let (report, _) = asked_its_issuer("{}", Some(other.url()));
    assert!(other.asked().is_empty(), "{:?}", other.asked());
    assert_eq!(who_am_i(&report)["kind"], "who-am-i");
}
