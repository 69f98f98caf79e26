//! One pass over a text for every spelling of every secret.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::searchable::LEAST;
use crate::model::Secret;

/// Above this many anchors the table of a full automaton takes more memory than its speed is worth.
const FULL_AUTOMATON: usize = 4000;

/// A text to search for.
pub(super) struct Pattern {
    /// Which secret it is a spelling of.
    pub(super) secret: usize,
    /// The form that it has.
    pub(super) form: &'static str,
    /// The text. It is as secret as the secret.
    pub(super) text: Secret,
    /// How many bytes of the secret stand before it and behind it.
    pub(super) beyond: (usize, usize),
    /// Whether the character before it holds some bits of the secret.
    pub(super) ragged_before: bool,
    /// Whether the character after it holds some bits of the secret.
    pub(super) ragged_after: bool,
}

/// Where a pattern was found, as a range of bytes; in a text it begins and ends between characters.
pub(super) struct Found {
    /// The pattern.
    pub(super) pattern: usize,
    /// The first byte.
    pub(super) start: usize,
    /// The byte after the last.
    pub(super) end: usize,
}

/// The automaton knows the first eight bytes of every pattern, its anchor; the rest is compared where
/// an anchor was found. So its size does not grow with the length of tokens.
pub(super) struct Search {
    automaton: AhoCorasick,
    patterns: Vec<Pattern>,
    /// For each anchor the patterns that begin with it, the longest first.
    anchored: Vec<Vec<usize>>,
}

impl Search {
    /// Prepares the search. Every pattern has at least eight bytes.
    pub(super) fn new(patterns: Vec<Pattern>) -> Self {
        let mut order: Vec<usize> = (0..patterns.len()).collect();
        let text = |index: usize| patterns[index].text.expose().as_bytes();
        order.sort_by(|&a, &b| {
            let by_anchor = text(a)[..LEAST].cmp(&text(b)[..LEAST]);
            by_anchor.then(text(b).len().cmp(&text(a).len())).then(a.cmp(&b))
        });
        let mut anchors: Vec<&[u8]> = Vec::new();
        let mut anchored: Vec<Vec<usize>> = Vec::new();
        for index in order {
            let anchor = &text(index)[..LEAST];
            match anchored.last_mut() {
                Some(same) if anchors.last() == Some(&anchor) => same.push(index),
                _ => {
                    anchors.push(anchor);
                    anchored.push(vec![index]);
                }
            }
        }
        let kind = if anchors.len() <= FULL_AUTOMATON {
            AhoCorasickKind::DFA
        } else {
            AhoCorasickKind::ContiguousNFA
        };
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(kind))
            .build(&anchors)
            .expect("anchors of eight bytes come to far fewer states than there are numbers");
        Self { automaton, patterns, anchored }
    }

    /// The length of the longest pattern.
    pub(super) fn longest(&self) -> usize {
        self.texts().map(str::len).max().unwrap_or(0)
    }

    /// Every text that is searched for.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.patterns.iter().map(|one| one.text.expose())
    }

    /// A pattern by its number.
    pub(super) fn pattern(&self, index: usize) -> &Pattern {
        &self.patterns[index]
    }

    /// Everything that is found, overlaps included, in the order of where it starts; of what starts at
    /// one place the longest.
    pub(super) fn find<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = Found> + 'a {
        // Anchors have one length, so they are found in the order in which they start.
        self.automaton.find_overlapping_iter(text).filter_map(move |anchor| {
            let rest = &text[anchor.start()..];
            let pattern = *self.anchored[anchor.pattern().as_usize()]
                .iter()
                .find(|&&index| rest.starts_with(self.patterns[index].text.expose().as_bytes()))?;
            Some(self.whole(text, pattern, anchor.start()))
        })
    }

    /// The found text with the characters beside it that hold some bits of the secret.
    fn whole(&self, text: &[u8], pattern: usize, start: usize) -> Found {
        let one = &self.patterns[pattern];
        let end = start + one.text.expose().len();
        let before = text[..start].last().is_some_and(|byte| is_base64(*byte));
        let after = text.get(end).is_some_and(|byte| is_base64(*byte));
        let (lead, trail) = one.beyond;
        Found {
            pattern,
            start: start.saturating_sub(lead + usize::from(one.ragged_before && before)),
            end: (end + trail + usize::from(one.ragged_after && after)).min(text.len()),
        }
    }
}

const fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}
