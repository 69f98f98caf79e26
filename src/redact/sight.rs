//! What a view shows, without the way back: fast enough to look at everything that leaves.

use memchr::memchr3;

use super::view::{Decoded, ROUNDS, decode, unseen};

/// What becomes of a byte when what cannot be seen is left out: it stays, it goes, or what follows decides.
const KINDS: [u8; 256] = kinds();
const STAYS: u8 = 1;
const GOES: u8 = 0;
const OPEN: u8 = 2;

const fn kinds() -> [u8; 256] {
    let mut kinds = [STAYS; 256];
    let mut byte = 0;
    while byte < 256 {
        if byte <= 0x20 || byte == 0x7f {
            kinds[byte] = GOES;
        }
        if byte == 0x1b || (byte >= 0xc2 && byte <= 0xf4) {
            kinds[byte] = OPEN;
        }
        byte += 1;
    }
    kinds
}

/// Room for the copies of a text; it is used again for the next one.
#[derive(Default)]
pub(super) struct Sight {
    stripped: Vec<u8>,
    decoded: Vec<u8>,
    spare: Vec<u8>,
}

impl Sight {
    /// Whether a copy has what is wanted: the one without what cannot be seen, or the one without encodings too.
    pub(super) fn any(&mut self, text: &str, wanted: impl Fn(&[u8]) -> bool) -> bool {
        strip(text.as_bytes(), &mut self.stripped);
        if wanted(&self.stripped) {
            return true;
        }
        if !decode_once(text.as_bytes(), &mut self.decoded) {
            return false;
        }
        for _ in 1..ROUNDS {
            if !decode_once(&self.decoded, &mut self.spare) {
                break;
            }
            std::mem::swap(&mut self.decoded, &mut self.spare);
        }
        strip(&self.decoded, &mut self.stripped);
        wanted(&self.stripped)
    }
}

/// Leaves out what cannot be seen.
fn strip(bytes: &[u8], out: &mut Vec<u8>) {
    out.clear();
    out.resize(bytes.len(), 0);
    let mut length = 0;
    let mut at = 0;
    while at < bytes.len() {
        // Up to what follows decides, nothing branches.
        let rest = &bytes[at..];
        let mut passed = rest.len();
        for (index, &byte) in rest.iter().enumerate() {
            let kind = KINDS[usize::from(byte)];
            if kind == OPEN {
                passed = index;
                break;
            }
            out[length] = byte;
            length += usize::from(kind);
        }
        at += passed;
        if at < bytes.len() {
            let gone = unseen(&bytes[at..]);
            if gone == 0 {
                out[length] = bytes[at];
                length += 1;
            }
            at += gone.max(1);
        }
    }
    out.truncate(length);
}

/// Takes one layer of encodings off; whether there was one.
fn decode_once(bytes: &[u8], out: &mut Vec<u8>) -> bool {
    out.clear();
    let mut changed = false;
    let mut at = 0;
    while let Some(next) = memchr3(b'%', b'\\', b'&', &bytes[at..]) {
        out.extend_from_slice(&bytes[at..at + next]);
        at += next;
        let (decoded, length) = decode(&bytes[at..]);
        match decoded {
            Decoded::As(as_bytes, count) => {
                changed = true;
                out.extend_from_slice(&as_bytes[..count]);
            }
            Decoded::Itself => out.push(bytes[at]),
        }
        at += length;
    }
    out.extend_from_slice(&bytes[at..]);
    changed
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use proptest::prelude::*;

    use super::Sight;
    use crate::redact::view::View;

    proptest! {
        #[test]
        fn it_shows_what_the_views_show(
            text in "([a-z%&\\\\;#x0-9é€\u{200b}\u{1b}\\[ \n\t]|%25|%2561|&amp;|\\\\u0061|&#97;){0,60}",
        ) {
            let seen = RefCell::new(Vec::new());
            let mut sight = Sight::default();
            sight.any(&text, |bytes| {
                seen.borrow_mut().push(bytes.to_vec());
                false
            });
            let seen = seen.into_inner();
            for view in View::all(&text) {
                prop_assert!(seen.contains(&view.bytes), "{:?}", text);
            }
        }
    }
}
