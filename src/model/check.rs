//! What a check is and how it can end.

use std::fmt;

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Looked, and it is as claimed.
    Pass,
    /// Looked, and it is not as claimed; the pack says that this is only a warning.
    Warn,
    /// Looked, and it is not as claimed.
    Fail,
    /// Could not tell.
    Error,
    /// Not looked at, on purpose.
    Skip,
    /// Not looked at, because a check that it needs did not pass.
    Blocked,
}

impl Status {
    /// Every status, in the order in which summaries list them.
    pub const ALL: [Self; 6] =
        [Self::Pass, Self::Warn, Self::Fail, Self::Error, Self::Skip, Self::Blocked];

    /// The word that reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Error => "error",
            Self::Skip => "skip",
            Self::Blocked => "blocked",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a claim that turned out false means for the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The check fails.
    #[default]
    Error,
    /// The check warns.
    Warn,
}

impl Severity {
    /// The word that packs and reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
        }
    }
}

/// What a check does to the other side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Effect {
    /// Sends nothing.
    None,
    /// Reads.
    #[default]
    Read,
    /// Changes something: runs only where it was allowed.
    Write,
}

impl Effect {
    /// The word that packs and reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}

/// What a pass proves, weakest first. A green table may not overclaim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Proof {
    /// Something that was configured or published is as it should be.
    Config,
    /// The credential was accepted.
    Accepted,
    /// The caller may do this kind of thing.
    Permitted,
    /// The very operation was done.
    Proven,
}

impl Proof {
    /// The word that reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Accepted => "accepted",
            Self::Permitted => "permitted",
            Self::Proven => "proven",
        }
    }
}
