//! How checks run: in parallel within bounds, in the pack's order, with one token, and with everything that
//! was made removed.

use std::process::Stdio;
use std::time::Duration;

use crate::packs::{CLIENT, Pack, check_named};
use crate::server::{Answer, Server};
use crate::world::{ended, eventually, why401};

const TOKEN: &str = r#"{"access_token":"opaque-token-1","token_type":"Bearer","expires_in":3600}"#;

fn api(asked: &crate::server::Asked) -> Answer {
    match (asked.method.as_str(), asked.path.as_str()) {
        ("POST", "/token") => Answer::json(200, TOKEN),
        ("POST", "/things") => Answer::json(201, r#"{"id":"thing-1"}"#),
        ("DELETE", "/things/thing-1") => Answer { status: 204, ..Answer::default() },
        ("GET", path) if path.starts_with("/ok") => Answer::json(200, "{}"),
        _ => Answer::json(403, r#"{"code":"forbidden","message":"not you"}"#),
    }
}

fn reads(count: usize) -> String {
    (0..count)
        .map(|n| {
            format!(
                "  - id: read-{n}\n    title: read {n}\n    http: {{ url: \"${{api}}/ok/{n}\", identity: service }}\n"
            )
        })
        .collect()
}

#[test]
fn a_token_is_fetched_once_however_many_checks_need_it() {
    let server = Server::start(|asked, _| api(asked).after(20));
    let pack = Pack::new(&format!("{CLIENT}checks:\n{}", reads(12)));
    pack.check(&server, &[]).expect_code(0);
    let asked = server.asked();
    assert_eq!(asked.iter().filter(|one| one.path == "/token").count(), 1);
    assert!(asked.iter().filter(|one| one.path != "/token").all(|one| {
        one.headers.get("authorization").is_some_and(|value| value == "Bearer opaque-token-1")
    }));
}

#[test]
fn checks_run_together_within_the_bound_and_results_keep_the_order() {
    for (jobs, expected) in [("1", 1), ("3", 3)] {
        let server = Server::start(|asked, _| api(asked).after(60));
        let pack = Pack::new(&format!("{CLIENT}checks:\n{}", reads(9)));
        let report = pack.check(&server, &["--jobs", jobs]).expect_code(0).json();
        assert_eq!(server.most_at_once(), expected, "--jobs {jobs}");
        let ids: Vec<&str> = report["checks"]
            .as_array()
            .expect("checks")
            .iter()
            .filter_map(|one| one["id"].as_str())
            .collect();
        let expected: Vec<String> = (0..9).map(|n| format!("read-{n}")).collect();
        assert_eq!(ids, expected);
    }
}

#[test]
fn a_check_whose_need_failed_is_blocked_and_names_it() {
    let server = Server::start(|asked, _| api(asked));
    let pack = Pack::new(&format!(
        "{CLIENT}checks:\n  - {{ id: first, title: a, http: {{ url: \"${{api}}/no\" }} }}\n  \
         - {{ id: second, title: b, needs: [first], http: {{ url: \"${{api}}/ok\" }} }}\n  \
         - {{ id: third, title: c, needs: [second], http: {{ url: \"${{api}}/ok\" }} }}\n  \
         - {{ id: other, title: d, http: {{ url: \"${{api}}/ok\" }} }}\n"
    ));
    let report = pack.check(&server, &[]).expect_code(1).json();
    assert_eq!(check_named(&report, "first")["status"], "fail");
    assert_eq!(check_named(&report, "second")["status"], "blocked");
    assert_eq!(check_named(&report, "second")["blocked_by"], "first");
    assert_eq!(check_named(&report, "third")["blocked_by"], "second");
    assert_eq!(check_named(&report, "other")["status"], "pass");
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn a_refused_token_is_one_red_line() {
    let server = Server::start(|asked, _| match asked.path.as_str() {
        "/token" => {
            Answer::json(401, r#"{"error":"invalid_client","error_description":"who are you"}"#)
        }
        _ => api(asked),
    });
    let pack = Pack::new(&format!(
        "{CLIENT}checks:\n  - {{ id: token, title: t, token: {{ identity: service }} }}\n{}",
        reads(3)
    ));
    let report = pack.check(&server, &["--no-experiments"]).expect_code(1).json();
    assert_eq!(report["summary"]["fail"], 1);
    assert_eq!(report["summary"]["blocked"], 3);
    assert_eq!(check_named(&report, "token")["saw"], "401 invalid_client: who are you");
    assert_eq!(check_named(&report, "read-2")["blocked_by"], "token");
    assert_eq!(server.asked().len(), 1, "{:?}", server.asked());
}

const WRITE: &str = r#"
  - id: post
    title: a thing can be made
    http: { method: POST, url: "${api}/things", identity: service, json: { name: x } }
    cleanup:
      http: { method: DELETE, url: "${api}/things/${post.body.id}", identity: service }
"#;

#[test]
fn writes_happen_only_when_allowed_and_are_removed() {
    let server = Server::start(|asked, _| api(asked));
    let pack = Pack::new(&format!("{CLIENT}checks:{WRITE}"));
    let report = pack.check(&server, &[]).expect_code(3).json();
    assert_eq!(check_named(&report, "post")["status"], "skip");
    assert!(server.asked().is_empty());
    let report = pack.check(&server, &["--allow", "write"]).expect_code(0).json();
    assert_eq!(check_named(&report, "post")["status"], "pass");
    let asked: Vec<String> =
        server.asked().iter().map(|one| format!("{} {}", one.method, one.path)).collect();
    assert_eq!(asked, ["POST /token", "POST /things", "DELETE /things/thing-1"]);
}

#[test]
fn a_cleanup_that_failed_is_loud() {
    let server = Server::start(|asked, _| match asked.method.as_str() {
        "DELETE" => Answer::json(500, r#"{"code":"internal","message":"cannot delete"}"#),
        _ => api(asked),
    });
    let pack = Pack::new(&format!("{CLIENT}checks:{WRITE}"));
    let ended = pack.check(&server, &["--allow", "write"]);
    assert_ne!(ended.code, 0);
    assert!(ended.stdout.contains("left behind"), "{}", ended.all());
    assert!(ended.stderr.contains("left behind"), "{}", ended.all());
}

#[test]
fn a_refusal_that_is_expected_proves_nothing_of_the_callers() {
    let server = Server::start(|asked, _| match asked.path.as_str() {
        "/ok/but-no" => Answer::json(200, r#"{"ok":false,"error":"not_authed"}"#),
        _ => api(asked),
    });
    let pack = Pack::new(&format!(
        "{CLIENT}checks:
  - {{ id: refused, title: r, http: {{ url: \"${{api}}/no\", identity: service }}, expect: {{ status: 403 }} }}
  - {{ id: in-body, title: b, http: {{ url: \"${{api}}/ok/but-no\", identity: service }} }}
  - {{ id: accepted, title: a, http: {{ url: \"${{api}}/ok\", identity: service }} }}
"
    ));
    let report = pack.check(&server, &[]).expect_code(0).json();
    let proves =
        |id: &str| check_named(&report, id)["proves"].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        [proves("refused"), proves("in-body"), proves("accepted")],
        ["config", "config", "permitted"]
    );
}

#[test]
fn what_was_refused_is_not_cleaned_up() {
    let server = Server::start(|asked, _| match (asked.method.as_str(), asked.path.as_str()) {
        ("POST", "/things") => Answer::json(403, r#"{"code":"forbidden"}"#),
        _ => api(asked),
    });
    let pack = Pack::new(&format!("{CLIENT}checks:{WRITE}"));
    pack.check(&server, &["--allow", "write"]).expect_code(1);
    assert!(server.asked().iter().all(|one| one.method != "DELETE"));
}

#[test]
fn cleanup_runs_after_the_deadline() {
    let server = Server::start(|asked, _| match asked.path.as_str() {
        "/ok/slow" => api(asked).after(5_000),
        _ => api(asked),
    });
    let pack = Pack::new(&format!(
        "{CLIENT}checks:{WRITE}  - {{ id: slow, title: s, http: {{ url: \"${{api}}/ok/slow\" }} }}\n"
    ));
    let report =
        pack.check(&server, &["--allow", "write", "--deadline", "400ms"]).expect_code(3).json();
    assert!(
        check_named(&report, "slow")["saw"].as_str().is_some_and(|saw| saw.contains("deadline"))
    );
    assert!(server.asked().iter().any(|one| one.method == "DELETE"));
}

#[cfg(unix)]
#[test]
fn cleanup_runs_after_an_interrupt() {
    cleanup_runs_after_the_signal("-INT");
}

#[cfg(unix)]
#[test]
fn cleanup_runs_after_a_hangup() {
    cleanup_runs_after_the_signal("-HUP");
}

#[cfg(unix)]
fn cleanup_runs_after_the_signal(signal: &str) {
    let server = Server::start(|asked, _| match asked.path.as_str() {
        "/ok/slow" => api(asked).after(8_000),
        _ => api(asked),
    });
    let pack = Pack::new(&format!(
        "{CLIENT}checks:{WRITE}  - {{ id: slow, title: s, http: {{ url: \"${{api}}/ok/slow\" }} }}\n"
    ));
    let mut command = why401();
    command.arg("check").arg(&pack.path).args(["--allow", "write", "--format", "json"]);
    let written = tempfile::tempdir().expect("a folder");
    let tap = written.path().join("tap");
    command.arg("--report").arg(format!("tap:{}", tap.display()));
    command.env("API", server.url()).env("SECRET", "correct horse battery");
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    eventually("the message post", || {
        let asked = server.asked();
        asked.iter().any(|one| one.path == "/things")
            && asked.iter().any(|one| one.path == "/ok/slow")
    });
    std::thread::sleep(Duration::from_millis(100));
    let kill = std::process::Command::new("kill").args([signal, &child.id().to_string()]).status();
    assert!(kill.expect("kill").success());
    let ended = ended(child.wait_with_output().expect("it ends"));
    assert_eq!(ended.code, 130, "{}", ended.all());
    let report = ended.json();
    assert_eq!(report["run"]["interrupted"], true);
    let tap = std::fs::read_to_string(tap).expect("a report");
    assert!(tap.contains("message: \"interrupted: what was not finished"), "{tap}");
    assert_eq!(check_named(&report, "post")["status"], "pass");
    assert!(server.asked().iter().any(|one| one.method == "DELETE"), "{:?}", server.asked());
}

#[test]
fn retries_happen_only_where_the_pack_says_so() {
    let server = Server::start(|asked, before| match asked.path.as_str() {
        "/ok/flaky" if before < 2 => Answer::json(503, "{}"),
        "/no" => Answer::json(401, "{}"),
        _ => api(asked),
    });
    let pack = Pack::new(&format!(
        "{CLIENT}checks:
  - id: flaky
    title: answers at last
    http: {{ url: \"${{api}}/ok/flaky\" }}
    retry: {{ max: 3, delay: 10ms }}
  - id: refused
    title: a refusal is not repeated
    http: {{ url: \"${{api}}/no\" }}
    retry: {{ max: 3, delay: 10ms }}
  - id: plain
    title: without retry there is one try
    http: {{ url: \"${{api}}/no\" }}
"
    ));
    let report = pack.check(&server, &[]).expect_code(1).json();
    assert_eq!(check_named(&report, "flaky")["status"], "pass");
    let count = |path: &str| server.asked().iter().filter(|one| one.path == path).count();
    assert_eq!(count("/ok/flaky"), 3);
    assert_eq!(count("/no"), 2);
}

#[test]
fn a_slow_answer_ends_with_the_checks_time() {
    let server = Server::start(|asked, _| api(asked).after(3_000));
    let pack = Pack::new(&format!(
        "{CLIENT}checks:\n  - {{ id: slow, title: s, timeout: 200ms, http: {{ url: \"${{api}}/ok\" }} }}\n"
    ));
    let report = pack.check(&server, &[]).expect_code(3).json();
    let check = check_named(&report, "slow");
    assert_eq!(check["status"], "error");
    assert!(
        check["saw"].as_str().is_some_and(|saw| saw.contains("did not answer within")),
        "{check}"
    );
    assert!(check["duration_ms"].as_f64().is_some_and(|ms| ms < 2_000.0));
}

#[test]
fn what_an_earlier_check_saw_decides_and_fills() {
    let server = Server::start(|asked, _| match asked.path.as_str() {
        "/ok/first" => Answer::json(200, r#"{"next":"second","flag":false,"list":[{"id":"a.b"}]}"#),
        _ => api(asked),
    });
    let pack = Pack::new(&format!(
        "{CLIENT}checks:
  - id: first
    title: a
    http: {{ url: \"${{api}}/ok/first\" }}
  - id: second
    title: b
    http: {{ url: \"${{api}}/ok/${{first.body.next}}\", headers: {{ x-id: \"${{first.body.list[0].id}}\" }} }}
  - id: absent
    title: c
    when: ${{first.body.missing}}
    http: {{ url: \"${{api}}/ok/never\" }}
  - id: matched
    title: d
    when: {{ first.body.next: {{ one_of: [second, third] }} }}
    http: {{ url: \"${{api}}/ok/matched\" }}
  - id: after-absent
    title: e
    needs: [absent]
    http: {{ url: \"${{api}}/ok/after\" }}
"
    ));
    let report = pack.check(&server, &[]).expect_code(0).json();
    assert_eq!(check_named(&report, "absent")["status"], "skip");
    assert_eq!(check_named(&report, "matched")["status"], "pass");
    assert_eq!(check_named(&report, "after-absent")["status"], "pass");
    let second = server.asked().into_iter().find(|one| one.path == "/ok/second").expect("second");
    assert_eq!(second.headers.get("x-id").map(String::as_str), Some("a.b"));
    assert!(server.asked().iter().all(|one| one.path != "/ok/never"));
}
