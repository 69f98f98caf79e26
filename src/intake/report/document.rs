//! The document: whether it is a report at all, of which version, and what is in it.

use std::time::Duration;

use serde::Deserialize;
use thiserror::Error;

use super::check::{CheckWire, check};
use super::comparison::{ComparisonWire, comparison};
use super::diagnosis::DiagnosisWire;
use super::waiver::{WaiverWire, waiver};
use super::word::Time;
use crate::decode::clean;
use crate::model::{Diagnosis, RedactionReceipt, Report, Run, Summary, Tool};

/// The newest version of the report that is read here.
const VERSION: u64 = 1;

/// A report that was written earlier.
#[derive(Debug)]
pub struct Earlier {
    /// All of it: the checks with their facts, and the diagnosis of that time.
    pub report: Report,
    /// The version of why401 that wrote it.
    pub written_by: String,
    /// What could not be read and was left out, in words.
    pub notes: Vec<String>,
}

/// Why a text cannot be read as a report.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReportError {
    /// It is no JSON, or ends in the middle.
    #[error("the report is no whole JSON document: {0}")]
    NotJson(String),
    /// It is JSON, and something else.
    #[error(
        "this JSON is no report of why401: it has no member `version` beside `checks`; a report is what \
         `why401 check --format json` prints"
    )]
    NotAReport,
    /// It was written by a newer why401.
    #[error(
        "the report has version {version} and was written by why401 {written_by}; this why401 reads version \
         {VERSION} at most: use the newer why401 to read it"
    )]
    Newer {
        /// The report's version.
        version: u64,
        /// Who wrote it.
        written_by: String,
    },
    /// A member is missing or has another type than version 1 gives it.
    #[error("the report does not keep to version {VERSION}: {0}")]
    Broken(String),
}

#[derive(Deserialize)]
struct Head {
    version: Option<u64>,
    checks: Option<serde::de::IgnoredAny>,
    tool: Option<ToolWire>,
}

#[derive(Deserialize)]
struct ToolWire {
    version: String,
}

#[derive(Deserialize)]
struct Document {
    run: RunWire,
    summary: SummaryWire,
    #[serde(default)]
    packs: Vec<PackWire>,
    checks: Vec<CheckWire>,
    #[serde(default)]
    diagnosis: DiagnosisWire,
    #[serde(default)]
    waivers: Vec<WaiverWire>,
    compared: Option<ComparisonWire>,
    #[serde(default)]
    redaction: RedactionWire,
}

#[derive(Deserialize)]
struct RunWire {
    id: String,
    started: Time,
    duration_ms: u64,
    target: String,
    #[serde(default)]
    faults: Vec<String>,
    #[serde(default)]
    interrupted: bool,
    #[serde(default)]
    deadline_passed: bool,
    died: Option<String>,
}

#[derive(Deserialize)]
struct SummaryWire {
    pass: usize,
    warn: usize,
    fail: usize,
    error: usize,
    skip: usize,
    blocked: usize,
    #[serde(default)]
    waived: usize,
    exit_code: u8,
}

#[derive(Deserialize)]
struct PackWire {
    name: String,
    title: String,
}

#[derive(Default, Deserialize)]
struct RedactionWire {
    secrets_known: usize,
    forms_searched: usize,
    hits: usize,
    not_searchable: usize,
}

/// Whether a text is a JSON report of some version, as far as its members show: for telling inputs apart.
#[must_use]
pub fn looks_like_a_report(text: &str) -> bool {
    head(text).is_ok_and(|head| head.version.is_some() && head.checks.is_some())
}

fn head(text: &str) -> Result<Head, ReportError> {
    serde_json::from_str(without_mark(text)).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => ReportError::NotAReport,
        _ => ReportError::NotJson(clean(&error.to_string())),
    })
}

/// A text without the byte order mark that some editors put before it.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Reads a report back.
///
/// # Errors
/// When the text is no JSON, no report, a report of a newer version, or does not keep to its version.
pub fn read(text: &str) -> Result<Earlier, ReportError> {
    let head = head(text)?;
    let (Some(version), Some(_)) = (head.version, head.checks) else {
        return Err(ReportError::NotAReport);
    };
    let written_by =
        head.tool.map_or_else(|| "of an unknown version".to_owned(), |tool| clean(&tool.version));
    if version > VERSION {
        return Err(ReportError::Newer { version, written_by });
    }
    let document: Document = serde_json::from_str(without_mark(text))
        .map_err(|error| ReportError::Broken(clean(&error.to_string())))?;
    let mut notes = Vec::new();
    let checks = document.checks.into_iter().map(|one| check(one, &mut notes)).collect();
    let RunWire { id, started, duration_ms, target, faults, interrupted, deadline_passed, died } =
        document.run;
    let SummaryWire { pass, warn, fail, error, skip, blocked, waived, exit_code } =
        document.summary;
    let RedactionWire { secrets_known, forms_searched, hits, not_searchable } = document.redaction;
    let report = Report {
        tool: Tool { name: "why401", version: env!("CARGO_PKG_VERSION") },
        run: Run {
            id,
            started: started.0,
            duration: Duration::from_millis(duration_ms),
            target,
            faults,
            interrupted,
            deadline_passed,
            died,
        },
        summary: Summary { pass, warn, fail, error, skip, blocked, waived, exit_code },
        packs: document.packs.into_iter().map(|PackWire { name, title }| (name, title)).collect(),
        checks,
        diagnosis: Diagnosis::from(document.diagnosis),
        waivers: document.waivers.into_iter().filter_map(waiver).collect(),
        compared: document.compared.map(comparison),
        documentation: Vec::new(),
        redaction: RedactionReceipt { secrets_known, forms_searched, hits, not_searchable },
    };
    let notes = notes.iter().map(|note| clean(note)).collect();
    Ok(Earlier { report, written_by, notes })
}
