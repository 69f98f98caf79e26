//! cmd.exe: carets are taken off first, as the shell does, then quotes, as programs do.

use super::super::value::Writer;
use super::{Line, goes_on, line_end};

/// Reads one command.
pub(super) fn line(text: &str) -> Line {
    let (characters, end) = without_carets(text);
    Line { words: words(&characters), end }
}

/// What the shell hands on, up to the line end that is not escaped.
fn without_carets(text: &str) -> (Vec<char>, usize) {
    let mut out = Vec::new();
    let mut quoted = false;
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let after = at + character.len_utf8();
        match character {
            '^' if !quoted => {
                if let Some(length) = line_end(&text[after..]) {
                    at = after + length;
                    // An empty line behind it stands for a line break.
                    if let Some(length) = line_end(&text[at..]) {
                        out.push('\n');
                        at += length;
                    } else {
                        out.push(' ');
                    }
                    continue;
                }
                at = after;
                if let Some(next) = text[after..].chars().next() {
                    out.push(next);
                    at += next.len_utf8();
                }
            }
            '\n' => {
                at = after;
                if !goes_on(&text[at..]) {
                    return (out, at);
                }
                quoted = false;
                out.push(' ');
            }
            '&' | '|' if !quoted => return (out, at),
            '\r' => at = after,
            other => {
                quoted ^= other == '"';
                out.push(other);
                at = after;
            }
        }
    }
    (out, at)
}

/// The words as the C runtime of Windows takes them apart.
fn words(characters: &[char]) -> Vec<super::Value> {
    let mut all = Vec::new();
    let mut word = Writer::default();
    let (mut open, mut quoted) = (false, false);
    let mut at = 0;
    while at < characters.len() {
        let character = characters[at];
        match character {
            ' ' | '\t' if !quoted => {
                if open {
                    all.push(word.take());
                    open = false;
                }
                at += 1;
            }
            '\\' => {
                open = true;
                let count = characters[at..].iter().take_while(|next| **next == '\\').count();
                let before_quote = characters.get(at + count) == Some(&'"');
                let kept = if before_quote { count / 2 } else { count };
                (0..kept).for_each(|_| word.push('\\'));
                at += count;
                if before_quote && count % 2 == 1 {
                    word.push('"');
                    at += 1;
                }
            }
            '"' if quoted && characters.get(at + 1) == Some(&'"') => {
                word.push('"');
                at += 2;
            }
            '"' => {
                open = true;
                quoted = !quoted;
                at += 1;
            }
            '%' => {
                open = true;
                let name: String = characters[at + 1..]
                    .iter()
                    .take_while(|next| next.is_ascii_alphanumeric() || **next == '_')
                    .collect();
                let closed = characters.get(at + 1 + name.len()) == Some(&'%');
                if closed && name.starts_with(|first: char| !first.is_ascii_digit()) {
                    word.push_hole(&format!("%{name}%"));
                    at += name.len() + 2;
                } else {
                    word.push('%');
                    at += 1;
                }
            }
            other => {
                open = true;
                word.push(other);
                at += 1;
            }
        }
    }
    if open {
        all.push(word.take());
    }
    all
}
