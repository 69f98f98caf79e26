//! The call is only for those who own the object or take part in it.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::{call_of, verdict};
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// Some calls are open to the owner or to a participant of the object only (a conversation, a
    /// draft, a private record). No permission opens them to others; an application without a user
    /// takes part in nothing.
    ///
    /// ## How we know
    ///
    /// Confirmed when the refusal says so. Likely when an API that mostly names the missing permission
    /// names none on a call about a conversation.
    ///
    /// ## What to do
    ///
    /// Call as the user who takes part, or use the call that is meant for administrators.
    ///
    /// ## Look-alikes
    ///
    /// `permission-missing`: the refusal names a permission. `division-missing`: the object lies in
    /// another division.
    id: "not-participant",
    group: "privileges",
    leaf: &["PRV-4"],
    title: "the call is only for the owner of the object or those who take part in it",
    remedies: &["act-as-participant"],
    look_alikes: &["permission-missing", "division-missing"],
    symptoms: &[],
    judge: judge,
    next: |finding| Some(format!(
"send {call} with the token of the user who takes part in it: success confirms it",
call = call_of(finding)
)),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence.by_answers(Meaning::NotParticipant, Confidence::Confirmed, |host| {
        format!("{host} says that the caller does not take part in it")
    });
    verdict(draft).or_signs(evidence, Meaning::NotParticipant, CAUSE.title)
}
