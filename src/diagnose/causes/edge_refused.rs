//! A firewall or edge network in front of the API refused the request.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::{Evidence, Verdict, words};
use crate::model::{AnsweredBy, Confidence};

cause! {
    /// ## What it means
    ///
    /// An edge network or web application firewall in front of the API answered in its place. The
    /// API never saw the request; the token was not judged.
    ///
    /// ## How we know
    ///
    /// Likely when the answer carries an edge's marks and is a refusal. Not confirmed: some APIs pass
    /// their own refusals through an edge that adds its marks. The same refusal with another
    /// `User-Agent`, or without a token, tells.
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
    let refused: Vec<_> = evidence
        .troubled_requests()
        .filter(|one| {
            one.fact.answered_by == AnsweredBy::Edge
                && matches!(one.fact.status, Some(401 | 403 | 405 | 406))
        })
        .collect();
    let Some(first) = refused.first() else { return Verdict::Unknown };
    let host = words::host(&first.fact.url);
    let mut draft = Draft::new(
        Confidence::Likely,
        format!("a firewall or edge network in front of {host} refuses the request"),
    )
    .with("host", Some(host));
    for one in &refused {
        draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
    }
    draft.found()
}
