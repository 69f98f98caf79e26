//! Every rule of safety, each with the near miss beside it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::experiment_safety::{Allowed, Tally, is_moot, refuse};
use super::{Bench, attempt};
use crate::model::*;
use crate::net::{Session, Transport, TransportOptions};
use crate::plan::{Cleanup, Condition, Plan, PlannedCheck};
use crate::probe::KINDS;

const URL: &str = "https://api.example/things/1";

fn planned(id: &str, kind: &str, effect: Effect, cleanup: Option<Cleanup>) -> PlannedCheck {
    let kind = KINDS.iter().copied().find(|one| one.name == kind).expect("a kind");
    let source = source();
    let setting = |name, value: &str| Setting {
        name,
        value: Expression::text(value),
        source: source.clone(),
    };
    let settings = Settings(vec![setting("identity", "service"), setting("url", URL)]);
    PlannedCheck {
        id: id.to_owned(),
        title: "a claim".to_owned(),
        severity: Severity::Error,
        effect,
        needs: Vec::new(),
        reads: Vec::new(),
        waits_for: Vec::new(),
        when: Condition::Always,
        skip: None,
        kind,
        probe: (kind.build)(&settings),
        expect: Vec::new(),
        read_by_others: Vec::new(),
        hints: Vec::new(),
        remedy: None,
        tags: Vec::new(),
        timeout: None,
        retry: None,
        cleanup,
        docs: None,
        source,
    }
}

fn source() -> Source {
    Source { file: Arc::from("pack.yaml"), line: 1, column: 1 }
}

fn plan(secret: &str) -> Plan {
    let text = |text: &str| Expression::text(text);
    let oauth2 = OAuth2 {
        grant: Grant::ClientCredentials,
        token_url: text("https://login.example/token"),
        client_id: text("client-1"),
        client_secret: Some(text(secret)),
        client_auth: ClientAuthentication::Basic,
        scopes: None,
        audience: None,
        resource: None,
        extra: Vec::new(),
    };
    let identity =
        |name: &str, credential| Identity { name: name.to_owned(), source: source(), credential };
    let none = || Some(Cleanup::None { reason: "it goes away by itself".to_owned() });
    Plan {
        name: "sample".to_owned(),
        title: "a sample".to_owned(),
        file: "pack.yaml".to_owned(),
        identities: vec![
            identity("service", Credential::OAuth2(Box::new(oauth2))),
            identity("given", Credential::Bearer { token: text("given-token") }),
        ],
        checks: vec![
            planned("token", "token", Effect::Read, None),
            planned("read", "http", Effect::Read, None),
            planned("write", "http", Effect::Write, none()),
            planned("careless", "http", Effect::Write, None),
            planned("handshake", "websocket", Effect::Read, None),
            planned("talk", "websocket", Effect::Write, none()),
        ],
        hosts: BTreeSet::from(["api.example:443".to_owned(), "login.example:443".to_owned()]),
    }
}

fn session() -> Session {
    let options = TransportOptions { direct: true, ..TransportOptions::default() };
    let transport = Arc::new(Transport::new(options).expect("a transport"));
    let scrub = Arc::new(|text: &str| text.to_owned());
    Session::new(transport, None, Custody::default(), scrub, Arc::new(Timestamp::now))
}

fn exchange(method: &str, status: Option<u16>) -> Exchange {
    Exchange {
        started: Timestamp::UNIX_EPOCH,
        method: method.to_owned(),
        url: URL.to_owned(),
        sent: None,
        identity: Some("service".to_owned()),
        status,
        headers: Vec::new(),
        challenges: Vec::new(),
        body: BodyKind::Empty,
        body_bytes: 0,
        error: None,
        answered_by: AnsweredBy::Unknown,
        version: None,
        remote: None,
        tls: None,
        redirects: Vec::new(),
        timing: Timing::default(),
        fault: None,
        socket: None,
    }
}

fn result(plan: &Plan, id: &str, method: &str, status: Option<u16>) -> CheckResult {
    let check = plan.checks.iter().find(|check| check.id == id).expect("a check");
    let passed = status.is_some_and(|status| status < 400);
    CheckResult {
        status: if passed { Status::Pass } else { Status::Fail },
        facts: vec![Fact::Exchange(Box::new(exchange(method, status)))],
        attempts: 1,
        ..attempt::blank(plan, check)
    }
}

/// A token request that was refused, with this code, as the n-th of the run.
fn refused_token(n: i64, code: &str) -> Fact {
    let error = Some(ApiError { code: Some(code.to_owned()), ..ApiError::default() });
    let started = Timestamp::from_second(n).expect("a time");
    Fact::TokenRequest(Box::new(TokenRequestFact {
        identity: "service".to_owned(),
        grant: "client_credentials".to_owned(),
        client_auth: "basic".to_owned(),
        client_id: "client-1".to_owned(),
        scopes_requested: Vec::new(),
        scopes_granted: None,
        token_type: None,
        expires_in: None,
        issued: false,
        error,
        exchange: Exchange {
            started,
            url: "https://login.example/token".to_owned(),
            ..exchange("POST", Some(401))
        },
    }))
}

fn asked(check: &str, act: Act) -> Experiment {
    Experiment {
        kind: "sample",
        pack: "sample".to_owned(),
        check: check.to_owned(),
        question: String::new(),
        changed: String::new(),
        act,
    }
}

const ALL: Allowed = Allowed { requests: 8, writes: true, other_hosts: false };

struct Bay {
    plan: Plan,
    session: Session,
    readings: Readings,
    results: Vec<CheckResult>,
    done: Vec<ExperimentResult>,
}

impl Bay {
    fn new(results: impl Fn(&Plan) -> Vec<CheckResult>) -> Self {
        let plan = plan("plain");
        let results = results(&plan);
        Self { plan, session: session(), readings: Readings::default(), results, done: Vec::new() }
    }

    fn bench(&self) -> Bench<'_> {
        Bench { plan: &self.plan, session: &self.session, readings: &self.readings }
    }

    /// Why each of these is not made, asked for one after the other.
    fn why(&self, allowed: Allowed, all: &[Experiment]) -> Vec<Option<String>> {
        let mut tally = Tally::new(&self.results, &self.done);
        let bench = self.bench();
        all.iter()
            .map(|one| refuse(one, Some(&bench), &self.results, allowed, &mut tally))
            .collect()
    }

    fn admits(&self, allowed: Allowed, one: Experiment) -> bool {
        self.why(allowed, &[one]) == [None]
    }
}

fn send(check: &str, variation: Variation) -> Experiment {
    asked(check, Act::Send(variation))
}

fn token_request(identity: &str) -> Experiment {
    let identity = identity.to_owned();
    asked("token", Act::RequestToken { identity, scopes: None, client_auth: None })
}

#[test]
fn a_write_is_sent_again_only_where_writes_are_allowed_and_it_was_refused() {
    let again = || send("write", Variation::FreshToken);
    let answered = |status| Bay::new(move |plan| vec![result(plan, "write", "POST", status)]);
    assert!(answered(Some(401)).admits(ALL, again()));
    assert!(answered(Some(403)).admits(ALL, again()));
    assert!(!answered(Some(401)).admits(Allowed { writes: false, ..ALL }, again()));
    // Done already, perhaps done, and broken: what may have been done is not done again.
    for status in [Some(201), Some(302), None, Some(500), Some(404)] {
        assert!(!answered(status).admits(ALL, again()), "{status:?}");
    }
}

#[test]
fn a_write_is_sent_again_once() {
    let mut bay = Bay::new(|plan| vec![result(plan, "write", "POST", Some(401))]);
    let two = [send("write", Variation::FreshToken), send("write", Variation::InvalidToken)];
    let why = bay.why(ALL, &two);
    assert!(why[0].is_none() && why[1].as_ref().is_some_and(|why| why.contains("once more")));
    // And once as it was, behind the one that varies it: not before, and not twice.
    let control = || send("write", Variation::Repeat { times: 1 });
    let all = [send("write", Variation::FreshToken), control(), control()];
    let why = bay.why(ALL, &all);
    assert_eq!(why.iter().map(Option::is_none).collect::<Vec<_>>(), [true, true, false]);
    assert!(!bay.admits(ALL, control()));
    // In an earlier round, too.
    bay.done.push(made(send("write", Variation::FreshToken), Vec::new()));
    assert!(!bay.admits(ALL, send("write", Variation::InvalidToken)));
}

fn made(experiment: Experiment, facts: Vec<Fact>) -> ExperimentResult {
    ExperimentResult {
        n: 1,
        requests: experiment.act.requests(),
        experiment,
        request: String::new(),
        answer: String::new(),
        ran: true,
        duration: Duration::ZERO,
        facts,
    }
}

#[test]
fn a_write_without_a_way_to_remove_what_it_makes_is_not_sent_again() {
    let bay = Bay::new(|plan| vec![result(plan, "careless", "POST", Some(401))]);
    assert!(!bay.admits(ALL, send("careless", Variation::FreshToken)));
}

#[test]
fn only_reads_are_repeated_or_sent_elsewhere() {
    let variations = || {
        [
            Variation::Repeat { times: 2 },
            Variation::NonsenseObject { url: URL.to_owned() },
            Variation::RedirectTarget(URL.to_owned()),
        ]
    };
    let bay = Bay::new(|plan| {
        vec![result(plan, "read", "GET", Some(401)), result(plan, "write", "POST", Some(401))]
    });
    for variation in variations() {
        assert!(bay.admits(ALL, send("read", variation.clone())), "{variation:?}");
        assert!(!bay.admits(ALL, send("write", variation.clone())), "{variation:?}");
    }
    // A pack may call a POST a read: it is not repeated even so.
    let bay = Bay::new(|plan| vec![result(plan, "read", "POST", Some(401))]);
    for variation in variations() {
        assert!(!bay.admits(ALL, send("read", variation)));
    }
}

#[test]
fn a_credential_goes_to_hosts_that_the_pack_names_and_never_from_https_to_http() {
    let bay = Bay::new(|plan| vec![result(plan, "read", "GET", Some(401))]);
    let to = |url: &str| send("read", Variation::RedirectTarget(url.to_owned()));
    let who = |url: &str| {
        let at = Whom::Platform { url: url.to_owned() };
        asked("read", Act::WhoAmI { identity: "service".to_owned(), at })
    };
    for make in [&to as &dyn Fn(&str) -> Experiment, &who] {
        assert!(bay.admits(ALL, make("https://login.example/me")));
        assert!(!bay.admits(ALL, make("https://evil.example/me")));
        assert!(!bay.admits(ALL, make("https://api.example:8443/me")));
        assert!(bay.admits(Allowed { other_hosts: true, ..ALL }, make("https://evil.example/me")));
        assert!(!bay.admits(Allowed { other_hosts: true, ..ALL }, make("http://api.example/me")));
    }
}

#[test]
fn a_secret_in_doubt_is_tried_three_times_in_the_whole_run() {
    let refused = |times: i64, code: &'static str| {
        Bay::new(move |plan| {
            let mut token = result(plan, "token", "POST", Some(401));
            token.facts = (0..times).map(|n| refused_token(n, code)).collect();
            vec![token]
        })
    };
    let three = [token_request("service"), token_request("service"), token_request("service")];
    let admitted = |bay: &Bay| bay.why(ALL, &three).iter().filter(|why| why.is_none()).count();
    assert_eq!(admitted(&refused(1, "invalid_client")), 2);
    assert_eq!(admitted(&refused(2, "invalid_client")), 1);
    assert_eq!(admitted(&refused(3, "invalid_client")), 0);
    // A check that is blocked shows the same request once more: that is one attempt.
    let bay = Bay::new(|plan| {
        let mut token = result(plan, "token", "POST", Some(401));
        token.facts = vec![refused_token(1, "invalid_client"), refused_token(1, "invalid_client")];
        vec![token]
    });
    assert_eq!(admitted(&bay), 2);
    // Refused for something else, the secret is not in doubt.
    assert_eq!(admitted(&refused(3, "invalid_scope")), 3);
    // Those of an earlier round count.
    let mut bay = refused(1, "invalid_client");
    bay.done.push(made(token_request("service"), vec![refused_token(9, "invalid_client")]));
    assert_eq!(admitted(&bay), 1);
}

/// The identity's token request at these hosts.
fn token_request_at(identity: &str, hosts: &[&str]) -> Experiment {
    let urls = hosts.iter().map(|host| format!("https://{host}/token")).collect();
    asked("token", Act::RequestTokenAt { identity: identity.to_owned(), urls })
}

#[test]
fn other_token_endpoints_get_a_secret_only_where_other_hosts_are_allowed() {
    let bay = Bay::new(|plan| {
        let mut token = result(plan, "token", "POST", Some(401));
        token.facts = (1..=3).map(|n| refused_token(n, "invalid_client")).collect();
        vec![token]
    });
    let others = ["login.south.example", "login.east.example"];
    let there = || token_request_at("service", &others);
    let allowed = Allowed { other_hosts: true, ..ALL };
    let why = bay.why(ALL, &[there()]).remove(0).expect("not allowed");
    assert!(why.contains("login.south.example and 1 more") && why.contains("other-hosts"), "{why}");
    // The attempts at the first host count there, and the limit is for the hosts of the run.
    assert!(bay.admits(allowed, there()));
    assert!(bay.admits(Allowed { requests: 1, ..allowed }, there()));
    // Each host for itself: three attempts, and no fourth.
    let mut known = Bay::new(|plan| vec![result(plan, "token", "POST", Some(401))]);
    for n in 1..=3 {
        assert!(known.admits(allowed, there()), "attempt {n}");
        let mut refused = refused_token(n, "invalid_client");
        if let Fact::TokenRequest(request) = &mut refused {
            request.exchange.url = "https://login.east.example/token".to_owned();
        }
        known.done.push(made(there(), vec![refused]));
    }
    assert!(!known.admits(allowed, there()));
    assert!(known.admits(allowed, token_request_at("service", &others[..1])));
    // None from https to http, none of a token that the pack gives.
    let bare = Act::RequestTokenAt {
        identity: "service".to_owned(),
        urls: vec!["http://login.south.example/token".to_owned()],
    };
    assert!(!bay.admits(allowed, asked("token", bare)));
    assert!(!bay.admits(allowed, token_request_at("given", &others)));
}

#[test]
fn a_token_that_the_pack_gives_is_not_asked_for_again() {
    let bay = Bay::new(|plan| vec![result(plan, "token", "POST", Some(200))]);
    assert!(bay.admits(ALL, token_request("service")));
    assert!(!bay.admits(ALL, token_request("given")));
    assert!(!bay.admits(ALL, token_request("nobody")));
}

#[test]
fn the_limit_counts_requests_of_both_rounds() {
    let mut bay = Bay::new(|plan| vec![result(plan, "read", "GET", Some(401))]);
    let five = || send("read", Variation::Repeat { times: 5 });
    let fresh = || send("read", Variation::FreshToken);
    let one = || send("read", Variation::InvalidToken);
    let why = bay.why(ALL, &[five(), fresh(), one(), one()]);
    assert_eq!(why.iter().map(Option::is_none).collect::<Vec<_>>(), [true, true, true, false]);
    assert!(bay.why(Allowed { requests: 4, ..ALL }, &[five(), one()])[0].is_some());
    bay.done.push(made(five(), Vec::new()));
    assert!(bay.why(ALL, &[fresh(), fresh()])[1].is_some());
    assert!(!bay.admits(Allowed { requests: 0, ..ALL }, one()));
}

#[test]
fn nothing_is_sent_after_a_429() {
    let limited = || Fact::Exchange(Box::new(exchange("GET", Some(429))));
    let one = || send("read", Variation::InvalidToken);
    let bay = Bay::new(|plan| {
        vec![result(plan, "read", "GET", Some(401)), result(plan, "write", "POST", Some(429))]
    });
    assert!(!bay.admits(ALL, one()));
    let mut bay = Bay::new(|plan| vec![result(plan, "read", "GET", Some(401))]);
    assert!(bay.admits(ALL, one()));
    bay.done.push(made(one(), vec![limited()]));
    assert!(!bay.admits(ALL, one()));
}

#[test]
fn a_check_that_did_not_look_is_not_varied() {
    let bay = Bay::new(|plan| {
        let mut skipped = result(plan, "read", "GET", Some(401));
        skipped.attempts = 0;
        vec![skipped]
    });
    assert!(!bay.admits(ALL, send("read", Variation::InvalidToken)));
    let mut tally = Tally::new(&bay.results, &[]);
    let one = send("read", Variation::InvalidToken);
    assert!(refuse(&one, None, &bay.results, ALL, &mut tally).is_some());
    assert!(!bay.admits(ALL, send("unknown", Variation::InvalidToken)));
}

#[test]
fn what_would_differ_in_nothing_is_not_worth_a_word() {
    let mut bay = Bay::new(|_| Vec::new());
    let encoded = || {
        asked(
            "token",
            Act::RequestToken {
                identity: "service".to_owned(),
                scopes: None,
                client_auth: Some(ClientAuthentication::BasicEncoded),
            },
        )
    };
    assert!(is_moot(&encoded(), Some(&bay.bench())));
    assert!(is_moot(&send("read", Variation::OtherRoute), Some(&bay.bench())));
    assert!(!is_moot(&send("read", Variation::FreshToken), Some(&bay.bench())));
    bay.plan = plan("pass word+/=");
    assert!(!is_moot(&encoded(), Some(&bay.bench())));
}

#[test]
fn a_websocket_is_opened_anew_where_its_handshake_was_refused_and_nothing_is_written() {
    let answered = |id: &'static str, status| {
        Bay::new(move |plan| vec![result(plan, id, "GET", Some(status))])
    };
    let without = |id| send(id, Variation::WithoutOrigin);
    assert!(answered("handshake", 403).admits(ALL, without("handshake")));
    let again = || send("handshake", Variation::Repeat { times: 2 });
    assert!(answered("handshake", 403).admits(ALL, again()));
    // It was open, it says what somebody may see, or something else than the site would differ.
    assert!(!answered("handshake", 101).admits(ALL, without("handshake")));
    assert!(!answered("talk", 403).admits(ALL, without("talk")));
    assert!(!answered("handshake", 403).admits(ALL, send("handshake", Variation::InvalidToken)));
}
