//! What is asked for, and what is not.

use super::*;

#[test]
fn a_green_run_asks_for_nothing() {
    let checks = [issued(&[]), token_read(token(&[SCOPE])), queue_passed(), good_clock()];
    assert!(ask(&checks, &[]).is_empty());
}

#[test]
fn a_run_that_is_decided_asks_for_nothing() {
    let expired = post(401, "invalid_token", "The token is expired");
    let checks = [token_read(expired_by(7200)), good_clock(), expired];
    assert_eq!(root(&checks, &[]), ("token-expired".to_owned(), Confidence::Confirmed));
    assert!(ask(&checks, &[]).is_empty());
}

#[test]
fn who_is_asked_for_fewer_requests_sends_no_more() {
    let mut checks = thread();
    assert!(!ask(&checks, &[]).is_empty());
    checks.push(called("other", refusal(&format!("{API}/other"), 429, "", "slow down")));
    assert!(ask(&checks, &[]).is_empty());
}

#[test]
fn nothing_is_asked_for_twice_not_even_what_was_not_made() {
    let checks = thread();
    let mut done = Vec::new();
    for round in 0..3 {
        for experiment in ask(&checks, &done) {
            assert_eq!(round, 0, "{} again", experiment.kind);
            let n = done.len() + 1;
            let question = experiment.question.clone();
            done.push(ExperimentResult {
                n,
                requests: 0,
                experiment,
                request: question,
                answer: "not made".to_owned(),
                ran: false,
                duration: Duration::ZERO,
                facts: Vec::new(),
            });
        }
    }
}

#[test]
fn a_missing_scope_is_asked_for_once() {
    let checks = thread();
    let asked = ask(&checks, &[]);
    assert_eq!(asked[0].kind, "token-with-scope");
    assert_eq!(asked[0].changed, format!("scope={SCOPE}"));
    // It was asked for already; and where no token came, there is nothing to add a scope to.
    let before = [issued(&[SCOPE]), token_scopes(token(&[])), bare_post()];
    assert!(!asks("token-with-scope", &before));
    let none = [not_issued(&[], 401, "invalid_client", ""), token_scopes(token(&[]))];
    assert!(!asks("token-with-scope", &none));
}

#[test]
fn controls_are_sent_where_the_credential_may_be_lost() {
    for check in [bare_read(), says_none_came()] {
        let kinds = kinds(&[issued(&[]), token_read(token(&[])), check], &[]);
        for kind in ["without-authorization", "invalid-token"] {
            assert!(kinds.contains(&kind), "{kind}: {kinds:?}");
        }
    }
    // The host accepted the token; the words are about the token; the call was forbidden.
    let url = format!("{API}/things");
    let signature = called("things", refusal(&url, 401, "invalid_token", "Signature is invalid"));
    let forbidden = called("things", refusal(&url, 403, "", "no"));
    for checks in [vec![queue_passed(), bare_read()], vec![signature], vec![forbidden]] {
        assert!(!asks("without-authorization", &checks) && !asks("invalid-token", &checks));
    }
}

#[test]
fn a_read_is_repeated_where_nodes_may_disagree() {
    assert!(asks("repeat", &flapping()));
    assert!(asks("repeat", &thread()));
    // No read is there to repeat; and the call is forbidden, by whichever node.
    assert!(!asks("repeat", &[bare_post()]));
    assert!(!asks("repeat", &[queue_passed(), post(403, "", "")]));
}

#[test]
fn another_way_to_authenticate_the_client_is_tried_where_the_words_leave_it_open() {
    let refused = |code: &str, message: &str| [not_issued(&[], 401, code, message)];
    assert!(asks("other-client-auth", &refused("invalid_client", "client authentication failed")));
    assert!(asks("other-client-auth", &refused("", "")));
    for (code, message) in
        [("invalid_client", "unknown client"), ("invalid_scope", ""), ("unauthorized_client", "")]
    {
        assert!(!asks("other-client-auth", &refused(code, message)), "{code} {message}");
    }
    assert!(!asks("other-client-auth", &[issued(&[]), bare_post()]));
}

#[test]
fn a_nonsense_object_is_asked_for_where_one_object_is_forbidden() {
    let read =
        |path: &str, status| called("read", refusal(&format!("{API}{path}"), status, "", "no"));
    let asked = ask(&[read("/things/4711", 403)], &[]);
    let nobody = asked.iter().find(|one| one.kind == "nonsense-object").expect("asked for");
    assert!(matches!(&nobody.act, Act::Send(Variation::NonsenseObject { url })
        if url == "https://api.example/things/00000000-0000-0000-0000-000000000000"));
    for (path, status) in
        [("/things", 403), ("/api/v2", 403), ("/things/4711", 401), ("/things/4711?a=b", 403)]
    {
        assert!(!asks("nonsense-object", &[read(path, status)]), "{path} {status}");
    }
}

#[test]
fn the_target_of_a_redirect_is_called_where_it_can_be() {
    let read = |location: &str, elsewhere| {
        let mut answer = exchange(&format!("{API}/things"), 302);
        answer.redirects.push(Hop {
            status: 302,
            location: location.to_owned(),
            elsewhere,
            followed: false,
        });
        called("read", answer)
    };
    assert!(asks("redirect-target", &[read("https://final.example/things", true)]));
    assert!(!asks("redirect-target", &[read("https://api.example/login", false)]));
    assert!(!asks("redirect-target", &[read("https://final.example/things?code=(masked)", true)]));
}

#[test]
fn the_proxy_is_passed_by_where_it_may_be_who_refuses() {
    let by = |who| {
        let mut answer = exchange(&format!("{API}/things"), 403);
        answer.answered_by = who;
        called("read", answer)
    };
    assert!(asks("other-route", &[by(AnsweredBy::Proxy)]));
    assert!(!asks("other-route", &[by(AnsweredBy::Api)]));
}

#[test]
fn a_canonical_header_is_sent_where_the_credential_was_written_badly() {
    let sent = |flaws: Vec<CredentialFlaw>| {
        let mut answer = exchange(&format!("{API}/things"), 401);
        let credential = SentCredential {
            place: CredentialPlace::Authorization,
            scheme: Some("Bearer".to_owned()),
            kind: CredentialKind::Opaque,
            flaws,
        };
        answer.sent = Some(Box::new(Sent { credentials: vec![credential], ..Sent::default() }));
        called("read", answer)
    };
    assert!(asks("canonical-header", &[sent(vec![CredentialFlaw::Quoted])]));
    assert!(!asks("canonical-header", &[sent(Vec::new())]));
    assert!(!asks("canonical-header", &[bare_read()]));
}

#[test]
fn a_fresh_token_is_tried_where_the_one_token_may_be_the_matter() {
    let read = |message: &str| {
        let answer = refusal(&format!("{API}/things"), 401, "invalid_token", message);
        [issued(&[]), token_read(token(&[])), called("read", answer)]
    };
    assert!(asks("fresh-token", &read("")));
    assert!(!asks("fresh-token", &read("The signature could not be verified")));
    // No token request is there that could be made again.
    assert!(!asks("fresh-token", &read("")[1..]));
}

#[test]
fn whose_token_it_is_is_asked_where_the_run_was_already() {
    let of = |issuer: &str| {
        let token = TokenFact { issuer: Some(issuer.to_owned()), ..token(&[]) };
        [issued(&[]), token_read(token), bare_read()]
    };
    assert!(asks("who-am-i", &of(API)));
    assert!(!asks("who-am-i", &of("https://elsewhere.example")));
    assert!(!asks("who-am-i", &of("not a url")));
    // The platform has a call of its own for that.
    let answer = exchange("https://api.mypurecloud.de/api/v2/users", 401);
    let checks = [issued(&[]), token_read(token(&[])), called("users", answer)];
    let asked = ask(&checks, &[]);
    let whom = asked.iter().find(|one| one.kind == "who-am-i");
    assert!(
        whom.is_none_or(|one| matches!(&one.act, Act::WhoAmI { at: Whom::Platform { url }, .. }
        if url == "https://api.mypurecloud.de/api/v2/tokens/me"))
    );
}

#[test]
fn two_clocks_are_read_where_one_seems_wrong_and_two_hosts_are_there() {
    let measured = || clock("api.example", 299.0, 301.0);
    // Other answers of the run have a Date that contradicts the measurement.
    let dated = |url: &str| {
        let mut answer = exchange(url, 200);
        let date = now().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        answer.headers.push(("date".to_owned(), date));
        check("dated").saw(fact(answer))
    };
    let (here, other) = (format!("{API}/me"), "https://other.example/me");
    assert!(asks("read-clocks", &[measured(), dated(&here), dated(other)]));
    assert!(!asks("read-clocks", &[measured(), dated(&here)]));
    assert!(!asks("read-clocks", &[good_clock(), dated(&here), dated(other)]));
}

/// A WebSocket's handshake that was refused.
pub(super) fn refused_handshake(status: u16, origin: &str, message: &str) -> CheckResult {
    let mut answer = refusal("wss://webmessaging.example/v1", status, "", message);
    if message.is_empty() {
        answer.error = None;
    }
    answer.identity = None;
    let mut sent = Sent { headers: vec!["sec-websocket-key".to_owned()], ..Sent::default() };
    if !origin.is_empty() {
        sent.headers.push("origin".to_owned());
        sent.shown.push(("origin".to_owned(), origin.to_owned()));
    }
    answer.sent = Some(Box::new(sent));
    called("handshake", answer)
}

#[test]
fn a_handshake_is_opened_without_an_origin_where_it_was_refused_without_a_word() {
    let site = "https://www.example.com";
    assert!(asks("without-origin", &[refused_handshake(403, site, "")]));
    assert!(asks("repeat", &[refused_handshake(403, site, "")]), "with its control");
    // It names no site, wants a credential, says why, or is no handshake.
    assert!(!asks("without-origin", &[refused_handshake(403, "", "")]));
    assert!(!asks("without-origin", &[refused_handshake(401, site, "")]));
    assert!(!asks("without-origin", &[refused_handshake(403, site, "The origin is not allowed")]));
    assert!(!asks("without-origin", &[bare_read()]));
}
