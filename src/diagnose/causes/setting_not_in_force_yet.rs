//! A setting that was just saved is not in force yet.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::{call_of, verdict};
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// Platforms take minutes, some an hour, until a saved setting (a role, a scope, a key, a switch)
    /// reaches every server; tokens that were issued before keep the old state. Until then the answers
    /// are those of the old setting.
    ///
    /// ## How we know
    ///
    /// Likely when logs or notes say that a setting was changed shortly before. It is confirmed only by
    /// time: the same call later, with nothing else changed.
    ///
    /// ## What to do
    ///
    /// Wait the time that the platform documents, fetch a new token, and try again.
    ///
    /// ## Look-alikes
    ///
    /// `signing-key-stale`: the verifier has old keys until it is restarted. `permission-missing`: the
    /// change was not made where it counts. `cluster-disagrees`: answers differ from call to call.
    /// `release-broke-it`: a new version, not a setting.
    id: "setting-not-in-force-yet",
    group: "server",
    leaf: &["PLT-2"],
    title: "a setting that was just changed is not in force everywhere yet",
    remedies: &["wait-for-setting"],
    look_alikes: &["signing-key-stale", "permission-missing", "cluster-disagrees", "release-broke-it"],
    symptoms: &[],
    judge: judge,
    next: |finding| Some(format!(
"send {call} again after the time that the platform documents, with a fresh token and nothing else changed: another answer confirms it",
call = call_of(finding)
)),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence.by_answers(Meaning::Propagation, Confidence::Confirmed, |host| {
        format!("{host} says that the change is not in force yet")
    });
    verdict(draft).or_signs(evidence, Meaning::Propagation, CAUSE.title)
}
