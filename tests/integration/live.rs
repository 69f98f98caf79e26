//! `why401 diagnose --live`: what is sent, to whom, and what is not.

use std::fs;

use serde_json::{Value, json};

use crate::server::{Answer, Asked, Server};
use crate::tokens::signed;
use crate::world::{Ended, end, why401};

/// Runs it on this input, as JSON.
fn diagnose(input: &str, args: &[&str], variables: &[(&str, &str)]) -> Ended {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("input.txt");
    fs::write(&path, input).expect("a file");
    let mut command = why401();
    command.arg("diagnose").arg(&path).args(["--format", "json"]).args(args);
    command.envs(variables.iter().copied());
    end(&mut command)
}

/// A token that ends after these seconds.
fn token(seconds: i64) -> String {
    let now = jiff::Timestamp::now().as_second();
    let claims =
        json!({ "iss": "https://issuer.example", "iat": now - 7200, "exp": now + seconds });
    signed(&json!({ "alg": "RS256", "typ": "JWT" }), &claims, |_| b"no signature".to_vec())
}

fn refusal() -> Answer {
    Answer::json(401, r#"{"code":"unauthorized","message":"User is not authorized"}"#)
}

fn asked_for<'a>(asked: &'a [Asked], method: &str, path: &str) -> Vec<&'a Asked> {
    asked.iter().filter(|one| one.method == method && one.path == path).collect()
}

fn check<'a>(report: &'a Value, id: &str) -> &'a Value {
    let mut checks = report["checks"].as_array().expect("checks").iter();
    checks.find(|check| check["id"] == id).unwrap_or_else(|| panic!("no {id} in {report:#}"))
}

fn root(report: &Value) -> &str {
    report["diagnosis"]["root"]["cause"].as_str().unwrap_or_default()
}

#[test]
fn nothing_is_sent_without_live() {
    let server = Server::start(|_, _| refusal());
    let input = format!("curl {}/me -H 'Authorization: Bearer {}'\n", server.url(), token(3600));
    diagnose(&input, &[], &[]);
    assert!(server.asked().is_empty());
    let ended = diagnose(&input, &["--allow", "write"], &[]).expect_code(2);
    assert!(ended.stderr.contains("--live"), "{}", ended.all());
    let ended = diagnose(&input, &["--proxy", "http://127.0.0.1:9"], &[]).expect_code(2);
    assert!(ended.stderr.contains("add --live"), "{}", ended.all());
    assert!(server.asked().is_empty());
}

#[test]
fn an_expired_token_is_named_and_the_request_goes_as_it_was_written() {
    let server = Server::start(|_, _| refusal());
    let token = token(-600);
    let input = format!(
        "curl {}/me?x=1 -H 'Authorization: Bearer {token}' -H 'X-Trace: a' -A 'mine/1'\n",
        server.url()
    );
    let ended = diagnose(&input, &["--live"], &[]).expect_code(0);
    let report = ended.json();
    assert_eq!(root(&report), "token-expired", "{report:#}");
    let asked = server.asked();
    let sent = asked.iter().find(|one| one.path.starts_with("/me")).expect("the request");
    assert_eq!(sent.headers["authorization"], format!("Bearer {token}"));
    assert_eq!((&*sent.headers["x-trace"], &*sent.headers["user-agent"]), ("a", "mine/1"));
    assert!(!ended.stdout.contains(&token));
    assert_eq!(check(&report, "live-request")["status"], "fail");
}

/// A header that a proxy takes away: the answer is the same without it.
#[test]
fn a_header_that_does_not_arrive_is_told_by_experiments() {
    let server = Server::start(|_, _| {
        Answer::json(401, r#"{"message":"Missing Authentication Token"}"#)
            .header("www-authenticate", "Bearer")
    });
    let input = format!("curl {}/me -H 'Authorization: Bearer {}'\n", server.url(), token(3600));
    let report = diagnose(&input, &["--live"], &[]).expect_code(0).json();
    assert_eq!(root(&report), "authorization-header-lost", "{report:#}");
    let kinds: Vec<&str> = report["diagnosis"]["experiments"]
        .as_array()
        .expect("experiments")
        .iter()
        .filter_map(|one| one["kind"].as_str())
        .collect();
    assert!(kinds.contains(&"without-authorization"), "{kinds:?}");
    let asked = server.asked();
    assert!(
        asked.iter().any(|one| one.path == "/me" && !one.headers.contains_key("authorization"))
    );
    // Without experiments the one request is all, and the clock.
    let server = Server::start(|_, _| refusal());
    let input = format!("curl {}/me -H 'Authorization: Bearer {}'\n", server.url(), token(3600));
    diagnose(&input, &["--live", "--no-experiments"], &[]);
    assert_eq!(asked_for(&server.asked(), "GET", "/me").len(), 1);
}

#[test]
fn a_missing_scope_is_read_from_the_live_answer() {
    let server = Server::start(|_, _| {
        Answer::json(403, r#"{"error":"insufficient_scope"}"#).header(
            "www-authenticate",
            r#"Bearer error="insufficient_scope", scope="things:write""#,
        )
    });
    let input = format!("curl {}/things -H \"Authorization: Bearer $TOKEN\"\n", server.url());
    let token = token(3600);
    let report = diagnose(&input, &["--live"], &[("TOKEN", &token)]).expect_code(0).json();
    assert_eq!(root(&report), "scope-missing", "{report:#}");
    let sent = &server.asked();
    assert!(
        sent.iter().any(|one| one.headers.get("authorization") == Some(&format!("Bearer {token}")))
    );
}

#[test]
fn a_variable_that_is_not_set_is_named_and_nothing_is_sent() {
    let server = Server::start(|_, _| refusal());
    let input = format!("curl {}/me -H \"Authorization: Bearer $TOKEN\"\n", server.url());
    let ended = diagnose(&input, &["--live"], &[]);
    assert!(ended.stderr.contains("$TOKEN"), "{}", ended.all());
    assert!(server.asked().is_empty());
}

#[test]
fn a_write_is_sent_only_where_that_is_allowed() {
    let server = Server::start(|_, _| refusal());
    let token = token(3600);
    let input = format!(
        "curl -X POST {}/things -H 'Authorization: Bearer {token}' -d '{{\"a\":1}}' \
         -H 'Content-Type: application/json'\n",
        server.url()
    );
    let report = diagnose(&input, &["--live"], &[]).json();
    assert_eq!(check(&report, "live-request")["status"], "skip");
    let asked = server.asked();
    assert!(asked.iter().all(|one| one.method != "POST"), "{asked:#?}");
    assert!(!asked.is_empty(), "the clock is read");
    let report = diagnose(&input, &["--live", "--allow", "write"], &[]).json();
    assert_eq!(check(&report, "live-request")["status"], "fail");
    let asked = server.asked();
    let posts = asked_for(&asked, "POST", "/things");
    assert_eq!(posts.len(), 1, "once");
    assert_eq!(posts[0].body, r#"{"a":1}"#);
}

#[test]
fn what_is_spent_by_sending_it_is_never_sent() {
    let server = Server::start(|_, _| refusal());
    let url = server.url();
    for input in [
        format!("curl {url}/oauth/token -d 'grant_type=refresh_token&refresh_token=r-1-secret'\n"),
        format!("curl {url}/oauth/token -d 'grant_type=authorization_code&code=c-1-secret'\n"),
        format!("curl {url}/oauth/token -d 'grant_type=password&username=a&password=b-secret'\n"),
        format!("curl '{url}/callback?code=c-1-secret&state=x'\n"),
        format!("curl {url}/session -d '{{\"refreshToken\":\"r-1-secret\"}}'\n"),
        format!("curl {url}/me -H 'Authorization: Bearer ***'\n"),
    ] {
        let ended = diagnose(&input, &["--live", "--allow", "write"], &[]);
        assert!(server.asked().is_empty(), "{input}");
        assert!(ended.stderr.contains("not sent: "), "{input}{}", ended.all());
    }
}

#[test]
fn only_hosts_that_the_input_names_are_asked() {
    let other = Server::start(|_, _| Answer::json(200, "{}"));
    let elsewhere = other.url();
    let server = Server::start({
        let elsewhere = elsewhere.clone();
        move |_, _| Answer::json(302, "").header("location", &format!("{elsewhere}/me"))
    });
    let now = jiff::Timestamp::now().as_second();
    let claims = json!({ "iss": elsewhere, "exp": now + 3600 });
    let token = signed(&json!({ "alg": "RS256" }), &claims, |_| b"no signature".to_vec());
    let input = format!("curl -L {}/me -H 'Authorization: Bearer {token}'\n", server.url());
    diagnose(&input, &["--live"], &[]);
    assert!(!server.asked().is_empty());
    assert!(other.asked().is_empty(), "{:#?}", other.asked());
    // With leave its keys are read, and no credential goes there.
    diagnose(&input, &["--live", "--allow", "other-hosts", "--no-experiments"], &[]);
    let asked = other.asked();
    assert!(asked.iter().any(|one| one.path.contains("well-known")), "{asked:#?}");
    assert!(asked.iter().all(|one| !one.headers.contains_key("authorization")));
}

#[test]
fn a_client_asks_for_a_token_as_it_did_before() {
    let server = Server::start(|_, _| {
        Answer::json(401, r#"{"error":"invalid_client","error_description":"Bad credentials"}"#)
    });
    let input = format!(
        "curl -u id-1:s3cr3t-value {}/oauth/token -d grant_type=client_credentials -d scope=a\n",
        server.url()
    );
    let report = diagnose(&input, &["--live", "--no-experiments"], &[]).json();
    assert_eq!(check(&report, "live-token")["status"], "fail", "{report:#}");
    let asked = server.asked();
    let posts = asked_for(&asked, "POST", "/oauth/token");
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0].headers["authorization"], "Basic aWQtMTpzM2NyM3QtdmFsdWU=");
    assert!(posts[0].body.contains("scope=a"), "{}", posts[0].body);
}

#[test]
fn an_answer_that_is_another_one_now_is_told() {
    let server = Server::start(|_, _| Answer::json(200, "{}"));
    let input = format!(
        "curl {}/me -H 'Authorization: Bearer {}'\n\nHTTP/1.1 401 Unauthorized\n\n",
        server.url(),
        token(3600)
    );
    let report = diagnose(&input, &["--live"], &[]).json();
    let saw = check(&report, "live-request")["saw"].as_str().expect("words");
    assert!(saw.contains("the answer that was given is 401"), "{saw}");
    assert_eq!(check(&report, "request-1")["status"], "fail");
}

/// A scheme that stands there twice, as libraries send it that add one by themselves.
#[test]
fn a_credential_that_is_written_wrongly_goes_as_it_is_and_once_more_as_it_should_be() {
    let token = token(3600);
    let right = format!("Bearer {token}");
    let server = Server::start({
        let right = right.clone();
        move |asked, _| {
            let good = asked.headers.get("authorization") == Some(&right);
            if good { Answer::json(200, "{}") } else { refusal() }
        }
    });
    let input = format!("curl {}/me -H 'Authorization: Bearer {right}'\n", server.url());
    let report = diagnose(&input, &["--live"], &[]).expect_code(0).json();
    assert_eq!(root(&report), "credential-malformed", "{report:#}");
    assert_eq!(report["diagnosis"]["root"]["confidence"], "confirmed");
    let asked = server.asked();
    let sent = |value: &str| {
        asked
            .iter()
            .filter(|one| one.headers.get("authorization").is_some_and(|it| it == value))
            .count()
    };
    assert_eq!((sent(&format!("Bearer {right}")) > 0, sent(&right)), (true, 1), "{asked:#?}");
}

/// The guest API of the simulator, broken by this fault, and every request that it answered.
fn simulated(fault: &str, judge: impl Fn(&str, &std::sync::Mutex<Vec<String>>)) {
    use std::sync::{Arc, Mutex};
    use why401::sim::{self, Options};

    let log: Arc<Mutex<Vec<String>>> = Arc::default();
    let seen = Arc::clone(&log);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let options = Options {
        faults: sim::find([fault]).expect("the fault exists"),
        on_request: Some(Arc::new(move |line| {
            seen.lock().expect("no test failed").push(format!("{} {}", line.method, line.path));
        })),
        ..Options::default()
    };
    let simulator = runtime.block_on(sim::start(options)).expect("a free port");
    judge(simulator.url(), &log);
    runtime.block_on(simulator.shutdown());
}

#[test]
fn a_call_to_the_simulator_is_explained_and_a_write_waits_for_leave() {
    simulated("scope-missing", |url, log| {
        let post = |path: &str| format!("POST {path}");
        let message = post("/api/v2/conversations/messages");
        let count = |wanted: &str| {
            let log = log.lock().expect("no test failed");
            log.iter().filter(|line| line.starts_with(wanted)).count()
        };
        let input = format!(
            "curl -X POST {url}/api/v2/conversations/messages -H \"Authorization: Bearer $TOKEN\" \
             -H 'Content-Type: application/json' -d '{{\"text\":\"Hello support\",\"language\":\"en-US\"}}'\n"
        );
        let token = token(3600);
        let variables = [("TOKEN", token.as_str())];
        // Without --live nothing goes, and the one request that decides is said.
        let offline = diagnose(&input, &[], &variables).json();
        assert_eq!(log.lock().expect("no test failed").len(), 0);
        let next = offline["diagnosis"]["next"].as_str().unwrap_or_default();
        assert!(next.starts_with("send the request once more"), "{offline:#}");
        let shown = check(&offline, "request-1")["title"].as_str().unwrap_or_default();
        assert_eq!(shown, format!("POST {url}/api/v2/conversations/messages"));
        let held = diagnose(&input, &["--live"], &variables);
        assert_eq!(check(&held.json(), "live-request")["status"], "skip");
        assert!(held.all().contains("--allow write"), "{}", held.all());
        assert_eq!(count(&message), 0);
        let sent = diagnose(&input, &["--live", "--allow", "write"], &variables);
        let report = sent.json();
        assert_eq!(check(&report, "live-request")["status"], "fail", "{report:#}");
        assert_eq!(count(&message), 1, "a write is sent once");
        assert!(!sent.all().contains(&token));
        // The token was signed by nobody: that is not to be called a missing scope.
        assert_ne!(root(&report), "scope-missing", "{report:#}");
    });
}

#[test]
fn a_read_of_the_simulator_is_sent_as_it_stands() {
    simulated("secret-wrong", |url, log| {
        let input = format!(
            "curl {url}/api/v2/oauth/token -u client:secret-of-nobody -d grant_type=client_credentials\n"
        );
        let report = diagnose(&input, &["--live", "--no-experiments"], &[]).json();
        let asked = log.lock().expect("no test failed").clone();
        assert!(asked.iter().any(|line| line.starts_with("POST /api/v2/oauth/token")), "{asked:?}");
        let cause = root(&report);
        assert!(["client-secret-wrong", "client-unknown"].contains(&cause), "{report:#}");
    });
}
