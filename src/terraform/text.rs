//! A file's text, and where in it something stands.

use std::fmt;
use std::sync::Arc;

use crate::model::Source;

/// A file that was read.
#[derive(Clone, Debug)]
pub struct TextFile {
    /// Its name as the user would write it.
    pub name: Arc<str>,
    /// What is in it.
    pub text: String,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Source,
    /// What.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Source { file, line, column } = &self.place;
        write!(f, "{file}:{line}:{column}: {}", self.message)
    }
}

impl TextFile {
    /// The line and column of a byte.
    #[must_use]
    pub fn place(&self, at: usize) -> Source {
        let before = self.text.get(..at).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Source {
            file: Arc::clone(&self.name),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    /// The whole lines that hold these bytes.
    pub(super) fn lines(&self, start: usize, end: usize) -> (usize, usize) {
        let from = self.text.get(..start).and_then(|text| text.rfind('\n')).map_or(0, |at| at + 1);
        let rest = self.text.get(end..).unwrap_or_default();
        let to = rest.find('\n').map_or(self.text.len(), |at| end + at + 1);
        (from, to)
    }
}
