//! Every shift that there is, and beside each the near misses that are none.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::compare::{compare, got_worse};
use crate::model::{
    ApiError, Aspect, CauseReport, ClientConfiguration, ClockFact, Confidence, Diagnosis, Exchange,
    Fact, Report, Shift, Status, TokenFact, TokenRequestFact, Trend, Waived,
};
use crate::report::fixture;

fn told(old: &Report, new: &Report) -> Vec<(Aspect, String, Trend)> {
    let shifts = compare(old, new).shifts;
    shifts.into_iter().map(|shift| (shift.aspect, shift.subject, shift.trend)).collect()
}

/// One check that passed and saw every kind of fact.
pub(super) fn one() -> Report {
    let all = fixture::all().into_iter().max_by_key(|one| one.checks.len());
    let mut one = all.expect("a report");
    one.checks.retain(|check| {
        check.cleanup.is_none() && check.facts.iter().any(|fact| matches!(fact, Fact::Clock(_)))
    });
    one.checks.truncate(1);
    one.checks[0].status = Status::Pass;
    one.checks[0].waived = None;
    one.diagnosis = Diagnosis::default();
    one.run.interrupted = false;
    // A lifetime of an hour.
    token(&mut one, |token| {
        token.expires_at = token.issued_at.map(|from| from + Duration::from_secs(3600));
    });
    one
}

/// Changes what a change is about in every fact of the report; there is one at least.
fn facts(report: &mut Report, change: impl Fn(&mut Fact) -> bool) {
    let facts = report.checks.iter_mut().flat_map(|check| &mut check.facts);
    assert!(facts.filter_map(|fact| change(fact).then_some(())).count() > 0, "no such fact");
}

pub(super) fn token(report: &mut Report, change: impl Fn(&mut TokenFact)) {
    facts(report, |fact| match fact {
        Fact::Token(token) => {
            change(token);
            true
        }
        _ => false,
    });
}

fn granted(report: &mut Report, change: impl Fn(&mut TokenRequestFact)) {
    facts(report, |fact| match fact {
        Fact::TokenRequest(request) => {
            change(request);
            true
        }
        _ => false,
    });
}

fn clock(report: &mut Report, change: impl Fn(&mut ClockFact)) {
    facts(report, |fact| match fact {
        Fact::Clock(clock) => {
            change(clock);
            true
        }
        _ => false,
    });
}

fn client(report: &mut Report, change: impl Fn(&mut ClientConfiguration)) {
    facts(report, |fact| match fact {
        Fact::Configuration(client) => {
            change(client);
            true
        }
        _ => false,
    });
}

/// Exchanges stand by themselves and inside of token requests.
fn exchanges(report: &mut Report, change: impl Fn(&mut Exchange)) {
    facts(report, |fact| match fact {
        Fact::Exchange(exchange) => {
            change(exchange);
            true
        }
        Fact::TokenRequest(request) => {
            change(&mut request.exchange);
            true
        }
        _ => false,
    });
}

fn cause(report: &mut Report, id: &str, confidence: Confidence) {
    report.diagnosis.root = Some(CauseReport {
        cause: id.to_owned(),
        leaf: Vec::new(),
        confidence,
        title: id.to_owned(),
        because: Vec::new(),
        explains: Vec::new(),
        waived: None,
        remedies: Vec::new(),
    });
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

fn waive(report: &mut Report) {
    let expires = "2026-12-31".parse().expect("a day");
    report.checks[0].waived = Some(Waived { reason: "known".to_owned(), expires });
}

/// An aspect, its subject, what it was, what it is, and which way it went.
pub(super) type Told = (Aspect, &'static str, Option<&'static str>, Option<&'static str>, Trend);

/// A change, and what is told of it.
pub(super) type Row = (fn(&mut Report), &'static [Told]);

const CHECK: &str = "guest-api/token-fetch";
const TOKEN: &str = "guest-api/service";
const HOST: &str = "api.example.com";
const CLIENT: &str = "genesyscloud_oauth_client.chat";

/// Every shift that there is, and beside each the near misses that are none.
pub(super) const CHANGES: &[Row] = &[
    // Verdicts.
    (
        |report| report.checks[0].status = Status::Fail,
        &[(Aspect::Verdict, CHECK, Some("pass"), Some("fail"), Trend::Worse)],
    ),
    (
        |report| report.checks[0].status = Status::Error,
        &[(Aspect::Verdict, CHECK, Some("pass"), Some("error"), Trend::Worse)],
    ),
    (
        |report| report.checks[0].status = Status::Skip,
        &[(Aspect::Verdict, CHECK, Some("pass"), Some("skip"), Trend::Neutral)],
    ),
    (
        |report| {
            report.checks[0].status = Status::Fail;
            waive(report);
        },
        &[(Aspect::Verdict, CHECK, Some("pass"), Some("fail (waived)"), Trend::Worse)],
    ),
    (|report| report.checks[0].saw = "another sentence".to_owned(), &[]),
    // Causes.
    (
        |report| cause(report, "scope-missing", Confidence::Likely),
        &[(Aspect::Cause, "scope-missing", None, Some("likely"), Trend::Worse)],
    ),
    (|report| report.diagnosis.next = Some("look".to_owned()), &[]),
    // Scopes: of the token, and of what the token endpoint says.
    (
        |report| token(report, |token| token.scopes = Some(texts(&["b"]))),
        &[
            (Aspect::Scopes, TOKEN, Some("a"), None, Trend::Worse),
            (Aspect::Scopes, TOKEN, None, Some("b"), Trend::Neutral),
        ],
    ),
    (
        |report| granted(report, |request| request.scopes_granted = Some(texts(&["b"]))),
        &[(Aspect::Scopes, TOKEN, Some("a"), None, Trend::Worse)],
    ),
    (|report| granted(report, |request| request.scopes_granted = Some(texts(&["b", "a"]))), &[]),
    (|report| granted(report, |request| request.scopes_granted = None), &[]),
    (|report| token(report, |token| token.scopes = None), &[]),
    // Roles, and the division that a role is held in.
    (
        |report| client(report, |client| client.roles = Some(Vec::new())),
        &[(Aspect::Roles, CLIENT, Some("Agent"), None, Trend::Worse)],
    ),
    (
        |report| {
            client(report, |client| {
                let held = ("Agent".to_owned(), "Support".to_owned());
                client.roles.get_or_insert_default().push(held);
            });
        },
        &[(Aspect::Roles, CLIENT, None, Some("Agent in Support"), Trend::Neutral)],
    ),
    (|report| client(report, |client| client.roles = None), &[]),
    // Issuer, key and lifetime of the token.
    (
        |report| token(report, |token| token.issuer = Some("https://other.example".to_owned())),
        &[(
            Aspect::Issuer,
            TOKEN,
            Some("https://login.example.com"),
            Some("https://other.example"),
            Trend::Neutral,
        )],
    ),
    (|report| token(report, |token| token.issuer = None), &[]),
    (
        |report| token(report, |token| token.key_id = Some("2026-12".to_owned())),
        &[(Aspect::KeyId, TOKEN, Some("2026-11"), Some("2026-12"), Trend::Neutral)],
    ),
    (|report| token(report, |token| token.algorithm = Some("ES256".to_owned())), &[]),
    (
        |report| {
            token(report, |token| {
                token.expires_at = token.issued_at.map(|from| from + Duration::from_secs(300));
            });
        },
        &[(Aspect::TokenLifetime, TOKEN, Some("1 h"), Some("5 min"), Trend::Neutral)],
    ),
    // What is left of a token that was kept differs from run to run.
    (|report| token(report, |token| token.lifetime = Some(12.0)), &[]),
    // The clock: beyond the error of both measurements, further from zero is worse.
    (
        |report| clock(report, |clock| (clock.low, clock.high) = (-90.5, -89.5)),
        &[(
            Aspect::ClockOffset,
            HOST,
            Some("between -41.5 s and -40.5 s"),
            Some("between -90.5 s and -89.5 s"),
            Trend::Worse,
        )],
    ),
    (
        |report| clock(report, |clock| (clock.low, clock.high) = (-0.5, 0.5)),
        &[(
            Aspect::ClockOffset,
            HOST,
            Some("between -41.5 s and -40.5 s"),
            Some("between -0.5 s and 0.5 s"),
            Trend::Better,
        )],
    ),
    (
        |report| clock(report, |clock| (clock.low, clock.high) = (41.0, 42.0)),
        &[(
            Aspect::ClockOffset,
            HOST,
            Some("between -41.5 s and -40.5 s"),
            Some("between 41.0 s and 42.0 s"),
            Trend::Worse,
        )],
    ),
    (|report| clock(report, |clock| (clock.low, clock.high) = (-42.4, -41.4)), &[]),
    (
        |report| {
            clock(report, |clock| {
                (clock.low, clock.high) = (-90.5, -89.5);
                clock.unusable = Some("two clocks".to_owned());
            });
        },
        &[],
    ),
    (|report| clock(report, |clock| clock.host = "other.example".to_owned()), &[]),
    // The address of a host, whatever the port.
    (
        |report| exchanges(report, |one| one.remote = Some("192.0.2.9:443".to_owned())),
        &[(Aspect::Address, HOST, Some("192.0.2.1"), Some("192.0.2.9"), Trend::Neutral)],
    ),
    (
        |report| exchanges(report, |one| one.remote = Some("[2001:db8::1]:443".to_owned())),
        &[(Aspect::Address, HOST, Some("192.0.2.1"), Some("[2001:db8::1]"), Trend::Neutral)],
    ),
    (|report| exchanges(report, |one| one.remote = Some("192.0.2.1:8443".to_owned())), &[]),
    (|report| exchanges(report, |one| one.remote = None), &[]),
    // Who issued a host's certificate; another certificate of the same issuer is none.
    (
        |report| {
            exchanges(report, |one| {
                if let Some(tls) = &mut one.tls {
                    tls.issuer = "CN=Inspecting Proxy".to_owned();
                }
            });
        },
        &[(
            Aspect::TlsIssuer,
            HOST,
            Some("CN=Example CA"),
            Some("CN=Inspecting Proxy"),
            Trend::Neutral,
        )],
    ),
    (
        |report| {
            exchanges(report, |one| {
                if let Some(tls) = &mut one.tls {
                    tls.subject = "CN=*.example.com".to_owned();
                    tls.not_after += Duration::from_secs(86_400 * 90);
                }
            });
        },
        &[],
    ),
    // The code of the last error answer; its sentence and the correlation id are none.
    (
        |report| {
            granted(report, |request| {
                let code = Some("invalid_client".to_owned());
                request.error = Some(ApiError { code, ..ApiError::default() });
            });
        },
        &[(
            Aspect::ErrorCode,
            CHECK,
            Some("invalid_scope"),
            Some("invalid_client"),
            Trend::Neutral,
        )],
    ),
    (
        |report| {
            granted(report, |request| {
                if let Some(error) = &mut request.error {
                    error.message = Some("in other words".to_owned());
                    error.correlation = Some("c-2".to_owned());
                }
            });
        },
        &[],
    ),
];

#[test]
fn every_shift_is_told_and_its_near_misses_are_not() {
    let old = one();
    let mut seen = BTreeSet::new();
    for (row, (change, expected)) in CHANGES.iter().enumerate() {
        let mut new = old.clone();
        change(&mut new);
        // A near miss that changes nothing would prove nothing.
        assert_ne!(format!("{new:?}"), format!("{old:?}"), "row {row}");
        let comparison = compare(&old, &new);
        let expected: Vec<Shift> = expected
            .iter()
            .map(|&(aspect, subject, before, after, trend)| Shift {
                aspect,
                subject: subject.to_owned(),
                before: before.map(str::to_owned),
                after: after.map(str::to_owned),
                trend,
            })
            .collect();
        assert_eq!(comparison.shifts, expected, "row {row}");
        let worse = expected.iter().any(|shift| shift.trend == Trend::Worse);
        assert_eq!(got_worse(&comparison), worse, "row {row}");
        seen.extend(expected.iter().map(|shift| shift.aspect));
    }
    assert_eq!(seen, Aspect::ALL.into_iter().collect(), "every aspect has its row");
}

#[test]
fn a_cause_that_is_more_or_less_sure_is_neither_worse_nor_better() {
    let (mut old, mut new) = (one(), one());
    cause(&mut old, "scope-missing", Confidence::Likely);
    cause(&mut new, "scope-missing", Confidence::Confirmed);
    for (old, new) in [(&old, &new), (&new, &old)] {
        assert_eq!(told(old, new), [(Aspect::Cause, "scope-missing".to_owned(), Trend::Neutral)]);
        assert!(!got_worse(&compare(old, new)));
    }
    // Another cause in its place: the new one is worse, whatever went.
    cause(&mut new, "clock-wrong", Confidence::Likely);
    assert!(got_worse(&compare(&old, &new)));
}

#[test]
fn a_failure_that_is_waived_since_is_better_and_one_whose_waiver_is_gone_is_worse() {
    let mut failed = one();
    failed.checks[0].status = Status::Fail;
    let mut waived = failed.clone();
    waive(&mut waived);
    let trend = |old, new| told(old, new).into_iter().map(|one| one.2).collect::<Vec<_>>();
    assert_eq!(trend(&failed, &waived), [Trend::Better]);
    assert_eq!(trend(&waived, &failed), [Trend::Worse]);
}

#[test]
fn one_value_in_common_is_no_change() {
    // A name with two addresses, of which each run met some.
    let (mut old, mut new) = (one(), one());
    let also = |report: &mut Report, address: &str| {
        let mut another = report.checks[0].clone();
        another.id = "another".to_owned();
        report.checks.push(another);
        let last = report.checks.last_mut().expect("it was put there");
        for fact in &mut last.facts {
            if let Fact::Exchange(exchange) = fact {
                exchange.remote = Some(address.to_owned());
            }
        }
    };
    also(&mut old, "192.0.2.2:443");
    also(&mut new, "192.0.2.3:443");
    assert_eq!(told(&old, &new), []);
}
