//! Version 1 of the JSON report: what it says on the wire, apart from what the model is inside. Every struct
//! of the model is taken apart in full, so that a member that is added there is not forgotten here.

use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use super::Time;
use super::comparison::{ComparisonWire, comparison};
use super::experiment::{ExperimentWire, experiment};
use super::fact::FactWire;
use super::waiver::{WaivedWire, WaiverWire, waiver};
use crate::model::{
    Because, Blocked, CauseReport, CheckResult, CleanupResult, Diagnosis, Mismatch,
    RedactionReceipt, RemedyReport, Report, RuledOut, Run, SkipReason, Source, Summary, Tool,
};

/// Whole milliseconds, rounded.
pub(in crate::report) fn milliseconds(duration: Duration) -> u64 {
    u64::try_from((duration + Duration::from_micros(500)).as_millis()).unwrap_or(u64::MAX)
}

#[derive(Serialize)]
pub(super) struct Document<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    checks: Vec<CheckWire<'a>>,
    diagnosis: DiagnosisWire<'a>,
    #[serde(flatten)]
    tail: Tail<'a>,
}

/// The report without the checks and the experiments, for formats that tell of these on their own.
#[derive(Serialize)]
pub(in crate::report) struct ReportWire<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    diagnosis: ExplanationWire<'a>,
    #[serde(flatten)]
    tail: Tail<'a>,
}

/// What stands before the checks.
#[derive(Serialize)]
struct Head<'a> {
    version: u32,
    tool: ToolWire<'a>,
    run: RunWire<'a>,
    summary: SummaryWire,
    packs: Vec<PackWire<'a>>,
}

/// What stands behind the diagnosis.
#[derive(Serialize)]
struct Tail<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    waivers: Vec<WaiverWire<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<ComparisonWire<'a>>,
    redaction: RedactionWire,
}

#[derive(Serialize)]
struct ToolWire<'a> {
    name: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
struct RunWire<'a> {
    id: &'a str,
    started: Time,
    duration_ms: u64,
    target: &'a str,
    faults: &'a [String],
    interrupted: bool,
    deadline_passed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    died: Option<&'a str>,
}

#[derive(Serialize)]
struct SummaryWire {
    pass: usize,
    warn: usize,
    fail: usize,
    error: usize,
    skip: usize,
    blocked: usize,
    waived: usize,
    exit_code: u8,
}

#[derive(Serialize)]
struct PackWire<'a> {
    name: &'a str,
    title: &'a str,
}

#[derive(Serialize)]
pub(in crate::report) struct CheckWire<'a> {
    pack: &'a str,
    id: &'a str,
    title: &'a str,
    kind: &'a str,
    status: &'static str,
    severity: &'static str,
    effect: &'static str,
    proves: Option<&'static str>,
    saw: &'a str,
    mismatches: Vec<MismatchWire<'a>>,
    blocked_by: Option<&'a str>,
    skipped: Option<SkippedWire<'a>>,
    facts: Vec<FactWire<'a>>,
    attempts: u32,
    duration_ms: u64,
    source: SourceWire<'a>,
    remedies: &'a [String],
    docs: Option<&'a str>,
    cleanup: Option<CleanupWire<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    waived: Option<WaivedWire<'a>>,
}

#[derive(Serialize)]
struct MismatchWire<'a> {
    path: &'a str,
    matcher: &'a str,
    expected: &'a Value,
    actual: &'a Value,
    source: SourceWire<'a>,
}

#[derive(Serialize)]
struct SkippedWire<'a> {
    /// `when`, `effect`, `selection`, `need` or `not-applicable`.
    reason: &'static str,
    /// What does not hold, or which check.
    detail: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct SourceWire<'a> {
    file: &'a str,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct CleanupWire<'a> {
    done: bool,
    saw: &'a str,
    facts: Vec<FactWire<'a>>,
}

#[derive(Serialize)]
struct DiagnosisWire<'a> {
    root: Option<CauseWire<'a>>,
    others: Vec<CauseWire<'a>>,
    ruled_out: Vec<RuledOutWire<'a>>,
    experiments: Vec<ExperimentWire<'a>>,
    unexplained: &'a [String],
    next: Option<&'a str>,
    remedies: Vec<RemedyWire<'a>>,
}

/// A diagnosis without its experiments.
#[derive(Serialize)]
struct ExplanationWire<'a> {
    root: Option<CauseWire<'a>>,
    others: Vec<CauseWire<'a>>,
    ruled_out: Vec<RuledOutWire<'a>>,
    unexplained: &'a [String],
    next: Option<&'a str>,
    remedies: Vec<RemedyWire<'a>>,
}

#[derive(Serialize)]
struct CauseWire<'a> {
    cause: &'a str,
    leaf: &'a [String],
    confidence: &'static str,
    title: &'a str,
    because: Vec<BecauseWire<'a>>,
    explains: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    waived: Option<WaivedWire<'a>>,
    remedies: Vec<RemedyWire<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum BecauseWire<'a> {
    Check { check: &'a str, text: &'a str },
    Experiment { experiment: usize, text: &'a str },
}

#[derive(Serialize)]
struct RemedyWire<'a> {
    id: &'a str,
    title: &'a str,
    who: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct RuledOutWire<'a> {
    cause: &'a str,
    because: &'a str,
}

#[derive(Serialize)]
struct RedactionWire {
    secrets_known: usize,
    forms_searched: usize,
    hits: usize,
    not_searchable: usize,
}

impl<'a> From<&'a Report> for Document<'a> {
    fn from(report: &'a Report) -> Self {
        let checks = report.checks.iter().map(check).collect();
        let diagnosis = diagnosis(&report.diagnosis);
        let (head, tail) = ends(report);
        Document { head, checks, diagnosis, tail }
    }
}

impl<'a> From<&'a Report> for ReportWire<'a> {
    fn from(report: &'a Report) -> Self {
        let DiagnosisWire { root, others, ruled_out, experiments: _, unexplained, next, remedies } =
            diagnosis(&report.diagnosis);
        let diagnosis = ExplanationWire { root, others, ruled_out, unexplained, next, remedies };
        let (head, tail) = ends(report);
        ReportWire { head, diagnosis, tail }
    }
}

/// What stands around the checks and the diagnosis.
fn ends(report: &Report) -> (Head<'_>, Tail<'_>) {
    let Report {
        tool,
        run,
        summary,
        packs,
        checks: _,
        diagnosis: _,
        waivers,
        compared,
        documentation: _,
        redaction,
    } = report;
    let Tool { name, version } = *tool;
    let Run { id, started, duration, target, faults, interrupted, deadline_passed, died } = run;
    let Summary { pass, warn, fail, error, skip, blocked, waived, exit_code } = *summary;
    let RedactionReceipt { secrets_known, forms_searched, hits, not_searchable } = *redaction;
    let head = Head {
        version: 1,
        tool: ToolWire { name, version },
        run: RunWire {
            id,
            started: Time(*started),
            duration_ms: milliseconds(*duration),
            target,
            faults,
            interrupted: *interrupted,
            deadline_passed: *deadline_passed,
            died: died.as_deref(),
        },
        summary: SummaryWire { pass, warn, fail, error, skip, blocked, waived, exit_code },
        packs: packs.iter().map(|(name, title)| PackWire { name, title }).collect(),
    };
    let tail = Tail {
        waivers: waivers.iter().map(waiver).collect(),
        compared: compared.as_ref().map(comparison),
        redaction: RedactionWire { secrets_known, forms_searched, hits, not_searchable },
    };
    (head, tail)
}

pub(in crate::report) fn check(check: &CheckResult) -> CheckWire<'_> {
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
        source: place,
        remedies,
        docs,
        cleanup,
        waived,
    } = check;
    CheckWire {
        pack,
        id,
        title,
        kind,
        status: status.as_str(),
        severity: severity.as_str(),
        effect: effect.as_str(),
        proves: proves.map(crate::model::Proof::as_str),
        saw,
        mismatches: mismatches.iter().map(mismatch).collect(),
        blocked_by: blocked.as_ref().map(|Blocked { by }| by.as_str()),
        skipped: skipped.as_ref().map(reason),
        facts: facts.iter().map(FactWire::from).collect(),
        attempts: *attempts,
        duration_ms: milliseconds(*duration),
        source: source(place),
        remedies,
        docs: docs.as_deref(),
        cleanup: cleanup.as_ref().map(|CleanupResult { done, saw, facts }| CleanupWire {
            done: *done,
            saw,
            facts: facts.iter().map(FactWire::from).collect(),
        }),
        waived: waived.as_ref().map(super::waiver::waived),
    }
}

fn mismatch(mismatch: &Mismatch) -> MismatchWire<'_> {
    let Mismatch { path, matcher, expected, actual, source: place } = mismatch;
    MismatchWire { path, matcher, expected, actual, source: source(place) }
}

fn reason(skipped: &SkipReason) -> SkippedWire<'_> {
    let (reason, detail) = match skipped {
        SkipReason::When(why) => ("when", Some(why.as_str())),
        SkipReason::Effect => ("effect", None),
        SkipReason::Selection => ("selection", None),
        SkipReason::Need(id) => ("need", Some(id.as_str())),
        SkipReason::NotApplicable => ("not-applicable", None),
    };
    SkippedWire { reason, detail }
}

pub(super) fn source(source: &Source) -> SourceWire<'_> {
    let Source { file, line, column } = source;
    SourceWire { file, line: *line, column: *column }
}

fn diagnosis(diagnosis: &Diagnosis) -> DiagnosisWire<'_> {
    let Diagnosis { root, others, ruled_out, experiments, unexplained, next, remedies } = diagnosis;
    DiagnosisWire {
        root: root.as_ref().map(cause),
        others: others.iter().map(cause).collect(),
        ruled_out: ruled_out
            .iter()
            .map(|RuledOut { cause, because }| RuledOutWire { cause, because })
            .collect(),
        experiments: experiments.iter().map(experiment).collect(),
        unexplained,
        next: next.as_deref(),
        remedies: remedies.iter().map(remedy).collect(),
    }
}

fn cause(report: &CauseReport) -> CauseWire<'_> {
    let CauseReport { cause, leaf, confidence, title, because, explains, waived, remedies } =
        report;
    CauseWire {
        cause,
        leaf,
        confidence: confidence.as_str(),
        title,
        because: because
            .iter()
            .map(|because| match because {
                Because::Check { check, text } => BecauseWire::Check { check, text },
                Because::Experiment { experiment, text } => {
                    BecauseWire::Experiment { experiment: *experiment, text }
                }
            })
            .collect(),
        explains,
        waived: waived.as_ref().map(super::waiver::waived),
        remedies: remedies.iter().map(remedy).collect(),
    }
}

fn remedy(report: &RemedyReport) -> RemedyWire<'_> {
    let RemedyReport { id, title, who, text } = report;
    RemedyWire { id, title, who, text }
}
