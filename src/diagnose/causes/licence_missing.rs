//! The organisation lacks the licence or feature, so that nobody there can have the permission.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::verdict;
use crate::diagnose::{Evidence, Verdict, grants, needs};
use crate::model::{Confidence, PermissionState};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The feature is not part of the organisation’s subscription, or is a beta that was not opened for
    /// it. The permission that the refusal names cannot be granted by anybody there: it is not on
    /// offer.
    ///
    /// ## How we know
    ///
    /// Confirmed when the answer says so. Likely when a permission that an operation needs is absent from what
    /// the organisation can grant. Likely when a refusal names a permission and the notes say
    /// that the role has every permission on offer, or that this one is not on offer.
    ///
    /// ## What to do
    ///
    /// Have the feature added to the subscription, or leave the call out.
    ///
    /// ## Look-alikes
    ///
    /// `permission-missing`: the permission is on offer and was not granted. `resource-disabled`: the
    /// feature is there and switched off. `policy-forbids`: a rule of the organisation forbids it.
    id: "licence-missing",
    group: "privileges",
    leaf: &["PRV-6"],
    title: "the organisation lacks the licence or feature that the call needs",
    remedies: &["enable-licence"],
    look_alikes: &["permission-missing", "resource-disabled", "policy-forbids"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("read the list of permissions that the organisation has on offer (Genesys Cloud: GET /api/v2/authorization/permissions) and look for the one that the refusal names: absent confirms it".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence.by_answers(Meaning::Licence, Confidence::Confirmed, |host| {
        format!("{host} says that the organisation does not have the feature")
    });
    let answered = draft.is_some();
    let draft = grants::add(evidence, PermissionState::Unavailable, draft);
    if draft.is_some() && !answered {
        return verdict(draft);
    }
    let permissions = named(evidence);
    let draft = draft.or_else(|| evidence.by_signs(Meaning::Licence, CAUSE.title));
    verdict(draft.map(|draft| {
        draft
            .with("permissions", (!permissions.is_empty()).then(|| permissions.clone()))
            .with("named", (!permissions.is_empty()).then_some(permissions))
    }))
}

/// Permissions that refusals and logs name.
fn named(evidence: &Evidence<'_>) -> Vec<String> {
    let answers = evidence.refusals().filter_map(|one| one.fact.error.as_ref()?.message.as_deref());
    let mut all: Vec<String> =
        answers.chain(evidence.remark_texts()).flat_map(needs::named_in).collect();
    all.sort();
    all.dedup();
    all
}
