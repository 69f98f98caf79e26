//! Lists and documents that are no report: what `list`, `explain` and `lint` print.

use serde_json::Value;

use super::Style;
use super::cell::{hang, line, width};
use super::markdown;
use super::paint::Role;

/// Rows as aligned columns: a name, and what it is, wrapped.
#[must_use]
pub fn table(rows: &[Vec<String>], style: &Style) -> String {
    let first =
        rows.iter().filter_map(|row| row.first()).map(|cell| width(cell)).max().unwrap_or(0);
    let mut out = String::new();
    for row in rows {
        let name = line(row.first().map_or("", String::as_str));
        let rest = row.iter().skip(1).map(|cell| line(cell)).collect::<Vec<_>>().join("  ");
        let padded = format!("{name}{}", " ".repeat(first.saturating_sub(width(&name)) + 2));
        let text = hang(&padded, &style.fit(&rest), style.width);
        // Painted afterwards: the escape codes must not count as columns.
        let painted = style.paint(Role::Name, &name);
        out.push_str(&text.replacen(&name, &painted, 1));
    }
    out
}

/// A JSON array.
#[must_use]
pub fn json(entries: Vec<Value>) -> String {
    format!("{:#}\n", Value::Array(entries))
}

/// A heading, a title and a Markdown text.
#[must_use]
pub fn document(head: &str, title: &str, markdown: &str, style: &Style) -> String {
    let head = style.paint(Role::Name, &style.fit(&line(head)));
    let title = hang("", &style.fit(&line(title)), style.width);
    format!("{head}\n{}\n{}", title, markdown::show(markdown, 0, style))
}
