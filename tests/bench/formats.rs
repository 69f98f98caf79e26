//! How long each format takes for a report with 10,000 checks, beside its bar of 200 ms; run it with
//! `cargo bench --bench formats`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use why401::model::{
    AnsweredBy, ApiError, Because, BodyKind, CauseReport, CheckResult, Confidence, Diagnosis,
    Effect, Exchange, Fact, Mismatch, RedactionReceipt, RemedyReport, Report, Run, Severity,
    Source, Status, Summary, Timing, Tool,
};
use why401::report::{FORMATS, Style};

/// The bar, from the issue.
const BAR: Duration = Duration::from_millis(200);
const CHECKS: usize = 10_000;
/// How often each is rendered.
const RUNS: usize = 7;

fn exchange(number: usize, status: u16) -> Exchange {
    Exchange {
        started: jiff::Timestamp::UNIX_EPOCH,
        method: "GET".to_owned(),
        url: format!("https://api.example/api/v2/things/{number}"),
        sent: None,
        identity: Some("service".to_owned()),
        status: Some(status),
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        challenges: Vec::new(),
        body: BodyKind::Json,
        body_bytes: 120,
        error: (status >= 400).then(|| ApiError {
            code: Some("not.authorized".to_owned()),
            message: Some("User is not authorized".to_owned()),
            ..ApiError::default()
        }),
        answered_by: AnsweredBy::Api,
        version: Some("HTTP/1.1".to_owned()),
        remote: Some("192.0.2.1:443".to_owned()),
        tls: None,
        redirects: Vec::new(),
        timing: Timing::default(),
        fault: None,
        socket: None,
    }
}

/// Every fourth fails, every eighth could not be told.
fn check(number: usize) -> CheckResult {
    let (status, saw, answer) = match number % 8 {
        0 | 4 => (Status::Fail, "403 not.authorized: User is not authorized", 403),
        1 => (Status::Error, "503 unavailable", 503),
        _ => (Status::Pass, "200, body.name \"Support\"", 200),
    };
    let source = Source { file: Arc::from("packs/many.yaml"), line: 10 + number * 7, column: 5 };
    let mismatch = Mismatch {
        path: "status".to_owned(),
        matcher: "equals",
        expected: 200.into(),
        actual: answer.into(),
        source: source.clone(),
    };
    CheckResult {
        pack: "many".to_owned(),
        id: format!("read-thing-{number}"),
        title: "a thing can be read".to_owned(),
        kind: "http",
        status,
        severity: Severity::Error,
        effect: Effect::Read,
        proves: None,
        saw: saw.to_owned(),
        mismatches: (status == Status::Fail).then_some(mismatch).into_iter().collect(),
        blocked: None,
        skipped: None,
        facts: vec![Fact::Exchange(Box::new(exchange(number, answer)))],
        attempts: 1,
        duration: Duration::from_millis(12),
        source,
        remedies: Vec::new(),
        docs: None,
        cleanup: None,
        waived: None,
    }
}

fn report() -> Report {
    let checks: Vec<CheckResult> = (0..CHECKS).map(check).collect();
    let failed = checks.iter().filter(|check| check.status == Status::Fail);
    let cause = CauseReport {
        cause: "permission-missing".to_owned(),
        leaf: vec!["PRV-5".to_owned()],
        confidence: Confidence::Likely,
        title: "the caller may not read things".to_owned(),
        because: vec![Because::Check {
            check: "read-thing-0".to_owned(),
            text: "403 not.authorized: User is not authorized".to_owned(),
        }],
        explains: failed.map(|check| check.id.clone()).collect(),
        waived: None,
        remedies: vec![RemedyReport {
            id: "grant-permission".to_owned(),
            title: "grant the permission to the client's role".to_owned(),
            who: "whoever administers roles".to_owned(),
            text: "## Admin console\n\n1. Open the role.\n2. Add the permission.\n".repeat(20),
        }],
    };
    Report {
        tool: Tool { name: "why401", version: "0.1.0" },
        run: Run {
            id: "0123456789abcdef0123456789abcdef".to_owned(),
            started: jiff::Timestamp::UNIX_EPOCH,
            duration: Duration::from_secs(60),
            target: "api.example".to_owned(),
            faults: Vec::new(),
            interrupted: false,
            deadline_passed: false,
            died: None,
        },
        summary: Summary { exit_code: 1, ..Summary::count(&checks) },
        packs: vec![("many".to_owned(), "Many things".to_owned())],
        checks,
        diagnosis: Diagnosis { root: Some(cause), ..Diagnosis::default() },
        waivers: Vec::new(),
        compared: None,
        documentation: Vec::new(),
        redaction: RedactionReceipt::default(),
    }
}

#[expect(clippy::print_stdout, reason = "printing is what it is for")]
fn main() {
    let report = report();
    for format in FORMATS {
        let mut size = 0;
        let mut times: Vec<Duration> = (0..RUNS)
            .map(|_| {
                let begun = Instant::now();
                let text = (format.render)(std::hint::black_box(&report), &Style::plain());
                let took = begun.elapsed();
                size = std::hint::black_box(text).len();
                took
            })
            .collect();
        times.sort();
        // What else the machine does at the moment says nothing of a format.
        let (best, median) = (times[0], times[RUNS / 2]);
        let verdict = if best <= BAR { "within" } else { "ABOVE" };
        println!(
            "{:<11} {CHECKS} checks, {:>5.1} MB: best {best:>8.1?}, median {median:>8.1?}; {verdict} the bar of {BAR:?}",
            format.name,
            size as f64 / 1e6
        );
    }
}
