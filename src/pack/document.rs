//! A file as it was read: its lines, and which parts of it may not be shown.

use std::ops::Range;
use std::sync::Arc;

use crate::model::Source;

/// A part of a document, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    /// The first byte.
    pub(super) start: usize,
    /// The byte behind the last.
    pub(super) end: usize,
}

impl Span {
    pub(super) const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }
}

/// A file as it was read. Byte order mark left out, line ends as they are.
pub(super) struct Document {
    /// The file as the user named it, or `builtin:NAME`.
    pub(super) file: Arc<str>,
    /// All of it.
    pub(super) text: String,
    /// Where each line starts.
    lines: Vec<usize>,
    /// Parts that are never shown, in order, not touching each other.
    masks: Vec<Range<usize>>,
}

/// What stands in the place of a part that may not be shown. Its length says nothing of the part's.
const MASK: &str = "********";

impl Document {
    /// A document in which everything may be shown.
    pub(super) fn new(file: Arc<str>, text: String) -> Self {
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(starts.map(|(at, _)| at + 1)).collect();
        Self { file, text, lines, masks: Vec::new() }
    }

    /// The same document with parts hidden.
    pub(super) fn masked(mut self, mut spans: Vec<Span>) -> Self {
        spans.sort_unstable();
        self.masks.clear();
        for span in spans.into_iter().filter(|span| span.start < span.end) {
            match self.masks.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                _ => self.masks.push(span.start..span.end),
            }
        }
        self
    }

    /// Line and column of a byte, both counted from 1, the column in characters.
    pub(super) fn place(&self, at: usize) -> (usize, usize) {
        let at = at.min(self.text.len());
        let line = self.lines.partition_point(|start| *start <= at);
        let start = self.lines[line - 1];
        let before = self.text.get(start..at).unwrap_or_default();
        (line, before.chars().count() + 1)
    }

    /// The byte at a line and column, both counted from 1, the column in characters.
    pub(super) fn offset(&self, line: usize, column: usize) -> usize {
        let Some(start) = self.lines.get(line.saturating_sub(1)) else { return self.text.len() };
        let rest = &self.text[*start..];
        rest.char_indices()
            .take_while(|(_, character)| *character != '\n')
            .nth(column.saturating_sub(1))
            .map_or_else(|| start + rest.find('\n').unwrap_or(rest.len()), |(at, _)| start + at)
    }

    /// Where a part starts, for reports.
    pub(super) fn source(&self, span: Span) -> Source {
        let (line, column) = self.place(span.start);
        Source { file: Arc::clone(&self.file), line, column }
    }

    /// The lines from one byte to another as they may be shown, where the first of them starts, and
    /// how to find a byte of the document in them.
    pub(super) fn excerpt(&self, from: usize, to: usize) -> Excerpt {
        let (first, last) = (self.place(from).0, self.place(to).0);
        let start = self.lines[first - 1];
        let end = self.lines.get(last).map_or(self.text.len(), |next| *next);
        let mut text = String::with_capacity(end - start);
        let mut shifts = Vec::new();
        let mut at = start;
        for mask in &self.masks {
            let (from, to) = (mask.start.max(at), mask.end.min(end));
            if from >= to {
                continue;
            }
            text.push_str(&self.text[at..from]);
            shifts.push((from, to, text.len()));
            text.push_str(MASK);
            at = to;
        }
        text.push_str(&self.text[at..end]);
        Excerpt { first, start, shifts, text }
    }
}

/// Some lines of a document as they may be shown.
pub(super) struct Excerpt {
    /// The number of the first line.
    pub(super) first: usize,
    start: usize,
    /// For each hidden part: its bytes in the document, and where its mask starts in `text`.
    shifts: Vec<(usize, usize, usize)>,
    /// The lines.
    pub(super) text: String,
}

impl Excerpt {
    /// A part of the document as a part of the excerpt.
    pub(super) fn range(&self, span: Span) -> Range<usize> {
        let start = self.find(span.start, false).min(self.text.len());
        let end = self.find(span.end, true).min(self.text.len());
        start..end.max(start)
    }

    fn find(&self, at: usize, end: bool) -> usize {
        let mut found = at.saturating_sub(self.start);
        for (from, to, mask) in &self.shifts {
            if at <= *from {
                break;
            }
            if at < *to {
                return if end { mask + MASK.len() } else { *mask };
            }
            found = mask + MASK.len() + (at - to);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        Document::new("x.yaml".into(), text.to_owned())
    }

    #[test]
    fn places_count_characters_and_offsets_find_them_again() {
        let document = document("a: é: b\n\nlast");
        assert_eq!(document.place(0), (1, 1));
        assert_eq!(document.place("a: é".len()), (1, 5));
        assert_eq!(document.place(document.text.len()), (3, 5));
        for at in [0, 3, 5, 9, 12] {
            let (line, column) = document.place(at);
            assert_eq!(document.offset(line, column), at);
        }
        assert_eq!(document.offset(9, 1), document.text.len());
        assert_eq!(document.offset(1, 99), 8, "the end of its line");
    }

    #[test]
    fn an_excerpt_hides_what_is_masked_and_still_finds_the_rest() {
        let text = "a: 1\nkey: hunter2hunter2 # why\nb: 2\n";
        let secret = text.find("hunter2").expect("there");
        let document = document(text).masked(vec![Span::new(secret, secret + 14)]);
        let excerpt = document.excerpt(secret, secret);
        assert_eq!(excerpt.text, "key: ******** # why\n");
        assert_eq!(excerpt.first, 2);
        assert_eq!(&excerpt.text[excerpt.range(Span::new(secret, secret + 14))], "********");
        let why = text.find("why").expect("there");
        assert_eq!(&excerpt.text[excerpt.range(Span::new(why, why + 3))], "why");
    }
}
