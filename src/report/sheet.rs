//! One thing taken apart for people: a title, rows of name, value and meaning, and sentences under labels.

use super::Style;
use super::grid::{GridColumn, grid};
use super::page::{Page, Paint, Span};

/// How a sentence is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// As it is.
    Plain,
    /// Good.
    Good,
    /// Bad.
    Bad,
}

/// One thing taken apart.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    title: String,
    rows: Vec<[String; 4]>,
    sentences: Vec<(String, Tone, String)>,
}

/// Where the text of a sentence begins.
const INDENT: usize = 10;

impl Sheet {
    /// A sheet with nothing but its title.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), rows: Vec::new(), sentences: Vec::new() }
    }

    /// Adds a row: the group it is the first of or belongs to, its name, its value and what it means.
    pub fn row(&mut self, group: &str, name: &str, value: &str, means: &str) {
        self.rows.push([group, name, value, means].map(str::to_owned));
    }

    /// Adds a sentence under a label.
    pub fn sentence(&mut self, label: &str, tone: Tone, text: &str) {
        self.sentences.push((label.to_owned(), tone, text.to_owned()));
    }

    /// Text within the width. Nothing is cut off.
    #[must_use]
    pub fn to_text(&self, style: &Style) -> String {
        let mut page = Page::new(style);
        page.paragraph(&[], 0, &[Span(Paint::Strong, self.title.clone())]);
        if !self.rows.is_empty() {
            page.blank();
        }
        let mut rows = Vec::new();
        let mut last = "";
        for [group, name, value, means] in &self.rows {
            let shown = if group == last { "" } else { group };
            last = group;
            rows.push(vec![
                (Paint::Strong, shown.to_owned()),
                (Paint::Name, name.clone()),
                (Paint::Plain, value.clone()),
                (Paint::Faint, means.clone()),
            ]);
        }
        let column = |wraps: bool, gap: u16| GridColumn { wraps, right: None, gap };
        let columns = [column(false, 0), column(true, 2), column(true, 2), column(true, 2)];
        for line in grid(style, page.columns(), &columns, &rows) {
            page.inked_line(&line);
        }
        let mut last = "";
        for (label, tone, text) in &self.sentences {
            if last.is_empty() {
                page.blank();
            }
            let paint = match tone {
                Tone::Plain => Paint::Plain,
                Tone::Good => Paint::Good,
                Tone::Bad => Paint::Bad,
            };
            let shown = if label == last { String::new() } else { label.clone() };
            page.paragraph(&[Span(Paint::Strong, shown)], INDENT, &[Span(paint, text.clone())]);
            last = label;
        }
        page.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_keeps_to_its_width_and_names_a_group_once() {
        let mut sheet = Sheet::new("a thing");
        sheet.row("claims", "iss", "https://issuer.example", "who issued it");
        sheet.row("claims", "x\u{1b}[2J", "1", "a number");
        sheet.sentence(
            "proves",
            Tone::Good,
            "one thing that takes more than a line of forty columns",
        );
        sheet.sentence("proves", Tone::Bad, "another");
        let style = Style { width: 40, colour: false, unicode: true };
        let text = sheet.to_text(&style);
        assert!(text.lines().all(|line| line.chars().count() <= 40), "{text}");
        assert_eq!(text.matches("claims").count(), 1);
        assert_eq!(text.matches("proves").count(), 1);
        assert!(!text.contains('\u{1b}'));
        assert!(text.contains("          another"), "{text}");
    }
}
