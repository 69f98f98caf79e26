//! What causes make of what experiments showed.

use super::*;

fn why_excluded(cause: &str, checks: &[CheckResult], done: &[ExperimentResult]) -> Option<String> {
    let diagnosis = diagnose(checks, done);
    let out = diagnosis.ruled_out.into_iter().find(|out| out.cause == cause)?;
    Some(out.because)
}

#[test]
fn a_refused_scope_is_not_granted_and_a_bare_refusal_keeps_that_from_being_confirmed() {
    let message = "the client is not granted the scope webchat:guest:write";
    let refused = |checks: &[CheckResult]| {
        vec![made(
            "token-with-scope",
            checks,
            &[],
            requested(&[SCOPE], None, "invalid_scope", message),
        )]
    };
    let checks = thread();
    let done = refused(&checks);
    assert_eq!(root(&checks, &done), ("scope-missing".to_owned(), Confidence::Likely));
    let why = why_excluded("scope-not-requested", &checks, &done).expect("ruled out");
    assert_eq!(why, "asking for it does not help (experiment 1)");
    // Where the API says so itself, or nothing but the token is in question, it is proven.
    let mut says = thread();
    says[3] = post(403, "insufficient_scope", "The request requires higher privileges");
    assert_eq!(root(&says, &refused(&says)).1, Confidence::Confirmed);
    let alone = &thread()[..3];
    assert_eq!(root(alone, &refused(alone)), ("scope-missing".to_owned(), Confidence::Confirmed));
}

#[test]
fn a_refusal_for_another_reason_says_nothing_of_the_scope() {
    let checks = thread();
    for (code, message) in
        [("invalid_client", ""), ("invalid_request", "unknown parameter"), ("", "")]
    {
        let done =
            [made("token-with-scope", &checks, &[], requested(&[SCOPE], None, code, message))];
        let evidence = Evidence::new(&checks, &done);
        let (_, answer) =
            evidence.asked_for("sample", "service", &[SCOPE.to_owned()]).expect("asked");
        assert_eq!(answer, ScopeAnswer::Unclear, "{code}");
        assert_ne!(root(&checks, &done).1, Confidence::Confirmed, "{code}");
    }
}

#[test]
fn what_came_of_asking_is_read_from_the_token_alone() {
    let checks = thread();
    let answer = |facts| {
        let done = [made("token-with-scope", &checks, &[], facts)];
        let evidence = Evidence::new(&checks, &done);
        evidence.asked_for("sample", "service", &[SCOPE.to_owned()]).expect("asked").1
    };
    assert_eq!(answer(requested(&[SCOPE], Some(&[SCOPE]), "", "")), ScopeAnswer::Granted);
    assert_eq!(answer(requested(&[SCOPE], Some(&["other"]), "", "")), ScopeAnswer::Dropped);
    // RFC 6749, section 5.1: what the response says or leaves out proves nothing of an opaque token.
    let mut facts = requested(&[SCOPE], Some(&[]), "", "");
    facts[1] = token_fact(TokenFact { kind: TokenKind::Opaque, ..token(&[SCOPE]) });
    assert_eq!(answer(facts), ScopeAnswer::Unclear);
    let from_response =
        TokenFact { scopes_from: Some("token response".to_owned()), ..token(&[SCOPE]) };
    let mut facts = requested(&[SCOPE], Some(&[]), "", "");
    facts[1] = token_fact(from_response);
    assert_eq!(answer(facts), ScopeAnswer::Unclear);
}

#[test]
fn a_call_that_is_accepted_with_the_scope_proves_that_it_was_not_requested() {
    let checks = thread();
    let first = made("token-with-scope", &checks, &[], requested(&[SCOPE], Some(&[SCOPE]), "", ""));
    let done = vec![first];
    // The scope is issued when it is asked for; that the post is refused for it is not proven yet.
    assert_eq!(root(&checks, &done), ("scope-not-requested".to_owned(), Confidence::Likely));
    let again = |answer: Exchange| {
        let mut all = done.clone();
        all.push(made("call-with-scope", &checks, &done, vec![fact(answer)]));
        all
    };
    // Accepted, and still refused as it was; where that was not tried, or is over, it is not proven.
    let mut accepted = again(exchange(&messages(), 202));
    assert_eq!(root(&checks, &accepted).1, Confidence::Likely);
    let control = |answer: Exchange| {
        let mut one = made_up(&checks[3]);
        one.experiment.kind = "repeat";
        one.experiment.act = Act::Send(Variation::Repeat { times: 1 });
        ExperimentResult { n: 9, facts: vec![fact(answer)], ..one }
    };
    let mut over = accepted.clone();
    over.push(control(exchange(&messages(), 202)));
    assert_eq!(root(&checks, &over).1, Confidence::Likely);
    let as_before = bare_post().facts[0].exchange().expect("an answer").clone();
    accepted.push(control(as_before));
    assert_eq!(root(&checks, &accepted), ("scope-not-requested".to_owned(), Confidence::Confirmed));
    assert!(diagnose(&checks, &accepted).unexplained.is_empty());
    // Refused with the scope, too: the post has another reason.
    let refused = again(refusal(&messages(), 401, "unauthorized", "User is not authorized"));
    let diagnosis = diagnose(&checks, &refused);
    assert_eq!(diagnosis.root.expect("named").explains, ["token-scopes"]);
    assert_eq!(diagnosis.unexplained, ["message-post"]);
    // No answer leaves it open.
    let mut silent = exchange(&messages(), 0);
    silent.status = None;
    assert_eq!(root(&checks, &again(silent)).1, Confidence::Likely);
}

/// Both controls of a call, answered so.
fn controls(
    checks: &[CheckResult],
    without: &Exchange,
    invalid: &Exchange,
) -> Vec<ExperimentResult> {
    let mut without = without.clone();
    without.identity = None;
    let mut done = vec![made("without-authorization", checks, &[], vec![fact(without)])];
    let second = made("invalid-token", checks, &done, vec![fact(invalid.clone())]);
    done.push(second);
    done
}

#[test]
fn words_that_none_came_are_proven_when_nothing_that_is_sent_makes_a_difference() {
    let checks = [issued(&[]), token_read(token(&[])), says_none_came()];
    let (lost, sure) = root(&checks, &[]);
    assert_eq!((lost.as_str(), sure), ("authorization-header-lost", Confidence::Likely));
    let same = says_none_came().facts[0].exchange().expect("an answer").clone();
    let done = controls(&checks, &same, &same);
    assert_eq!(root(&checks, &done).1, Confidence::Confirmed);
    // A gateway that reads the token, and does not pass it on: likely still, and not ruled out.
    let other = refusal(&format!("{API}/things"), 401, "invalid_token", "Signature is invalid");
    let done = controls(&checks, &same, &other);
    assert_eq!(root(&checks, &done), ("authorization-header-lost".to_owned(), Confidence::Likely));
}

#[test]
fn a_server_that_answers_every_refusal_alike_proves_nothing() {
    let checks = [issued(&[]), token_read(token(&[])), bare_read()];
    let same = bare_read().facts[0].exchange().expect("an answer").clone();
    let done = controls(&checks, &same, &same);
    let diagnosis = diagnose(&checks, &done);
    for named in diagnosis.root.iter().chain(&diagnosis.others) {
        assert_eq!(named.confidence, Confidence::Possible, "{}", named.cause);
    }
}

#[test]
fn an_answer_that_depends_on_the_credential_shows_that_it_arrives() {
    let checks = [issued(&[]), token_read(token(&[])), bare_read()];
    let same = bare_read().facts[0].exchange().expect("an answer").clone();
    let other = refusal(&format!("{API}/things"), 401, "invalid_token", "Signature is invalid");
    let done = controls(&checks, &same, &other);
    let why = why_excluded("authorization-header-lost", &checks, &done).expect("ruled out");
    assert!(why.contains("(experiment 2)"), "{why}");
}

/// The read of the queue repeated: these were accepted or refused, by these nodes.
fn repeats(checks: &[CheckResult], answers: &[(u16, &str)]) -> Vec<ExperimentResult> {
    let facts = answers.iter().map(|(status, node)| {
        let url = format!("{API}/api/v2/routing/queues/q-1");
        let mut answer =
            refusal(&url, *status, "invalid_token", "The signature could not be verified");
        if *status == 200 {
            answer.error = None;
        }
        if !node.is_empty() {
            answer.headers.push(("x-served-by".to_owned(), (*node).to_owned()));
        }
        fact(answer)
    });
    vec![made("repeat", checks, &[], facts.collect())]
}

#[test]
fn nodes_of_one_mind_that_differ_disagree_and_changing_minds_are_no_proof() {
    let checks = flapping();
    let by_node = [(401, "b"), (200, "a"), (401, "b"), (200, "a"), (401, "b")];
    let sure = |answers: &[(u16, &str)]| root(&checks, &repeats(&checks, answers));
    assert_eq!(sure(&by_node), ("cluster-disagrees".to_owned(), Confidence::Confirmed));
    // The nodes change their minds, or are not named.
    let changing = [(401, "b"), (200, "b"), (401, "a"), (200, "a"), (401, "b")];
    assert_ne!(sure(&changing).1, Confidence::Confirmed);
    let unnamed = [(401, ""), (200, ""), (401, ""), (200, ""), (401, "")];
    assert_ne!(sure(&unnamed).1, Confidence::Confirmed);
}

#[test]
fn reads_that_are_answered_alike_rule_disagreement_out() {
    let checks = thread();
    let done = repeats(&checks, &[(200, "a"), (200, "b"), (200, "c"), (200, "a"), (200, "b")]);
    let why = why_excluded("cluster-disagrees", &checks, &done).expect("ruled out");
    assert_eq!(why, "6 of 6 reads were answered alike (experiment 1)");
    let few = repeats(&checks, &[(200, "a"), (503, "b")]);
    assert_eq!(why_excluded("cluster-disagrees", &checks, &few), None);
}

#[test]
fn a_secret_that_gets_a_token_in_another_way_is_not_wrong() {
    let checks = [not_issued(&[], 401, "invalid_client", "client authentication failed")];
    let done = [made("other-client-auth", &checks, &[], requested(&[], Some(&[]), "", ""))];
    let diagnosis = diagnose(&checks, &done);
    let causes: Vec<_> = diagnosis.root.iter().map(|root| root.cause.as_str()).collect();
    assert!(!causes.contains(&"client-secret-wrong"), "{causes:?}");
    let refused = requested(&[], None, "invalid_client", "client authentication failed");
    let done = [made("other-client-auth", &checks, &[], refused)];
    assert_eq!(root(&checks, &done).0, "client-secret-wrong");
}

#[test]
fn a_header_that_is_read_once_it_is_encoded_is_not_the_wrong_way_to_authenticate() {
    let checks = [not_issued(&[], 401, "invalid_client", "client authentication failed")];
    let way = |n, client_auth| {
        let made = made("other-client-auth", &checks, &[], requested(&[], Some(&[]), "", ""));
        let identity = "service".to_owned();
        let act = Act::RequestToken { identity, scopes: None, client_auth: Some(client_auth) };
        ExperimentResult { n, experiment: Experiment { act, ..made.experiment.clone() }, ..made }
    };
    let in_body = way(1, ClientAuthentication::Post);
    let encoded = way(2, ClientAuthentication::BasicEncoded);
    let (cause, _) = root(&checks, std::slice::from_ref(&in_body));
    assert_eq!(cause, "client-authentication-mismatch");
    assert_eq!(root(&checks, &[in_body, encoded]).0, "client-secret-mangled");
}

#[test]
fn fresh_reads_of_the_key_set_support_stale_keys_or_exclude_them() {
    let checks = stale();
    assert_eq!(root(&checks, &[]).0, "signing-key-stale");
    let reads = |verdicts: &[SignatureVerdict]| {
        let facts =
            verdicts.iter().map(|one| Fact::Signature(Box::new(signature(*one, &["2026-11"]))));
        [made("read-keys", &checks, &[], facts.collect())]
    };
    let all = reads(&[SignatureVerdict::Valid; 3]);
    let diagnosis = diagnose(&checks, &all);
    let found = diagnosis.root.expect("named");
    assert_eq!((found.cause.as_str(), found.confidence), ("signing-key-stale", Confidence::Likely));
    assert!(
        found.because.iter().any(|one| matches!(one, Because::Experiment { experiment: 1, .. }))
    );
    let some =
        reads(&[SignatureVerdict::Valid, SignatureVerdict::UnknownKey, SignatureVerdict::Valid]);
    assert_ne!(
        diagnose(&checks, &some).root.map(|root| root.cause).as_deref(),
        Some("signing-key-stale")
    );
    assert!(!asks("read-keys", &thread()));
}

#[test]
fn answers_are_alike_by_what_they_say_and_not_by_their_ids() {
    let check = || post(401, "unauthorized", "User is not authorized (request 4711)");
    let checks = [check()];
    let compare = |answer: Exchange| {
        let mut done = made_up(&check());
        done.facts = vec![fact(answer)];
        let done = [done];
        Evidence::new(&checks, &done).compared(&checks[0], &done[0])
    };
    let url = messages();
    let alike = refusal(&url, 401, "unauthorized", "User is not authorized (request 4712)");
    assert_eq!(compare(alike), Compared::Alike);
    assert_eq!(compare(exchange(&url, 202)), Compared::Accepted);
    assert_eq!(
        compare(refusal(&url, 403, "unauthorized", "User is not authorized")),
        Compared::Otherwise
    );
    assert_eq!(compare(refusal(&url, 401, "invalid_token", "")), Compared::Otherwise);
    // Who is not the API says nothing, and neither do 429, trouble, and a 200 with an error in it.
    for status in [302, 429, 500, 503] {
        assert_eq!(compare(exchange(&url, status)), Compared::Unclear, "{status}");
    }
    assert_eq!(compare(refusal(&url, 200, "error", "no")), Compared::Unclear);
    let mut edge = exchange(&url, 403);
    edge.answered_by = AnsweredBy::Edge;
    assert_eq!(compare(edge), Compared::Unclear);
}

/// An experiment about a check, with nothing seen.
fn made_up(check: &CheckResult) -> ExperimentResult {
    ExperimentResult {
        n: 1,
        experiment: Experiment {
            kind: "invalid-token",
            pack: check.pack.clone(),
            check: check.id.clone(),
            question: String::new(),
            changed: String::new(),
            act: Act::Send(Variation::InvalidToken),
        },
        requests: 1,
        request: String::new(),
        answer: String::new(),
        ran: true,
        duration: Duration::ZERO,
        facts: Vec::new(),
    }
}

#[test]
fn what_was_not_run_is_no_evidence() {
    let checks = thread();
    let mut done =
        vec![made("token-with-scope", &checks, &[], requested(&[SCOPE], Some(&[SCOPE]), "", ""))];
    done[0].ran = false;
    let evidence = Evidence::new(&checks, &done);
    assert!(evidence.asked_for("sample", "service", &[SCOPE.to_owned()]).is_none());
    assert!(evidence.experiment_about(&checks[1], "token-with-scope").is_none());
    assert_eq!(evidence.not_run().count(), 1);
}

/// A call that tells whose token it is, with this status, for this identity's token.
fn told_whose(check: &CheckResult, identity: &str, status: u16) -> ExperimentResult {
    let mut made = made_up(check);
    made.experiment.kind = "who-am-i";
    made.experiment.act = Act::WhoAmI {
        identity: "service".to_owned(),
        at: Whom::Platform { url: "https://api.example/me".to_owned() },
    };
    let mut answer = exchange("https://api.example/me", status);
    answer.identity = Some(identity.to_owned());
    made.facts = vec![Fact::Exchange(Box::new(answer))];
    made
}

#[test]
fn a_token_that_is_taken_where_it_only_says_whose_it_is_was_not_revoked() {
    let refused = post(401, "unauthorized", "User is not authorized");
    let ruled_out = |made: ExperimentResult| {
        let diagnosis = diagnose(std::slice::from_ref(&refused), &[made]);
        diagnosis.ruled_out.iter().any(|one| one.cause == "token-revoked")
    };
    assert!(ruled_out(told_whose(&refused, "service", 200)));
    assert!(!ruled_out(told_whose(&refused, "service", 401)), "refused there proves nothing");
    assert!(!ruled_out(told_whose(&refused, "other", 200)), "another's token");
}

/// A refused client, asked once more in another way and refused for another reason.
fn let_in(way: ClientAuthentication, code: &str, message: &str) -> Vec<String> {
    let checks = [not_issued(&[], 401, "invalid_client", "client authentication failed")];
    let mut one = made("other-client-auth", &checks, &[], requested(&[], None, code, message));
    one.experiment.act =
        Act::RequestToken { identity: "service".to_owned(), scopes: None, client_auth: Some(way) };
    let diagnosis = diagnose(&checks, &[one]);
    diagnosis.root.into_iter().chain(diagnosis.others).map(|one| one.cause).collect()
}

#[test]
fn what_another_way_of_asking_uncovers_is_named_beside_the_way() {
    let grant = ("unauthorized_client", "Grant type 'implicit' not allowed for the client.");
    let named = let_in(ClientAuthentication::Post, grant.0, grant.1);
    assert!(named.iter().any(|one| one == "client-authentication-mismatch"), "{named:?}");
    assert!(!named.iter().any(|one| one == "client-secret-wrong"), "{named:?}");
    let named = let_in(ClientAuthentication::BasicEncoded, "consent_required", "");
    assert!(named.iter().any(|one| one == "client-secret-mangled"), "{named:?}");
    assert!(named.iter().any(|one| one == "consent-missing"), "{named:?}");
    // The same refusal once more shows nothing of the way.
    let alike =
        let_in(ClientAuthentication::Post, "invalid_client", "client authentication failed");
    assert_eq!(alike, ["client-secret-wrong"]);
}

/// A client that a region of Genesys Cloud refuses.
fn refused_here(code: &str, message: &str) -> [CheckResult; 1] {
    let mut check = not_issued(&[], 400, code, message);
    if let Some(Fact::TokenRequest(request)) = check.facts.first_mut() {
        request.exchange.url = "https://login.mypurecloud.com/oauth/token".to_owned();
    }
    [check]
}

/// What the other regions answer: these as given, the rest that they do not know the client.
fn told_elsewhere(checks: &[CheckResult], told: &[(&str, Option<&str>)]) -> ExperimentResult {
    let asked = ask(checks, &[]);
    let asked = asked.into_iter().find(|one| one.kind == "other-region").expect("asked for");
    let Act::RequestTokenAt { urls, .. } = &asked.act else { panic!("{:?}", asked.act) };
    let facts = urls.iter().flat_map(|url| {
        let known = told.iter().find(|(host, _)| url.contains(&format!("//{host}/")));
        let mut facts = match known {
            Some((_, None)) => requested(&[], Some(&[]), "", ""),
            Some((_, Some(words))) => requested(&[], None, "invalid_client", words),
            None => requested(&[], None, "invalid_client", "client not found"),
        };
        if let Some(Fact::TokenRequest(request)) = facts.first_mut() {
            request.exchange.url.clone_from(url);
        }
        facts
    });
    let facts = facts.collect();
    made("other-region", checks, &[], facts)
}

const WRONG_SECRET: &str = "authentication failed";
const UNKNOWN: &str = "client not found";
const IRELAND: &str = "login.mypurecloud.ie";

#[test]
fn every_other_region_is_asked_where_the_refusal_leaves_it_open() {
    for words in [WRONG_SECRET, UNKNOWN] {
        let made = told_elsewhere(&refused_here("invalid_client", words), &[]);
        assert_eq!(made.requests, 17, "{words}");
    }
    // A limit that was reached, a server that is nobody's region, a server that says what is wrong.
    assert!(!asks("other-region", &refused_here("invalid_request", "rate limit exceeded; wait")));
    assert!(!asks("other-region", &[not_issued(&[], 401, "invalid_client", WRONG_SECRET)]));
    assert!(!asks("other-region", &refused_here("unauthorized_client", "")));
}

#[test]
fn a_token_of_another_region_proves_where_the_client_lives() {
    for words in [WRONG_SECRET, UNKNOWN] {
        let checks = refused_here("invalid_client", words);
        let issued = told_elsewhere(&checks, &[(IRELAND, None)]);
        let diagnosis = diagnose(&checks, std::slice::from_ref(&issued));
        let named = diagnosis.root.as_ref().expect("named");
        assert_eq!(
            (named.cause.as_str(), named.confidence),
            ("region-wrong", Confidence::Confirmed)
        );
        assert!(named.title.contains("mypurecloud.ie"), "{}", named.title);
        assert!(diagnosis.others.is_empty(), "{words}: {:?}", diagnosis.others);
        // One that was not made proves nothing.
        let not_made = ExperimentResult { ran: false, ..issued };
        let diagnosis = diagnose(&checks, &[not_made]);
        assert_ne!(diagnosis.root.map(|one| one.confidence), Some(Confidence::Confirmed));
    }
}

#[test]
fn refused_everywhere_is_not_the_region_alone() {
    let checks = refused_here("invalid_client", WRONG_SECRET);
    let all: Vec<_> =
        crate::provider::PLATFORMS[0].elsewhere("login.mypurecloud.com").into_iter().collect();
    let alike: Vec<_> = all.iter().map(|host| (host.as_str(), Some(WRONG_SECRET))).collect();
    let made = told_elsewhere(&checks, &alike);
    assert_eq!(root(&checks, &[made]), ("client-secret-wrong".to_owned(), Confidence::Likely));
    // Known nowhere: the id is wrong, and no region would do.
    let checks = refused_here("invalid_client", UNKNOWN);
    let nowhere = told_elsewhere(&checks, &[]);
    let diagnosis = diagnose(&checks, std::slice::from_ref(&nowhere));
    assert_eq!(diagnosis.root.map(|one| one.cause).as_deref(), Some("client-unknown"));
    assert!(diagnosis.ruled_out.iter().any(|one| one.cause == "region-wrong"));
    // One region did not answer: it may be that one.
    let mut silent = nowhere.clone();
    if let Some(Fact::TokenRequest(request)) = silent.facts.last_mut() {
        request.exchange.status = None;
    }
    let diagnosis = diagnose(&checks, &[silent]);
    assert!(!diagnosis.ruled_out.iter().any(|one| one.cause == "region-wrong"));
    // One region alone refuses it with another status: it may have such a client.
    let checks = refused_here("invalid_client", WRONG_SECRET);
    let mut made = told_elsewhere(&checks, &alike);
    let diagnosis = diagnose(&checks, std::slice::from_ref(&made));
    assert!(!diagnosis.others.iter().any(|one| one.cause == "region-wrong"));
    if let Some(Fact::TokenRequest(request)) = made.facts.last_mut() {
        request.exchange.status = Some(401);
    }
    let diagnosis = diagnose(&checks, std::slice::from_ref(&made));
    assert_eq!(diagnosis.root.map(|one| one.cause).as_deref(), Some("client-secret-wrong"));
    let mut others = diagnosis.others.iter();
    let hint = others.find(|one| one.cause == "region-wrong").map(|one| one.confidence);
    assert_eq!(hint, Some(Confidence::Possible));
    let checks = refused_here("invalid_client", UNKNOWN);
    // One region alone refuses it in other words: it has such a client.
    let one = told_elsewhere(&checks, &[(IRELAND, Some(WRONG_SECRET))]);
    let diagnosis = diagnose(&checks, &[one]);
    let named = diagnosis.root.expect("named");
    assert_eq!((named.cause.as_str(), named.confidence), ("region-wrong", Confidence::Likely));
    let domain = named.remedies.iter().any(|one| one.text.contains("mypurecloud.ie"));
    assert!(domain, "{:?}", named.remedies);
}

#[test]
fn a_handshake_that_opens_without_an_origin_proves_that_it_was_the_origin() {
    let checks = [super::asked::refused_handshake(403, "https://www.example.com", "")];
    let answered = |status| vec![fact(exchange("wss://webmessaging.example/v1", status))];
    let confidence = |without, again| {
        let first = made("without-origin", &checks, &[], answered(without));
        let control = made("repeat", &checks, &[], answered(again));
        root(&checks, &[first, ExperimentResult { n: 2, ..control }])
    };
    let sure = |confidence| ("origin-not-allowed".to_owned(), confidence);
    assert_eq!(confidence(101, 403), sure(Confidence::Confirmed));
    // Refused alike: who lists sites may refuse those that name none. Opened by then in any case: it wavers.
    assert_eq!(confidence(403, 403), sure(Confidence::Likely));
    assert_ne!(confidence(101, 101).1, Confidence::Confirmed);
    // No control was made.
    let alone = made("without-origin", &checks, &[], answered(101));
    assert_ne!(root(&checks, &[alone]).1, Confidence::Confirmed);
}
