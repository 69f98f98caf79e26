//! Texts of servers, made fit to quote.

use crate::model::is_hidden;

/// The longest text of a server that is quoted, in characters.
const QUOTED_CHARACTERS: usize = 300;

/// A server's text without control characters and what cannot be seen, on one line and of bounded length: a
/// hostile server must not be able to move the cursor or forge a row.
#[must_use]
pub fn clean(text: &str) -> String {
    let mut cleaned = String::new();
    let mut space = false;
    let mut count = 0;
    for character in text.chars() {
        if character.is_whitespace() || character.is_control() {
            space = !cleaned.is_empty();
            continue;
        }
        if is_hidden(character) {
            continue;
        }
        if count == QUOTED_CHARACTERS {
            cleaned.push('…');
            break;
        }
        if space {
            cleaned.push(' ');
            count += 1;
            space = false;
        }
        cleaned.push(character);
        count += 1;
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_cannot_move_the_cursor() {
        assert_eq!(clean("a\u{1b}[2Jb\r\n c\u{202e}d"), "a [2Jb cd");
        assert_eq!(clean("  plain text stays  "), "plain text stays");
        assert_eq!(clean(&"x".repeat(1000)).chars().count(), 301);
    }
}
