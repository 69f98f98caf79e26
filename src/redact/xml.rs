//! XML- and HTML-escaped spellings of a secret.

use super::form::never_escaped;

/// What a writer puts in the place of a character; `&` comes to `&amp;` with all of them.
type Writer = &'static [(char, &'static str)];

/// Writers in use.
const WRITERS: &[Writer] = &[
    // Text and attributes, as little as XML 1.0 section 2.4 allows.
    &[('<', "&lt;")],
    &[('<', "&lt;"), ('"', "&quot;")],
    // Text and attributes, as most writers do it.
    &[('<', "&lt;"), ('>', "&gt;")],
    &[('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;")],
    &[('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&apos;")],
    // HTML: Python, PHP, Ruby, Go, and those that escape the slash.
    &[('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&#x27;")],
    &[('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&#039;")],
    &[('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&#39;")],
    &[('<', "&lt;"), ('>', "&gt;"), ('"', "&#34;"), ('\'', "&#39;")],
    &[('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&#x27;"), ('/', "&#x2f;")],
    &[('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&#x27;"), ('/', "&#x2F;")],
];

/// How characters are written for which there is only a number.
#[derive(Clone, Copy)]
enum Numbered {
    /// As they are.
    No,
    /// White space in attributes (XML 1.0 section 3.3.3), in decimal digits.
    SpaceDecimal,
    /// The same in hex digits.
    SpaceHex,
    /// White space and everything outside ASCII, in decimal digits.
    Decimal,
    /// The same in hex digits.
    Hex,
}

impl Numbered {
    const ALL: [Self; 5] = [Self::No, Self::SpaceDecimal, Self::SpaceHex, Self::Decimal, Self::Hex];
}

/// Every XML-escaped spelling.
pub(super) fn spellings(value: &str) -> Vec<String> {
    if value.bytes().all(never_escaped) {
        return Vec::new();
    }
    let mut all = Vec::new();
    for writer in WRITERS {
        for numbered in Numbered::ALL {
            all.push(escape(writer, value, numbered));
        }
    }
    all
}

fn escape(writer: Writer, value: &str, numbered: Numbered) -> String {
    let mut text = String::with_capacity(value.len() + 8);
    for character in value.chars() {
        let number = u32::from(character);
        let space = matches!(character, '\t' | '\n' | '\r');
        let reference = match numbered {
            Numbered::SpaceDecimal if space => Some(format!("&#{number};")),
            Numbered::SpaceHex if space => Some(format!("&#x{number:X};")),
            Numbered::Decimal if space || !character.is_ascii() => Some(format!("&#{number};")),
            Numbered::Hex if space || !character.is_ascii() => Some(format!("&#x{number:X};")),
            Numbered::No
            | Numbered::SpaceDecimal
            | Numbered::SpaceHex
            | Numbered::Decimal
            | Numbered::Hex => None,
        };
        let named = writer.iter().find(|(one, _)| *one == character).map(|(_, name)| *name);
        match (reference, named) {
            (Some(reference), _) => text.push_str(&reference),
            (None, Some(name)) => text.push_str(name),
            (None, None) if character == '&' => text.push_str("&amp;"),
            (None, None) => text.push(character),
        }
    }
    text
}
