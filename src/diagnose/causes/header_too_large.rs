//! A header, cookie or token is larger than somebody on the way accepts.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::{Evidence, Verdict, words};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The request's header fields are larger than the server, or somebody before it, reads: most often a
    /// token that lists many groups or roles, or a pile of cookies.
    ///
    /// ## How we know
    ///
    /// Confirmed when the answer is 431 (RFC 6585, section 5), or says in words that a header or cookie is
    /// too large. Likely when a log says so. A bare 400 does not show it.
    ///
    /// ## What to do
    ///
    /// Make the token smaller (groups by reference, fewer claims), drop old cookies, or raise the limit of
    /// the server that refuses.
    ///
    /// ## Look-alikes
    ///
    /// `permission-missing`: only some users are refused in both.
    id: "header-too-large",
    group: "network",
    leaf: &["NET-5"],
    title: "the request's header fields are larger than the server reads",
    remedies: &["shrink-headers"],
    look_alikes: &["permission-missing"],
    symptoms: &[],
    judge: judge,
    next: |_| Some(
        "send the same request as a user with few groups, and without cookies: success means that the \
         size is what is refused"
            .to_owned(),
    ),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let refused: Vec<_> =
        evidence.troubled_requests().filter(|one| one.fact.status == Some(431)).collect();
    if let Some(first) = refused.first() {
        let host = words::host(&first.fact.url);
        let title = format!("{host} says that the header fields are too large");
        let mut draft = Draft::new(Confidence::Confirmed, title).with("host", Some(host));
        for one in &refused {
            draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
        }
        return draft.found();
    }
    let named = evidence.by_answers(Meaning::HeaderTooLarge, Confidence::Confirmed, |host| {
        format!("{host} says that the header fields are too large")
    });
    if let Some(draft) = named {
        return draft.found();
    }
    match evidence.by_signs(Meaning::HeaderTooLarge, CAUSE.title) {
        Some(draft) => draft.found(),
        None => Verdict::Unknown,
    }
}
