//! What explains a run: findings, what was ruled out, what would tell more.

use super::{ExperimentResult, Waived};

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Fits, and so do others.
    Possible,
    /// Fits better than anything else.
    Likely,
    /// Proven by a decisive fact or an experiment.
    Confirmed,
}

impl Confidence {
    /// The word that reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Confirmed => "confirmed",
        }
    }
}

/// A cause that explains something of what was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How sure it is.
    pub confidence: Confidence,
    /// The cause in one line, with the particulars of this run.
    pub title: String,
    /// The evidence.
    pub because: Vec<Because>,
    /// The ids of the checks that it explains, as `pack/id`.
    pub explains: Vec<String>,
    /// What fills the holes of its remedies: the missing scopes, the client's id and the like.
    pub particulars: Vec<(&'static str, serde_json::Value)>,
    /// How much speaks for it, where that can be counted: decides between findings of one confidence.
    pub weight: u32,
    /// Whether it has evidence of its own beside the refusals: it then stays beside a surer cause that
    /// explains the same checks.
    pub stands: bool,
    /// Whether the words of an answer are all that shows it.
    pub worded: bool,
}

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// A check showed it.
    Check {
        /// The check's id.
        check: String,
        /// What it showed.
        text: String,
    },
    /// An experiment showed it.
    Experiment {
        /// The experiment's number, counted from 1.
        experiment: usize,
        /// What it showed.
        text: String,
    },
}

/// A finding as reports carry it: with its cause's name and its remedies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CauseReport {
    /// The cause's id.
    pub cause: String,
    /// Its places in the taxonomy of authentication failures.
    pub leaf: Vec<String>,
    /// How sure it is.
    pub confidence: Confidence,
    /// The cause in one line.
    pub title: String,
    /// The evidence.
    pub because: Vec<Because>,
    /// The ids of the checks that it explains, as `pack/id` where several packs have one of that id.
    pub explains: Vec<String>,
    /// That it is accepted until a day.
    pub waived: Option<Waived>,
    /// What cures it.
    pub remedies: Vec<RemedyReport>,
}

/// A remedy with the particulars of this run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemedyReport {
    /// The remedy's id.
    pub id: String,
    /// What to do, in one line.
    pub title: String,
    /// Who can do it.
    pub who: String,
    /// How, as Markdown.
    pub text: String,
}

/// A cause that the evidence excludes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuledOut {
    /// The cause's id.
    pub cause: String,
    /// Why it is excluded.
    pub because: String,
}

/// What explains a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagnosis {
    /// The first-ranked cause.
    pub root: Option<CauseReport>,
    /// Further independent causes.
    pub others: Vec<CauseReport>,
    /// What was excluded.
    pub ruled_out: Vec<RuledOut>,
    /// The control requests that were made, and those that were asked for and not made.
    pub experiments: Vec<ExperimentResult>,
    /// The ids of checks that nothing here explains.
    pub unexplained: Vec<String>,
    /// The one request or act that would tell most.
    pub next: Option<String>,
    /// Remedies that packs name for checks whose cause was not named.
    pub remedies: Vec<RemedyReport>,
}
