//! Answers that give several reasons, and the platform that an answer shows: what the engine heeds when it
//! weighs words.

use super::draft::Draft;
use super::evidence::{Evidence, Seen, is_troubled};
use super::sent::is_token_request;
use crate::model::{CheckResult, Confidence, Exchange, Fact};
use crate::provider::{Meaning, read_alternatives};
use crate::remedy;

impl<'a> Evidence<'a> {
    /// Refusals whose words give two reasons that exclude each other: in code and sentence, or in body and
    /// challenge.
    pub(super) fn answers_of_two_minds(&self) -> impl Iterator<Item = Seen<'a, Exchange>> + '_ {
        let apart = |said: &[Meaning]| {
            said.iter().any(|one| said.iter().any(|other| one.is_apart_from(*other)))
        };
        self.answers().filter(move |(_, said)| apart(said)).map(|(one, _)| one)
    }

    /// A finding from an answer that offers this reason as one of several: possible, never more.
    pub(super) fn by_alternatives(&self, reason: Meaning, title: &str) -> Option<Draft> {
        let mut offering: Vec<(&CheckResult, &Exchange)> = Vec::new();
        for one in self.offers().iter().filter(|one| one.reasons.contains(&reason)) {
            let (at, fact_at) = one.place;
            let Some(check) = self.checks().get(at) else { continue };
            let answer = check.facts.get(fact_at).and_then(Fact::request);
            let again = offering.iter().any(|(other, _)| std::ptr::eq(*other, check));
            offering.extend(answer.filter(|_| !again).map(|answer| (check, answer)));
        }
        let (check, answer) = offering.first()?;
        let text = format!("one of several reasons that the answer names: {}", answer.answer());
        let checks = offering.iter().map(|(check, _)| *check);
        let draft = Draft::new(Confidence::Possible, title).weighing(1);
        Some(draft.because(check, text).explains(checks))
    }

    /// The platform that the run spoke to: by its hosts, or as the refusals show it.
    pub(super) fn platform_id(&self) -> Option<String> {
        if let Some(platform) = self.platform() {
            return Some(platform.id.clone());
        }
        let vendors =
            self.troubled_requests().filter_map(|one| one.fact.error.as_ref()?.vendor.clone());
        vendors.into_iter().find(|vendor| remedy::is_platform(vendor))
    }
}

/// An answer that names several reasons and leaves open which of them it is.
pub(super) struct Offer {
    /// Which check was answered so, and which of its facts that is.
    place: (usize, usize),
    reasons: Vec<Meaning>,
}

/// Every such answer of troubled checks, in their order.
pub(super) fn offers(checks: &[CheckResult]) -> Vec<Offer> {
    let mut all = Vec::new();
    for (at, check) in checks.iter().enumerate().filter(|(_, check)| is_troubled(check)) {
        for (fact_at, fact) in check.facts.iter().enumerate() {
            let reasons = offered(fact);
            if !reasons.is_empty() {
                all.push(Offer { place: (at, fact_at), reasons });
            }
        }
    }
    all
}

/// The reasons that a refused request's answer offers as alternatives.
fn offered(fact: &Fact) -> Vec<Meaning> {
    let Some(exchange) =
        fact.request().filter(|one| one.status.is_some_and(|status| status >= 400))
    else {
        return Vec::new();
    };
    let grant = fact.token_request().map(|request| request.grant.as_str());
    let grant = grant.or_else(|| is_token_request(exchange).then_some(""));
    read_alternatives(exchange, grant)
}
