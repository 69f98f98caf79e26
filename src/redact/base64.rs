//! Base64 spellings of a secret (RFC 4648 sections 4 and 5) that match in any surrounding text.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::form::Spelling;
use super::percent;

/// Both alphabets at three alignments, of the secret itself and as RFC 6749 section 2.3.1 encodes it
/// before it goes into a Basic header.
pub(super) fn spellings(value: &str) -> Vec<Spelling> {
    let mut all = Vec::new();
    for text in std::iter::once(value.to_owned()).chain(percent::basic(value)) {
        for before in 0..3 {
            all.push(middle(&STANDARD_NO_PAD, text.as_bytes(), before));
            all.push(middle(&URL_SAFE_NO_PAD, text.as_bytes(), before));
        }
    }
    all
}

/// The characters that depend on nothing but the secret when `before` bytes, counted modulo three,
/// stand before it. A character holds six bits; one that shares them with a neighbour is left out.
fn middle(engine: &impl Engine, bytes: &[u8], before: usize) -> Spelling {
    let shifted: Vec<u8> = std::iter::repeat_n(0, before).chain(bytes.iter().copied()).collect();
    let bits = shifted.len() * 8;
    let encoded = engine.encode(&shifted);
    let first = (before * 8).div_ceil(6);
    Spelling {
        text: encoded[first..bits / 6].to_owned(),
        ragged_before: before != 0,
        ragged_after: !bits.is_multiple_of(6),
    }
}
