//! The caller has the permission in another division than that of the object.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::{call_of, verdict};
use crate::diagnose::needs::{self, Needs};
use crate::diagnose::{Evidence, Verdict, grants, left_out};
use crate::model::{Confidence, PermissionState};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// Permissions are granted for a part of the organisation (a division, a project, a workspace). The
    /// caller has the permission, and the object lies in another part.
    ///
    /// ## How we know
    ///
    /// Confirmed when the refusal names the division as its reason, or when the caller's grants were read and
    /// give the permission for other divisions only. Likely or possible when a queue that was looked up by its
    /// id is left out of the list, as what is in another division is. Likely when logs or notes show that
    /// the same call works for objects elsewhere in the organisation.
    ///
    /// ## What to do
    ///
    /// Grant the role for the division of the object, or for all divisions.
    ///
    /// ## Look-alikes
    ///
    /// `permission-missing`: the caller has it nowhere. `not-participant`: the call is for those who
    /// take part only. `queue-forbidden`: a queue, and no division is named.
    id: "division-missing",
    group: "privileges",
    leaf: &["PRV-3"],
    title: "the caller has the permission in another division than that of the object",
    remedies: &["grant-division"],
    look_alikes: &["permission-missing", "not-participant", "queue-forbidden"],
    symptoms: &[],
    judge: judge,
    next: |finding| Some(format!(
"send {call} for an object of a division for which the caller has the role: success there confirms it, the same refusal means that the permission is missing everywhere",
call = call_of(finding)
)),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence.by_answers(Meaning::Division, Confidence::Confirmed, |host| {
        format!("{host} says that the caller lacks the permission in the division of the object")
    });
    let asked: Vec<&Needs> = evidence
        .refusals_for(Meaning::Division)
        .filter_map(|one| evidence.needs_of(one.fact))
        .collect();
    let mut named: Vec<String> = asked.iter().flat_map(|one| one.named.iter().cloned()).collect();
    named.dedup();
    let draft = draft.map(|draft| {
        draft
            .with("named", (!named.is_empty()).then_some(named))
            .with("needs", needs::particular(asked.iter().copied()))
    });
    let draft = grants::add(evidence, PermissionState::Elsewhere, draft);
    let draft = left_out::add(evidence, draft);
    verdict(draft).or_signs(evidence, Meaning::Division, CAUSE.title)
}
