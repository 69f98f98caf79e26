//! Words about a failure that are no answer of a server.

/// What a program printed or a person wrote, on one or more lines, cleaned and redacted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Who says it.
    pub source: RemarkSource,
    /// The text; lines end with `\n`.
    pub text: String,
}

/// Who says it: how far it can be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemarkSource {
    /// A program printed it: a log, an exception, a console.
    Log,
    /// A person wrote it.
    Note,
}

impl RemarkSource {
    /// The word that reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Note => "note",
        }
    }
}
