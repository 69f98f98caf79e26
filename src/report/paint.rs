//! Colour and symbols: never the only carrier of a meaning.

use owo_colors::OwoColorize;

use crate::model::Status;

/// What the place where a report is shown can show.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Columns.
    pub width: usize,
    /// Whether colours are shown.
    pub colour: bool,
    /// Whether symbols outside of ASCII are shown.
    pub unicode: bool,
}

/// What a piece of text is, from which its colour follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Good,
    Bad,
    Warning,
    Unsure,
    Quiet,
    Name,
    Heading,
}

impl Style {
    /// The text in the colour of its role.
    pub(super) fn paint(&self, role: Role, text: &str) -> String {
        if !self.colour || text.is_empty() {
            return text.to_owned();
        }
        match role {
            Role::Good => text.green().to_string(),
            Role::Bad => text.red().bold().to_string(),
            Role::Warning => text.yellow().to_string(),
            Role::Unsure => text.magenta().to_string(),
            Role::Quiet => text.dimmed().to_string(),
            Role::Name => text.cyan().to_string(),
            Role::Heading => text.bold().to_string(),
        }
    }

    /// The symbol of a status.
    pub(super) const fn symbol(&self, status: Status) -> &'static str {
        match (status, self.unicode) {
            (Status::Pass, true) => "✓",
            (Status::Pass, false) => "+",
            (Status::Warn, _) => "!",
            (Status::Fail, true) => "✗",
            (Status::Fail, false) => "x",
            (Status::Error, _) => "?",
            (Status::Skip, _) => "-",
            (Status::Blocked, true) => "⊘",
            (Status::Blocked, false) => "o",
        }
    }

    /// The symbol between two things on one line.
    pub(super) const fn dot(&self) -> &'static str {
        if self.unicode { "·" } else { "-" }
    }

    /// A text with nothing outside of ASCII where that cannot be shown.
    pub(super) fn fit(&self, text: &str) -> String {
        if self.unicode {
            return text.to_owned();
        }
        let mut fitted = String::new();
        for character in text.chars() {
            match character {
                '−' | '–' | '—' => fitted.push('-'),
                '±' => fitted.push_str("+-"),
                '…' => fitted.push_str("..."),
                '·' => fitted.push('-'),
                '→' => fitted.push_str("->"),
                '“' | '”' => fitted.push('"'),
                '‘' | '’' => fitted.push('\''),
                ascii if ascii.is_ascii() => fitted.push(ascii),
                other => fitted.extend(other.escape_unicode()),
            }
        }
        fitted
    }
}

/// The role of a status.
pub(super) const fn role(status: Status) -> Role {
    match status {
        Status::Pass => Role::Good,
        Status::Warn => Role::Warning,
        Status::Fail => Role::Bad,
        Status::Error => Role::Unsure,
        Status::Skip | Status::Blocked => Role::Quiet,
    }
}
