//! What answers give as their reason: the one place that says which answers count, and for how much.
//!
//! 1. Counted is what troubled checks were answered: by APIs, and by token endpoints.
//! 2. Refused is what has a 4xx status; with any other status, what has an error whose words are known: some
//!    say with 400, or in the body of a 200, what others say with 403. A token request is refused when an
//!    answer came and no token.
//! 3. Who stands on the way (an edge network, a proxy, a login page) does not know the API's reasons.
//! 4. A token request is read with the words of token endpoints, every other request with those of APIs.
//! 5. Words that offer an alternative ("expired or revoked") give no reason.
//! 6. A reason alone is as sure as its cause allows; beside another reason it is likely at most. Words that
//!    fit every reason (`invalid_token`) do not count as another.

use std::collections::HashMap;
use std::sync::Arc;

use super::draft::Draft;
use super::evidence::{Evidence, Seen, is_troubled, on_the_way};
use super::sent::is_token_request;
use super::words;
use crate::model::{CheckResult, Confidence, Exchange, ExperimentResult};
use crate::provider::{Meaning, Wording};

/// What the words of an answer weigh beside signs: more than any single one.
pub(super) const WORDS: u32 = 6;

/// What every answer of a run gives as its reason. Answers that say the same are read once.
pub(super) struct Reasons(HashMap<usize, Arc<[Meaning]>>);

impl Reasons {
    /// Reads every answer of checks and experiments.
    pub(super) fn read(checks: &[CheckResult], experiments: &[ExperimentResult]) -> Self {
        let facts = checks.iter().flat_map(|check| &check.facts);
        let facts = facts.chain(experiments.iter().flat_map(|one| &one.facts));
        let mut heard: HashMap<Wording<'_>, Arc<[Meaning]>> = HashMap::new();
        let mut all = HashMap::new();
        for fact in facts {
            let Some(exchange) = fact.request() else { continue };
            let wording = match fact.token_request() {
                Some(request) => Wording::of_token_endpoint(request),
                None => wording(exchange),
            };
            let meanings = match heard.get(&wording) {
                Some(meanings) => Arc::clone(meanings),
                None => {
                    let meanings: Arc<[Meaning]> = wording.read().into();
                    heard.insert(wording, Arc::clone(&meanings));
                    meanings
                }
            };
            all.insert(address(exchange), meanings);
        }
        Self(all)
    }

    fn of(&self, exchange: &Exchange) -> &[Meaning] {
        let known = self.0.get(&address(exchange));
        debug_assert!(known.is_some(), "an answer of another run: {}", exchange.url);
        known.map_or(&[], AsRef::as_ref)
    }
}

/// Where an exchange stands in memory: nothing in a run is moved while it is looked at.
fn address(exchange: &Exchange) -> usize {
    std::ptr::from_ref(exchange).addr()
}

/// The words of an answer whose request is known by its looks alone.
fn wording(exchange: &Exchange) -> Wording<'_> {
    if exchange.error.is_some() && is_token_request(exchange) {
        Wording::of_token_answer(exchange)
    } else {
        Wording::of_api(exchange)
    }
}

/// A refused request of a troubled check.
pub(super) struct Answer<'a> {
    /// The check and the request.
    pub(super) seen: Seen<'a, Exchange>,
    /// Whether it was sent to fetch a token for the run.
    for_token: bool,
}

/// An answer that gives a reason.
pub(super) struct Told<'a> {
    /// The check and the answer.
    pub(super) seen: Seen<'a, Exchange>,
    /// Whether it gives no other reason beside it.
    alone: bool,
}

impl<'a> Told<'a> {
    /// The code that stands in the answer.
    pub(super) fn code(&self) -> Option<&'a str> {
        self.seen.fact.error.as_ref()?.code.as_deref()
    }
}

/// Refused requests of troubled checks, in their order: rules 1 to 3.
pub(super) fn refused<'a>(checks: &'a [CheckResult], reasons: &Reasons) -> Vec<Answer<'a>> {
    let mut all = Vec::new();
    for check in checks.iter().filter(|check| is_troubled(check)) {
        for fact in &check.facts {
            let Some(exchange) = fact.request() else { continue };
            let request = fact.token_request();
            let refused = match (request, exchange.status) {
                (_, None) => false,
                (Some(request), Some(_)) => !request.issued,
                (None, Some(400..=499)) => true,
                (None, Some(status)) => {
                    (status >= 500 || exchange.error.is_some()) && !reasons.of(exchange).is_empty()
                }
            };
            if refused && !on_the_way(exchange.answered_by) {
                let seen = Seen { check, fact: exchange };
                all.push(Answer { seen, for_token: request.is_some() });
            }
        }
    }
    all
}

impl<'a> Evidence<'a> {
    /// What an answer of this run gives as its reason; empty when its words give none. Read once for all
    /// causes.
    pub(super) fn said(&self, exchange: &Exchange) -> &[Meaning] {
        self.reasons().of(exchange)
    }

    /// Requests of troubled checks that were refused, to APIs and to token endpoints, each with what its
    /// answer gives as its reason.
    pub(super) fn answers(&self) -> impl Iterator<Item = (Seen<'a, Exchange>, &[Meaning])> {
        self.refused().iter().map(|one| (one.seen, self.reasons().of(one.seen.fact)))
    }

    /// Calls of troubled checks that were answered 401 or 403, or refused in the body, by whoever is behind
    /// the URL.
    pub(super) fn refused_calls(&self) -> impl Iterator<Item = (Seen<'a, Exchange>, &[Meaning])> {
        let calls = self.refused().iter().filter(|one| {
            !one.for_token && matches!(one.seen.fact.status, Some(401 | 403 | 200..=299))
        });
        calls.map(|one| (one.seen, self.reasons().of(one.seen.fact)))
    }

    /// Answers that give this reason: rules 4 to 6. Token requests of experiments that proved in another
    /// way who the client is count as well: what they are told holds for the client.
    pub(super) fn told(&self, reason: Meaning) -> Vec<Told<'a>> {
        let tried = self.token_requests_refused_in_experiments();
        let tried = tried.map(|Seen { check, fact }| Seen { check, fact: &fact.exchange });
        let tried =
            tried.filter(|one| one.fact.status.is_some() && !on_the_way(one.fact.answered_by));
        let tried = tried.map(|one| (one, self.reasons().of(one.fact)));
        self.answers()
            .chain(tried)
            .filter(|(_, said)| said.contains(&reason) && !said.contains(&Meaning::Unclear))
            .map(|(seen, said)| {
                let alone = said.iter().all(|one| *one == reason || one.is_general());
                Told { seen, alone }
            })
            .collect()
    }

    /// A finding from answers that give this reason, as sure as `most` where one gives no other beside it,
    /// else likely at most; none when none gives it. Its particulars are the host and the call.
    pub(super) fn by_answers(
        &self,
        reason: Meaning,
        most: Confidence,
        title: impl FnOnce(&str) -> String,
    ) -> Option<Draft> {
        let told = self.told(reason);
        let first = told.first()?.seen.fact;
        let alone = told.iter().any(|one| one.alone);
        let sure = if alone { most } else { most.min(Confidence::Likely) };
        let host = words::host(&first.url);
        let named = if host.is_empty() { "the server" } else { &host };
        let mut draft = Draft::new(sure, title(named))
            .weighing(WORDS)
            .worded()
            .with("host", (!host.is_empty()).then(|| host.clone()))
            .with("call", (!first.url.is_empty()).then(|| words::call(first)));
        for Told { seen, .. } in &told {
            draft = draft.because(seen.check, seen.fact.answer()).explains([seen.check]);
        }
        Some(draft)
    }
}
