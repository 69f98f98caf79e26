//! A finding in the making.

use serde_json::Value;

use super::Verdict;
use crate::model::{Because, CheckResult, Confidence, ExperimentResult, Finding};

/// A finding in the making.
pub(super) struct Draft(Finding);

impl Draft {
    pub(super) fn new(confidence: Confidence, title: impl Into<String>) -> Self {
        Self(Finding {
            confidence,
            title: title.into(),
            because: Vec::new(),
            explains: Vec::new(),
            particulars: Vec::new(),
            weight: 0,
            stands: false,
            worded: false,
        })
    }

    /// How much speaks for it: decides between findings of the same confidence.
    pub(super) fn weighing(mut self, weight: u32) -> Self {
        self.0.weight = weight;
        self
    }

    /// Rests on more than the refusals that it explains: a flaw that the token itself shows, an answer
    /// that an experiment got. It stays beside a surer cause that explains the same checks.
    pub(super) fn standing(mut self) -> Self {
        self.0.stands = true;
        self
    }

    /// Rests on the words of an answer alone: what else the report says can contradict them.
    pub(super) fn worded(mut self) -> Self {
        self.0.worded = true;
        self
    }

    /// No longer confirmed, where something is left that would have to be known.
    pub(super) fn at_most_likely(mut self) -> Self {
        self.0.confidence = self.0.confidence.min(Confidence::Likely);
        self
    }

    /// Adds a piece of evidence; the same piece counts once.
    pub(super) fn because(mut self, check: &CheckResult, text: impl Into<String>) -> Self {
        let because = Because::Check { check: check.id.clone(), text: text.into() };
        if !self.0.because.contains(&because) {
            self.0.because.push(because);
        }
        self
    }

    /// Adds a piece of evidence of whoever saw it.
    pub(super) fn seen_by(mut self, because: Because) -> Self {
        if !self.0.because.contains(&because) {
            self.0.because.push(because);
        }
        self
    }

    /// Adds what an experiment showed.
    pub(super) fn because_of(mut self, one: &ExperimentResult, text: impl Into<String>) -> Self {
        let because = Because::Experiment { experiment: one.n, text: text.into() };
        if !self.0.because.contains(&because) {
            self.0.because.push(because);
        }
        self
    }

    /// Adds checks that it explains.
    pub(super) fn explains<'a>(
        mut self,
        checks: impl IntoIterator<Item = &'a CheckResult>,
    ) -> Self {
        for check in checks {
            let name = full_name(check);
            if !self.0.explains.contains(&name) {
                self.0.explains.push(name);
            }
        }
        self
    }

    /// Adds what fills a hole of its remedies; nothing when the value is not known.
    pub(super) fn with(mut self, name: &'static str, value: Option<impl Into<Value>>) -> Self {
        if let Some(value) = value {
            self.0.particulars.retain(|(known, _)| *known != name);
            self.0.particulars.push((name, value.into()));
        }
        self
    }

    pub(super) fn found(self) -> Verdict {
        Verdict::Finding(self.0)
    }
}

/// A check's id as findings carry it: `pack/id`.
pub(super) fn full_name(check: &CheckResult) -> String {
    format!("{}/{}", check.pack, check.id)
}

/// A finding that a cause drafted, or nothing.
pub(super) fn verdict(draft: Option<Draft>) -> Verdict {
    draft.map_or(Verdict::Unknown, Draft::found)
}

/// The call that a finding is about.
pub(super) fn call_of(finding: &Finding) -> &str {
    let known = finding.particulars.iter().find(|(name, _)| *name == "call");
    known.and_then(|(_, call)| call.as_str()).unwrap_or("the call")
}
