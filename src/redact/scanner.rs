//! The search of a finished artefact, and the receipt.

use std::collections::BTreeSet;

use super::search::{Pattern, Search};
use super::searchable::{MARKER, searchable};
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
    search: Search,
    names: Vec<String>,
    /// What is put in the place of each.
    markers: Vec<String>,
    not_searchable: usize,
}

impl Scanner {
    /// Derives every form of the secrets that are known by now.
    #[must_use]
    pub fn new(custody: &Custody) -> Self {
        let secrets = custody.all();
        let mut patterns = Vec::new();
        for (index, (_, secret)) in secrets.iter().enumerate() {
            for (form, spelling) in form::spellings(secret.expose()) {
                patterns.push(Pattern {
                    secret: index,
                    form,
                    text: Secret::new(spelling.text),
                    ragged_before: spelling.ragged_before,
                    ragged_after: spelling.ragged_after,
                });
            }
        }
        let search = Search::new(patterns);
        let not_searchable =
            secrets.iter().filter(|(_, secret)| !searchable(secret.expose().trim())).count();
        let names: Vec<String> = secrets.into_iter().map(|(name, _)| name).collect();
        let markers = names.iter().map(|name| marker(&search, name)).collect();
        Self { search, names, markers, not_searchable }
    }

    /// Every secret that the artefact holds, once for each place.
    #[must_use]
    pub fn scan(&self, artefact: &str) -> Vec<Hit> {
        let found: Vec<_> = self.search.find(artefact).collect();
        if found.is_empty() {
            return Vec::new();
        }
        let starts: Vec<usize> = found.iter().map(|one| one.start).collect();
        let mut seen = BTreeSet::new();
        let mut hits = Vec::new();
        for (one, place) in found.iter().zip(place::places(artefact, &starts)) {
            let pattern = self.search.pattern(one.pattern);
            if seen.insert((pattern.secret, place.clone())) {
                hits.push(Hit {
                    secret: self.names[pattern.secret].clone(),
                    form: pattern.form,
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
            forms_searched: self.search.distinct(),
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
        for found in self.search.find(text) {
            if found.end <= done {
                continue;
            }
            let secret = self.search.pattern(found.pattern).secret;
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
        if self.search.find(&scrubbed).next().is_some() {
            return MARKER.to_owned();
        }
        scrubbed
    }

    /// How many secrets were known when the scanner was made.
    pub(super) fn known(&self) -> usize {
        self.names.len()
    }
}

/// What is put in the place of a secret: its name, unless a secret is in that.
fn marker(search: &Search, name: &str) -> String {
    let named = format!("[{name} redacted]");
    if search.find(&named).next().is_some() { MARKER.to_owned() } else { named }
}
