//! A value of a request: its text, and which parts of it stand for something that is not to be seen here.

use std::ops::Range;

use crate::model::Secret;

/// A value of a request. It may hold a credential, so it cannot be printed.
#[derive(Clone)]
pub struct Value {
    text: Secret,
    /// Variables of a shell that nobody filled in, as ranges of bytes.
    holes: Vec<Range<usize>>,
}

impl Value {
    /// A value as it stands.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: Secret::new(text), holes: Vec::new() }
    }

    /// The text; variables stand in it as they were written.
    #[must_use]
    pub fn text(&self) -> &str {
        self.text.expose()
    }

    /// Whether nothing of it is a variable that nobody filled in.
    #[must_use]
    pub fn is_filled(&self) -> bool {
        self.holes.is_empty()
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Its pieces in order, each with whether it is a variable.
    pub(super) fn pieces(&self) -> Vec<(&str, bool)> {
        let mut pieces = Vec::new();
        let mut at = 0;
        for hole in &self.holes {
            pieces.push((&self.text()[at..hole.start], false));
            pieces.push((&self.text()[hole.clone()], true));
            at = hole.end;
        }
        pieces.push((&self.text()[at..], false));
        pieces
    }

    /// A part of it, as a range of bytes between characters.
    pub(super) fn slice(&self, range: Range<usize>) -> Self {
        let holes = self.holes.iter().filter_map(|hole| {
            let (start, end) = (hole.start.max(range.start), hole.end.min(range.end));
            (start < end).then(|| start - range.start..end - range.start)
        });
        let holes = holes.collect();
        Self { text: Secret::new(&self.text()[range]), holes }
    }

    /// What stands before and behind the first such character that is no part of a variable.
    pub(super) fn split_once(&self, separator: char) -> Option<(Self, Self)> {
        let outside = |at: usize| !self.holes.iter().any(|hole| hole.contains(&at));
        let mut all = self.text().match_indices(separator);
        let (at, _) = all.find(|(at, _)| outside(*at))?;
        Some((self.slice(0..at), self.slice(at + separator.len_utf8()..self.text().len())))
    }

    /// Without white space before it.
    pub(super) fn trim_start(&self) -> Self {
        let start = self.text().len() - self.text().trim_start().len();
        self.slice(start..self.text().len())
    }

    /// Without white space around it.
    pub(super) fn trim(&self) -> Self {
        let end = self.text().trim_end().len();
        self.slice(0..end).trim_start()
    }

    /// Every part between such characters.
    pub(super) fn split(&self, separator: char) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut rest = self.clone();
        while let Some((first, after)) = rest.split_once(separator) {
            parts.push(first);
            rest = after;
        }
        parts.push(rest);
        parts
    }
}

/// Writes a value piece by piece.
#[derive(Default)]
pub(super) struct Writer {
    text: String,
    holes: Vec<Range<usize>>,
}

impl Writer {
    pub(super) fn push(&mut self, character: char) {
        self.text.push(character);
    }

    pub(super) fn push_str(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// A variable, as it was written.
    pub(super) fn push_hole(&mut self, written: &str) {
        let start = self.text.len();
        self.text.push_str(written);
        self.holes.push(start..self.text.len());
    }

    pub(super) fn append(&mut self, value: &Value) {
        let start = self.text.len();
        self.text.push_str(value.text());
        self.holes.extend(value.holes.iter().map(|hole| hole.start + start..hole.end + start));
    }

    pub(super) fn take(&mut self) -> Value {
        let Self { text, holes } = std::mem::take(self);
        Value { text: Secret::new(text), holes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_stays_one_when_its_value_is_taken_apart() {
        let mut writer = Writer::default();
        writer.push_str("Authorization: Bearer ");
        writer.push_hole("${A:-b}");
        let value = writer.take();
        let (name, value) = value.split_once(':').expect("a colon");
        assert_eq!((name.text(), name.is_filled()), ("Authorization", true));
        assert_eq!((value.trim().text(), value.is_filled()), ("Bearer ${A:-b}", false));
        assert!(value.trim().slice(7..14).split_once(':').is_none());
        assert!(value.trim().slice(0..6).is_filled());
    }
}
