//! A proxy on the way refused the request.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::{Evidence, Verdict, words};
use crate::model::{AnsweredBy, Confidence};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// A proxy between this machine and the server answered in its place. The server never saw the
    /// request, and the refusal is about the proxy's own credentials or rules.
    ///
    /// ## How we know
    ///
    /// Confirmed by the status 407, which only proxies give. Likely when the answer carries a proxy's
    /// marks: some answer wrong proxy credentials with 401, as if they were the API; that the call is accepted
    /// past the proxy supports it. Ruled out when the answer is the same past the proxy.
    ///
    /// ## What to do
    ///
    /// Give the proxy its credentials, have the host allowed, or go around it (`NO_PROXY`).
    ///
    /// ## Look-alikes
    ///
    /// `edge-refused`: the answer comes from the other end, from a firewall in front of the server.
    id: "proxy-refused",
    group: "network",
    leaf: &["NET-6"],
    title: "a proxy on the way refused the request",
    remedies: &["fix-proxy"],
    look_alikes: &["edge-refused", "no-answer"],
    symptoms: &[],
    judge: judge,
    next: |finding| {
        let host = finding.particulars.iter().find(|(name, _)| *name == "host")?.1.as_str()?;
        Some(format!("send the same request with NO_PROXY={host}: another answer means that the proxy gave this one"))
    },
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    by_facts(evidence).or_signs(evidence, Meaning::Proxy, CAUSE.title)
}

fn by_facts(evidence: &Evidence<'_>) -> Verdict {
    let refused: Vec<_> = evidence
        .troubled_requests()
        .filter(|one| match one.fact.status {
            Some(407) => true,
            Some(401 | 403) => one.fact.answered_by == AnsweredBy::Proxy,
            _ => false,
        })
        .collect();
    let Some(first) = refused.first() else { return Verdict::Unknown };
    let host = words::host(&first.fact.url);
    let proven = refused.iter().any(|one| one.fact.status == Some(407));
    let confidence = if proven { Confidence::Confirmed } else { Confidence::Likely };
    let mut draft =
        Draft::new(confidence, format!("a proxy on the way to {host} refuses the request"))
            .with("host", Some(host));
    for one in &refused {
        draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
        let past = evidence.experiment_about(one.check, "other-route");
        let answered = past.and_then(|result| Some((result, result.exchange()?)));
        if let Some((result, answer)) = answered
            && matches!(answer.status, Some(200..=299))
        {
            draft = draft.because_of(result, format!("past the proxy: {}", answer.answer()));
        }
    }
    draft.found()
}
