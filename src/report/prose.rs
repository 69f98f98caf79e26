//! Markdown as remedies and documentation use it, shown plainly on a terminal.
//!
//! Prose is wrapped, code stays as it is. Two fenced blocks in a row whose info strings end in `now` and
//! `then` are one change, and shown as a difference; a `then` without a `now` is a snippet.

use super::Style;
use super::diff::{Sign, diff};
use super::page::{Page, Paint, Span};
use super::reader::{Block, blocks};

/// A Markdown text for people.
#[must_use]
pub fn render(text: &str, style: &Style) -> String {
    let mut page = Page::new(style);
    put(&mut page, 0, text);
    page.finish()
}

/// Adds a Markdown text to a page.
pub(super) fn put(page: &mut Page<'_>, indent: usize, text: &str) {
    lay_out(page, indent, blocks(text));
}

/// Adds what matters first of a remedy to a page: its opening words, the steps of each section, and what to
/// change. A remedy without steps and changes is shown from its beginning. Says whether anything was left out.
pub(super) fn put_brief(page: &mut Page<'_>, indent: usize, text: &str) -> bool {
    let all: Vec<Block<'_>> = blocks(text);
    let kept = essential(&all);
    let shown = within(if kept.is_empty() { all.clone() } else { kept });
    let left_out = shown.iter().filter(|block| **block != Block::Blank).count()
        < all.iter().filter(|block| **block != Block::Blank).count();
    lay_out(page, indent, shown);
    left_out
}

/// The opening words, the numbered steps and the changes, each below its heading; nothing when there are
/// neither steps nor changes.
fn essential<'a>(all: &[Block<'a>]) -> Vec<Block<'a>> {
    let next = |at: usize| all[at + 1..].iter().find(|block| **block != Block::Blank);
    let mut kept = Vec::new();
    let mut heading = None;
    let mut opening = true;
    let mut then = false;
    let mut found = false;
    for (at, block) in all.iter().enumerate() {
        let changes = |info: &str| {
            info.ends_with("now")
                && matches!(next(at), Some(Block::Code { info, .. }) if info.ends_with("then"))
        };
        let essential = match block {
            Block::Heading(_) => {
                opening = false;
                heading = Some(block.clone());
                false
            }
            Block::Text(marker, ..) => marker.ends_with(['.', ')']),
            Block::Code { info, .. } => std::mem::replace(&mut then, changes(info)) || then,
            Block::Blank | Block::Table(_) => false,
        };
        if essential && let Some(heading) = heading.take() {
            kept.extend([Block::Blank, heading]);
        }
        found |= essential;
        let gap = *block == Block::Blank && !matches!(kept.last(), Some(Block::Heading(_)));
        if essential || opening || (gap && heading.is_none()) {
            kept.push(block.clone());
        }
    }
    if found { kept } else { Vec::new() }
}

/// As many blocks from the beginning as are read in one go: no heading without its text, and no change
/// without its other half.
fn within(blocks: Vec<Block<'_>>) -> Vec<Block<'_>> {
    const LINES: usize = 46;
    let mut lines = 0;
    let mut shown: Vec<Block<'_>> = blocks
        .into_iter()
        .take_while(|block| {
            lines += match block {
                Block::Blank | Block::Heading(_) | Block::Table(_) => 1,
                Block::Text(_, _, text) => 1 + text.len() / 75,
                // The other half of the change shows most of these lines.
                Block::Code { info, .. } if info.ends_with("now") => 1,
                Block::Code { lines, .. } => lines.len(),
            };
            lines <= LINES
        })
        .collect();
    let open = |block: &Block<'_>| match block {
        Block::Blank | Block::Heading(_) => true,
        Block::Code { info, .. } => info.ends_with("now"),
        Block::Text(..) | Block::Table(_) => false,
    };
    while shown.last().is_some_and(open) {
        shown.pop();
    }
    shown
}

fn lay_out(page: &mut Page<'_>, indent: usize, blocks: Vec<Block<'_>>) {
    let mut blocks = blocks.into_iter().peekable();
    let mut last_blank = true;
    while let Some(block) = blocks.next() {
        let blank = block == Block::Blank;
        match block {
            Block::Blank if last_blank || blocks.peek().is_none() => {}
            Block::Blank => page.blank(),
            Block::Heading(text) => {
                page.paragraph(&[], indent, &[Span(Paint::Strong, inline(text))]);
            }
            Block::Text("", deeper, text) => page.sentence(indent + deeper, &inline(&text)),
            Block::Text(marker, deeper, text) => {
                let label = format!("{}{marker} ", " ".repeat(indent + deeper));
                let column = label.len();
                // The label ends where the text begins.
                page.paragraph(
                    &[Span::plain(label.trim_end())],
                    column,
                    &[Span::plain(inline(&text))],
                );
            }
            Block::Table(line) => page.verbatim(indent, Paint::Plain, line),
            Block::Code { info, lines } => {
                let mut then = None;
                if info.ends_with("now") {
                    let mut ahead = blocks.clone();
                    let next = ahead.find(|block| *block != Block::Blank);
                    if let Some(Block::Code { info, lines }) = next
                        && info.ends_with("then")
                    {
                        blocks = ahead;
                        then = Some(lines);
                    }
                }
                match then {
                    Some(then) => change(page, indent, &lines, &then),
                    None => code(page, indent, info, &lines),
                }
            }
        }
        last_blank = blank;
    }
}

fn change(page: &mut Page<'_>, indent: usize, now: &[&str], then: &[&str]) {
    let text = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    for (sign, line) in diff(&text(now), &text(then)) {
        page.verbatim(indent, sign.paint(), &format!("{} {line}", sign.mark()));
    }
}

fn code(page: &mut Page<'_>, indent: usize, info: &str, lines: &[&str]) {
    for line in lines {
        if info.starts_with("diff") {
            let sign = match line.chars().next() {
                Some('+') => Sign::Added,
                Some('-') => Sign::Removed,
                _ => Sign::Same,
            };
            page.verbatim(indent, sign.paint(), line);
        } else {
            page.verbatim(indent + 2, Paint::Plain, line);
        }
    }
}

/// Text without the marks for bold, and with links as `text (address)`. Code keeps its back quotes: they
/// say where it begins and ends.
fn inline(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    // Every second piece stands between back quotes.
    for (index, piece) in text.split('`').enumerate() {
        if index > 0 {
            shown.push('`');
        }
        if index % 2 == 1 {
            shown.push_str(piece);
        } else {
            shown.push_str(&links(&piece.replace("**", "")));
        }
    }
    shown
}

fn links(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        let inside = &rest[open + 1..];
        let link = inside.find("](").and_then(|middle| {
            let address = &inside[middle + 2..];
            let close = address.find(')')?;
            (!inside[..middle].contains('[')).then_some((middle, close))
        });
        shown.push_str(&rest[..open]);
        match link {
            Some((middle, close)) => {
                let (label, address) = (&inside[..middle], &inside[middle + 2..middle + 2 + close]);
                shown.push_str(label);
                if label != address {
                    shown.push_str(&format!(" ({address})"));
                }
                rest = &inside[middle + 3 + close..];
            }
            None => {
                shown.push('[');
                rest = inside;
            }
        }
    }
    shown.push_str(rest);
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style { width: 44, colour: false, unicode: true };

    #[test]
    fn prose_is_wrapped_and_code_is_not() {
        let text = "# In the console\n\nOpen **Admin** and grant the scope to the\nclient, see [the docs](https://d.example/x).\n\n\
                    1. Open it\n2. Choose the client that the pack names and save it\n   twice\n\n\n\
                    ```sh\ncurl -u \"$ID:$SECRET\" https://login.example.com/oauth/token -d grant_type=client_credentials\n```\n";
        assert_eq!(
            render(text, &STYLE),
            "In the console\n\nOpen Admin and grant the scope to the\nclient, see the docs (https://d.example/x).\n\n\
             1. Open it\n2. Choose the client that the pack names and\n   save it twice\n\n\
             \x20 curl -u \"$ID:$SECRET\" https://login.example.com/oauth/token -d grant_type=client_credentials\n"
        );
    }

    #[test]
    fn a_pair_of_blocks_is_shown_as_a_difference() {
        let text = "In `main.tf`:\n\n```hcl now\nscopes = [\n]\n```\n\n```hcl then\nscopes = [\n  \"a\",\n]\n```\n\nApply it.\n";
        assert_eq!(
            render(text, &STYLE),
            "In `main.tf`:\n\n  scopes = [\n+   \"a\",\n  ]\n\nApply it.\n"
        );
    }

    #[test]
    fn a_block_without_its_other_half_is_a_snippet() {
        for info in ["hcl then", "hcl now", "hcl"] {
            let text = format!("```{info}\nscopes = []\n```\nThen text.\n");
            assert_eq!(render(&text, &STYLE), "  scopes = []\nThen text.\n");
        }
    }

    #[test]
    fn a_ready_made_difference_is_coloured() {
        let style = Style { colour: true, ..STYLE };
        let text = render("```diff\n a\n-b\n+c\n```\n", &style);
        assert_eq!(text, " a\n\u{1b}[31;1m-b\u{1b}[0m\n\u{1b}[32m+c\u{1b}[0m\n");
    }

    #[test]
    fn code_in_code_and_brackets_in_text_stay() {
        assert_eq!(
            inline("use `a[b](c) **d**` or [x] or a[0](y"),
            "use `a[b](c) **d**` or [x] or a[0](y"
        );
        assert_eq!(render("- a\n  - b\n    more\n- c\n", &STYLE), "- a\n  - b more\n- c\n");
    }
}
