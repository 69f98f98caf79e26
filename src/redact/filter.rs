//! Whether a text may hold a pattern at all: a sieve that passes over nearly everything at several bytes a time.
//!
//! Every pattern begins with an anchor of eight bytes. Of those, every run of four is put into a table; whoever looks at
//! every fifth place of a text sees one of them wherever an anchor stands. What that table knows by chance is looked up
//! in a table of whole anchors, and then compared with the anchors themselves. Both tables are small: what does not stay
//! in the processor's nearest cache costs more than some chance.

use std::collections::HashSet;

use super::searchable::LEAST;

/// How many bytes are looked up at once.
const RUN: usize = 4;

/// How many places apart: an anchor holds one run that begins at each.
const STEP: usize = LEAST - RUN + 1;

/// The sieve.
pub(super) struct Filter {
    runs: Bits,
    whole: Bits,
    anchors: HashSet<u64>,
}

/// A set of numbers that may hold more than was put in.
struct Bits {
    table: Vec<u64>,
    shift: u32,
}

impl Bits {
    /// For so many numbers: of others one in thirty is in it by chance, or fewer.
    fn of(count: usize) -> Self {
        let bits = (count * 32).next_power_of_two().clamp(1 << 15, 1 << 25);
        Self { table: vec![0; bits / 64], shift: 64 - bits.trailing_zeros() }
    }

    fn add(&mut self, number: u64) {
        let place = self.place(number);
        self.table[place / 64] |= 1 << (place % 64);
    }

    #[inline(always)]
    fn may_hold(&self, number: u64) -> bool {
        let place = self.place(number);
        self.table[place / 64] >> (place % 64) & 1 == 1
    }

    #[inline(always)]
    fn place(&self, number: u64) -> usize {
        (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize
    }
}

impl Filter {
    /// A sieve for texts of at least eight bytes.
    pub(super) fn new<'a>(texts: impl Iterator<Item = &'a [u8]>) -> Self {
        let anchors: Vec<u64> = texts.filter_map(|text| eight(text, 0)).collect();
        let mut runs = Bits::of(anchors.len() * STEP);
        let mut whole = Bits::of(anchors.len());
        for anchor in &anchors {
            whole.add(*anchor);
            (0..STEP).for_each(|at| runs.add(u64::from((anchor >> (8 * at)) as u32)));
        }
        Self { runs, whole, anchors: anchors.into_iter().collect() }
    }

    /// Whether an anchor stands in the text.
    pub(super) fn may_hold(&self, text: &[u8]) -> bool {
        if self.anchors.is_empty() || text.len() < LEAST {
            return false;
        }
        let knows = |at: usize, four: &[u8]| {
            let Ok(four) = <[u8; RUN]>::try_from(four) else { return false };
            self.runs.may_hold(u64::from(u32::from_le_bytes(four))) && self.is_near(text, at)
        };
        let pieces = text.chunks_exact(STEP);
        let last = text.len() - text.len() % STEP;
        pieces.enumerate().any(|(piece, bytes)| knows(piece * STEP, &bytes[..RUN]))
            || text.get(last..last + RUN).is_some_and(|four| knows(last, four))
    }

    /// Whether an anchor begins in the few places before a run, or with it.
    fn is_near(&self, text: &[u8], at: usize) -> bool {
        (at.saturating_sub(STEP - 1)..=at)
            .filter_map(|start| eight(text, start))
            .any(|eight| self.whole.may_hold(eight) && self.anchors.contains(&eight))
    }
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
