//! SARIF 2.1.0: causes are the rules, and each cause that was named is one result. What nothing explains is a
//! result of the rule `unexplained`, so that no failure is without one.
//!
//! A result points at the first check that it explains, as it stands in its pack, or at the Terraform file where
//! the evidence lies there; the others are related locations. The code flow is the chain of evidence. Checks that
//! could not tell are notifications of the invocation as well. All checks stand in the run's properties.

mod place;
mod result;
mod rule;

use serde_json::{Map, Value, json};

use super::beside::beside;
use super::explained::Explained;
use super::{Format, Style, json};
use crate::model::{CheckResult, Report, Run, Status, printable};

/// SARIF.
pub(super) static FORMAT: Format = Format {
    name: "sarif",
    docs: "SARIF 2.1.0, for code scanning: a rule per cause, a result per finding",
    render,
};

/// The schema that a document is valid against.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The rule of what nothing explains.
const UNEXPLAINED: &str = "unexplained";

/// The rule of what is wrong beside the checks.
const RUN: &str = "run";

fn render(report: &Report, _style: &Style) -> String {
    let explained = Explained::new(report);
    let rules = rule::all(report);
    let results = result::all(report, &explained, &rules);
    let names: Vec<&str> = report.packs.iter().map(|(name, _)| name.as_str()).collect();
    let run = json!({
        "tool": { "driver": {
            "name": report.tool.name,
            "semanticVersion": report.tool.version,
            "rules": rules.iter().map(|rule| &rule.value).collect::<Vec<_>>(),
        } },
        "automationDetails": { "id": format!("why401/{}/{}", names.join("+"), report.run.id) },
        "invocations": [invocation(report)],
        "originalUriBaseIds": {
            place::PACKS: { "description": { "text": "The packs that are built into why401." } },
        },
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": properties(report),
    });
    json::text(&json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] }))
}

fn invocation(report: &Report) -> Value {
    let Run { started, duration, died, interrupted, .. } = &report.run;
    let code = report.summary.exit_code;
    let time = |time: jiff::Timestamp| time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string();
    let end = started.checked_add(*duration).unwrap_or(*started);
    let mut notifications: Vec<Value> = beside(report)
        .iter()
        .filter(|one| !one.failed)
        .map(|one| json!({ "level": "error", "message": { "text": one.saw } }))
        .collect();
    for check in &report.checks {
        let level = match check.status {
            Status::Error => "error",
            Status::Blocked => "warning",
            Status::Pass | Status::Warn | Status::Fail | Status::Skip => continue,
        };
        let text = printable(&format!("{}: {}", check.id, check.saw));
        notifications.push(json!({
            "level": level,
            "message": { "text": text },
            "locations": [place::location(&check.source)],
        }));
    }
    json!({
        "executionSuccessful": died.is_none() && !interrupted && matches!(code, 0 | 1),
        "exitCode": code,
        "startTimeUtc": time(*started),
        "endTimeUtc": time(end),
        "toolExecutionNotifications": notifications,
    })
}

/// What SARIF has no place for, for programs that know why401.
fn properties(report: &Report) -> Value {
    let run = &report.run;
    let checks: Vec<Value> = report.checks.iter().map(check).collect();
    let experiments: Vec<Value> = report
        .diagnosis
        .experiments
        .iter()
        .map(|one| {
            json!({
                "n": one.n,
                "question": one.experiment.question,
                "changed": one.experiment.changed,
                "request": one.request,
                "answer": one.answer,
            })
        })
        .collect();
    let ruled_out: Vec<Value> = report
        .diagnosis
        .ruled_out
        .iter()
        .map(|out| json!({ "cause": out.cause, "because": out.because }))
        .collect();
    let remedies: Vec<Value> = report.diagnosis.remedies.iter().map(rule::remedy).collect();
    let receipt = &report.redaction;
    let mut members = Map::new();
    members.insert("target".to_owned(), run.target.as_str().into());
    members.insert("faults".to_owned(), run.faults.clone().into());
    members.insert("checks".to_owned(), checks.into());
    members.insert("experiments".to_owned(), experiments.into());
    members.insert("ruledOut".to_owned(), ruled_out.into());
    members.insert("remedies".to_owned(), remedies.into());
    if let Some(next) = &report.diagnosis.next {
        members.insert("next".to_owned(), next.as_str().into());
    }
    members.insert(
        "redaction".to_owned(),
        json!({
            "secretsKnown": receipt.secrets_known,
            "formsSearched": receipt.forms_searched,
            "hits": receipt.hits,
            "notSearchable": receipt.not_searchable,
        }),
    );
    Value::Object(members)
}

fn check(check: &CheckResult) -> Value {
    json!({
        "pack": check.pack,
        "id": check.id,
        "title": check.title,
        "status": check.status.as_str(),
        "saw": check.saw,
        "waived": check.waived.is_some(),
    })
}

#[cfg(test)]
mod tests;
