//! A firewall or edge network in front of the API refused the request.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::{Evidence, Verdict, words};
use crate::model::{
    Act, AnsweredBy, CheckResult, Confidence, Exchange, ExperimentResult, Variation,
};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// An edge network or web application firewall in front of the API answered in its place. The
    /// API never saw the request; the token was not judged.
    ///
    /// ## How we know
    ///
    /// Confirmed when the edge answers 403 with the token and 403 without it: an API answers 401 to none.
    /// Likely when the answer carries an edge's marks and is a refusal: some APIs pass their own
    /// refusals through an edge that adds its marks. Likely too when logs or notes show that the answer
    /// depends on the client and not on the token.
    ///
    /// ## What to do
    ///
    /// Have the rule opened for the API's paths and for the caller.
    ///
    /// ## Look-alikes
    ///
    /// `permission-missing`: the API itself refuses. `address-not-allowed`: so does it, because of the
    /// caller's address.
    id: "edge-refused",
    group: "network",
    leaf: &["NET-6"],
    title: "a firewall or edge network in front of the API refused the request",
    remedies: &["allow-through-edge"],
    look_alikes: &["permission-missing", "address-not-allowed", "proxy-refused"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("send the same request once without the token and once with another User-Agent: \
        the same page without the token means that the edge answers, not the API".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    by_facts(evidence).or_signs(evidence, Meaning::Edge, CAUSE.title)
}

fn by_facts(evidence: &Evidence<'_>) -> Verdict {
    let refused: Vec<_> = evidence
        .troubled_requests()
        .filter(|one| {
            one.fact.answered_by == AnsweredBy::Edge
                && matches!(one.fact.status, Some(401 | 403 | 405 | 406))
        })
        .collect();
    let Some(first) = refused.first() else { return Verdict::Unknown };
    let host = words::host(&first.fact.url);
    // An API that answers 403 to a token answers 401 to none. Who answers 403 to both looked at neither.
    let looked_at_neither = refused.iter().any(|one| {
        one.fact.status == Some(403)
            && without_token(evidence, one.check).any(|(_, answer)| {
                answer.answered_by == AnsweredBy::Edge && answer.status == Some(403)
            })
    });
    let sure = if looked_at_neither { Confidence::Confirmed } else { Confidence::Likely };
    let mut draft = Draft::new(
        sure,
        format!("a firewall or edge network in front of {host} refuses the request"),
    )
    .weighing(3)
    .with("host", Some(host));
    for one in &refused {
        draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
        for (experiment, answer) in without_token(evidence, one.check) {
            if answer.answered_by == AnsweredBy::Edge && answer.status == one.fact.status {
                let text = format!("without a token: {}", answer.answer());
                draft = draft.because_of(experiment, text);
            }
        }
    }
    draft.found()
}

/// The answers to a check's request without a credential, each with the number of its experiment.
fn without_token<'a>(
    evidence: &Evidence<'a>,
    check: &CheckResult,
) -> impl Iterator<Item = (&'a ExperimentResult, &'a Exchange)> {
    evidence.experiments_on(check).flat_map(|(one, answers)| {
        let bare = matches!(one.experiment.act, Act::Send(Variation::WithoutAuthorization));
        let answers = if bare { answers } else { Vec::new() };
        answers.into_iter().map(move |answer| (one, answer))
    })
}
