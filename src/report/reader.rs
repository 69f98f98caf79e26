//! Reading Markdown as remedies and documentation use it: blocks, and the pieces of a line.

/// A piece of Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block<'a> {
    Blank,
    Heading(&'a str),
    /// The marker of a list item, or nothing; its indentation; its text, on one line.
    Text(&'a str, usize, String),
    Table(&'a str),
    Code {
        info: &'a str,
        lines: Vec<&'a str>,
    },
}

/// The pieces of a Markdown text, in order.
pub(super) fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        if let Some(info) = fence(trimmed) {
            let depth = line.len() - line.trim_start().len();
            let inside: Vec<&str> = lines
                .by_ref()
                .take_while(|line| line.trim() != &trimmed[..trimmed.len() - info.len()])
                .map(|line| strip(line, depth))
                .collect();
            blocks.push(Block::Code { info: info.trim(), lines: inside });
        } else if trimmed.is_empty() {
            blocks.push(Block::Blank);
        } else if let Some(heading) = heading(trimmed) {
            blocks.push(Block::Heading(heading));
        } else if trimmed.starts_with('|') {
            blocks.push(Block::Table(trimmed));
        } else if let Some((marker, rest)) = item(trimmed) {
            let depth = line.len() - line.trim_start().len();
            blocks.push(Block::Text(marker, depth, rest.to_owned()));
        } else if let Some(Block::Text(_, _, text)) = blocks.last_mut() {
            text.push(' ');
            text.push_str(trimmed);
        } else {
            blocks.push(Block::Text("", 0, trimmed.to_owned()));
        }
    }
    blocks
}

/// The lines of the other half of a change, and what follows them: a block of code whose info ends with `now` is
/// followed by one whose info ends with `then`.
pub(super) fn other_half<'b, 'a>(
    info: &str,
    after: &'b [Block<'a>],
) -> Option<(&'b [&'a str], &'b [Block<'a>])> {
    let at = after.iter().position(|block| *block != Block::Blank)?;
    match &after[at] {
        Block::Code { info: other, lines } if info.ends_with("now") && other.ends_with("then") => {
            Some((lines, &after[at + 1..]))
        }
        Block::Code { .. }
        | Block::Blank
        | Block::Heading(_)
        | Block::Text(..)
        | Block::Table(_) => None,
    }
}

/// The info string of a fence: what stands behind its back quotes or tildes.
fn fence(line: &str) -> Option<&str> {
    ['`', '~'].into_iter().find_map(|mark| {
        let info = line.trim_start_matches(mark);
        (line.len() - info.len() >= 3 && !info.contains('`')).then_some(info)
    })
}

fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    ((1..=6).contains(&level) && text.starts_with(' ')).then(|| text.trim())
}

fn item(line: &str) -> Option<(&str, &str)> {
    let (marker, rest) = line.split_once(' ')?;
    let bullet = matches!(marker, "-" | "*" | "+");
    let number = marker.strip_suffix(['.', ')']).is_some_and(|digits| {
        (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    (bullet || number).then(|| (if marker == "*" { "-" } else { marker }, rest.trim()))
}

/// The line without its first spaces, at most so many.
fn strip(line: &str, depth: usize) -> &str {
    let spaces = line.len() - line.trim_start_matches(' ').len();
    &line[spaces.min(depth)..]
}

/// A piece of a line of Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    Strong(&'a str),
    Code(&'a str),
    /// A link to an address of `http` or `https`; its words, its address.
    Link(&'a str, &'a str),
}

/// The pieces of a line: code between back quotes, bold words, links. Anything else, and what is not
/// closed, is text.
pub(super) fn pieces(line: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = line;
    let mut text = 0;
    while text < rest.len() {
        let here = &rest[text..];
        // A picture would be fetched from elsewhere.
        if here.starts_with("![") {
            text += 2;
            continue;
        }
        let piece = code(here).or_else(|| strong(here)).or_else(|| link(here));
        if let Some((piece, length)) = piece {
            if text > 0 {
                found.push(Piece::Text(&rest[..text]));
            }
            found.push(piece);
            rest = &rest[text + length..];
            text = 0;
        } else {
            text += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    if !rest.is_empty() {
        found.push(Piece::Text(rest));
    }
    found
}

fn code(text: &str) -> Option<(Piece<'_>, usize)> {
    let inside = text.strip_prefix('`')?;
    let end = inside.find('`').filter(|end| *end > 0)?;
    Some((Piece::Code(&inside[..end]), end + 2))
}

fn strong(text: &str) -> Option<(Piece<'_>, usize)> {
    let inside = text.strip_prefix("**")?;
    let end = inside.find("**").filter(|end| *end > 0)?;
    (!inside[..end].contains('`')).then_some((Piece::Strong(&inside[..end]), end + 4))
}

fn link(text: &str) -> Option<(Piece<'_>, usize)> {
    let inside = text.strip_prefix('[')?;
    let middle = inside.find("](")?;
    let address = &inside[middle + 2..];
    let close = address.find(')')?;
    let (label, address) = (&inside[..middle], &address[..close]);
    let safe = (address.starts_with("https://") || address.starts_with("http://"))
        && !address.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"'`".contains(c));
    let plain = !label.contains(['[', '`']);
    (safe && plain).then_some((Piece::Link(label, address), middle + close + 4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_code_bold_words_links_and_text() {
        assert_eq!(
            pieces("set `a **b**` in **the console**, see [docs](https://d.example/x)."),
            [
                Piece::Text("set "),
                Piece::Code("a **b**"),
                Piece::Text(" in "),
                Piece::Strong("the console"),
                Piece::Text(", see "),
                Piece::Link("docs", "https://d.example/x"),
                Piece::Text("."),
            ]
        );
        for text in [
            "a ` b",
            "**open",
            "[x](javascript:alert(1))",
            "![x](https://e/x.png)",
            "é `",
            "[a](https://x y)",
        ] {
            assert_eq!(pieces(text), [Piece::Text(text)]);
        }
        assert_eq!(pieces(""), []);
    }
}
