//! JSON-escaped spellings of a secret (RFC 8259 section 7).

use super::form::never_escaped;

/// What a writer of JSON escapes beyond what it must.
struct Writer {
    /// Characters written as `\u` and four hex digits.
    as_unicode: &'static str,
    /// Whether `/` is written as `\/`.
    slash: bool,
    /// Whether everything outside ASCII is written as `\u` and four hex digits.
    ascii: bool,
}

/// Writers in use.
const WRITERS: &[Writer] = &[
    // What must be: JSON.stringify, serde_json, jq.
    Writer { as_unicode: "", slash: false, ascii: false },
    // Python.
    Writer { as_unicode: "", slash: false, ascii: true },
    // PHP, with and without JSON_UNESCAPED_UNICODE.
    Writer { as_unicode: "", slash: true, ascii: true },
    Writer { as_unicode: "", slash: true, ascii: false },
    // Go, Rails.
    Writer { as_unicode: "<>&\u{2028}\u{2029}", slash: false, ascii: false },
    // Gson.
    Writer { as_unicode: "<>&='\u{2028}\u{2029}", slash: false, ascii: false },
    // .NET.
    Writer { as_unicode: "\"'<>&+`", slash: false, ascii: true },
];

/// Every JSON-escaped spelling, and each of them escaped once more: bodies are quoted in reports.
pub(super) fn spellings(value: &str) -> Vec<String> {
    if value.bytes().all(never_escaped) {
        return Vec::new();
    }
    let mut once = Vec::new();
    for writer in WRITERS {
        for upper in [false, true] {
            once.push(escape(writer, value, upper));
        }
    }
    let twice: Vec<String> = once.iter().map(|text| escape(&WRITERS[0], text, false)).collect();
    once.extend(twice);
    once
}

fn escape(writer: &Writer, value: &str, upper: bool) -> String {
    let mut text = String::with_capacity(value.len() + 8);
    for character in value.chars() {
        let plain = match character {
            _ if writer.as_unicode.contains(character) => None,
            '"' => Some("\\\""),
            '\\' => Some("\\\\"),
            '/' if writer.slash => Some("\\/"),
            '\u{8}' => Some("\\b"),
            '\u{c}' => Some("\\f"),
            '\n' => Some("\\n"),
            '\r' => Some("\\r"),
            '\t' => Some("\\t"),
            _ => None,
        };
        if let Some(plain) = plain {
            text.push_str(plain);
        } else if writer.as_unicode.contains(character)
            || character < ' '
            || writer.ascii && !character.is_ascii()
        {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let digits = if upper { format!("{unit:04X}") } else { format!("{unit:04x}") };
                text.push_str("\\u");
                text.push_str(&digits);
            }
        } else {
            text.push(character);
        }
    }
    text
}
