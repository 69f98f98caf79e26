//! Breaking text into lines of a width, by what it takes on a terminal.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

/// How many columns a character takes.
pub(super) fn character_width(character: char) -> usize {
    character.width().unwrap_or(0)
}

/// How many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(character_width).sum()
}

/// The lines of a text, as ranges of its characters: the first takes at most `first` columns, the others
/// at most `limit`. Breaks at
/// spaces; a word that is too long breaks behind punctuation where there is some in its second half, or
/// else anywhere. Nothing but the spaces at the breaks is lost.
pub(super) fn wrap(text: &[char], first: usize, limit: usize) -> Vec<Range<usize>> {
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    let skip = |mut index: usize| {
        while text.get(index) == Some(&' ') {
            index += 1;
        }
        index
    };
    while start < text.len() {
        let limit = if lines.is_empty() { first } else { limit }.max(2);
        let mut columns = 0;
        let mut end = start;
        while let Some(&character) = text.get(end) {
            columns += character_width(character);
            if columns > limit {
                break;
            }
            end += 1;
        }
        if end == text.len() {
            lines.push(start..end);
            break;
        }
        let line = &text[start..end];
        let end = match line.iter().rposition(|character| *character == ' ') {
            _ if text[end] == ' ' => end,
            Some(space) if space > 0 => start + space,
            _ => match line.iter().rposition(|character| "/,;&?=:-_.|)".contains(*character)) {
                Some(mark) if mark >= line.len() / 2 => start + mark + 1,
                _ => end,
            },
        };
        let mut trimmed = end;
        while trimmed > start && text[trimmed - 1] == ' ' {
            trimmed -= 1;
        }
        if trimmed > start {
            lines.push(start..trimmed);
        }
        start = skip(end);
    }
    lines
}

/// The lines of a text.
pub(super) fn lines(text: &str, limit: usize) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let lines: Vec<String> = wrap(&characters, limit, limit)
        .into_iter()
        .map(|range| characters[range].iter().collect())
        .collect();
    if lines.is_empty() { vec![String::new()] } else { lines }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_breaks_at_words_and_long_words_behind_punctuation() {
        assert_eq!(lines("the token has expired", 10), ["the token", "has", "expired"]);
        assert_eq!(lines("webchat:guest:write", 15), ["webchat:guest:", "write"]);
        assert_eq!(lines("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(lines("客服令牌", 5), ["客服", "令牌"]);
        assert_eq!(lines("", 5), [""]);
        assert_eq!(lines("exactly ten", 7), ["exactly", "ten"]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_nothing_is_lost(text in "[a-z客/ :äé]{0,120}", limit in 2_usize..40) {
            let broken = lines(&text, limit);
            for line in &broken {
                prop_assert!(width(line) <= limit, "{:?}", line);
            }
            let keep = |text: &str| text.replace(' ', "");
            prop_assert_eq!(keep(&broken.concat()), keep(&text));
        }
    }
}
