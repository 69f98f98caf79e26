//! The report: all that formats may show.

use std::time::Duration;

use jiff::Timestamp;

use super::{CheckResult, Comparison, Diagnosis, Status, WaiverReport};

/// All that formats may show.
#[derive(Clone, Debug)]
pub struct Report {
    /// Who made it.
    pub tool: Tool,
    /// The run.
    pub run: Run,
    /// The counts.
    pub summary: Summary,
    /// Name and title of every pack, in the order of the command line.
    pub packs: Vec<(String, String)>,
    /// The checks, in the packs' order.
    pub checks: Vec<CheckResult>,
    /// What explains it.
    pub diagnosis: Diagnosis,
    /// The waivers of the packs and of files, in their order.
    pub waivers: Vec<WaiverReport>,
    /// What is different since the last good run, where the run is not good and one is known.
    pub compared: Option<Comparison>,
    /// What the causes mean that are named, for formats that carry documentation along.
    pub documentation: Vec<Documentation>,
    /// What was done so that no secret is in it.
    pub redaction: RedactionReceipt,
}

/// What a cause means, whatever the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Documentation {
    /// The cause's id.
    pub cause: String,
    /// The cause in one line.
    pub title: String,
    /// Its documentation, as Markdown.
    pub text: String,
}

/// Who made the report.
#[derive(Clone, Debug)]
pub struct Tool {
    /// `why401`.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// One run.
#[derive(Clone, Debug)]
pub struct Run {
    /// An id that is not used twice.
    pub id: String,
    /// When it began.
    pub started: Timestamp,
    /// How long it took.
    pub duration: Duration,
    /// What it ran against: `simulator`, or the hosts that the packs name.
    pub target: String,
    /// The simulator's faults.
    pub faults: Vec<String>,
    /// Whether the user or the deadline ended it early.
    pub interrupted: bool,
    /// Whether the deadline ended it early.
    pub deadline_passed: bool,
    /// Why the run died before its checks came out, in words; the exit code says of which kind that is.
    pub died: Option<String>,
}

/// The counts of a run and its exit code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// As claimed.
    pub pass: usize,
    /// Not as claimed, and only a warning.
    pub warn: usize,
    /// Not as claimed.
    pub fail: usize,
    /// Could not be told.
    pub error: usize,
    /// Left out on purpose.
    pub skip: usize,
    /// Held up by another.
    pub blocked: usize,
    /// Failures and warnings among these that are waived: they do not count for the exit code.
    pub waived: usize,
    /// The process's exit code.
    pub exit_code: u8,
}

impl Summary {
    /// Counts results; the exit code is decided elsewhere.
    #[must_use]
    pub fn count(checks: &[CheckResult]) -> Self {
        let of = |status| checks.iter().filter(|check| check.status == status).count();
        Self {
            pass: of(Status::Pass),
            warn: of(Status::Warn),
            fail: of(Status::Fail),
            error: of(Status::Error),
            skip: of(Status::Skip),
            blocked: of(Status::Blocked),
            waived: checks.iter().filter(|check| check.waived.is_some()).count(),
            exit_code: 0,
        }
    }
}

/// What was done so that no secret is in an artefact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RedactionReceipt {
    /// How many secrets the run knew.
    pub secrets_known: usize,
    /// How many derived forms of them were searched for.
    pub forms_searched: usize,
    /// How many were found; an artefact with a hit is withheld.
    pub hits: usize,
    /// Secrets too short or too common to search for, kept out by typing alone.
    pub not_searchable: usize,
}
