//! Texts made fit for one line of a terminal: whatever a server put into its answer, it can neither move the
//! cursor, retitle the window, turn the direction of writing nor forge a row.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A text on one line, without control characters and direction marks.
pub(super) fn line(text: &str) -> String {
    text.chars()
        .filter(|character| !is_mark(*character))
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect()
}

/// A text of several lines, without control characters but its line ends.
pub(super) fn block(text: &str) -> String {
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Marks that turn the direction of writing or have no width at all.
const fn is_mark(character: char) -> bool {
    matches!(
        character,
        '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{061c}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
    )
}

/// Columns that a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// Breaks a text into lines of at most `columns`, at blanks where there are any, else inside a word.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(8);
    let mut lines = Vec::new();
    let mut current = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let needed = if current.is_empty() { 0 } else { 1 } + width(word);
        if width(&current) + needed <= columns {
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
            continue;
        }
        if !current.is_empty() {
            lines.push(std::mem::take(&mut current));
        }
        for character in word.chars() {
            if width(&current) + character.width().unwrap_or(0) > columns {
                lines.push(std::mem::take(&mut current));
            }
            current.push(character);
        }
    }
    if !current.is_empty() || lines.is_empty() {
        lines.push(current);
    }
    lines
}

/// Wraps a text behind a first prefix, with a prefix of the same width for its further lines.
pub(super) fn hang(first: &str, text: &str, columns: usize) -> String {
    let indent = width(first);
    let rest = " ".repeat(indent);
    let lines = wrap(text, columns.saturating_sub(indent));
    let mut out = String::new();
    for (at, line) in lines.iter().enumerate() {
        out.push_str(if at == 0 { first } else { &rest });
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_hostile_text_moves_the_cursor() {
        let hostile = "a\u{1b}]0;owned\u{7}b\r\n\u{9b}2Jc\u{202e}d\u{85}";
        let tamed = line(hostile);
        assert!(
            !tamed.chars().any(|character| character.is_control() || is_mark(character)),
            "{tamed:?}"
        );
        assert_eq!(line("plain – text · 中文"), "plain – text · 中文");
    }

    #[test]
    fn lines_fit_and_lose_no_word() {
        let text = "one two three averyveryverylongwordwithoutanyblank 中文中文中文 end";
        for columns in 8..40 {
            let lines = wrap(text, columns);
            assert!(lines.iter().all(|line| width(line) <= columns), "{columns}: {lines:?}");
            assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        }
    }
}
