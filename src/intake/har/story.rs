//! What failed, told with what explains it: the preflight, the redirects and the token request before it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use url::Url;

use super::entry::{Entry, Redirected, Role};

/// How many different failures are kept; a page that fails fails often.
const FAILURES: usize = 50;

/// How many entries that may explain a failure are remembered, the latest ones.
const CANDIDATES: usize = 2000;

/// How many redirects are followed back.
const REDIRECTS: usize = 10;

/// Collects entries while the file is read.
#[derive(Default)]
pub(super) struct Story {
    kept: BTreeMap<usize, Entry>,
    /// Which failure stands for all that are alike.
    alike: BTreeMap<(String, String, Option<u16>), usize>,
    candidates: VecDeque<(Entry, Option<Url>)>,
    /// How many entries failed.
    pub(super) failures: usize,
    /// How many of them were left out, since too many different ones failed.
    pub(super) left_out: usize,
}

impl Story {
    /// Remembers an entry that may explain a later one; `target` is where it leads.
    pub(super) fn remember(&mut self, entry: Entry, target: Option<Url>) {
        if entry.role == Role::Preflight {
            // Some browsers list the preflight behind the request that it was made for.
            let waits = |one: &Entry| {
                one.role == Role::Failed
                    && one.asked.url == entry.asked.url
                    && one.number + 3 >= entry.number
            };
            if self.kept.values().any(waits) {
                self.kept.insert(entry.number, entry);
                return;
            }
        }
        if self.candidates.len() == CANDIDATES {
            self.candidates.pop_front();
        }
        self.candidates.push_back((entry, target));
    }

    /// Keeps an entry that failed, with those before it that explain it.
    pub(super) fn failed(&mut self, mut entry: Entry) {
        self.failures += 1;
        let address = entry.asked.url.split(['?', '#']).next().unwrap_or_default().to_owned();
        let key = (entry.asked.method.clone(), address, entry.answered.status);
        if let Some(first) = self.alike.get(&key).and_then(|number| self.kept.get_mut(number)) {
            first.repeats += 1;
            return;
        }
        if self.alike.len() == FAILURES {
            self.left_out += 1;
            return;
        }
        let mut explain = self.redirects_to(&mut entry);
        explain.extend(self.last(Role::Preflight, |one| one.asked.url == entry.asked.url));
        explain.extend(self.last(Role::TokenRequest, |_| true));
        self.alike.insert(key, entry.number);
        for number in explain {
            if let Some(at) = self.candidates.iter().position(|(one, _)| one.number == number) {
                let explains = self.candidates.remove(at);
                self.kept.extend(explains.map(|(one, _)| (one.number, one)));
            }
        }
        self.kept.insert(entry.number, entry);
    }

    fn last(&self, role: Role, fits: impl Fn(&Entry) -> bool) -> Option<usize> {
        let mut all = self.candidates.iter().rev();
        all.find(|(one, _)| one.role == role && fits(one)).map(|(one, _)| one.number)
    }

    /// Follows redirects back from an entry and writes them down in it; gives their numbers.
    fn redirects_to(&self, entry: &mut Entry) -> BTreeSet<usize> {
        let mut numbers = BTreeSet::new();
        let mut address = Url::parse(&entry.asked.url).ok();
        while let Some(to) = address.take().filter(|_| numbers.len() < REDIRECTS) {
            let leads = |target: &Option<Url>| {
                target
                    .as_ref()
                    .is_some_and(|target| without_fragment(target) == without_fragment(&to))
            };
            let found = self.candidates.iter().rev().find(|(one, target)| {
                one.role == Role::Redirect && !numbers.contains(&one.number) && leads(target)
            });
            let Some((one, _)) = found else { break };
            let from = Url::parse(&one.asked.url).ok();
            entry.redirects.insert(
                0,
                Redirected {
                    number: one.number,
                    status: one.answered.status.unwrap_or_default(),
                    location: to.to_string(),
                    elsewhere: from.as_ref().is_none_or(|from| from.origin() != to.origin()),
                },
            );
            numbers.insert(one.number);
            address = from;
        }
        numbers
    }

    /// The entries that matter, in the file's order.
    pub(super) fn entries(self) -> Vec<Entry> {
        self.kept.into_values().collect()
    }
}

fn without_fragment(url: &Url) -> &str {
    let text = url.as_str();
    text.split('#').next().unwrap_or(text)
}
