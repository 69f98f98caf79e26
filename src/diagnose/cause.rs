//! What a cause is: identity, documentation, and one pure judgement.

use super::Evidence;
use crate::model::Finding;

/// Why an API refuses: named after the problem.
pub struct Cause {
    /// Its id, in kebab-case.
    pub id: &'static str,
    /// Its place in the chain from the network to the operation: what `list causes` groups by.
    pub group: &'static str,
    /// Its leaves in the taxonomy of authentication failures; empty when it is none of them.
    pub leaf: &'static [&'static str],
    /// The problem in one line, without the particulars of a run.
    pub title: &'static str,
    /// Its documentation as the doc comment has it: each line begins with a space.
    pub(super) doc_comment: &'static str,
    /// The remedies that cure it, best first.
    pub remedies: &'static [&'static str],
    /// Causes that look the same at first sight: said when they are ruled out.
    pub look_alikes: &'static [&'static str],
    /// Causes that are only symptoms once this one is confirmed and explains the same checks.
    pub symptoms: &'static [&'static str],
    /// What the evidence says of it.
    pub judge: fn(&Evidence<'_>) -> Verdict,
    /// The one request or act that would confirm a finding, or tell it from its look-alikes.
    pub next: fn(&Finding) -> Option<String>,
}

impl Cause {
    /// Its documentation, as Markdown.
    #[must_use]
    pub fn docs(&self) -> String {
        let lines = self.doc_comment.lines();
        lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
    }
}

/// What the evidence says of a cause.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It fits, with this confidence.
    Finding(Finding),
    /// It is excluded, and this is why.
    RuledOut(String),
    /// The evidence says nothing.
    Unknown,
}

/// Defines a cause. Its doc comment is its documentation: `explain` prints it.
macro_rules! cause {
    ($(#[doc = $doc:expr])+ $($field:ident: $value:expr,)+) => {
        $(#[doc = $doc])+
        pub(in crate::diagnose) static CAUSE: $crate::diagnose::Cause = $crate::diagnose::Cause {
            doc_comment: concat!($($doc, "\n"),+),
            $($field: $value,)+
        };
    };
}

pub(super) use cause;
