//! Markdown, as far as remedies and documentation use it, shown plainly in a terminal.
//!
//! A fenced block marked `now`, followed by one marked `then`, is shown as a diff; a lone `then` is a snippet.

use super::cell::{block, hang, line};
use super::diff::diff;
use super::paint::{Role, Style};

/// A piece of Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Heading(String),
    Paragraph(String),
    Item(String),
    /// A step of a numbered list, with its number.
    Step(String, String),
    Code {
        info: String,
        text: String,
    },
}

/// Shows Markdown, indented by `indent` columns.
pub(super) fn show(text: &str, indent: usize, style: &Style) -> String {
    lay_out(&pieces(text), indent, style)
}

/// Shows what matters first of a remedy: its opening words, the steps of each section, and what to change.
/// A remedy without steps and changes is shown whole.
pub(super) fn brief(text: &str, indent: usize, style: &Style) -> String {
    let all = pieces(text);
    let changes = |at: usize| match (&all[at], all.get(at + 1)) {
        (Piece::Code { info, .. }, Some(Piece::Code { info: next, .. })) => {
            marked(info, "now") && marked(next, "then")
        }
        _ => false,
    };
    let mut opening = true;
    let mut kept: Vec<Piece> = Vec::new();
    let mut heading: Option<Piece> = None;
    let mut found = false;
    for (at, piece) in all.iter().enumerate() {
        let changed = changes(at) || (at > 0 && changes(at - 1));
        match piece {
            Piece::Heading(_) => {
                opening = false;
                heading = Some(piece.clone());
            }
            Piece::Paragraph(_) | Piece::Item(_) | Piece::Code { .. } if opening => {
                kept.push(piece.clone())
            }
            Piece::Step(..) => {
                kept.extend(heading.take());
                kept.push(piece.clone());
                found = true;
            }
            Piece::Code { .. } if changed => {
                kept.extend(heading.take());
                kept.push(piece.clone());
                found = true;
            }
            Piece::Paragraph(_) | Piece::Item(_) | Piece::Code { .. } => {}
        }
    }
    lay_out(if found { &kept } else { &all }, indent, style)
}

fn lay_out(pieces: &[Piece], indent: usize, style: &Style) -> String {
    let margin = " ".repeat(indent);
    let mut out = String::new();
    let mut skip = false;
    for (at, piece) in pieces.iter().enumerate() {
        if std::mem::take(&mut skip) {
            continue;
        }
        match piece {
            Piece::Heading(text) => {
                if !out.is_empty() {
                    out.push('\n');
                }
                let heading = style.fit(&line(&plain(text)));
                out.push_str(&format!("{margin}{}\n", style.paint(Role::Heading, &heading)));
            }
            Piece::Paragraph(text) => {
                out.push_str(&hang(&margin, &style.fit(&line(&plain(text))), style.width));
            }
            Piece::Item(text) => {
                let first = format!("{margin}- ");
                out.push_str(&hang(&first, &style.fit(&line(&plain(text))), style.width));
            }
            Piece::Step(number, text) => {
                let first = format!("{margin}{number} ");
                out.push_str(&hang(&first, &style.fit(&line(&plain(text))), style.width));
            }
            Piece::Code { info, text } => {
                let next = pieces.get(at + 1);
                let then = match next {
                    Some(Piece::Code { info: next, text: then })
                        if marked(info, "now") && marked(next, "then") =>
                    {
                        skip = true;
                        Some(then)
                    }
                    _ => None,
                };
                out.push_str(&code(text, then.map(String::as_str), &margin, style));
            }
        }
    }
    out
}

fn marked(info: &str, mark: &str) -> bool {
    info.split_whitespace().any(|word| word == mark)
}

/// A block of code, or a change of one.
fn code(text: &str, then: Option<&str>, margin: &str, style: &Style) -> String {
    let lines = match then {
        Some(then) => diff(text, then),
        None => text.lines().map(|line| (' ', line.to_owned())).collect(),
    };
    let mut out = String::new();
    for (sign, text) in lines {
        let text = style.fit(&block(&text));
        let shown = if then.is_some() { format!("{sign} {text}") } else { format!("  {text}") };
        let role = match sign {
            '+' => Role::Good,
            '-' => Role::Bad,
            _ => Role::Quiet,
        };
        let shown = if then.is_some() { style.paint(role, shown.trim_end()) } else { shown };
        out.push_str(&format!("{margin}  {}\n", shown.trim_end()));
    }
    out
}

/// Text without emphasis and code marks; a link keeps its words and address.
fn plain(text: &str) -> String {
    text.replace("**", "").replace('`', "")
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut open: Option<Piece> = None;
    let mut lines = text.lines();
    while let Some(raw) = lines.next() {
        let trimmed = raw.trim();
        if let Some(info) = trimmed.strip_prefix("```") {
            pieces.extend(open.take());
            let margin = raw.len() - raw.trim_start().len();
            let mut code = String::new();
            for raw in lines.by_ref().take_while(|raw| raw.trim() != "```") {
                let blank = raw.len() - raw.trim_start().len();
                code.push_str(raw.get(margin.min(blank)..).unwrap_or(raw));
                code.push('\n');
            }
            pieces.push(Piece::Code { info: info.to_owned(), text: code });
        } else if trimmed.is_empty() {
            pieces.extend(open.take());
        } else if let Some(heading) = trimmed.strip_prefix('#') {
            pieces.extend(open.take());
            pieces.push(Piece::Heading(heading.trim_start_matches('#').trim().to_owned()));
        } else if let Some(item) = trimmed.strip_prefix("- ").or_else(|| trimmed.strip_prefix("* "))
        {
            pieces.extend(open.replace(Piece::Item(item.to_owned())));
        } else if let Some((number, step)) = step(trimmed) {
            pieces.extend(open.replace(Piece::Step(number.to_owned(), step.to_owned())));
        } else {
            match &mut open {
                Some(Piece::Paragraph(text) | Piece::Item(text) | Piece::Step(_, text)) => {
                    text.push(' ');
                    text.push_str(trimmed);
                }
                Some(Piece::Heading(_) | Piece::Code { .. }) | None => {
                    open = Some(Piece::Paragraph(trimmed.to_owned()));
                }
            }
        }
    }
    pieces.extend(open);
    pieces
}

/// The number and the words of a step: `1. Open the client`.
fn step(line: &str) -> Option<(&str, &str)> {
    let (number, rest) = line.split_once(' ')?;
    let digits = number.strip_suffix('.')?;
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .then_some((number, rest.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style { width: 60, colour: false, unicode: true };

    #[test]
    fn a_pair_of_blocks_is_a_diff_and_a_lone_one_a_snippet() {
        let text = "Do `this`:\n\n```hcl now\nscopes = []\n```\n\n```hcl then\nscopes = [\"a\"]\n```\n\n\
                    ```sh then\ncurl x\n```\n";
        assert_eq!(
            show(text, 2, &STYLE),
            "  Do this:\n    - scopes = []\n    + scopes = [\"a\"]\n      curl x\n"
        );
    }

    #[test]
    fn headings_paragraphs_and_lists_are_laid_out() {
        let text = "## Head\n\nsome words that\ngo on\n\n- one item\n  of two lines\n- another\n";
        assert_eq!(
            show(text, 0, &STYLE),
            "Head\nsome words that go on\n- one item of two lines\n- another\n"
        );
    }
}
