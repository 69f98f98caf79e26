//! What may be called confirmed: each near miss beside its hit.

use serde_json::json;

use super::*;
use crate::model::Confidence::{Confirmed, Likely};
use crate::model::*;

fn claim_demanded() -> CheckResult {
    check("claims").saw(token_fact(token(&[]))).mismatch(
        "claims.tenant",
        "exists",
        json!(true),
        json!(null),
    )
}

fn audience_demanded() -> CheckResult {
    check("audience").saw(token_fact(token(&[]))).mismatch(
        "claims.aud",
        "contains",
        json!("https://api.example"),
        json!(["https://other.example"]),
    )
}

#[test]
fn a_proven_fact_is_not_proven_to_be_why_a_bare_refusal_came() {
    let invalid = || signature_check(SignatureVerdict::Invalid, &["2026-11"]);
    for (id, proof) in [
        ("claim-missing", vec![claim_demanded()]),
        ("audience-wrong", vec![audience_demanded()]),
        ("signature-invalid", vec![own_keys(invalid())]),
        ("token-expired", vec![token_read(expired_by(7200)), good_clock()]),
    ] {
        let mut checks = proof.clone();
        checks.push(bare_post());
        let diagnosis = diagnose(&checks);
        assert_eq!(root(&diagnosis), Some((id, Likely)));
        let found = diagnosis.root.as_ref().expect("named");
        assert!(found.explains.contains(&"message-post".to_owned()), "{id}");
        let says_so = found.because.iter().any(|one| match one {
            Because::Check { check, text } => {
                check == "message-post" && text == "the refusal itself gives no reason"
            }
            Because::Experiment { .. } => false,
        });
        assert!(says_so, "{id}: {:?}", found.because);
        assert!(diagnosis.next.is_some_and(|next| next.contains("another reason")), "{id}");
    }
    // The demand alone, and a refusal that says so itself.
    assert_eq!(root(&diagnose(&[claim_demanded()])), Some(("claim-missing", Confirmed)));
    let says = post(401, "invalid_token", "The token is expired");
    let checks = [token_read(expired_by(7200)), good_clock(), says];
    assert_eq!(root(&diagnose(&checks)), Some(("token-expired", Confirmed)));
}

#[test]
fn a_token_that_the_host_just_accepted_is_not_why_it_refuses() {
    let checks = [token_read(expired_by(7200)), good_clock(), queue_passed(), bare_post()];
    assert_eq!(sure("token-expired", &checks), None);
    let checks = [audience_demanded(), queue_passed(), bare_post()];
    assert_eq!(finding("audience-wrong", &checks).explains, ["sample/audience"]);
    assert_eq!(diagnose(&checks).unexplained, ["message-post"]);
    // A claim is wanted by one call and not by another.
    let checks = [claim_demanded(), queue_passed(), bare_post()];
    assert_eq!(finding("claim-missing", &checks).explains.len(), 2);
    // A bare 403 is not about the token as such; words are.
    let bare = post(403, "", "");
    let checks = [audience_demanded(), bare];
    assert_eq!(finding("audience-wrong", &checks).explains, ["sample/audience"]);
    let says = post(403, "", "Audiences in Jwt are not allowed");
    let checks = [audience_demanded(), says];
    assert_eq!(finding("audience-wrong", &checks).explains.len(), 2);
}

fn dated(url: &str, seconds_ahead: i64) -> CheckResult {
    let time = now().checked_add(jiff::SignedDuration::from_secs(seconds_ahead)).expect("a time");
    let mut answer = exchange(url, 200);
    answer
        .headers
        .push(("date".to_owned(), time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()));
    check("dated").saw(Fact::Exchange(Box::new(answer)))
}

#[test]
fn other_dates_of_the_run_contradict_a_stale_one() {
    let measured = || clock("api.example", 299.0, 301.0);
    let url = format!("{API}/me");
    let found = finding("clock-wrong", &[measured(), dated(&url, 0)]);
    assert_eq!(found.confidence, Likely);
    assert!(found.title.starts_with("a Date of api.example"), "{}", found.title);
    assert_eq!(found.because.len(), 2);
    let elsewhere = finding("clock-wrong", &[measured(), dated("https://other.example/", 0)]);
    assert_eq!(elsewhere.confidence, Likely);
    assert!(elsewhere.title.starts_with("the clock of api.example seems"), "{}", elsewhere.title);
    // An answer that shows the same difference.
    let alike = finding("clock-wrong", &[measured(), dated(&url, -300)]);
    assert_eq!(alike.confidence, Confirmed);
    assert!(alike.title.starts_with("this machine's clock"), "{}", alike.title);
}

#[test]
fn only_a_status_that_a_check_failed_on_is_a_server_in_trouble() {
    let call = |status| called("call", exchange(&format!("{API}/me"), status));
    assert_eq!(sure("server-error", &[call(503)]), Some(Confirmed));
    // The answer to the HEAD with which a clock is read.
    let mut head = clock("api.example", 299.0, 301.0);
    head.facts.push(Fact::Exchange(Box::new(exchange(API, 501))));
    assert_eq!(sure("server-error", &[head]), None);
    // A 500 that was wanted, with a body that was not.
    let wanted = call(500).mismatch("body.code", "equals", json!("a"), json!("b"));
    assert_eq!(sure("server-error", &[wanted]), None);
    let status = call(500).mismatch("status", "equals", json!(200), json!(500));
    assert_eq!(sure("server-error", &[status]), Some(Confirmed));
    // A captive portal.
    assert_eq!(sure("server-error", &[call(511)]), None);
    let found = finding("login-page-instead-of-api", &[call(511)]);
    assert_eq!(found.confidence, Likely);
    assert!(found.title.contains("wants a login first"), "{}", found.title);
}

fn keys_from(mut check: CheckResult, url: &str) -> CheckResult {
    for fact in &mut check.facts {
        if let Fact::Signature(signature) = fact {
            url.clone_into(&mut signature.keys_from);
        }
    }
    check
}

fn own_keys(check: CheckResult) -> CheckResult {
    keys_from(check, "https://issuer.example/jwks")
}

#[test]
fn a_key_set_that_may_be_the_wrong_one_proves_nothing() {
    for (id, verdict, known) in [
        ("key-not-published", SignatureVerdict::UnknownKey, "2026-10"),
        ("signature-invalid", SignatureVerdict::Invalid, "2026-11"),
    ] {
        let held = || signature_check(verdict, &[known]);
        assert_eq!(sure(id, &[own_keys(held())]), Some(Confirmed));
        let other = keys_from(held(), "https://another.example/jwks");
        let found = finding(id, &[other]);
        assert_eq!(found.confidence, Likely);
        let doubts = |one: &Because| match one {
            Because::Check { text, .. } => text.ends_with("or the wrong key set was read"),
            Because::Experiment { .. } => false,
        };
        assert!(found.because.iter().any(doubts), "{:?}", found.because);
        assert_eq!(sure(id, &[held(), queue_passed()]), Some(Likely), "accepted");
        // One host with several issuers: the path tells them apart.
        let realm = |url: &str| {
            let mut check = keys_from(held(), url);
            for fact in &mut check.facts {
                if let Fact::Token(token) = fact {
                    token.issuer = Some("https://issuer.example/realms/a".to_owned());
                }
            }
            sure(id, &[check])
        };
        assert_eq!(realm("https://issuer.example/realms/a/certs"), Some(Confirmed));
        assert_eq!(realm("https://issuer.example/realms/ab/certs"), Some(Likely));
    }
}

#[test]
fn an_answer_that_is_too_long_is_an_answer() {
    let mut answer = exchange(&format!("{API}/me"), 200);
    let message = "the answer is longer than is read".to_owned();
    answer.fault = Some(Fault { kind: FaultKind::TooLarge, message });
    assert_eq!(sure("no-answer", &[called("call", answer)]), None);
    assert_eq!(sure("no-answer", &[silent(API, FaultKind::TooLarge)]), None);
    let found =
        finding("no-answer", &[silent("http://api.example:8443/me", FaultKind::Connection)]);
    assert!(found.particulars.contains(&("name", json!("api.example"))));
    let diagnosis = diagnose(&[silent("http://api.example:8443/me", FaultKind::Connection)]);
    let text = &diagnosis.root.as_ref().expect("named").remedies[0].text;
    assert!(text.contains("getent hosts api.example`"), "{text}");
    assert!(text.contains("curl -v http://api.example:8443/me"), "{text}");
}

#[test]
fn a_token_of_another_client_rules_nothing_out() {
    let causes = ["client-secret-wrong", "client-unknown", "grant-not-allowed"];
    let mut other = token_request(&[]);
    other.identity = "other".to_owned();
    other.client_id = "client-2".to_owned();
    other.issued = false;
    other.exchange.status = Some(400);
    other.error = error("invalid_request", "something is missing");
    let other = check("other-fetch").saw(Fact::TokenRequest(Box::new(other))).failed();
    for id in causes {
        assert!(is_ruled_out(id, &[issued(&[]), bare_post()]), "{id}");
        assert!(!is_ruled_out(id, &[issued(&[]), other.clone()]), "{id}");
    }
}

#[test]
fn a_living_token_that_is_called_expired_was_read() {
    let says = || {
        let mut answer = exchange(&messages(), 401);
        answer.challenges.push(challenge("Basic", &[("realm", "x")]));
        answer.challenges.push(challenge(
            "Bearer",
            &[("error", "invalid_token"), ("error_description", "The token is expired")],
        ));
        called("message-post", answer)
    };
    let diagnosis = diagnose(&[token_read(token(&[])), good_clock(), says()]);
    assert_eq!(root(&diagnosis), None);
    let next = diagnosis.next.expect("something to do");
    assert!(next.contains("cached introspection"), "{next}");
    assert!(!next.contains("without the Authorization header"), "{next}");
    assert!(is_ruled_out("authorization-header-lost", &[token_read(token(&[])), says()]));
    // A challenge that says nothing of the token.
    let mut bare = exchange(&messages(), 401);
    bare.challenges.push(challenge("Basic", &[("realm", "x")]));
    let diagnosis = diagnose(&[token_read(token(&[])), good_clock(), called("post", bare)]);
    let next = diagnosis.next.expect("something to do");
    assert!(next.contains("without the Authorization header"), "{next}");
}
