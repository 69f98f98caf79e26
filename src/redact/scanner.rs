//! The search of a finished artefact, and the receipt.

use std::collections::{BTreeMap, BTreeSet};

use super::filter::Filter;
use super::search::{Pattern, Search};
use super::searchable::{LEAST, MARKER, searchable};
use super::sight::{Copy, Sight, strip};
use super::view::View;
use super::{form, place};
use crate::model::{Custody, RedactionReceipt, Secret};

/// A secret was found in an artefact. It never holds the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The name of the secret.
    pub secret: String,
    /// The form that it has, such as `base64`.
    pub form: &'static str,
    /// Where: the path in a JSON artefact, such as `checks[3].saw`, else the line, such as `line 12`.
    pub place: String,
}

/// The secrets of a run, ready to be searched for.
pub struct Scanner {
    spelt: Search,
    /// What is searched for in views of texts.
    hidden: Search,
    /// What the views of a text hold wherever either finds something in it, but for what `beside` looks for.
    seen: Filter,
    /// What a text holds where a view of it need not show what is spelt there.
    beside: Filter,
    names: Vec<String>,
    /// What is put in the place of each.
    markers: Vec<String>,
    not_searchable: usize,
}

/// A secret in a text, as a range of bytes that begins and ends between characters.
pub(super) struct Occurrence {
    /// The first byte.
    pub(super) start: usize,
    /// The byte after the last.
    pub(super) end: usize,
    /// Which secret it is, by its place in custody.
    pub(super) secret: usize,
    /// The form that it has.
    pub(super) form: &'static str,
}

/// How many bytes of a text are searched at a time: few enough to stay in a processor's cache.
const PIECE: usize = 128 * 1024;

/// By how many bytes pieces overlap at least.
const OVERLAP: usize = 16 * 1024;

/// What the view of a text shows wherever this stands in it, where that can be told: a sequence that an ESC begins takes
/// some of what is behind it along.
fn shown(spelling: &str) -> Option<Vec<u8>> {
    if spelling.starts_with('[') || spelling.contains('\u{1b}') {
        return None;
    }
    let mut shown = Copy::default();
    strip(spelling.as_bytes(), &mut shown);
    (shown.bytes().len() >= LEAST).then(|| shown.bytes().to_vec())
}

/// The next place between characters.
fn boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

impl Scanner {
    /// Derives every form of the secrets that are known by now.
    #[must_use]
    pub fn new(custody: &Custody) -> Self {
        let secrets = custody.all();
        let mut spelt = Vec::new();
        let mut hidden = Vec::new();
        for (index, (_, secret)) in secrets.iter().enumerate() {
            let mut seen = BTreeSet::new();
            for (form, spelling) in form::spellings(secret.expose()) {
                let found = form::hidden(form, &spelling.text).into_iter();
                for one in found.filter(|one| seen.insert(one.clone())) {
                    hidden.push(Pattern {
                        secret: index,
                        form: one.name,
                        text: Secret::new(one.text),
                        beyond: one.beyond,
                        ragged_before: false,
                        ragged_after: false,
                    });
                }
                spelt.push(Pattern {
                    secret: index,
                    form,
                    text: Secret::new(spelling.text),
                    beyond: (0, 0),
                    ragged_before: spelling.ragged_before,
                    ragged_after: spelling.ragged_after,
                });
            }
        }
        let not_searchable =
            secrets.iter().filter(|(_, secret)| !searchable(secret.expose().trim())).count();
        let shown: Vec<Option<Vec<u8>>> =
            spelt.iter().map(|one| shown(one.text.expose())).collect();
        let seen = shown.iter().flatten().map(Vec::as_slice);
        let seen = Filter::new(seen.chain(hidden.iter().map(|one| one.text.expose().as_bytes())));
        let beside = spelt.iter().zip(&shown).filter(|(_, shown)| shown.is_none());
        let beside = Filter::new(beside.map(|(one, _)| one.text.expose().as_bytes()));
        let mut scanner = Self {
            seen,
            beside,
            spelt: Search::new(spelt),
            hidden: Search::new(hidden),
            names: secrets.into_iter().map(|(name, _)| name).collect(),
            markers: Vec::new(),
            not_searchable,
        };
        scanner.markers = scanner.names.iter().map(|name| scanner.marker(name)).collect();
        scanner
    }

    /// What is put in the place of a secret: its name, unless a secret is in that.
    fn marker(&self, name: &str) -> String {
        let named = format!("[{name} redacted]");
        if self.find(&named).is_empty() { named } else { MARKER.to_owned() }
    }

    /// Everything that is found, overlaps included, in the order of where it starts, the longest first. A long text
    /// is searched in pieces that overlap by far more than any secret takes up, even when it is broken over lines.
    pub(super) fn find(&self, text: &str) -> Vec<Occurrence> {
        let overlap = OVERLAP.max(2 * self.spelt.longest());
        let mut sight = Sight::default();
        let mut all = Vec::new();
        let mut start = 0;
        loop {
            let end = boundary(text, start + PIECE + overlap);
            self.find_in(&text[start..end], start, &mut sight, &mut all);
            if end == text.len() {
                break;
            }
            start = boundary(text, end - overlap);
        }
        // Stable: of two with the same range the one that is spelt comes first.
        all.sort_by_key(|one: &Occurrence| (one.start, std::cmp::Reverse(one.end)));
        if start > 0 {
            let mut seen = BTreeSet::new();
            all.retain(|one| seen.insert((one.start, one.end, one.secret, one.form)));
        }
        all
    }

    /// What is found in one piece, which begins at `from`. Only where the sieves let something through it is
    /// searched with a way back to the text.
    fn find_in(&self, text: &str, from: usize, sight: &mut Sight, all: &mut Vec<Occurrence>) {
        let bytes = text.as_bytes();
        if !sight.any(text, |view| self.seen.may_hold(view)) && !self.beside.may_hold(bytes) {
            return;
        }
        all.extend(self.spelt.find(bytes).map(|found| {
            let pattern = self.spelt.pattern(found.pattern);
            Occurrence {
                start: from + found.start,
                end: from + found.end,
                secret: pattern.secret,
                form: pattern.form,
            }
        }));
        for view in View::all(text) {
            all.extend(self.hidden.find(&view.bytes).filter_map(|found| {
                let (start, end) = view.origin(found.start, found.end);
                let Pattern { secret, form, .. } = *self.hidden.pattern(found.pattern);
                let whole = form == form::HIDDEN || view.is_unbroken(found.start, found.end);
                whole.then_some(Occurrence { start: from + start, end: from + end, secret, form })
            }));
        }
    }

    /// Every secret that the artefact holds, once for each place.
    #[must_use]
    pub fn scan(&self, artefact: &str) -> Vec<Hit> {
        let found = named_once(self.find(artefact));
        if found.is_empty() {
            return Vec::new();
        }
        let starts: Vec<usize> = found.iter().map(|one| one.start).collect();
        let mut seen = BTreeSet::new();
        let mut hits = Vec::new();
        for (one, place) in found.iter().zip(place::places(artefact, &starts)) {
            if seen.insert((one.secret, place.clone())) {
                hits.push(Hit {
                    secret: self.scrub(&self.names[one.secret]),
                    form: one.form,
                    place: self.scrub(&place),
                });
            }
        }
        hits
    }

    /// What was done so that no secret is in an artefact.
    #[must_use]
    pub fn receipt(&self) -> RedactionReceipt {
        RedactionReceipt {
            secrets_known: self.names.len(),
            forms_searched: self
                .spelt
                .texts()
                .chain(self.hidden.texts())
                .collect::<BTreeSet<_>>()
                .len(),
            hits: 0,
            not_searchable: self.not_searchable,
        }
    }

    /// The text with `[NAME redacted]` in the place of every secret.
    #[must_use]
    pub fn scrub(&self, text: &str) -> String {
        let mut scrubbed = String::new();
        let mut done = 0;
        let mut last = None;
        for found in self.find(text) {
            if found.end <= done {
                continue;
            }
            let secret = found.secret;
            // What overlaps another occurrence of the same secret is hidden by one marker.
            if found.start >= done || last != Some(secret) {
                scrubbed.push_str(&text[done..found.start.max(done)]);
                scrubbed.push_str(&self.markers[secret]);
            }
            done = found.end;
            last = Some(secret);
        }
        if done == 0 {
            return text.to_owned();
        }
        scrubbed.push_str(&text[done..]);
        // A marker and what stands beside it could make up a secret that has brackets in it.
        if !self.find(&scrubbed).is_empty() {
            return MARKER.to_owned();
        }
        scrubbed
    }

    /// How many secrets were known when the scanner was made.
    pub(super) fn known(&self) -> usize {
        self.names.len()
    }
}

/// Without what is hidden where the same secret was found as it is spelt: that has the better name.
pub(super) fn named_once(mut found: Vec<Occurrence>) -> Vec<Occurrence> {
    let is_spelt = |one: &Occurrence| !matches!(one.form, form::HIDDEN | form::ENCODED);
    // For each secret the starts, and the greatest end of those up to there.
    let mut spelt: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for one in found.iter().filter(|one| is_spelt(one)) {
        let spans = spelt.entry(one.secret).or_default();
        let end = spans.last().map_or(0, |&(_, end)| end).max(one.end);
        spans.push((one.start, end));
    }
    found.retain(|one| {
        let spans = spelt.get(&one.secret).map_or(&[][..], Vec::as_slice);
        let before = spans.partition_point(|&(start, _)| start < one.end);
        is_spelt(one) || before == 0 || spans[before - 1].1 <= one.start
    });
    found
}
