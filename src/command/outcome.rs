//! How a command ends when it cannot do what it was asked.

use std::fmt::Display;

use crate::exit::ExitCode;
use crate::pack::Problems;

/// Why a command could not do what it was asked, in words for people, and the exit code.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) message: String,
    /// The same for a report, where the message shows lines of a file: these are for the eyes of their owner.
    pub(super) reason: Option<String>,
    pub(super) code: ExitCode,
}

impl Failure {
    /// Wrong usage, configuration or pack; nothing was sent.
    pub(super) fn usage(message: impl Display) -> Self {
        Self { message: message.to_string(), reason: None, code: ExitCode::Usage }
    }

    /// What is wrong with packs or inputs; nothing was sent.
    pub(super) fn problems(problems: &Problems, coloured: bool) -> Self {
        Self { reason: Some(problems.brief()), ..Self::usage(problems.render(coloured)) }
    }

    /// Why, in words for a report.
    pub(super) fn reason(&self) -> &str {
        let message = self.reason.as_deref().unwrap_or(&self.message).trim();
        message.strip_prefix("error: ").unwrap_or(message)
    }

    /// The user ended it before there was anything to end.
    pub(super) fn interrupted_early() -> Self {
        let message = "interrupted before anything was sent".to_owned();
        Self { message, reason: None, code: ExitCode::Interrupted }
    }

    /// The user gave up before what was made could be removed.
    pub(super) fn interrupted_again() -> Self {
        let message = "interrupted again: what the checks made was not removed".to_owned();
        Self { message, reason: None, code: ExitCode::Interrupted }
    }

    /// A defect or a broken machine.
    pub(super) fn internal(message: impl Display) -> Self {
        Self { message: format!("error: {message}"), reason: None, code: ExitCode::Internal }
    }
}

/// How a command ends.
pub(super) type Outcome = Result<ExitCode, Failure>;
