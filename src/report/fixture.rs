//! Reports to test formats with.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;

use super::fixture_facts::facts;
use crate::model::*;

pub(super) fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

pub(super) fn check(id: &str, status: Status, saw: &str, milliseconds: u64) -> CheckResult {
    let looked = !matches!(status, Status::Skip | Status::Blocked);
    CheckResult {
        pack: "guest-api".to_owned(),
        id: id.to_owned(),
        title: format!("the claim of {id}"),
        kind: "http",
        status,
        severity: Severity::Error,
        effect: Effect::Read,
        proves: None,
        saw: saw.to_owned(),
        mismatches: Vec::new(),
        blocked: None,
        skipped: None,
        facts: Vec::new(),
        attempts: u32::from(looked),
        duration: Duration::from_millis(milliseconds),
        source: source(34),
        remedies: Vec::new(),
        docs: None,
        cleanup: None,
        waived: None,
    }
}

pub(super) fn source(line: usize) -> Source {
    Source { file: Arc::from("builtin:guest-api"), line, column: 5 }
}

pub(super) fn report(checks: Vec<CheckResult>, diagnosis: Diagnosis) -> Report {
    Report {
        tool: Tool { name: "why401", version: "0.1.0" },
        run: Run {
            id: "run-1".to_owned(),
            started: time("2026-11-22T15:00:00Z"),
            duration: Duration::from_millis(31),
            target: "simulator".to_owned(),
            faults: Vec::new(),
            interrupted: false,
            deadline_passed: false,
            died: None,
        },
        summary: Summary::count(&checks),
        packs: vec![(
            "guest-api".to_owned(),
            "Guest messaging API behind a JWT gateway".to_owned(),
        )],
        checks,
        diagnosis,
        waivers: Vec::new(),
        compared: None,
        documentation: Vec::new(),
        redaction: RedactionReceipt {
            secrets_known: 2,
            forms_searched: 41,
            hits: 0,
            not_searchable: 0,
        },
    }
}

fn because(check: &str, text: &str) -> Because {
    Because::Check { check: check.to_owned(), text: text.to_owned() }
}

pub(super) fn remedy(id: &str, title: &str, text: &str) -> RemedyReport {
    RemedyReport {
        id: id.to_owned(),
        title: title.to_owned(),
        who: "whoever administers the client".to_owned(),
        text: text.to_owned(),
    }
}

fn passed(id: &str, saw: &str, milliseconds: u64, proves: Option<Proof>) -> CheckResult {
    CheckResult { proves, ..check(id, Status::Pass, saw, milliseconds) }
}

/// The run of the design.
pub(super) fn scope_missing() -> Report {
    let scopes = CheckResult {
        kind: "jwt",
        mismatches: vec![Mismatch {
            path: "token.scopes".to_owned(),
            matcher: "contains_all",
            expected: json!(["webchat:guest:write"]),
            actual: json!(["conversation:read", "conversation:write", "guest:access"]),
            source: source(36),
        }],
        remedies: vec!["add-oauth-scope".to_owned()],
        ..check("token-scopes", Status::Fail, "webchat:guest:write is missing", 0)
    };
    let post = CheckResult {
        effect: Effect::Write,
        mismatches: vec![Mismatch {
            path: "status".to_owned(),
            matcher: "one_of",
            expected: json!([200, 201, 202]),
            actual: json!(401),
            source: source(60),
        }],
        ..check("message-post", Status::Fail, "401 unauthorized: User is not authorized", 5)
    };
    let checks = vec![
        passed("token-fetch", "JWT, RS256, 23 h 59 min left", 12, Some(Proof::Accepted)),
        scopes,
        passed("clock-skew", "local clock −0.2 s (± 0.5 s)", 3, None),
        passed(
            "queue-permission",
            "200, queue \"Support\", division Home",
            4,
            Some(Proof::Permitted),
        ),
        post,
    ];
    let out = |cause: &str, because: &str| RuledOut {
        cause: cause.to_owned(),
        because: because.to_owned(),
    };
    let text = "In `main.tf`:\n\n```hcl now\nscopes = [\n]\n```\n```hcl then\nscopes = [\n  \"webchat:guest:write\",\n]\n```\n";
    let root = CauseReport {
        waived: None,
        cause: "scope-missing".to_owned(),
        leaf: vec!["PRV-2".to_owned()],
        confidence: Confidence::Confirmed,
        title: "the OAuth client is not granted the scope webchat:guest:write".to_owned(),
        because: vec![
            because("token-scopes", "granted: conversation:read conversation:write guest:access"),
            Because::Experiment {
                experiment: 1,
                text: "token requested with scope=webchat:guest:write: refused, invalid_scope"
                    .to_owned(),
            },
        ],
        explains: vec!["guest-api/token-scopes".to_owned(), "guest-api/message-post".to_owned()],
        remedies: vec![remedy(
            "add-oauth-scope",
            "grant webchat:guest:write to the OAuth client, then fetch a new token",
            text,
        )],
    };
    let mut report = report(
        checks,
        Diagnosis {
            root: Some(root),
            ruled_out: vec![
                out("scope-not-requested", "asking for it does not help (experiment 1)"),
                out("token-expired", "23 h 59 min left by the server's clock"),
            ],
            ..Diagnosis::default()
        },
    );
    report.run.faults = vec!["scope-missing".to_owned()];
    report.summary.exit_code = 1;
    report
}

/// All is well, and one check was left out.
pub(super) fn green() -> Report {
    let skipped = CheckResult {
        skipped: Some(SkipReason::Effect),
        effect: Effect::Write,
        ..check("message-post", Status::Skip, "it writes; allow it with --allow write", 0)
    };
    let checks = vec![
        passed("token-fetch", "JWT, RS256, 23 h 59 min left", 12, Some(Proof::Accepted)),
        skipped,
    ];
    let ruled_out = vec![RuledOut { cause: "clock-wrong".into(), because: "no".into() }];
    report(checks, Diagnosis { ruled_out, ..Diagnosis::default() })
}

pub(super) fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

/// Two packs, every status, every fact, every reason to skip, two causes, a check without one.
pub(super) fn everything() -> Report {
    let base = scope_missing();
    let mut checks = base.checks;
    checks[0].facts = facts();
    let skip = |id: &str, reason: SkipReason, saw: &str| CheckResult {
        skipped: Some(reason),
        ..check(id, Status::Skip, saw, 0)
    };
    checks.push(CheckResult {
        severity: Severity::Warn,
        mismatches: vec![Mismatch {
            path: "clock.offset".to_owned(),
            matcher: "within",
            expected: json!("30s"),
            actual: json!([-41.5, -40.5]),
            source: source(41),
        }],
        docs: Some("https://docs.example.com/clocks".to_owned()),
        ..check("clock-strict", Status::Warn, "local clock −41.0 s (± 0.5 s)", 3)
    });
    checks.push(CheckResult {
        attempts: 3,
        ..check("introspection", Status::Error, "connection refused by 192.0.2.1:443", 1240)
    });
    checks.push(CheckResult {
        blocked: Some(Blocked { by: "introspection".to_owned() }),
        ..check("active", Status::Blocked, "", 0)
    });
    checks.push(skip("by-when", SkipReason::When("queue_id is not set".to_owned()), ""));
    checks.push(skip("by-effect", SkipReason::Effect, ""));
    checks.push(skip("by-selection", SkipReason::Selection, ""));
    checks.push(skip("by-need", SkipReason::Need("by-effect".to_owned()), ""));
    checks.push(CheckResult {
        attempts: 1,
        ..skip("by-nature", SkipReason::NotApplicable, "opaque token, 23 h left")
    });
    checks.push(CheckResult {
        pack: "mine".to_owned(),
        effect: Effect::Write,
        proves: Some(Proof::Proven),
        cleanup: Some(CleanupResult {
            done: false,
            saw: "left behind: 500, conversation c-17".to_owned(),
            facts: facts(),
        }),
        ..check("客服-create", Status::Pass, "201, 客服会话已创建", 75_000)
    });
    let mut diagnosis = base.diagnosis;
    let root = diagnosis.root.clone().expect("a root");
    diagnosis.others.push(CauseReport {
        cause: "clock-wrong".to_owned(),
        confidence: Confidence::Likely,
        title: "this machine's clock is 41 s behind".to_owned(),
        because: vec![because("clock-strict", "three answers agree")],
        explains: vec!["guest-api/clock-strict".to_owned()],
        remedies: vec![remedy("set-clock", "set this machine's clock", "`chronyc makestep`")],
        ..root
    });
    diagnosis.experiments.push(experiment(
        1,
        [
            "does asking for the scope help?",
            "scope=webchat:guest:write",
            "POST https://login.example.com/oauth/token",
            "400 invalid_scope",
        ]
        .map(str::to_owned),
    ));
    diagnosis.unexplained.push("guest-api/introspection".to_owned());
    diagnosis.next = Some("why401 check guest-api --only introspection -v".to_owned());
    diagnosis.remedies.push(remedy("restart-it", "restart the introspection endpoint", ""));
    let mut report = report(checks, diagnosis);
    report.packs.push(("mine".to_owned(), "My own pack 客服".to_owned()));
    report.run.faults = vec!["scope-missing".to_owned(), "clock-behind".to_owned()];
    report.run.interrupted = true;
    report.run.deadline_passed = true;
    report.redaction.not_searchable = 1;
    report.summary.exit_code = 1;
    report
}

/// What a hostile server, pack and user could say to a terminal.
pub(super) fn hostile() -> Report {
    saying(
        "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\r\n ✓  forged             | 200 | pass\u{202e}txet\u{2028}\u{0}\u{7f}",
    )
}

/// A report that says one text wherever it can.
pub(super) fn saying(evil: &str) -> Report {
    let failed = CheckResult {
        mismatches: vec![Mismatch {
            path: format!("body.{evil}"),
            matcher: "equals",
            expected: json!({ evil: evil }),
            actual: json!(evil),
            source: source(1),
        }],
        docs: Some(evil.to_owned()),
        cleanup: Some(CleanupResult { done: false, saw: evil.to_owned(), facts: Vec::new() }),
        ..check(&format!("id{evil}"), Status::Fail, evil, 1)
    };
    let cause = CauseReport {
        cause: format!("cause{evil}"),
        leaf: vec![evil.to_owned()],
        confidence: Confidence::Possible,
        title: evil.to_owned(),
        because: vec![because(evil, evil)],
        explains: vec![evil.to_owned()],
        remedies: vec![RemedyReport {
            id: evil.to_owned(),
            title: evil.to_owned(),
            who: evil.to_owned(),
            text: format!("# {evil}\n\n{evil}\n\n- {evil}\n\n```\n{evil}\n```\n"),
        }],
        waived: None,
    };
    let mut report = report(
        vec![failed],
        Diagnosis {
            root: Some(cause),
            ruled_out: vec![RuledOut { cause: evil.to_owned(), because: evil.to_owned() }],
            unexplained: vec![evil.to_owned()],
            next: Some(evil.to_owned()),
            ..Diagnosis::default()
        },
    );
    report.packs[0].1 = evil.to_owned();
    report.run.target = evil.to_owned();
    report.run.faults = vec![evil.to_owned()];
    report
}

/// Nothing at all.
pub(super) fn empty() -> Report {
    report(Vec::new(), Diagnosis::default())
}

/// Failures that somebody answers for, a waiver that is no longer needed, one that has expired, and what is
/// different since the last good run.
pub(super) fn waived() -> Report {
    let mut report = scope_missing();
    let until = |text: &str| text.parse().expect("a day");
    let by = |reason: &str, expires| Waived { reason: reason.to_owned(), expires };
    let known = by("the client is replaced in December, CHG-4711", until("2026-12-31"));
    for check in report.checks.iter_mut().filter(|check| check.status == Status::Fail) {
        check.waived = Some(known.clone());
    }
    // A waiver that has expired is a failure of its own.
    report.checks.push(CheckResult {
        kind: "waiver",
        title: "the waiver of the check queue still holds".to_owned(),
        ..check("waiver:queue", Status::Fail, "expired on 2026-10-01: until the queue is moved", 0)
    });
    let cause = report.diagnosis.root.as_mut().expect("a root");
    cause.waived = Some(known.clone());
    let of = WaiverTarget::Cause(cause.cause.clone());
    let waiver = |of, waived: Waived, line, state| WaiverReport {
        waiver: Waiver { of, reason: waived.reason, expires: waived.expires, source: source(line) },
        state,
    };
    let check = |id: &str| WaiverTarget::Check(id.to_owned());
    report.waivers = vec![
        waiver(of, known, 60, WaiverState::Used),
        waiver(
            check("clock-skew"),
            by("the lab has no time server", until("2027-01-31")),
            63,
            WaiverState::Unused,
        ),
        waiver(
            check("queue"),
            by("until the queue is moved", until("2026-10-01")),
            66,
            WaiverState::Expired,
        ),
    ];
    let shift = |aspect, subject: &str, before: Option<&str>, after: Option<&str>, trend| Shift {
        aspect,
        subject: subject.to_owned(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
        trend,
    };
    report.compared = Some(Comparison {
        run: "0123456789abcdef0123456789abcdef".to_owned(),
        started: "2026-11-21T15:00:00Z".parse().expect("a time"),
        shifts: vec![
            shift(
                Aspect::Verdict,
                "guest-api/message-post",
                Some("pass"),
                Some("fail"),
                Trend::Worse,
            ),
            shift(Aspect::Scopes, "service", Some("webchat:guest:write"), None, Trend::Worse),
            shift(Aspect::KeyId, "service", Some("2026-10"), Some("2026-11"), Trend::Neutral),
        ],
    });
    report.summary =
        Summary { exit_code: report.summary.exit_code, ..Summary::count(&report.checks) };
    report
}

/// A run that died before its checks came out.
pub(super) fn died() -> Report {
    let mut report = empty();
    report.run.died = Some("the configuration of TLS cannot be read".to_owned());
    report.summary.exit_code = 4;
    report
}

/// Every report that is not hostile.
pub(crate) fn all() -> Vec<Report> {
    vec![scope_missing(), green(), everything(), empty(), waived(), died()]
}

/// An experiment with these texts: question, what differed, request and answer.
pub(in crate::report) fn experiment(n: usize, texts: [String; 4]) -> ExperimentResult {
    let [question, changed, request, answer] = texts;
    ExperimentResult {
        n,
        experiment: Experiment {
            kind: "token-with-scope",
            pack: "guest-api".to_owned(),
            check: "token-scopes".to_owned(),
            question,
            changed,
            act: Act::RequestToken {
                identity: "service".to_owned(),
                scopes: Some(vec!["webchat:guest:write".to_owned()]),
                client_auth: None,
            },
        },
        requests: 1,
        request,
        answer,
        ran: true,
        duration: Duration::from_millis(7),
        facts: Vec::new(),
    }
}
