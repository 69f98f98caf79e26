//! Waivers: failures that somebody answers for until a day.

use jiff::civil::Date;

use super::Source;

/// What takes a failure off the exit code until a day. All of it is required where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// What it is for.
    pub of: WaiverTarget,
    /// Why the failure is accepted, in the words of whoever answers for it.
    pub reason: String,
    /// The last day on which it holds, in UTC.
    pub expires: Date,
    /// Where it is written.
    pub source: Source,
}

/// What a waiver is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WaiverTarget {
    /// A check, by its id.
    Check(String),
    /// Every check that a cause explains, by the cause's id.
    Cause(String),
}

impl WaiverTarget {
    /// The id of the check or of the cause.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Check(id) | Self::Cause(id) => id,
        }
    }

    /// The word that says what it is.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Check(_) => "check",
            Self::Cause(_) => "cause",
        }
    }
}

/// That a failure or a cause is waived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// Why it is accepted.
    pub reason: String,
    /// The last day on which that holds, in UTC.
    pub expires: Date,
}

/// What became of a waiver in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaiverState {
    /// It waived a failure.
    Used,
    /// What it is for did not fail: it can be taken out.
    Unused,
    /// Its last day has passed: it waives nothing, and is a failure of its own.
    Expired,
}

impl WaiverState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Used, Self::Unused, Self::Expired];

    /// The word that reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::Unused => "unused",
            Self::Expired => "expired",
        }
    }
}

/// A waiver as reports carry it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaiverReport {
    /// The waiver.
    pub waiver: Waiver,
    /// What became of it.
    pub state: WaiverState,
}
