//! Texts from elsewhere, made fit for a terminal: the one place that says which characters may be shown.

/// What stands for a character that may not be shown.
pub const REPLACEMENT: char = '\u{fffd}';

/// A text on one line, without anything that a terminal obeys or that hides: line breaks and tabs become a
/// space; control characters (C0, DEL, C1), direction marks and invisible characters become
/// [`REPLACEMENT`], so that a reader sees that something was there. Two values that look alike may differ
/// by just that.
#[must_use]
pub fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                shown.push(' ');
            }
            // Variation selectors only choose a glyph, but change its width.
            '\u{fe00}'..='\u{fe0f}' => {}
            other if is_hidden(other) => shown.push(REPLACEMENT),
            other => shown.push(other),
        }
    }
    shown
}

/// A text in ASCII: our own signs by their likes, anything else by its code. A terminal that is not set to
/// UTF-8 would read its bytes as something else, control characters among them.
#[must_use]
pub fn ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '−' | '–' | '—' | '·' => plain.push('-'),
            '±' => plain.push_str("+/-"),
            '…' => plain.push_str("..."),
            '“' | '”' => plain.push('"'),
            '‘' | '’' => plain.push('\''),
            '→' => plain.push_str("->"),
            '×' => plain.push('x'),
            '\u{a0}' => plain.push(' '),
            REPLACEMENT => plain.push('?'),
            other if other.is_ascii() => plain.push(other),
            other => plain.push_str(&format!("\\u{{{:x}}}", u32::from(other))),
        }
    }
    plain
}

/// Whether a character commands the terminal or cannot be seen.
#[must_use]
pub const fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\0'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        assert_eq!(printable("a\u{1b}[2J\u{9b}1mb\u{7f}"), "a\u{fffd}[2J\u{fffd}1mb\u{fffd}");
        assert_eq!(printable("one\r\ntwo\tthree\u{2028}four"), "one two three four");
        assert_eq!(printable("pay\u{202e}tset"), "pay\u{fffd}tset");
        assert_eq!(printable("sco\u{200b}pe"), "sco\u{fffd}pe");
    }

    #[test]
    fn ascii_has_a_likeness_or_a_code_for_everything() {
        assert_eq!(ascii("−0.2 s (± 0.5 s) · “x”… 客"), "-0.2 s (+/- 0.5 s) - \"x\"... \\u{5ba2}");
    }

    #[test]
    fn what_people_write_stays_as_it_is() {
        for text in ["webchat:guest:write", "Zürich · 客服 · ±0.5 s", "naïve — “quoted”", ""]
        {
            assert_eq!(printable(text), text);
        }
    }
}
