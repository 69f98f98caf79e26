//! Servers that do not answer one request alike: what they say once, and what they accept once, proves nothing.

use super::evidence::Evidence;
use super::experiments::{Compared, compare_answers, counter_proof};
use super::{draft::full_name, evidence::Seen, words};
use crate::model::{
    Act, Because, CheckResult, Confidence, Exchange, ExperimentResult, Fact, Finding, Variation,
};

impl<'a> Evidence<'a> {
    /// The same request once more, for a check that was refused: not as a series that looks for nodes, but so
    /// that an experiment that was accepted proves something.
    fn controls(&self, check: &CheckResult) -> impl Iterator<Item = &'a ExperimentResult> {
        self.experiments().filter(move |one| {
            one.experiment.pack == check.pack
                && one.experiment.check == check.id
                && matches!(one.experiment.act, Act::Send(Variation::Repeat { .. }))
        })
    }

    /// Whether a check's own request was sent again after an experiment, and was answered as before.
    #[must_use]
    pub(super) fn refused_again(&self, check: &CheckResult) -> bool {
        let Some(last) = own(check) else { return false };
        let as_before = |one: &Exchange| one.status == last.status && one.fault.is_none();
        let mut answers = self.controls(check).flat_map(ExperimentResult::exchanges).peekable();
        answers.peek().is_some() && answers.all(as_before)
    }

    /// What shows that a check's refusal is not the server's settled answer: the same request was answered
    /// otherwise, or was accepted with a token that cannot be right.
    #[must_use]
    pub(super) fn wavers(&self, check: &CheckResult) -> Option<Because> {
        let own = own(check)?;
        let accepted = matches!(own.status, Some(200..=299));
        let differs = |other: &Exchange| match compare_answers(self, own, other) {
            Compared::Accepted => !accepted,
            Compared::Otherwise => true,
            Compared::Alike | Compared::Unclear => false,
        };
        for one in self.experiments() {
            let asked = &one.experiment;
            if asked.pack != check.pack || asked.check != check.id {
                continue;
            }
            let text = match &asked.act {
                Act::Send(Variation::Repeat { .. }) if one.exchanges().any(differs) => {
                    "the same request was answered otherwise when it was sent again"
                }
                Act::Send(Variation::InvalidToken)
                    if !accepted && self.compared(check, one) == Compared::Accepted =>
                {
                    "the call was accepted with a token that cannot be right"
                }
                Act::Send(_)
                | Act::WhoAmI { .. }
                | Act::RequestToken { .. }
                | Act::RequestTokenAt { .. }
                | Act::ReadKeys { .. }
                | Act::ReadGrants { .. }
                | Act::ReadClocks { .. } => continue,
            };
            return Some(Because::Experiment { experiment: one.n, text: text.to_owned() });
        }
        let read = matches!(own.method.as_str(), "GET" | "HEAD") && own.identity.is_some();
        let other = self.exchanges().iter().find(|Seen { fact, .. }| {
            read && !accepted
                && fact.identity == own.identity
                && fact.method == own.method
                && fact.url == own.url
                && compare_answers(self, own, fact) == Compared::Accepted
        })?;
        Some(Because::Check {
            check: other.check.id.clone(),
            text: "the same request was accepted in this run".to_owned(),
        })
    }
}

fn own(check: &CheckResult) -> Option<&Exchange> {
    check.last_exchange()
}

/// Nothing is proven by a server that wavers, nor by an experiment that was accepted while it is open whether
/// the request as it was would have been accepted by then as well: a setting takes hold, a limit ends, a node
/// changes. Such a finding is likely at most.
pub(super) fn temper(cause: &str, finding: &mut Finding, evidence: &Evidence<'_>) {
    if finding.confidence != Confidence::Confirmed {
        return;
    }
    let explained = || {
        let explains = &finding.explains;
        evidence.troubled().filter(move |check| {
            explains.contains(&full_name(check))
                && check
                    .facts
                    .iter()
                    .filter_map(Fact::exchange)
                    .any(|one| matches!(one.status, Some(401 | 403)) && one.fault.is_none())
        })
    };
    let mut doubt = explained().find_map(|check| {
        evidence.wavers(check).or_else(|| {
            // Who does not take one credential alike each time takes none so: a 401 on that host may be chance.
            let last = own(check).filter(|one| one.status == Some(401))?;
            let host = words::host(&last.url);
            let beside = evidence.checks().iter().filter(|one| {
                own(one).is_some_and(|one| {
                    one.identity == last.identity && words::host(&one.url) == host
                })
            });
            beside.into_iter().find_map(|one| evidence.wavers(one))
        })
    });
    if doubt.is_none()
        && let Some(kind) = counter_proof(cause)
    {
        let rests_on = |check: &CheckResult| {
            evidence.experiment_about(check, kind).is_some_and(|one| {
                finding.because.iter().any(|because| {
                    matches!(because, Because::Experiment { experiment, .. } if *experiment == one.n)
                })
            })
        };
        let open = evidence
            .troubled()
            .filter(|check| finding.explains.contains(&full_name(check)))
            .find(|check| rests_on(check) && !evidence.refused_again(check));
        doubt = open.map(|check| Because::Check {
            check: check.id.clone(),
            text: "not proven: the request as it was, sent again, was not seen to be refused again"
                .to_owned(),
        });
    }
    if let Some(doubt) = doubt {
        finding.confidence = Confidence::Likely;
        finding.because.push(doubt);
    }
}
