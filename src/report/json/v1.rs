//! Version 1 of the document. Every member of the inside is named here, so that one that is added there must
//! be thought of here.

use serde_json::{Value, json};

use super::fact;
use crate::model::{
    Because, Blocked, CauseReport, CheckResult, CleanupResult, Diagnosis, ExperimentReport,
    Mismatch, RedactionReceipt, RemedyReport, Report, RuledOut, Run, SkipReason, Source, Summary,
    Tool,
};

/// The document.
pub(super) fn document(report: &Report) -> Value {
    let Report { tool, run, summary, packs, checks, diagnosis, redaction } = report;
    let Tool { name, version } = tool;
    json!({
        "version": 1,
        "tool": { "name": name, "version": version },
        "run": self::run(run),
        "summary": self::summary(*summary),
        "packs": packs.iter().map(|(name, title)| json!({ "name": name, "title": title })).collect::<Vec<_>>(),
        "checks": checks.iter().map(check).collect::<Vec<_>>(),
        "diagnosis": self::diagnosis(diagnosis),
        "redaction": self::redaction(*redaction),
    })
}

fn run(run: &Run) -> Value {
    let Run { id, started, duration, target, faults, interrupted, deadline_passed } = run;
    json!({
        "id": id,
        "started": started.to_string(),
        "duration_ms": fact::milliseconds(*duration),
        "target": target,
        "faults": faults,
        "interrupted": interrupted,
        "deadline_passed": deadline_passed,
    })
}

fn summary(summary: Summary) -> Value {
    let Summary { pass, warn, fail, error, skip, blocked, exit_code } = summary;
    json!({
        "pass": pass, "warn": warn, "fail": fail, "error": error, "skip": skip, "blocked": blocked,
        "exit_code": exit_code,
    })
}

fn check(check: &CheckResult) -> Value {
    let CheckResult {
        pack,
        id,
        title,
        kind,
        status,
        severity,
        effect,
        proves,
        saw,
        mismatches,
        blocked,
        skipped,
        facts,
        attempts,
        duration,
        source,
        remedies,
        docs,
        cleanup,
    } = check;
    json!({
        "pack": pack,
        "id": id,
        "title": title,
        "kind": kind,
        "status": status.as_str(),
        "severity": severity.as_str(),
        "effect": effect.as_str(),
        "proves": proves.map(|proof| proof.as_str()),
        "saw": saw,
        "mismatches": mismatches.iter().map(mismatch).collect::<Vec<_>>(),
        "blocked_by": blocked.as_ref().map(|Blocked { by }| by),
        "skipped": skipped.as_ref().map(skip),
        "facts": facts.iter().map(fact::fact).collect::<Vec<_>>(),
        "attempts": attempts,
        "duration_ms": fact::milliseconds(*duration),
        "source": self::source(source),
        "remedies": remedies,
        "docs": docs,
        "cleanup": cleanup.as_ref().map(self::cleanup),
    })
}

fn mismatch(mismatch: &Mismatch) -> Value {
    let Mismatch { path, matcher, expected, actual, source } = mismatch;
    json!({
        "path": path, "matcher": matcher, "expected": expected, "actual": actual,
        "source": self::source(source),
    })
}

fn skip(reason: &SkipReason) -> Value {
    let (why, detail) = match reason {
        SkipReason::When(text) => ("when", Some(text)),
        SkipReason::Effect => ("effect", None),
        SkipReason::Selection => ("selection", None),
        SkipReason::Need(id) => ("need", Some(id)),
        SkipReason::NotApplicable => ("not-applicable", None),
    };
    json!({ "why": why, "detail": detail })
}

fn source(source: &Source) -> Value {
    let Source { file, line, column } = source;
    json!({ "file": &**file, "line": line, "column": column })
}

fn cleanup(cleanup: &CleanupResult) -> Value {
    let CleanupResult { done, saw, facts } = cleanup;
    json!({ "done": done, "saw": saw, "facts": facts.iter().map(fact::fact).collect::<Vec<_>>() })
}

fn diagnosis(diagnosis: &Diagnosis) -> Value {
    let Diagnosis { root, others, ruled_out, experiments, unexplained, next, remedies } = diagnosis;
    json!({
        "root": root.as_ref().map(cause),
        "others": others.iter().map(cause).collect::<Vec<_>>(),
        "ruled_out": ruled_out
            .iter()
            .map(|RuledOut { cause, because }| json!({ "cause": cause, "because": because }))
            .collect::<Vec<_>>(),
        "experiments": experiments.iter().map(experiment).collect::<Vec<_>>(),
        "unexplained": unexplained,
        "next": next,
        "remedies": remedies.iter().map(remedy).collect::<Vec<_>>(),
    })
}

fn cause(cause: &CauseReport) -> Value {
    let CauseReport { cause, leaf, confidence, title, because, explains, remedies } = cause;
    json!({
        "cause": cause,
        "leaf": leaf,
        "confidence": confidence.as_str(),
        "title": title,
        "because": because.iter().map(self::because).collect::<Vec<_>>(),
        "explains": explains,
        "remedies": remedies.iter().map(remedy).collect::<Vec<_>>(),
    })
}

fn because(because: &Because) -> Value {
    match because {
        Because::Check { check, text } => json!({ "check": check, "text": text }),
        Because::Experiment { experiment, text } => {
            json!({ "experiment": experiment, "text": text })
        }
    }
}

fn remedy(remedy: &RemedyReport) -> Value {
    let RemedyReport { id, title, who, text } = remedy;
    json!({ "id": id, "title": title, "who": who, "text": text })
}

fn experiment(experiment: &ExperimentReport) -> Value {
    let ExperimentReport { n, question, changed, request, answer } = experiment;
    json!({ "n": n, "question": question, "changed": changed, "request": request, "answer": answer })
}

fn redaction(receipt: RedactionReceipt) -> Value {
    let RedactionReceipt { secrets_known, forms_searched, hits, not_searchable } = receipt;
    json!({
        "secrets_known": secrets_known, "forms_searched": forms_searched, "hits": hits,
        "not_searchable": not_searchable,
    })
}
