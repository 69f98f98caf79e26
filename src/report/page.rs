//! A text for people, built line by line. Every piece of it passes through [`Page::clean`]: nothing that a
//! server or a pack says can move the cursor, retitle the window or forge a row.

use owo_colors::Style as Ink;

use super::Style;
use super::wrap::{width, wrap};
use crate::model::{ascii, printable};

/// What a piece of text means. Colour only repeats what the words and symbols say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paint {
    Plain,
    Good,
    Bad,
    Doubt,
    Faint,
    Strong,
    Name,
}

impl Paint {
    const fn ink(self) -> Ink {
        match self {
            Self::Plain => Ink::new(),
            Self::Good => Ink::new().green(),
            Self::Bad => Ink::new().red().bold(),
            Self::Doubt => Ink::new().yellow(),
            Self::Faint => Ink::new().dimmed(),
            Self::Strong => Ink::new().bold(),
            Self::Name => Ink::new().cyan(),
        }
    }
}

/// A piece of text and what it means.
pub(super) struct Span(pub(super) Paint, pub(super) String);

impl Span {
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self(Paint::Plain, text.into())
    }

    pub(super) fn faint(text: impl Into<String>) -> Self {
        Self(Paint::Faint, text.into())
    }
}

/// Longer lines are hard to read, however wide the terminal is.
const WIDEST: usize = 100;
const NARROWEST: usize = 40;

/// A text for people.
pub(super) struct Page<'a> {
    style: &'a Style,
    text: String,
}

impl<'a> Page<'a> {
    pub(super) const fn new(style: &'a Style) -> Self {
        Self { style, text: String::new() }
    }

    /// How many columns there are for tables.
    pub(super) fn columns(&self) -> usize {
        self.style.width.max(NARROWEST)
    }

    /// How many columns there are for prose.
    pub(super) fn measure(&self) -> usize {
        self.columns().min(WIDEST)
    }

    pub(super) const fn style(&self) -> &'a Style {
        self.style
    }

    /// A text as it may be shown: on one line, nothing in it that a terminal obeys, and in ASCII where no
    /// more can be shown.
    pub(super) fn clean(&self, text: &str) -> String {
        clean(text, self.style)
    }

    /// A clean text with its colour.
    pub(super) fn ink(&self, paint: Paint, text: &str) -> String {
        ink(paint, &self.clean(text), self.style)
    }

    pub(super) fn blank(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// Adds a line that is finished: its pieces went through [`Self::ink`].
    pub(super) fn inked_line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// Adds a line as it stands, however long: code must stay fit to copy.
    pub(super) fn verbatim(&mut self, indent: usize, paint: Paint, line: &str) {
        let line = line.replace('\t', "    ");
        let line = self.ink(paint, line.trim_end());
        self.inked_line(&format!("{}{line}", " ".repeat(indent)));
    }

    /// Adds a paragraph: a label at the left edge, and text from the column `indent` on. A label that does
    /// not fit gets a line of its own.
    pub(super) fn paragraph(&mut self, label: &[Span], indent: usize, body: &[Span]) {
        let mut column = 0;
        let mut line = String::new();
        for Span(paint, text) in label {
            column += width(&self.clean(text));
            line.push_str(&self.ink(*paint, text));
        }
        if column >= indent && column > 0 {
            for part in self.wrapped(label, self.measure(), self.measure()) {
                self.inked_line(&part);
            }
            line.clear();
            column = 0;
        }
        let limit = self.measure().saturating_sub(indent);
        for part in self.wrapped(body, limit, limit) {
            line.push_str(&" ".repeat(indent.saturating_sub(column)));
            line.push_str(&part);
            self.inked_line(&line);
            line.clear();
            column = 0;
        }
        if !line.is_empty() {
            self.inked_line(&line);
        }
    }

    /// Adds a paragraph at the left edge whose further lines stand further right.
    pub(super) fn hanging(&mut self, indent: usize, body: &[Span]) {
        let limit = self.measure() - indent;
        for (index, line) in self.wrapped(body, limit + indent, limit).into_iter().enumerate() {
            let indent = if index == 0 { 0 } else { indent };
            self.inked_line(&format!("{}{line}", " ".repeat(indent)));
        }
    }

    /// Adds a paragraph of one piece.
    pub(super) fn sentence(&mut self, indent: usize, text: &str) {
        self.paragraph(&[], indent, &[Span::plain(text)]);
    }

    /// Breaks spans into inked lines: the first within one limit, the others within another.
    fn wrapped(&self, spans: &[Span], first: usize, limit: usize) -> Vec<String> {
        let mut characters: Vec<char> = Vec::new();
        let mut paints: Vec<Paint> = Vec::new();
        for Span(paint, text) in spans {
            for character in self.clean(text).chars() {
                characters.push(character);
                paints.push(*paint);
            }
        }
        let piece = |range: std::ops::Range<usize>| {
            let mut line = String::new();
            let mut start = range.start;
            while start < range.end {
                let paint = paints[start];
                let mut end = start;
                while end < range.end && paints[end] == paint {
                    end += 1;
                }
                let text: String = characters[start..end].iter().collect();
                line.push_str(&ink(paint, &text, self.style));
                start = end;
            }
            line
        };
        wrap(&characters, first, limit).into_iter().map(piece).collect()
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// A clean text with its colour.
pub(super) fn ink(paint: Paint, clean: &str, style: &Style) -> String {
    if style.colour && paint != Paint::Plain && !clean.is_empty() {
        paint.ink().style(clean).to_string()
    } else {
        clean.to_owned()
    }
}

/// A text as it may be shown in a style.
pub(super) fn clean(text: &str, style: &Style) -> String {
    let text = printable(text);
    if style.unicode || text.is_ascii() { text } else { ascii(&text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NARROW: Style = Style { width: 40, colour: false, unicode: true };

    #[test]
    fn a_paragraph_hangs_below_its_label() {
        let mut page = Page::new(&NARROW);
        page.paragraph(
            &[Span(Paint::Strong, "why".into())],
            5,
            &[
                Span::plain("the OAuth client is not granted the scope "),
                Span(Paint::Name, "webchat:guest:write".into()),
            ],
        );
        page.paragraph(&[Span::plain("a-label-that-is-too-long")], 5, &[Span::plain("text")]);
        assert_eq!(
            page.finish(),
            "why  the OAuth client is not granted the\n     scope webchat:guest:write\n\
             a-label-that-is-too-long\n     text\n"
        );
    }

    #[test]
    fn colour_goes_around_clean_text_only() {
        let style = Style { colour: true, ..NARROW };
        let page = Page::new(&style);
        assert_eq!(page.ink(Paint::Good, "a\u{1b}[31mb"), "\u{1b}[32ma\u{fffd}[31mb\u{1b}[0m");
        assert_eq!(Page::new(&NARROW).ink(Paint::Good, "a\u{1b}[31mb"), "a\u{fffd}[31mb");
    }

    #[test]
    fn without_unicode_nothing_but_ascii_is_shown() {
        let style = Style { unicode: false, ..NARROW };
        let text = clean("local clock −0.2 s (± 0.5 s) · “x” 客\u{9b}", &style);
        assert_eq!(text, "local clock -0.2 s (+/- 0.5 s) - \"x\" \\u{5ba2}?");
    }
}
