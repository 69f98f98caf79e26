//! Whether a text may hold a pattern at all: a sieve that passes over nearly everything at several bytes a time.
//!
//! Every pattern begins with an anchor of eight bytes. Of those, every run of four is put into a table; whoever looks at
//! every fifth place of a text sees one of them wherever an anchor stands. What the table knows by chance is compared
//! with the anchors themselves.

use std::collections::HashSet;

use super::searchable::LEAST;

/// How many bytes are looked up at once.
const RUN: usize = 4;

/// How many places apart: an anchor holds one run that begins at each.
const STEP: usize = LEAST - RUN + 1;

/// The sieve.
pub(super) struct Filter {
    table: Vec<u64>,
    shift: u32,
    anchors: HashSet<u64>,
}

impl Filter {
    /// A sieve for texts of at least eight bytes.
    pub(super) fn new<'a>(texts: impl Iterator<Item = &'a [u8]>) -> Self {
        let anchors: Vec<u64> = texts.filter_map(|text| eight(text, 0)).collect();
        // One in two hundred places is known by chance, or fewer.
        let bits = (anchors.len() * STEP * 256).next_power_of_two().clamp(1 << 16, 1 << 25);
        let shift = 32 - bits.trailing_zeros();
        let mut table = vec![0_u64; bits / 64];
        for anchor in &anchors {
            for at in 0..STEP {
                let run = (anchor >> (8 * at)) as u32;
                let place = place(run, shift);
                table[place / 64] |= 1 << (place % 64);
            }
        }
        Self { table, shift, anchors: anchors.into_iter().collect() }
    }

    /// Whether an anchor stands in the text.
    pub(super) fn may_hold(&self, text: &[u8]) -> bool {
        if self.anchors.is_empty() || text.len() < LEAST {
            return false;
        }
        let knows = |at: usize, four: &[u8]| {
            let Ok(four) = <[u8; RUN]>::try_from(four) else { return false };
            let place = place(u32::from_le_bytes(four), self.shift);
            self.table[place / 64] >> (place % 64) & 1 == 1 && self.is_near(text, at)
        };
        let pieces = text.chunks_exact(STEP);
        let last = text.len() - text.len() % STEP;
        pieces.enumerate().any(|(piece, bytes)| knows(piece * STEP, &bytes[..RUN]))
            || text.get(last..last + RUN).is_some_and(|four| knows(last, four))
    }

    /// Whether an anchor begins in the few places before a run, or with it.
    fn is_near(&self, text: &[u8], at: usize) -> bool {
        (at.saturating_sub(STEP - 1)..=at)
            .any(|start| eight(text, start).is_some_and(|eight| self.anchors.contains(&eight)))
    }
}

fn place(run: u32, shift: u32) -> usize {
    (run.wrapping_mul(0x9e37_79b1) >> shift) as usize
}

fn eight(text: &[u8], at: usize) -> Option<u64> {
    let bytes = text.get(at..at + LEAST)?;
    <[u8; LEAST]>::try_from(bytes).ok().map(u64::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Filter;

    proptest! {
        #[test]
        fn an_anchor_is_seen_wherever_it_stands(
            anchors in prop::collection::vec("[ -~]{8}", 1..30),
            which in any::<prop::sample::Index>(),
            before in "[ -~]{0,40}",
            after in "[ -~]{0,40}",
        ) {
            let filter = Filter::new(anchors.iter().map(String::as_bytes));
            let text = format!("{before}{}{after}", which.get(&anchors));
            prop_assert!(filter.may_hold(text.as_bytes()));
        }

        #[test]
        fn nothing_else_is_seen(text in "[a-z ]{0,400}") {
            let filter = Filter::new([&b"Abcdefgh"[..], b"12345678"].into_iter());
            prop_assert!(!filter.may_hold(text.as_bytes()));
        }
    }

    #[test]
    fn nothing_is_in_an_empty_text_and_nothing_is_found_by_an_empty_sieve() {
        assert!(!Filter::new(std::iter::empty()).may_hold(b"abcdefghijkl"));
        assert!(!Filter::new([&b"abcdefgh"[..]].into_iter()).may_hold(b"abcdefg"));
    }
}
