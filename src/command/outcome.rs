//! How a command ends when it cannot do what it was asked.

use std::fmt::Display;

use crate::exit::ExitCode;

/// Why a command could not do what it was asked, in words for people, and the exit code.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) message: String,
    pub(super) code: ExitCode,
}

impl Failure {
    /// Wrong usage, configuration or pack; nothing was sent.
    pub(super) fn usage(message: impl Display) -> Self {
        Self { message: message.to_string(), code: ExitCode::Usage }
    }

    /// The user gave up before what was made could be removed.
    pub(super) fn interrupted_again() -> Self {
        let message = "interrupted again: what the checks made was not removed".to_owned();
        Self { message, code: ExitCode::Interrupted }
    }

    /// A defect or a broken machine.
    pub(super) fn internal(message: impl Display) -> Self {
        Self { message: format!("error: {message}"), code: ExitCode::Internal }
    }
}

/// How a command ends.
pub(super) type Outcome = Result<ExitCode, Failure>;
