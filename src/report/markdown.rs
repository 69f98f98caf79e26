//! Markdown, as far as remedies and documentation use it, shown plainly in a terminal.
//!
//! A fenced block marked `now`, followed by one marked `then`, is shown as a diff; a lone `then` is a snippet.

use super::cell::{block, hang, line};
use super::diff::diff;
use super::paint::{Role, Style};

/// A piece of Markdown.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Heading(String),
    Paragraph(String),
    Item(String),
    Code { info: String, text: String },
}

/// Shows Markdown, indented by `indent` columns.
pub(super) fn show(text: &str, indent: usize, style: &Style) -> String {
    let margin = " ".repeat(indent);
    let mut out = String::new();
    let pieces = pieces(text);
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
    let mut paragraph = String::new();
    let mut item = false;
    let mut lines = text.lines();
    let flush = |paragraph: &mut String, item: &mut bool, pieces: &mut Vec<Piece>| {
        let text = std::mem::take(paragraph);
        let was_item = std::mem::take(item);
        if !text.is_empty() {
            pieces.push(if was_item { Piece::Item(text) } else { Piece::Paragraph(text) });
        }
    };
    while let Some(raw) = lines.next() {
        let trimmed = raw.trim();
        if let Some(info) = trimmed.strip_prefix("```") {
            flush(&mut paragraph, &mut item, &mut pieces);
            let margin = raw.len() - raw.trim_start().len();
            let mut code = String::new();
            for raw in lines.by_ref() {
                if raw.trim() == "```" {
                    break;
                }
                let blank = raw.len() - raw.trim_start().len();
                code.push_str(raw.get(margin.min(blank)..).unwrap_or(raw));
                code.push('\n');
            }
            pieces.push(Piece::Code { info: info.to_owned(), text: code });
        } else if trimmed.is_empty() {
            flush(&mut paragraph, &mut item, &mut pieces);
        } else if let Some(heading) = trimmed.strip_prefix('#') {
            flush(&mut paragraph, &mut item, &mut pieces);
            pieces.push(Piece::Heading(heading.trim_start_matches('#').trim().to_owned()));
        } else {
            let bullet = trimmed.strip_prefix("- ").or_else(|| trimmed.strip_prefix("* "));
            if bullet.is_some() {
                flush(&mut paragraph, &mut item, &mut pieces);
                item = true;
            }
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(bullet.unwrap_or(trimmed));
        }
    }
    flush(&mut paragraph, &mut item, &mut pieces);
    pieces
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
