//! What experiments exclude, what they prove only with a control, and what a wavering server proves: nothing.

use super::*;

/// An experiment about a check, answered so.
fn about(check: &CheckResult, kind: &'static str, act: Act, answer: Exchange) -> ExperimentResult {
    ExperimentResult {
        n: 1,
        experiment: Experiment {
            kind,
            pack: check.pack.clone(),
            check: check.id.clone(),
            question: String::new(),
            changed: String::new(),
            act,
        },
        requests: 1,
        request: String::new(),
        answer: answer.answer(),
        ran: true,
        duration: Duration::ZERO,
        facts: vec![fact(answer)],
    }
}

fn excluded(cause: &str, checks: &[CheckResult], done: &[ExperimentResult]) -> bool {
    let diagnosis = diagnose(checks, done);
    diagnosis.ruled_out.iter().any(|one| one.cause == cause && one.because.contains("(experiment "))
}

fn things() -> String {
    format!("{API}/things")
}

/// A read that was refused in words that say nothing of the token, and the token is read.
fn refused() -> Vec<CheckResult> {
    vec![
        issued(&[]),
        token_read(token(&[])),
        called("things", refusal(&things(), 401, "invalid_token", "")),
    ]
}

#[test]
fn a_token_that_its_platform_knows_is_alive_and_fits_that_host_alone() {
    let checks = refused();
    let who = |url: &str, status| {
        let at = Whom::Platform { url: url.to_owned() };
        let act = Act::WhoAmI { identity: "service".to_owned(), at };
        [about(&checks[2], "who-am-i", act, exchange(url, status))]
    };
    let here = who(&format!("{API}/me"), 200);
    for cause in ["token-revoked", "issuer-mismatch", "key-not-published", "tenant-wrong"] {
        assert!(excluded(cause, &checks, &here), "{cause}");
    }
    // Another host has its own keys; a refusal there proves nothing: the call may want a scope of its own.
    assert!(!excluded("issuer-mismatch", &checks, &who("https://other.example/me", 200)));
    for status in [401, 403, 404, 429, 500] {
        assert!(
            !excluded("token-revoked", &checks, &who(&format!("{API}/me"), status)),
            "{status}"
        );
    }
}

/// The read once more with a token that was issued so many seconds after the first one.
fn fresh(checks: &[CheckResult], later: i64, answer: Exchange) -> Vec<ExperimentResult> {
    let mut made = about(&checks[2], "fresh-token", Act::Send(Variation::FreshToken), answer);
    let old = token(&[]);
    let by = jiff::SignedDuration::from_secs(later);
    let newer = TokenFact {
        issued_at: old.issued_at.map(|at| at + by),
        expires_at: old.expires_at.map(|at| at + by),
        ..old
    };
    made.facts.insert(0, token_fact(newer));
    vec![made]
}

#[test]
fn a_fresh_token_that_is_refused_alike_excludes_that_one_token_had_ended() {
    let checks = refused();
    let alike = || refusal(&things(), 401, "invalid_token", "");
    assert!(excluded("token-revoked", &checks, &fresh(&checks, 30, alike())));
    // The token endpoint may have handed out the same one; and another answer is another matter.
    assert!(!excluded("token-revoked", &checks, &fresh(&checks, 0, alike())));
    let limited = exchange(&things(), 429);
    assert!(!excluded("token-revoked", &checks, &fresh(&checks, 30, limited)));
}

#[test]
fn a_fresh_token_that_is_accepted_points_at_the_one_token_and_proves_nothing() {
    let checks = refused();
    let named = |done: &[ExperimentResult]| {
        let diagnosis = diagnose(&checks, done);
        let mut all = diagnosis.root.into_iter().chain(diagnosis.others);
        all.find(|one| one.cause == "token-revoked").map(|one| one.confidence)
    };
    let accepted = fresh(&checks, 30, exchange(&things(), 200));
    assert_eq!(named(&accepted), Some(Confidence::Possible));
    for cause in ["audience-wrong", "issuer-mismatch", "token-not-jwt"] {
        assert!(excluded(cause, &checks, &accepted), "{cause}");
    }
    assert_eq!(named(&fresh(&checks, 0, exchange(&things(), 200))), None, "the same token");
    // A server that takes a token that cannot be right takes the fresh one for no reason.
    let mut wavering = accepted;
    let invalid = Act::Send(Variation::InvalidToken);
    wavering.push(about(&checks[2], "invalid-token", invalid, exchange(&things(), 200)));
    assert_eq!(named(&wavering), None);
}

#[test]
fn an_object_that_does_not_exist_tells_of_the_permission_only_by_404() {
    let url = format!("{API}/things/4711");
    let checks = [issued(&[]), called("things", refusal(&url, 403, "", "no"))];
    let nobody = |status| {
        let act = Act::Send(Variation::NonsenseObject { url: url.clone() });
        [about(&checks[1], "nonsense-object", act, exchange(&url, status))]
    };
    assert!(excluded("permission-missing", &checks, &nobody(404)));
    for status in [400, 401, 403, 429, 500] {
        assert!(!excluded("permission-missing", &checks, &nobody(status)), "{status}");
    }
    // What the API says of the permission is not taken back.
    let says = refusal(&url, 403, "missing.permissions", "You are missing the permission a:b:c");
    let checks = [issued(&[]), called("things", says)];
    assert!(!excluded("permission-missing", &checks, &nobody(404)));
}

#[test]
fn the_same_answer_past_the_proxy_is_not_the_proxys() {
    let by_proxy = |status| {
        let mut answer = exchange(&things(), status);
        answer.answered_by = AnsweredBy::Proxy;
        answer
    };
    let checks = [called("things", by_proxy(403))];
    let past =
        |answer| [about(&checks[0], "other-route", Act::Send(Variation::OtherRoute), answer)];
    assert!(excluded("proxy-refused", &checks, &past(by_proxy(403))));
    assert!(!excluded("proxy-refused", &checks, &past(exchange(&things(), 401))));
    let accepted = past(exchange(&things(), 200));
    assert_eq!(root(&checks, &accepted), ("proxy-refused".to_owned(), Confidence::Likely));
}

#[test]
fn the_call_that_is_open_to_all_is_not_refused_for_where_it_comes_from() {
    let checks = refused();
    let without = |status| {
        let act = Act::Send(Variation::WithoutAuthorization);
        [about(&checks[2], "without-authorization", act, exchange(&things(), status))]
    };
    assert!(excluded("address-not-allowed", &checks, &without(200)));
    assert!(!excluded("address-not-allowed", &checks, &without(401)));
}

#[test]
fn clocks_that_agree_exclude_that_one_is_wrong() {
    let checks = refused();
    let clocks = |other: (f64, f64)| {
        let urls = vec![format!("{API}/"), "https://other.example/".to_owned()];
        let act = Act::ReadClocks { urls };
        let mut made = about(&checks[2], "read-clocks", act, exchange(API, 200));
        let of = |host, low, high| clock(host, low, high).facts;
        made.facts.extend(of("api.example", -0.5, 0.5));
        made.facts.extend(of("other.example", other.0, other.1));
        [made]
    };
    assert!(excluded("clock-wrong", &checks, &clocks((-0.6, 0.4))));
    assert!(!excluded("clock-wrong", &checks, &clocks((299.0, 301.0))));
}

#[test]
fn a_server_that_wavers_confirms_nothing_by_its_words() {
    let says =
        refusal(&things(), 403, "missing.permissions", "You are missing the permission a:b:c");
    let checks = [issued(&[]), called("things", says.clone())];
    let again =
        |answer| [about(&checks[1], "repeat", Act::Send(Variation::Repeat { times: 1 }), answer)];
    assert_eq!(root(&checks, &again(says)).1, Confidence::Confirmed);
    assert_eq!(root(&checks, &again(exchange(&things(), 200))).1, Confidence::Likely);
    // A limit that begins says nothing of the refusal before it.
    assert_eq!(root(&checks, &again(exchange(&things(), 429))).1, Confidence::Confirmed);
}

#[test]
fn what_is_to_prove_something_is_followed_by_its_control() {
    let mut answer = exchange(&things(), 401);
    let credential = SentCredential {
        place: CredentialPlace::Authorization,
        scheme: Some("Bearer".to_owned()),
        kind: CredentialKind::Opaque,
        flaws: vec![CredentialFlaw::Quoted],
    };
    answer.sent = Some(Box::new(Sent { credentials: vec![credential], ..Sent::default() }));
    let checks = [called("things", answer.clone())];
    let asked = kinds(&checks, &[]);
    let place = asked.iter().position(|kind| *kind == "canonical-header").expect("asked for");
    assert_eq!(asked.get(place + 1), Some(&"repeat"));
    let canonical = || {
        let act = Act::Send(Variation::CanonicalHeader);
        about(&checks[0], "canonical-header", act, exchange(&things(), 200))
    };
    let control =
        |answer| about(&checks[0], "repeat", Act::Send(Variation::Repeat { times: 2 }), answer);
    let sure = |done: &[ExperimentResult]| root(&checks, done);
    let malformed = |sure| ("credential-malformed".to_owned(), sure);
    assert_eq!(sure(&[canonical()]), malformed(Confidence::Likely));
    assert_eq!(sure(&[canonical(), control(answer)]), malformed(Confidence::Confirmed));
    // By then it is accepted as it was, too: it was not the header.
    assert_ne!(sure(&[canonical(), control(exchange(&things(), 200))]).1, Confidence::Confirmed);
}
