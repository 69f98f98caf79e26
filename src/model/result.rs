//! How a check came out.

use std::time::Duration;

use serde_json::Value;

use super::{Effect, Exchange, Fact, Mismatch, Proof, Secret, Severity, Source, Status, Waived};

/// What was seen at a path.
#[derive(Clone)]
pub enum Observed {
    /// Nothing is there.
    Absent,
    /// A value that may be shown.
    Value(Value),
    /// A value that may not be shown.
    Secret(Secret),
    /// A number known only to lie between two.
    Range {
        /// The least it can be.
        low: f64,
        /// The greatest it can be.
        high: f64,
    },
}

impl Observed {
    /// The value as reports may show it; null when nothing is there.
    #[must_use]
    pub fn shown(&self) -> Value {
        match self {
            Self::Absent => Value::Null,
            Self::Value(value) => value.clone(),
            Self::Secret(_) => Value::String("(secret)".to_owned()),
            Self::Range { low, high } => {
                let round = |number: f64| (number * 1000.0).round() / 1000.0;
                Value::from(vec![round(*low), round(*high)])
            }
        }
    }
}

/// How a check came out.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckResult {
    /// The pack's name.
    pub pack: String,
    /// The check's id.
    pub id: String,
    /// The claim that was checked.
    pub title: String,
    /// The kind of probe.
    pub kind: &'static str,
    /// How it ended.
    pub status: Status,
    /// What a false claim means for the run.
    pub severity: Severity,
    /// What the check does to the other side.
    pub effect: Effect,
    /// What a pass proves.
    pub proves: Option<Proof>,
    /// What was seen, in one line.
    pub saw: String,
    /// Demands that were not met.
    pub mismatches: Vec<Mismatch>,
    /// Why it was not looked at, for `blocked`.
    pub blocked: Option<Blocked>,
    /// Why it was not looked at, for `skip`.
    pub skipped: Option<SkipReason>,
    /// What was seen.
    pub facts: Vec<Fact>,
    /// How often it was tried; 0 when it was not looked at.
    pub attempts: u32,
    /// How long it took, its waiting for others left out.
    pub duration: Duration,
    /// Where it stands in its pack.
    pub source: Source,
    /// Remedies that the pack names for this way to fail.
    pub remedies: Vec<String>,
    /// Where to read more.
    pub docs: Option<String>,
    /// What became of what it made.
    pub cleanup: Option<CleanupResult>,
    /// That its failure is accepted; only a `fail` or a `warn` can be.
    pub waived: Option<Waived>,
}

impl CheckResult {
    /// The last request that it sent by itself, not for a token.
    #[must_use]
    pub fn last_exchange(&self) -> Option<&Exchange> {
        self.facts.iter().filter_map(Fact::exchange).next_back()
    }
}

/// Which needed check did not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// The check that did not pass, the first in the pack's order.
    pub by: String,
}

/// Why a check was skipped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// Its `when` does not hold. Checks that need it are not held up.
    When(String),
    /// It writes, and that was not allowed.
    Effect,
    /// The user left it out by `--only`, `--skip` or `--tag`. Checks that need it are not held up.
    Selection,
    /// It needs a check that was skipped for its effect, or reads from one that was not looked at.
    Need(String),
    /// The claim does not apply to what was found, such as scopes of an opaque token.
    NotApplicable,
}

/// What became of what a check made.
#[derive(Clone, Debug, PartialEq)]
pub struct CleanupResult {
    /// Whether it is gone.
    pub done: bool,
    /// What was seen, or what was left behind, in one line.
    pub saw: String,
    /// What was seen.
    pub facts: Vec<Fact>,
}
