//! Sentences that several formats say in the same words.

use std::time::Duration;

use jiff::Timestamp;

use crate::model::{
    Because, CheckResult, Exchange, Fact, Report, Run, SkipReason, Status, Summary, Waived, words,
};

/// What the run was against.
pub(super) fn target(run: &Run) -> String {
    match run.faults.as_slice() {
        [] => run.target.clone(),
        [fault] => format!("{}, fault: {fault}", run.target),
        faults => format!("{}, faults: {}", run.target, faults.join(", ")),
    }
}

/// What was seen, or why nothing was looked at.
pub(super) fn saw(check: &CheckResult) -> String {
    let mut saw = check.saw.clone();
    let mut say = |told: bool, words: &str| {
        if saw.is_empty() {
            words.clone_into(&mut saw);
        } else if !told {
            saw = format!("{words}: {saw}");
        }
    };
    if let Some(blocked) = &check.blocked {
        let told = check.saw.contains(&blocked.by);
        say(told, &format!("blocked by {}", blocked.by));
    }
    match &check.skipped {
        None => {}
        Some(SkipReason::When(why)) => {
            say(check.saw.contains(why.as_str()), &format!("does not apply: {why}"));
        }
        Some(SkipReason::Effect) => {
            say(check.saw.contains("--allow"), "it writes; allow it with --allow write");
        }
        Some(SkipReason::Selection) => {
            say(check.saw.contains("--only"), "left out by --only, --skip or --tag");
        }
        Some(SkipReason::Need(id)) => {
            say(check.saw.contains(id.as_str()), &format!("needs {id}, which was skipped"));
        }
        Some(SkipReason::NotApplicable) => {
            say(check.saw.contains("not applicable"), "not applicable");
        }
    }
    if check.attempts > 1 {
        saw.push_str(&format!(" ({} tries)", check.attempts));
    }
    saw
}

/// How long a check took; a dash where it was not looked at.
pub(super) fn time(check: &CheckResult) -> String {
    if check.attempts == 0 { "-".to_owned() } else { duration(check.duration) }
}

/// A duration in one unit where that says enough: `12 ms`, `1.2 s`, `2 min 3 s`.
pub(super) fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 0.9995 {
        format!("{:.0} ms", seconds * 1000.0)
    } else if seconds < 59.95 {
        format!("{seconds:.1} s")
    } else {
        words(seconds)
    }
}

/// How it ended, in a word and in a sentence.
pub(super) fn verdict(report: &Report) -> (&'static str, String) {
    let Summary { pass, warn, fail, error, skip, blocked, waived, exit_code: _ } = report.summary;
    let all = pass + warn + fail + error + skip + blocked;
    let checks = if all == 1 { "check" } else { "checks" };
    if let Some(why) = &report.run.died {
        ("died", format!("the run died before its checks came out: {why}"))
    } else if fail > 0 && waived >= fail + warn {
        ("waived", format!("{fail} of {all} {checks} failed, and that is waived"))
    } else if fail > 0 {
        ("failed", format!("{fail} of {all} {checks} failed"))
    } else if error + blocked > 0 {
        ("unknown", format!("{} of {all} {checks} could not be told", error + blocked))
    } else if warn > 0 {
        ("warned", format!("{warn} of {all} {checks} warned"))
    } else if pass == 0 {
        ("empty", "no check ran".to_owned())
    } else if skip > 0 {
        ("passed", format!("{pass} of {all} {checks} passed, {skip} skipped"))
    } else {
        ("passed", format!("{pass} of {all} {checks} passed"))
    }
}

/// What cut the run short.
pub(super) const fn cut_short(run: &Run) -> Option<&'static str> {
    if run.deadline_passed {
        Some("the run's deadline passed: what was not finished could not be told")
    } else if run.interrupted {
        Some("interrupted: what was not finished could not be told")
    } else {
        None
    }
}

/// What was done so that no secret is in the report.
pub(super) fn receipt(report: &Report) -> String {
    let receipt = report.redaction;
    let mut text = format!(
        "redaction: {} secrets known, {} forms searched for, {} found",
        receipt.secrets_known, receipt.forms_searched, receipt.hits
    );
    if receipt.not_searchable > 0 {
        text.push_str(&format!(", {} too short or ordinary to search for", receipt.not_searchable));
    }
    text
}

/// A waiver in words.
pub(super) fn waived(waived: &Waived) -> String {
    format!("waived until {}: {}", waived.expires, waived.reason)
}

/// Where a piece of evidence comes from, and what it shows.
pub(super) fn evidence(because: &Because) -> (String, &str) {
    match because {
        Because::Check { check, text } => (check.clone(), text),
        Because::Experiment { experiment, text } => (format!("experiment {experiment}"), text),
    }
}

/// A time in UTC, to the millisecond.
pub(super) fn utc(time: Timestamp) -> String {
    format!("{time:.3}")
}

/// Whether somebody should look at a check.
pub(super) const fn bad(status: Status) -> bool {
    match status {
        Status::Fail | Status::Warn | Status::Error => true,
        Status::Pass | Status::Skip | Status::Blocked => false,
    }
}

/// The requests that a check made, in order.
pub(super) fn requests(facts: &[Fact]) -> impl Iterator<Item = &Exchange> {
    facts.iter().filter_map(Fact::request)
}

/// Headers and members of answers under which servers remember a request, as `name value`.
pub(super) fn correlations(exchange: &Exchange) -> Vec<(&str, &str)> {
    let named = exchange.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let mut found: Vec<(&str, &str)> = named
        .filter(|(name, _)| {
            name.contains("request-id")
                || name.contains("requestid")
                || name.contains("correlation")
                || name.contains("trace")
                || matches!(*name, "cf-ray" | "x-amz-cf-id")
        })
        .collect();
    let told = exchange.error.as_ref().and_then(|error| error.correlation.as_deref());
    if let Some(told) = told.filter(|told| found.iter().all(|(_, value)| value != told)) {
        found.push(("correlation-id", told));
    }
    found
}
