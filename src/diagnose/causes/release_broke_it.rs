//! A release of a library or of the service broke it.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::verdict;
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// It began with a version: of the client library, of the server, or of the service itself. The
    /// same credential works with the version before, or without the library.
    ///
    /// ## How we know
    ///
    /// Likely when logs or notes say that it began with an upgrade, or that raw requests work where the
    /// library does not. It is confirmed only by the other version.
    ///
    /// ## What to do
    ///
    /// Go back to the version that works, or on to one that is mended; tell those who make it.
    ///
    /// ## Look-alikes
    ///
    /// `issuer-mismatch`: a new version compares the issuer more strictly. `setting-not-in-force-yet`:
    /// a setting was changed, not a version. `token-expired`: the library does not renew its token.
    /// `client-secret-wrong`: the credential was changed at the same time.
    id: "release-broke-it",
    group: "server",
    leaf: &["PLT-3"],
    title: "a release of a library or of the service broke what worked before",
    remedies: &["change-release"],
    look_alikes: &["issuer-mismatch", "setting-not-in-force-yet", "token-expired", "client-secret-wrong"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("send the same call with curl and the same token, and with the version before: success in either confirms it".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence.by_answers(Meaning::Regression, Confidence::Confirmed, |host| {
        format!("{host} says that the version does not work")
    });
    verdict(draft).or_signs(evidence, Meaning::Regression, CAUSE.title)
}
