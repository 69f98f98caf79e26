//! Which experiments a run calls for.

use url::Url;

use super::outcome::is_counter_proof;
use super::{EXPERIMENTS, ExperimentKind};
use crate::diagnose::evidence::{Evidence, Seen, is_troubled};
use crate::diagnose::{diagnose, words};
use crate::model::{
    Act, CheckResult, Confidence, Diagnosis, Exchange, Experiment, ExperimentResult,
    TokenRequestFact, Variation,
};
use crate::provider::Meaning;

/// Kinds that are asked for although the cause is proven: what cures it is not.
const TELLS_THE_CURE: &[&str] = &["own-grants"];

/// What a kind of experiment may look at when it decides whether to ask.
pub struct Asking<'a> {
    /// What was seen so far.
    pub evidence: &'a Evidence<'a>,
    /// What is made of it so far.
    pub diagnosis: &'a Diagnosis,
}

/// The experiments that would tell the causes of a run apart; empty when the evidence decides, and when
/// nothing that can be asked would. `done` are those that were asked for before: none is asked for twice.
#[must_use]
pub fn ask(checks: &[CheckResult], done: &[ExperimentResult]) -> Vec<Experiment> {
    let evidence = Evidence::new(checks, done);
    let diagnosis = diagnose(checks, done);
    if is_limited(checks, done) {
        return Vec::new();
    }
    let decided = is_decided(&evidence, &diagnosis);
    let worth = |kind: &&&ExperimentKind| !decided || TELLS_THE_CURE.contains(&kind.id);
    let asking = Asking { evidence: &evidence, diagnosis: &diagnosis };
    let mut asked: Vec<Experiment> = Vec::new();
    for one in EXPERIMENTS.iter().filter(worth).flat_map(|kind| (kind.ask)(&asking)) {
        let known = |other: &Experiment| {
            other.pack == one.pack && other.check == one.check && other.act == one.act
        };
        if !done.iter().any(|result| known(&result.experiment)) && !asked.iter().any(known) {
            let control = control(&asking, &one);
            asked.push(one);
            asked.extend(
                control.filter(|one| !done.iter().any(|result| repeats(&result.experiment, one))),
            );
        }
    }
    asked
}

/// The request as it was, once more, behind an experiment that is to prove something by being accepted: it may
/// be accepted by then as well.
fn control(asking: &Asking<'_>, one: &Experiment) -> Option<Experiment> {
    let mut checks = asking.evidence.checks().iter();
    let check = checks.find(|check| check.pack == one.pack && check.id == one.check)?;
    let own = check.last_exchange()?;
    // Twice where that does no harm: two nodes that take turns would answer the first time as is hoped.
    let times = if is_read(own) { 2 } else { 1 };
    is_counter_proof(one.kind).then(|| {
        varied(
            "repeat",
            check,
            format!("is {} still refused as it was?", check.id),
            "nothing: the same request once more",
            Variation::Repeat { times },
        )
    })
}

/// Whether both send a check's own request again.
fn repeats(one: &Experiment, other: &Experiment) -> bool {
    let again = |one: &Experiment| matches!(one.act, Act::Send(Variation::Repeat { .. }));
    one.pack == other.pack && one.check == other.check && again(one) && again(other)
}

/// Whether nothing is left to tell: no trouble, or every cause is confirmed and nothing is unexplained.
fn is_decided(evidence: &Evidence<'_>, diagnosis: &Diagnosis) -> bool {
    let named = || diagnosis.root.iter().chain(&diagnosis.others);
    evidence.troubled().next().is_none()
        || diagnosis.unexplained.is_empty()
            && diagnosis.root.is_some()
            && named().all(|one| one.confidence == Confidence::Confirmed)
}

/// Whether somebody has asked for fewer requests (RFC 6585, section 4).
fn is_limited(checks: &[CheckResult], done: &[ExperimentResult]) -> bool {
    let facts = checks.iter().flat_map(|check| &check.facts);
    let requests = facts.chain(done.iter().flat_map(|one| &one.facts));
    requests.filter_map(crate::model::Fact::request).any(|one| one.status == Some(429))
}

impl<'a> Asking<'a> {
    /// Whether a cause is named and not confirmed.
    pub(super) fn doubts(&self, cause: &str) -> bool {
        let mut named = self.diagnosis.root.iter().chain(&self.diagnosis.others);
        named.any(|one| one.cause == cause && one.confidence != Confidence::Confirmed)
    }

    /// Calls with an identity's credential that were refused with 401 or 403, reads before others.
    pub(super) fn refused(&self) -> Vec<Seen<'a, Exchange>> {
        let all = self.evidence.refusals().filter(|one| {
            one.fact.identity.is_some() && matches!(one.fact.status, Some(401 | 403))
        });
        let (reads, others): (Vec<_>, Vec<_>) = all.partition(|one| is_read(one.fact));
        reads.into_iter().chain(others).collect()
    }

    /// One call for each identity and host of which every call was refused with 401: either the credential
    /// is refused as such, or it does not arrive. A read where there is one.
    pub(super) fn refused_throughout(&self) -> Vec<Seen<'a, Exchange>> {
        let mut first: Vec<Seen<'a, Exchange>> = Vec::new();
        for one in self.refused() {
            let Some(identity) = one.fact.identity.as_deref() else { continue };
            let host = words::host(&one.fact.url);
            let known = first.iter().any(|other| {
                other.fact.identity == one.fact.identity && words::host(&other.fact.url) == host
            });
            let accepted = self.evidence.accepted(identity, Some(&host)).is_some();
            if one.fact.status == Some(401) && !known && !accepted {
                first.push(one);
            }
        }
        first
    }

    /// Whether a refusal leaves open that the credential did not arrive: no words about the token.
    pub(super) fn may_be_lost(&self, exchange: &Exchange) -> bool {
        self.evidence.said(exchange).iter().all(|meaning| {
            matches!(
                meaning,
                Meaning::NoCredential
                    | Meaning::NoCredentialOrRoute
                    | Meaning::Unclear
                    | Meaning::TokenRejected
            )
        })
    }

    /// The hosts that the run spoke to: others are not brought up.
    pub(super) fn spoken_to(&self, url: &str) -> bool {
        let host = words::host(url);
        let checks = self.evidence.checks().iter().flat_map(|check| &check.facts);
        let mut requests = checks.filter_map(crate::model::Fact::request);
        requests.any(|one| words::host(&one.url) == host)
    }

    /// The token request of an identity, where a token came of it.
    pub(super) fn issued(&self, identity: &str) -> Option<Seen<'a, TokenRequestFact>> {
        self.evidence.token_request(identity).filter(|one| one.fact.issued)
    }
}

/// An experiment that varies a check's own request.
pub(super) fn varied(
    kind: &'static str,
    check: &CheckResult,
    question: impl Into<String>,
    changed: impl Into<String>,
    variation: Variation,
) -> Experiment {
    acted(kind, check, question, changed, Act::Send(variation))
}

/// An experiment for a check.
pub(super) fn acted(
    kind: &'static str,
    check: &CheckResult,
    question: impl Into<String>,
    changed: impl Into<String>,
    act: Act,
) -> Experiment {
    Experiment {
        kind,
        pack: check.pack.clone(),
        check: check.id.clone(),
        question: question.into(),
        changed: changed.into(),
        act,
    }
}

/// Whether a request changes nothing (RFC 9110, section 9.2.1).
pub(super) fn is_read(exchange: &Exchange) -> bool {
    matches!(exchange.method.as_str(), "GET" | "HEAD")
}

/// Whether the check of a call failed, or warned.
pub(super) fn in_trouble(check: &CheckResult) -> bool {
    is_troubled(check)
}

/// A URL as it was, when nothing in it was masked: only such a URL can be called.
pub(super) fn callable(shown: &str) -> Option<Url> {
    let url = Url::parse(shown).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    url.query().is_none().then_some(url)
}
