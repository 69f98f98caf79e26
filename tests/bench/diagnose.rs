//! How long a diagnosis takes without experiments: fifty checks, every other one refused. Printed beside its
//! bar of two milliseconds; run it with `cargo bench --bench diagnose`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use why401::diagnose::diagnose;
use why401::model::{
    AnsweredBy, ApiError, BodyKind, Challenge, CheckResult, Effect, Exchange, Fact, Remark,
    RemarkSource, Severity, Source, Status, Timing,
};

/// The bar, from the issue.
const BAR: Duration = Duration::from_millis(2);
/// How many diagnoses are timed.
const RUNS: usize = 200;

fn exchange(number: usize, refused: bool) -> Exchange {
    let challenge = Challenge {
        scheme: "Bearer".to_owned(),
        parameters: vec![
            ("error".to_owned(), "invalid_token".to_owned()),
            ("error_description".to_owned(), "The access token is not accepted".to_owned()),
        ],
    };
    Exchange {
        started: jiff::Timestamp::UNIX_EPOCH,
        method: "GET".to_owned(),
        url: format!("https://api.example/api/v2/things/{number}"),
        sent: None,
        identity: Some("service".to_owned()),
        status: Some(if refused { 401 } else { 200 }),
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        challenges: refused.then_some(challenge).into_iter().collect(),
        body: BodyKind::Json,
        body_bytes: 120,
        error: refused.then(|| ApiError {
            code: Some("invalid_token".to_owned()),
            message: Some("The access token is not accepted".to_owned()),
            ..ApiError::default()
        }),
        answered_by: AnsweredBy::Api,
        version: Some("HTTP/1.1".to_owned()),
        remote: None,
        tls: None,
        redirects: Vec::new(),
        timing: Timing::default(),
        fault: None,
        socket: None,
    }
}

fn check(number: usize) -> CheckResult {
    let refused = number % 2 == 1;
    CheckResult {
        pack: "fifty".to_owned(),
        id: format!("read-{number}"),
        title: "a thing can be read".to_owned(),
        kind: "http",
        status: if refused { Status::Fail } else { Status::Pass },
        severity: Severity::Error,
        effect: Effect::Read,
        proves: None,
        saw: String::new(),
        mismatches: Vec::new(),
        blocked: None,
        skipped: None,
        facts: vec![Fact::Exchange(Box::new(exchange(number, refused)))],
        attempts: 1,
        duration: Duration::ZERO,
        source: Source { file: Arc::from("pack.yaml"), line: 1, column: 1 },
        remedies: Vec::new(),
        docs: None,
        cleanup: None,
        waived: None,
    }
}

/// Fifty checks, and what a program printed about them: signs are read then.
fn with_log() -> Vec<CheckResult> {
    let mut checks: Vec<CheckResult> = (0..50).map(check).collect();
    let text = "jwt verification fails: the request was rejected".to_owned();
    let log = Remark { source: RemarkSource::Log, text };
    checks[1].facts.push(Fact::Remark(Box::new(log)));
    checks
}

/// The first diagnosis of a process reads the vocabularies; the median is of those after it.
#[expect(clippy::print_stdout, reason = "printing is what it is for")]
fn measure(what: &str, checks: &[CheckResult]) {
    let timed = || {
        let begun = Instant::now();
        std::hint::black_box(diagnose(std::hint::black_box(checks), &[]));
        begun.elapsed()
    };
    let first = timed();
    let mut times: Vec<Duration> = (0..RUNS).map(|_| timed()).collect();
    times.sort();
    let median = times[RUNS / 2];
    let verdict = if median <= BAR { "within" } else { "ABOVE" };
    println!("{what}: first {first:?}, median {median:?}; {verdict} the bar of {BAR:?}");
}

fn main() {
    let checks: Vec<CheckResult> = (0..50).map(check).collect();
    measure("diagnosis of 50 checks", &checks);
    measure("diagnosis of 50 checks and a log", &with_log());
}
