//! Results: one for each cause that was named, for each check that nothing explains, and for what is wrong
//! beside the checks.

use serde_json::{Value, json};

use super::rule::{Rule, remedy, text};
use super::{RUN, UNEXPLAINED, place};
use crate::model::{
    Because, CauseReport, CheckResult, RemedyReport, Report, Source, Status, Waived, printable,
};
use crate::report::beside::beside;
use crate::report::explained::{Explained, accepted, evidence, in_code};

/// Every result, the first-ranked cause first.
pub(super) fn all(report: &Report, explained: &Explained<'_>, rules: &[Rule]) -> Vec<Value> {
    let mut results: Vec<Value> = explained
        .causes(report)
        .map(|(cause, checks)| of_cause(cause, checks, report, rules))
        .collect();
    for check in &report.checks {
        let level = match check.status {
            Status::Fail => "error",
            Status::Warn | Status::Error => "warning",
            Status::Pass | Status::Skip | Status::Blocked => continue,
        };
        if explained.of(check).is_empty() {
            results.push(of_check(check, level, explained, rules));
        }
    }
    for one in beside(report) {
        results.push(json!({
            "ruleId": RUN,
            "ruleIndex": index(rules, RUN),
            "level": if one.failed { "error" } else { "warning" },
            "message": { "text": one.saw },
            "locations": [place::location(&anywhere(report))],
            "partialFingerprints": { "why401/v1": fingerprint(&[RUN, &one.id]) },
        }));
    }
    results
}

/// A reader looks at so many related locations.
const RELATED_AT_MOST: usize = 100;

fn of_cause(
    cause: &CauseReport,
    checks: &[&CheckResult],
    report: &Report,
    rules: &[Rule],
) -> Value {
    let id = printable(&cause.cause);
    let source = in_code(cause, report)
        .or_else(|| checks.first().map(|check| check.source.clone()))
        .unwrap_or_else(|| anywhere(report));
    let fixes: Vec<String> =
        cause.remedies.iter().map(|remedy| format!("fix: {}", remedy.title)).collect();
    let message = std::iter::once(cause.title.clone()).chain(fixes);
    let message: Vec<String> = message.map(|line| text(&line)).collect();
    let related: Vec<Value> = checks
        .iter()
        .take(RELATED_AT_MOST)
        .enumerate()
        .map(|(n, check)| place::told(&check.source, Some(n + 1), &seen(check)))
        .collect();
    let pack = checks.first().map_or("", |check| check.pack.as_str());
    let level = if checks.iter().any(|check| check.status == Status::Fail) || checks.is_empty() {
        "error"
    } else {
        "warning"
    };
    let mut result = json!({
        "ruleId": id,
        "ruleIndex": index(rules, &id),
        "level": level,
        "message": { "text": message.join("\n") },
        "locations": [place::location(&source)],
        "relatedLocations": related,
        "partialFingerprints": { "why401/v1": fingerprint(&[&id, pack]) },
        "properties": {
            "confidence": cause.confidence.as_str(),
            "title": cause.title,
            "explains": cause.explains,
            "remedies": cause.remedies.iter().map(remedy).collect::<Vec<_>>(),
        },
    });
    if !cause.because.is_empty() {
        let chain: Vec<Value> =
            cause.because.iter().map(|one| step(one, report, &source)).collect();
        result["codeFlows"] = json!([{
            "message": { "text": "the chain of evidence" },
            "threadFlows": [{ "locations": chain }],
        }]);
    }
    suppress(&mut result, cause.waived.as_ref());
    result
}

fn of_check(check: &CheckResult, level: &str, explained: &Explained<'_>, rules: &[Rule]) -> Value {
    let mut message = vec![seen(check)];
    let remedies = explained.pack_remedies(check);
    message.extend(remedies.iter().map(|one: &&RemedyReport| text(&format!("fix: {}", one.title))));
    let mut result = json!({
        "ruleId": UNEXPLAINED,
        "ruleIndex": index(rules, UNEXPLAINED),
        "level": level,
        "message": { "text": message.join("\n") },
        "locations": [place::location(&check.source)],
        "partialFingerprints": {
            "why401/v1": fingerprint(&[UNEXPLAINED, &check.pack, &check.id]),
        },
        "properties": {
            "check": check.id,
            "remedies": remedies.iter().map(|one| remedy(one)).collect::<Vec<_>>(),
        },
    });
    suppress(&mut result, check.waived.as_ref());
    result
}

/// A step of the chain of evidence, where it was seen.
fn step(because: &Because, report: &Report, otherwise: &Source) -> Value {
    let check = match because {
        Because::Check { check, text: _ } => Some(check),
        Because::Experiment { experiment, text: _ } => {
            let all = &report.diagnosis.experiments;
            all.iter().find(|one| one.n == *experiment).map(|one| &one.experiment.check)
        }
    };
    let seen = check.and_then(|id| report.checks.iter().find(|check| check.id == *id));
    let source = seen.map_or(otherwise, |check| &check.source);
    json!({ "location": place::told(source, None, &text(&evidence(because))) })
}

/// Where a result points that belongs to no check.
fn anywhere(report: &Report) -> Source {
    report.checks.first().map_or_else(
        || Source { file: "why401.yaml".into(), line: 1, column: 1 },
        |check| Source { line: 1, column: 1, ..check.source.clone() },
    )
}

fn seen(check: &CheckResult) -> String {
    let saw = if check.saw.is_empty() { &check.title } else { &check.saw };
    text(&format!("{}: {saw}", check.id))
}

/// That a result is accepted.
fn suppress(result: &mut Value, waived: Option<&Waived>) {
    let Some(waived) = waived else { return };
    result["suppressions"] = json!([{
        "kind": "external",
        "status": "accepted",
        "justification": accepted(waived),
    }]);
}

fn index(rules: &[Rule], id: &str) -> usize {
    rules.iter().position(|rule| rule.id == id).unwrap_or_default()
}

/// What stays the same from run to run, whatever the words.
fn fingerprint(parts: &[&str]) -> String {
    printable(&parts.join("/"))
}
