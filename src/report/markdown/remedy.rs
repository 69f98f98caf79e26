//! A remedy's own Markdown, taken apart and written again: what fills its holes comes from elsewhere.

use std::borrow::Cow;

use super::super::diff::diff;
use super::super::reader::{Block, Piece, blocks, other_half, pieces};
use super::escape::{block, code, text, within};

/// The remedy's Markdown, with headings below the report's own.
pub(super) fn put(page: &mut String, markdown: &str) {
    let all = blocks(markdown);
    let mut rest = all.as_slice();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            Block::Blank => {
                if !page.ends_with("\n\n") {
                    page.push('\n');
                }
            }
            Block::Heading(words) => page.push_str(&format!("#### {}\n", line(words))),
            Block::Text(marker, deeper, words) => {
                let gap = if marker.is_empty() { "" } else { " " };
                let indent = " ".repeat(if marker.is_empty() { 0 } else { (*deeper).min(9) });
                page.push_str(&format!("{indent}{marker}{gap}{}\n", line(words)));
            }
            Block::Table(row) => {
                let rule = row.chars().all(|c| "|-: ".contains(c));
                let cells = row.trim_matches('|').split('|').map(|cell| line(cell.trim()));
                let row = if rule {
                    (*row).to_owned()
                } else {
                    format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
                };
                page.push_str(&row);
                page.push('\n');
            }
            Block::Code { info, lines } => {
                if !page.ends_with("\n\n") {
                    page.push('\n');
                }
                if let Some((then, behind)) = other_half(info, after) {
                    rest = behind;
                    let changed = diff(&joined(lines), &joined(then));
                    let lines: Vec<Cow<'_, str>> = changed
                        .into_iter()
                        .map(|(sign, line)| format!("{} {line}", sign.mark()).into())
                        .collect();
                    page.push_str(&block("diff", &lines));
                } else {
                    let lines: Vec<Cow<'_, str>> =
                        lines.iter().map(|line| (*line).into()).collect();
                    page.push_str(&block(info.split(' ').next().unwrap_or_default(), &lines));
                }
            }
        }
    }
}

fn joined(lines: &[&str]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// A line with its code, bold words and links; everything else in it is text.
fn line(words: &str) -> String {
    let mut line = String::new();
    for piece in pieces(words) {
        let (inside, around) = match piece {
            Piece::Text(words) if line.is_empty() => (text(words), words),
            Piece::Text(words) => (within(words), words),
            Piece::Strong(words) => (format!("**{}**", within(words)), ""),
            Piece::Code(words) => (code(words), ""),
            Piece::Link(label, address) if label == address => (format!("<{address}>"), ""),
            Piece::Link(label, address) => (format!("[{}](<{address}>)", within(label)), ""),
        };
        // Two spans of code beside each other would be one.
        let touching = line.ends_with('`') && inside.starts_with('`');
        if (around.starts_with(' ') || touching) && !line.is_empty() && !line.ends_with(' ') {
            line.push(' ');
        }
        line.push_str(&inside);
        if around.ends_with(' ') {
            line.push(' ');
        }
    }
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remedy_keeps_its_marks_and_nothing_else_passes() {
        let mut page = String::from("x\n\n");
        put(
            &mut page,
            "# Here\n\nOpen **Admin**, run `why401 token`, see [docs](https://d.example/x).\n\n1. <script>alert(1)</script>\n2. [x](javascript:alert(1)) @me\n\n```hcl now\na = [\n]\n```\n```hcl then\na = [\n  1,\n]\n```\n",
        );
        assert_eq!(
            page,
            "x\n\n#### Here\n\nOpen **Admin**, run `why401 token`, see [docs](<https://d.example/x>).\n\n1. `<script>alert(1)</script>`\n2. `[x](javascript:alert(1)) @me`\n\n```diff\n  a = [\n+   1,\n  ]\n```\n"
        );
    }
}
