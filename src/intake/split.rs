//! A text taken apart into pieces, each of one kind.

use std::sync::Arc;

use super::item::Item;
use super::{INTAKES, Intake, What, words};

/// A text that was given.
pub struct Given {
    /// Where it came from, as the user named it.
    pub name: Arc<str>,
    /// What it is; none where it is to be recognised.
    pub kind: Option<&'static Intake>,
    /// The text.
    pub text: String,
}

impl Given {
    /// Everything that is in it, in its order.
    pub(super) fn items(&self) -> Vec<Item> {
        let text = self.text.strip_prefix('\u{feff}').unwrap_or(&self.text);
        match self.kind {
            Some(kind) => (kind.read)(text, 1),
            None => joined(split(text)),
        }
    }
}

fn split(text: &str) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = 0;
    let mut line = 1;
    // Up to here no line looks printed: a paragraph without such a line is not read again at each of its lines.
    let mut quiet = 0;
    while at < text.len() {
        let rest = &text[at..];
        let (first, length) = match rest.find('\n') {
            Some(end) => (&rest[..end], end + 1),
            None => (rest, rest.len()),
        };
        // Marks of Markdown around what was pasted into a ticket.
        if first.trim().is_empty() || first.trim_start().starts_with("```") {
            at += length;
            line += 1;
            continue;
        }
        let found = INTAKES.iter().find_map(|intake| {
            if intake.id == "log" && at < quiet {
                return None;
            }
            let length = (intake.recognise)(rest).filter(|length| *length > 0)?;
            Some((intake, length.min(rest.len())))
        });
        let Some((intake, length)) = found else { break };
        if intake.id == "note" && at >= quiet {
            quiet = at + words::paragraph(rest).len();
        }
        let piece = &rest[..length];
        items.extend((intake.read_part)(piece, line));
        line += piece.matches('\n').count();
        at += length;
    }
    items
}

/// Lines that one person wrote one after the other are one note.
fn joined(items: Vec<Item>) -> Vec<Item> {
    let mut all: Vec<Item> = Vec::new();
    for item in items {
        if let What::Words { source, text } = &item.what
            && let Some(Item { what: What::Words { source: before, text: whole }, .. }) =
                all.last_mut()
            && before == source
        {
            whole.push('\n');
            whole.push_str(text);
            continue;
        }
        all.push(item);
    }
    all
}
