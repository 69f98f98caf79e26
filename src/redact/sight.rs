//! What a view shows, without the way back: fast enough to look at everything that leaves.

use memchr::memchr3;

use super::view::{Decoded, ROUNDS, decode, unseen};

/// What becomes of a byte when what cannot be seen is left out: it stays, it goes, or what follows decides.
const KINDS: [u8; 256] = kinds(false);
/// The same where what encodings begin with is left open, too.
const KINDS_BESIDE_ENCODINGS: [u8; 256] = kinds(true);
const STAYS: u8 = 1;
const GOES: u8 = 0;
const OPEN: u8 = 2;
const ESCAPE: u8 = 0x1b;

const fn kinds(encodings: bool) -> [u8; 256] {
    let mut kinds = [STAYS; 256];
    let mut byte = 0;
    while byte < 256 {
        if byte <= 0x20 || byte == 0x7f {
            kinds[byte] = GOES;
        }
        let begins = encodings && begins_an_encoding(byte as u8);
        if byte == ESCAPE as usize || (byte >= 0xc2 && byte <= 0xf4) || begins {
            kinds[byte] = OPEN;
        }
        byte += 1;
    }
    kinds
}

const fn begins_an_encoding(byte: u8) -> bool {
    matches!(byte, b'%' | b'\\' | b'&')
}

/// Room for the copies of a text; it is used again for the next one.
#[derive(Default)]
pub(super) struct Sight {
    stripped: Copy,
    decoded: Copy,
    /// Copies that still have what cannot be seen.
    layers: [Vec<u8>; 2],
}

/// A copy in room that is never given back: to clear it would take as long as to fill it.
#[derive(Default)]
pub(super) struct Copy {
    room: Vec<u8>,
    length: usize,
}

impl Copy {
    /// What was copied.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.room[..self.length]
    }

    /// Begins anew, with room for so many bytes.
    fn begin(&mut self, bytes: usize) {
        self.length = 0;
        if self.room.len() < bytes {
            self.room.resize(bytes, 0);
        }
    }

    #[inline(always)]
    fn extend(&mut self, bytes: &[u8]) {
        let end = self.length + bytes.len();
        self.room[self.length..end].copy_from_slice(bytes);
        self.length = end;
    }

    #[inline(always)]
    fn push(&mut self, byte: u8) {
        self.room[self.length] = byte;
        self.length += 1;
    }
}

impl Sight {
    /// Whether a copy has what is wanted: the one without what cannot be seen, or one without encodings too, one for
    /// each round of them.
    pub(super) fn any(&mut self, text: &str, wanted: impl Fn(&[u8]) -> bool) -> bool {
        let bytes = text.as_bytes();
        if memchr3(b'%', b'\\', b'&', bytes).is_none() {
            strip(bytes, &mut self.stripped);
            return wanted(self.stripped.bytes());
        }
        if both(bytes, &mut self.stripped, &mut self.decoded) {
            return wanted(self.stripped.bytes()) || wanted(self.decoded.bytes());
        }
        strip(bytes, &mut self.stripped);
        if wanted(self.stripped.bytes()) {
            return true;
        }
        let [layer, next] = &mut self.layers;
        layer.clear();
        layer.extend_from_slice(bytes);
        for _ in 0..ROUNDS {
            if !decode_once(layer, next) {
                break;
            }
            std::mem::swap(layer, next);
            strip(layer, &mut self.decoded);
            if wanted(self.decoded.bytes()) {
                return true;
            }
        }
        false
    }
}

/// Makes both copies in one pass: without what cannot be seen, and without encodings too. Returns whether it could: not
/// where taking an encoding off may make another one, or a part of what cannot be seen.
fn both(bytes: &[u8], stripped: &mut Copy, decoded: &mut Copy) -> bool {
    stripped.begin(bytes.len());
    decoded.begin(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        // Up to what is left open, nothing branches.
        let rest = &bytes[at..];
        let mut passed = rest.len();
        let begun = stripped.length;
        let mut seen = begun;
        for (index, &byte) in rest.iter().enumerate() {
            let kind = KINDS_BESIDE_ENCODINGS[usize::from(byte)];
            if kind == OPEN {
                passed = index;
                break;
            }
            stripped.room[seen] = byte;
            seen += usize::from(kind);
        }
        stripped.length = seen;
        decoded.extend(&stripped.room[begun..seen]);
        at += passed;
        let Some(&byte) = bytes.get(at) else { break };
        if byte == ESCAPE {
            return false;
        }
        if !begins_an_encoding(byte) {
            let gone = unseen(&bytes[at..]);
            if gone == 0 {
                stripped.push(byte);
                decoded.push(byte);
            }
            at += gone.max(1);
            continue;
        }
        let (becomes, length) = decode(&bytes[at..]);
        let behind = &bytes[at + length..];
        let (comes_to, settled) = match becomes {
            Decoded::As([one, ..], 1) if begins_an_encoding(one) => {
                (one, !makes_one(one, behind) && stays(one, behind))
            }
            Decoded::As([one, ..], 1) => (one, one < 0x80 && one != ESCAPE),
            Decoded::As(..) => return false,
            Decoded::Itself => (byte, stays(byte, behind)),
        };
        if !settled {
            return false;
        }
        stripped.extend(&bytes[at..at + length]);
        decoded.push(comes_to);
        decoded.length -= usize::from(KINDS[usize::from(comes_to)] == GOES);
        at += length;
    }
    true
}

/// Whether a byte that has just been decoded begins an encoding with what is behind it.
fn makes_one(byte: u8, behind: &[u8]) -> bool {
    if byte == b'&' && behind.first().is_none_or(|next| *next <= b' ') {
        return false;
    }
    // The longest encodings have sixteen characters.
    let mut whole = [0; 16];
    let count = behind.len().min(whole.len() - 1);
    whole[0] = byte;
    whole[1..=count].copy_from_slice(&behind[..count]);
    matches!(decode(&whole[..=count]).0, Decoded::As(..))
}

/// Whether what an encoding begins with and begins none here goes on to do so, whatever else is decoded behind it.
fn stays(byte: u8, behind: &[u8]) -> bool {
    let open = |count: usize| behind.iter().take(count).any(|byte| begins_an_encoding(*byte));
    match byte {
        b'%' => !open(2),
        b'&' => {
            let part = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'#';
            !open(behind.iter().take(15).take_while(part).count() + 1)
        }
        _ if matches!(behind.first(), Some(b'u' | b'x')) => !open(11),
        _ => !open(1),
    }
}

/// Leaves out what cannot be seen.
pub(super) fn strip(bytes: &[u8], out: &mut Copy) {
    out.begin(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let mut passed = rest.len();
        let mut length = out.length;
        for (index, &byte) in rest.iter().enumerate() {
            let kind = KINDS[usize::from(byte)];
            if kind == OPEN {
                passed = index;
                break;
            }
            out.room[length] = byte;
            length += usize::from(kind);
        }
        out.length = length;
        at += passed;
        if at < bytes.len() {
            let gone = unseen(&bytes[at..]);
            if gone == 0 {
                out.push(bytes[at]);
            }
            at += gone.max(1);
        }
    }
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
            text in "([a-z%&\\\\;#x0-9é€\u{200b}\u{1b}\\[ \n\t]|[a-z ]{1,20}|%25|%2561|%41|%c3%a9|%20|&amp;|&quot;|&#|\\\\u0061|\\\\n|\\\\\"|&#97;){0,60}",
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
