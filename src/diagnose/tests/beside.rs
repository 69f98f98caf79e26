//! Two things that are broken at once, and words that the rest of the report speaks against.

use serde_json::json;

use super::*;
use crate::model::{
    Confidence::{Confirmed, Likely},
    Fact, Remark, RemarkSource, SignatureVerdict, Status, TokenFact,
};

fn note(text: &str) -> Fact {
    Fact::Remark(Box::new(Remark { source: RemarkSource::Note, text: text.to_owned() }))
}

/// What is named, in its order.
fn named(checks: &[CheckResult]) -> Vec<(String, Confidence)> {
    let diagnosis = diagnose(checks);
    let all = diagnosis.root.iter().chain(&diagnosis.others);
    all.map(|one| (one.cause.clone(), one.confidence)).collect()
}

fn is_named(checks: &[CheckResult], cause: &str) -> Option<Confidence> {
    named(checks).into_iter().find(|(known, _)| known == cause).map(|(_, sure)| sure)
}

fn in_milliseconds() -> CheckResult {
    let mut token = token(&[SCOPE]);
    token.oddities.push("exp is in milliseconds, not in seconds since 1970".to_owned());
    token_read(token)
}

#[test]
fn a_flaw_of_the_token_stays_beside_a_surer_cause() {
    let too_large = || called("things", exchange(&format!("{API}/things"), 431));
    let checks = [issued(&[]), in_milliseconds(), too_large()];
    assert_eq!(named(&checks)[0], ("header-too-large".to_owned(), Confirmed));
    assert_eq!(is_named(&checks, "token-time-unit-wrong"), Some(Likely));
    // A token without a flaw adds nothing.
    assert_eq!(named(&[issued(&[]), token_read(token(&[SCOPE])), too_large()]).len(), 1);
}

#[test]
fn a_bound_token_that_goes_along_bare_is_named_beside_the_refusal() {
    let mut bound = issued(&[]);
    if let Some(Fact::TokenRequest(request)) = bound.facts.first_mut() {
        request.token_type = Some("DPoP".to_owned());
    }
    let limited = || post(429, "too.many.requests", "Rate limit exceeded");
    let checks = [bound.clone(), limited()];
    assert_eq!(is_named(&checks, "proof-of-possession-missing"), Some(Likely));
    // A bearer token needs no proof, and a call that passed shows that none was wanted.
    assert_eq!(is_named(&[issued(&[]), limited()], "proof-of-possession-missing"), None);
    assert!(named(&[bound, queue_passed()]).is_empty());
}

#[test]
fn words_prove_nothing_where_the_report_speaks_of_another_cause() {
    let region = "The client exists and is active, in another region than the one of this host";
    for (told, cause, against) in [
        (not_issued(&[], 400, "invalid_client", "client not found"), "client-unknown", region),
        (
            post(
                403,
                "missing.any.permissions",
                "You are missing one of the following permission(s): [analytics:beta:view]",
            ),
            "permission-missing",
            "The permission is not in the catalogue of permissions of our organisation",
        ),
    ] {
        assert_eq!(is_named(std::slice::from_ref(&told), cause), Some(Confirmed), "{cause} alone");
        // A note that speaks of nothing else leaves the words as they are.
        let calm = told.clone().saw(note("Since Tuesday. What can I do?"));
        assert_eq!(is_named(&[calm], cause), Some(Confirmed), "{cause} with a calm note");
        let doubted = told.saw(note(against));
        assert_ne!(is_named(&[doubted], cause), Some(Confirmed), "{cause} with a rival");
    }
}

#[test]
fn a_client_of_a_platform_with_regions_may_live_in_another() {
    let at = |host: &str| {
        let mut check = not_issued(&[], 400, "invalid_client", "client not found");
        if let Some(Fact::TokenRequest(request)) = check.facts.first_mut() {
            request.exchange.url = format!("https://{host}/oauth/token");
        }
        named(&[check])
    };
    let genesys = at("login.mypurecloud.com");
    // Nothing tells them apart: what the answer says itself stands first.
    assert_eq!(genesys[0], ("client-unknown".to_owned(), Likely));
    assert!(genesys.contains(&("region-wrong".to_owned(), Likely)), "{genesys:?}");
    assert_eq!(at("login.example"), [("client-unknown".to_owned(), Confirmed)]);
}

#[test]
fn an_application_that_a_directory_does_not_have_is_in_another_one_first() {
    let told = "AADSTS700016: Application with identifier 'a' was not found in the directory 'b'.";
    let all = named(&[not_issued(&[], 400, "unauthorized_client", told)]);
    assert_eq!(all[0], ("tenant-wrong".to_owned(), Likely));
    assert_eq!(all[1], ("client-unknown".to_owned(), Likely));
    // A directory that there is not is proven by its number, a placeholder is in none.
    let bare = "AADSTS700016: Application with identifier 'enter_id' was not found";
    let all = named(&[not_issued(&[], 400, "unauthorized_client", bare)]);
    assert_eq!(all[0].0, "client-unknown");
    let mut gone = not_issued(&[], 400, "invalid_request", "AADSTS90002: Tenant 'b' not found.");
    if let Some(Fact::TokenRequest(request)) = gone.facts.first_mut()
        && let Some(error) = request.error.as_mut()
    {
        error.vendor = Some("entra".to_owned());
        request.exchange.error = request.error.clone();
    }
    assert_eq!(named(&[gone]), [("tenant-wrong".to_owned(), Confirmed)]);
}

#[test]
fn an_id_token_is_one_cause_whatever_it_lacks() {
    let lacks = |names: &[&str]| {
        let mut token = TokenFact {
            audience: vec!["client-1".to_owned()],
            scopes: None,
            scopes_from: None,
            ..token(&[])
        };
        token.other_claims = names.iter().map(|&name| name.to_owned()).collect();
        check("guest-context").saw(token_fact(token)).mismatch(
            "claims.guest_id",
            "exists",
            json!(true),
            json!(null),
        )
    };
    let refused = || post(401, "invalid_token", "The access token is meant for another audience");
    let checks = [issued(&[]), lacks(&["nonce", "at_hash"]), refused()];
    assert_eq!(named(&checks), [("credential-kind-wrong".to_owned(), Likely)]);
    // An access token without the claim and for another audience: two causes.
    let checks = [issued(&[]), lacks(&["jti"]), refused()];
    assert!(is_named(&checks, "audience-wrong").is_some());
    assert!(is_named(&checks, "guest-context-missing").is_some());
    assert_eq!(is_named(&checks, "credential-kind-wrong"), None);
}

#[test]
fn a_key_set_that_only_its_server_withholds_is_not_a_server_in_trouble() {
    let read = |other: CheckResult| {
        let mut check = signature_check(SignatureVerdict::Unchecked, &[]);
        check.mismatches.clear();
        check.status = Status::Error;
        let mut answer = exchange("https://issuer.example/jwks", 503);
        answer.identity = None;
        named(&[check.saw(Fact::Exchange(Box::new(answer))), other])
    };
    let works = check("discovery").saw(Fact::Exchange(Box::new(exchange(
        "https://issuer.example/.well-known/openid-configuration",
        200,
    ))));
    assert_eq!(read(works), [("keys-unreachable".to_owned(), Confirmed)]);
    // Where nothing else of the host answers, the host is down.
    let down = called("discovery", exchange("https://issuer.example/.well-known/x", 503));
    let all = read(down);
    assert!(all.iter().all(|(cause, _)| cause != "keys-unreachable"), "{all:?}");
}

#[test]
fn a_token_that_its_issuer_calls_inactive_was_revoked_while_its_time_runs() {
    let asked = |active: bool, token: TokenFact| {
        let check = check("introspection");
        let check = if active {
            check
        } else {
            check.mismatch("body.active", "equals", json!(true), json!(false))
        };
        sure("token-revoked", &[token_read(token), check])
    };
    assert_eq!(asked(false, token(&[])), Some(Likely));
    assert_eq!(asked(true, token(&[])), None);
    assert_eq!(asked(false, expired_by(60)), None);
}

#[test]
fn a_secret_is_not_in_doubt_where_another_reason_is_named() {
    let of =
        |message| sure("client-secret-wrong", &[not_issued(&[], 400, "invalid_client", message)]);
    assert_eq!(of("invalid app access: admin approval required for this application"), None);
    assert_eq!(of("authentication failed"), Some(Likely));
    // The gateway's own words: it was never asked for a queue.
    assert_eq!(
        sure("queue-not-found", &[queue(404, "", "no Route matched with those values")]),
        None
    );
    assert!(sure("queue-not-found", &[queue(404, "not.found", "no such queue")]).is_some());
}
