//! A copy of a text in which nothing stands between the characters of a secret and none is encoded, with
//! the way back to the text itself.

use crate::model::is_hidden;

/// How often encodings are taken off; each round takes off one of every kind.
pub(super) const ROUNDS: usize = 4;

/// What every encoding begins with.
const ENCODED: [char; 3] = ['%', '\\', '&'];

/// The bytes of the copy, and for each the range of the text that it came from.
pub(super) struct View {
    /// The copy. It need not be UTF-8: percent-encoding can hold any bytes.
    pub(super) bytes: Vec<u8>,
    /// Where each byte came from; the ranges begin and end between characters.
    origins: Vec<(usize, usize)>,
}

impl View {
    /// Takes percent-encoding, escapes of JSON and references of XML off, then leaves out white space,
    /// control characters and what cannot be seen.
    #[cfg(test)]
    pub(super) fn new(text: &str) -> Self {
        Self::all(text).pop().expect("there is the view of the text itself")
    }

    /// The views to search, one for each round of encodings that was taken off, the text itself first: what looks like
    /// an encoding, such as a `%` before a secret or `%cc` within it, must not take characters of the secret with it.
    pub(super) fn all(text: &str) -> Vec<Self> {
        let mut view = Self::plain(text);
        let mut all = vec![view.stripped()];
        for _ in 0..ROUNDS {
            let length = view.bytes.len();
            view = view.decoded();
            if view.bytes.len() == length {
                break;
            }
            all.push(view.stripped());
        }
        all
    }

    /// The range of the text that a range of the copy came from. The range is not empty.
    pub(super) fn origin(&self, start: usize, end: usize) -> (usize, usize) {
        (self.origins[start].0, self.origins[end - 1].1)
    }

    /// Whether nothing was left out within a range of the copy.
    pub(super) fn is_unbroken(&self, start: usize, end: usize) -> bool {
        let origins = &self.origins[start..end];
        origins.windows(2).all(|two| two[0] == two[1] || two[0].1 == two[1].0)
    }

    fn plain(text: &str) -> Self {
        let mut view = Self::with_capacity(text.len());
        for (start, character) in text.char_indices() {
            let origin = (start, start + character.len_utf8());
            view.push(character.encode_utf8(&mut [0; 4]).as_bytes(), origin);
        }
        view
    }

    fn with_capacity(length: usize) -> Self {
        Self { bytes: Vec::with_capacity(length), origins: Vec::with_capacity(length) }
    }

    fn push(&mut self, bytes: &[u8], origin: (usize, usize)) {
        self.bytes.extend_from_slice(bytes);
        self.origins.extend(std::iter::repeat_n(origin, bytes.len()));
    }

    fn decoded(self) -> Self {
        if !self.bytes.iter().any(|&byte| ENCODED.contains(&char::from(byte))) {
            return self;
        }
        let mut view = Self::with_capacity(self.bytes.len());
        let mut position = 0;
        while position < self.bytes.len() {
            let (bytes, length) = decode(&self.bytes[position..]);
            match bytes {
                Decoded::As(bytes, count) => {
                    view.push(&bytes[..count], self.origin(position, position + length));
                }
                Decoded::Itself => {
                    view.push(&self.bytes[position..=position], self.origins[position]);
                }
            }
            position += length;
        }
        view
    }

    fn stripped(&self) -> Self {
        let mut view = Self::with_capacity(self.bytes.len());
        let mut position = 0;
        while position < self.bytes.len() {
            let length = unseen(&self.bytes[position..]);
            if length == 0 {
                view.bytes.push(self.bytes[position]);
                view.origins.push(self.origins[position]);
            }
            position += length.max(1);
        }
        view
    }
}

/// What an encoded character comes to.
pub(super) enum Decoded {
    /// So many of these bytes.
    As([u8; 4], usize),
    /// It is not encoded.
    Itself,
}

/// What stands at the beginning, and how many bytes it takes up.
pub(super) fn decode(bytes: &[u8]) -> (Decoded, usize) {
    let found = match bytes[0] {
        b'%' => digits(bytes, 1, 2, 16).map(|number| (Decoded::As([number as u8, 0, 0, 0], 1), 3)),
        b'\\' => escape(bytes),
        b'&' => reference(bytes),
        _ => None,
    };
    found.unwrap_or((Decoded::Itself, 1))
}

/// An escape of JSON (RFC 8259 section 7), or `\x` with two digits.
fn escape(bytes: &[u8]) -> Option<(Decoded, usize)> {
    let one = |byte: u8| Some((Decoded::As([byte, 0, 0, 0], 1), 2));
    match bytes.get(1)? {
        b'"' => one(b'"'),
        b'\\' => one(b'\\'),
        b'/' => one(b'/'),
        b'b' | b'f' | b'n' | b'r' | b't' => one(b' '),
        b'x' => digits(bytes, 2, 2, 16).and_then(|number| Some((character(number)?, 4))),
        b'u' => {
            let first = digits(bytes, 2, 4, 16)?;
            if !(0xd800..0xdc00).contains(&first) {
                return Some((character(first)?, 6));
            }
            let second = bytes.get(6..8).filter(|next| *next == b"\\u")?;
            let low = digits(bytes, 6 + second.len(), 4, 16)?;
            let pair = 0x1_0000 + ((first - 0xd800) << 10) + low.checked_sub(0xdc00)?;
            Some((character(pair)?, 12))
        }
        _ => None,
    }
}

/// A reference of XML 1.0 section 4.1: a number, or one of the five names.
fn reference(bytes: &[u8]) -> Option<(Decoded, usize)> {
    let one = |byte: u8, length: usize| Some((Decoded::As([byte, 0, 0, 0], 1), length));
    match bytes {
        [_, b'q', b'u', b'o', b't', b';', ..] => return one(b'"', 6),
        [_, b'a', b'm', b'p', b';', ..] => return one(b'&', 5),
        [_, b'l', b't', b';', ..] => return one(b'<', 4),
        [_, b'g', b't', b';', ..] => return one(b'>', 4),
        [_, b'a', b'p', b'o', b's', b';', ..] => return one(b'\'', 6),
        [_, b'#', ..] => {}
        _ => return None,
    }
    // The longest are `&#x10FFFF;` and such with zeros before the number.
    let end = bytes.iter().take(16).position(|byte| *byte == b';')?;
    let number = match &bytes[1..end] {
        [b'#', b'x' | b'X', ..] => digits(bytes, 3, end.checked_sub(3)?, 16)?,
        [b'#', ..] => digits(bytes, 2, end.checked_sub(2)?, 10)?,
        _ => return None,
    };
    Some((character(number)?, end + 1))
}

fn character(number: u32) -> Option<Decoded> {
    let mut bytes = [0; 4];
    let count = char::from_u32(number)?.encode_utf8(&mut bytes).len();
    Some(Decoded::As(bytes, count))
}

/// The number that so many digits make.
fn digits(bytes: &[u8], start: usize, count: usize, radix: u32) -> Option<u32> {
    let digits = bytes.get(start..start + count).filter(|digits| !digits.is_empty())?;
    digits.iter().try_fold(0_u32, |number, byte| {
        number.checked_mul(radix)?.checked_add(char::from(*byte).to_digit(radix)?)
    })
}

/// How many bytes at the beginning show nothing: white space, control characters with the sequence that
/// an ESC begins (ECMA-48 section 5.4), marks of direction and of no width. None: zero.
pub(super) fn unseen(bytes: &[u8]) -> usize {
    match bytes[0] {
        0x1b if bytes.get(1) == Some(&b'[') => {
            let middle = bytes[2..].iter().take_while(|byte| (0x20..0x40).contains(*byte)).count();
            let last = bytes.get(2 + middle).is_some_and(|byte| (0x40..0x7f).contains(byte));
            if last { 3 + middle } else { 1 }
        }
        0..=0x20 | 0x7f => 1,
        0x21..=0x7e => 0,
        first => {
            let length = match first {
                0xc2..=0xdf => 2,
                0xe0..=0xef => 3,
                0xf0..=0xf4 => 4,
                _ => return 0,
            };
            let one = bytes.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok());
            let hidden = one.and_then(|one| one.chars().next()).is_some_and(is_unseen);
            if hidden { length } else { 0 }
        }
    }
}

fn is_unseen(character: char) -> bool {
    character.is_whitespace() || is_hidden(character)
}

#[cfg(test)]
mod tests {
    use super::View;

    fn view(text: &str) -> String {
        String::from_utf8(View::new(text).bytes).expect("UTF-8")
    }

    #[test]
    fn encodings_and_what_is_between_go() {
        for text in [
            "a b\r\n\tc",
            "a\u{200b}b\u{feff}c",
            "a\u{1b}[31mb\u{1b}[0mc",
            "a\u{1b}bc",
            "%61%62%63",
            "%2561%25252562c",
            r"\u0061\u0062\u0063",
            r"\\u0061\x62\nc",
            "&#97;&#x62;&#0099;",
            "&amp;#97;bc",
        ] {
            assert_eq!(view(text), "abc", "{text:?}");
        }
        assert_eq!(view(r"\ud83d\uDE00"), "😀");
    }

    #[test]
    fn what_only_looks_encoded_stays() {
        for text in ["100%", "%zz", r"\q\u12\ud83d", "&#;&#x;&nope;&#1114112;", "a&b;", "\\", "&"] {
            assert_eq!(view(text), text);
        }
    }

    #[test]
    fn the_way_back_ends_between_characters() {
        let text = "é %C3%A9\u{200b}x";
        let view = View::new(text);
        assert_eq!(view.bytes, "ééx".as_bytes());
        assert_eq!(view.origin(0, 1), (0, 2));
        assert_eq!(view.origin(2, 4), (3, 9));
        assert_eq!(view.origin(4, 5), (12, 13));
    }
}
