//! What a kind of experiment is: identity, documentation, and one pure question to the evidence.

use super::Asking;
use crate::model::Experiment;

/// A kind of control request.
pub struct ExperimentKind {
    /// Its id, in kebab-case.
    pub id: &'static str,
    /// What it is to tell, as a question, without the particulars of a run.
    pub question: &'static str,
    /// Its documentation as the doc comment has it: each line begins with a space.
    pub(super) doc_comment: &'static str,
    /// The control requests of this kind that the evidence calls for; most runs call for none.
    pub ask: fn(&Asking<'_>) -> Vec<Experiment>,
}

impl ExperimentKind {
    /// Its documentation, as Markdown: what is sent, when it is asked for, and what it can prove.
    #[must_use]
    pub fn docs(&self) -> String {
        let lines = self.doc_comment.lines();
        lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
    }
}

/// Defines a kind of experiment. Its doc comment is its documentation.
macro_rules! experiment {
    ($(#[doc = $doc:expr])+ $($field:ident: $value:expr,)+) => {
        $(#[doc = $doc])+
        pub(in crate::diagnose) static KIND: $crate::diagnose::ExperimentKind =
            $crate::diagnose::ExperimentKind {
                doc_comment: concat!($($doc, "\n"),+),
                $($field: $value,)+
            };
    };
}

pub(super) use experiment;
