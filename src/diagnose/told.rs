//! Reasons that answers give outright, and guesses that signs support: what most causes read.

use super::draft::Draft;
use super::evidence::{Evidence, Refusal, Seen, said, said_by_token_endpoint};
use super::{Verdict, words};
use crate::model::{
    AnsweredBy, Because, Confidence, Exchange, ExperimentResult, Fact, RemarkSource,
};
use crate::provider::Meaning;

/// What an answer that names its reason weighs beside signs.
const TOLD: u32 = 6;
/// Signs that weigh as much together make a guess likely.
const LIKELY: u32 = 3;

impl<'a> Evidence<'a> {
    /// Answers of troubled checks that give this reason, whatever their status: some platforms say with
    /// 400, or in the body of a 200, what others say with 403. Token endpoints are among them. Nobody on
    /// the way knows the API's reasons.
    pub(super) fn told(&self, reason: Meaning) -> Vec<Told<'a>> {
        let all = self.all_refusals().iter().chain(self.all_other_refusals());
        let told = all.filter(|(_, reasons)| reasons.contains(&reason)).map(|(seen, reasons)| {
            let alone = reasons.iter().all(|one| *one == reason || is_general(*one));
            Told { seen: *seen, alone }
        });
        told.collect()
    }

    /// A finding from answers that give this reason: confirmed where one gives no other beside it, else
    /// likely. Its particulars are the host and the call.
    pub(super) fn by_answers(
        &self,
        reason: Meaning,
        title: impl FnOnce(&str) -> String,
    ) -> Option<Draft> {
        let told = self.told(reason);
        let first = told.first()?.seen.fact;
        let alone = told.iter().any(|one| one.alone);
        let sure = if alone { Confidence::Confirmed } else { Confidence::Likely };
        let host = words::host(&first.url);
        let named = if host.is_empty() { "the server" } else { &host };
        let mut draft = Draft::new(sure, title(named))
            .weighing(TOLD)
            .worded()
            .with("host", (!host.is_empty()).then(|| host.clone()))
            .with("call", (!first.url.is_empty()).then(|| call(first)));
        for Told { seen, .. } in &told {
            draft = draft.because(seen.check, seen.fact.answer()).explains([seen.check]);
        }
        Some(draft)
    }

    /// What programs printed, in small letters.
    pub(super) fn logs(&self) -> impl Iterator<Item = String> + '_ {
        let logs = self.remarks().iter().filter(|one| one.fact.source == RemarkSource::Log);
        logs.map(|one| one.fact.text.to_lowercase())
    }

    /// Every text that somebody wrote or printed.
    pub(super) fn remark_texts(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.remarks().iter().map(|one| one.fact.text.as_str())
    }

    /// Control requests that vary a check's own request, each with the answers it got.
    pub(super) fn experiments_on(
        &self,
        check: &crate::model::CheckResult,
    ) -> impl Iterator<Item = (&'a ExperimentResult, Vec<&'a Exchange>)> {
        let (pack, id) = (check.pack.clone(), check.id.clone());
        self.experiments()
            .filter(move |one| one.experiment.pack == pack && one.experiment.check == id)
            .map(|one| (one, one.facts.iter().filter_map(Fact::exchange).collect()))
    }
}

/// An answer that gives a reason.
pub(super) struct Told<'a> {
    /// The check and the answer.
    pub(super) seen: Seen<'a, Exchange>,
    /// Whether it gives no other reason beside it.
    pub(super) alone: bool,
}

impl Verdict {
    /// This verdict, with what signs say for it: they find where the evidence is silent, and make a guess
    /// likely. What is confirmed or ruled out stays as it is.
    pub(super) fn or_signs(self, evidence: &Evidence<'_>, reason: Meaning, title: &str) -> Self {
        match self {
            Self::Unknown => evidence.by_signs(reason, title).map_or(Self::Unknown, Draft::found),
            Self::Finding(mut finding) if finding.confidence != Confidence::Confirmed => {
                let weight: u32 = evidence.signs(reason).map(|sign| sign.weight).sum();
                if weight >= LIKELY {
                    finding.confidence = Confidence::Likely;
                }
                finding.weight += weight;
                if let Some(check) = evidence.troubled().next() {
                    for sign in evidence.signs(reason) {
                        let (check, text) = (check.id.clone(), sign.because.clone());
                        finding.because.push(Because::Check { check, text });
                    }
                }
                Self::Finding(finding)
            }
            Self::Finding(_) | Self::RuledOut(_) => self,
        }
    }
}

/// Refusals that are no `refusals` of the evidence, each with what it gives as its reason: what was
/// answered with another status, and what token endpoints answered. Read once for all causes.
pub(super) fn read_others<'a>(evidence: &Evidence<'a>) -> Vec<Refusal<'a>> {
    let mut all = Vec::new();
    for check in evidence.troubled() {
        for fact in &check.facts {
            let Some(exchange) = fact.request().filter(|one| is_refusal(one)) else { continue };
            // Token requests are read below, with those of experiments.
            let elsewhere = fact.token_request().is_some()
                || matches!(exchange.status, Some(401 | 403 | 200..=299));
            if !elsewhere {
                all.push((Seen { check, fact: exchange }, said(exchange)));
            }
        }
    }
    for Seen { check, fact } in evidence.all_refused_token_requests() {
        if is_refusal(&fact.exchange) {
            all.push((Seen { check, fact: &fact.exchange }, said_by_token_endpoint(fact)));
        }
    }
    all
}

/// A finding that a cause drafted, or nothing.
pub(super) fn verdict(draft: Option<Draft>) -> Verdict {
    draft.map_or(Verdict::Unknown, Draft::found)
}

/// `METHOD URL`.
pub(super) fn call(exchange: &Exchange) -> String {
    format!("{} {}", exchange.method, exchange.url)
}

/// The call that a finding is about.
pub(super) fn call_of(finding: &crate::model::Finding) -> &str {
    let known = finding.particulars.iter().find(|(name, _)| *name == "call");
    known.and_then(|(_, call)| call.as_str()).unwrap_or("the call")
}

/// A refusal by whoever is behind the URL, in the status or in the body.
fn is_refusal(exchange: &Exchange) -> bool {
    let refused = match exchange.status {
        Some(400..) => true,
        Some(_) => exchange.error.is_some(),
        None => false,
    };
    let behind = match exchange.answered_by {
        AnsweredBy::Edge | AnsweredBy::Proxy | AnsweredBy::LoginPage => false,
        AnsweredBy::Api | AnsweredBy::Gateway | AnsweredBy::Unknown => true,
    };
    refused && behind
}

/// Words that fit every reason.
fn is_general(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::TokenRejected | Meaning::ClientRefused | Meaning::ClientUnauthorized)
}
