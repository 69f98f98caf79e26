//! Something that must go along with the credential is missing.

use crate::diagnose::cause::cause;
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The credential is right and does not come alone: the API wants another header with it (a
    /// subscription key, a tenant or account id, a version, a `User-Agent` of a certain form), or a session
    /// token is only good together with its cookie.
    ///
    /// ## How we know
    ///
    /// Likely when the answer or a log names the header, cookie or key that is missing. Possible when words
    /// only point to it. Never confirmed without a request that differs in that one header.
    ///
    /// ## What to do
    ///
    /// Send what the API documents beside the credential.
    ///
    /// ## Look-alikes
    ///
    /// `client-secret-wrong`: the credential itself. `edge-refused`: a rule about clients, before the
    /// application.
    id: "companion-header-missing",
    group: "request",
    leaf: &["REQ-6"],
    title: "something that must go along with the credential is missing",
    remedies: &["send-companion-header"],
    look_alikes: &["client-secret-wrong", "edge-refused", "credential-missing"],
    symptoms: &[],
    judge: judge,
    next: |_| Some(
        "take the headers of a request that works and leave out one at a time, never the credential: \
         the one without which it fails is the one that is missing"
            .to_owned(),
    ),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence
        .by_answers(Meaning::Companion, Confidence::Likely, |_| CAUSE.title.to_owned())
        .or_else(|| evidence.by_signs(Meaning::Companion, CAUSE.title));
    match draft {
        Some(draft) => draft.found(),
        None => Verdict::Unknown,
    }
}
