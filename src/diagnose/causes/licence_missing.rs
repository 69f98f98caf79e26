//! The organisation lacks the licence or feature, so that nobody there can have the permission.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::{Draft, verdict};
use crate::diagnose::{Evidence, Verdict, grants, needs, words};
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
    /// the organisation can grant, as a check or the experiment `own-grants` reads it. Likely when a refusal names a permission and the notes say
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
    next: |finding| Some(
        if finding.particulars.iter().any(|(name, _)| *name == "computed") {
            "ask whoever holds the contract to which licence or feature the permission belongs, and whether the \
             organisation has it"
        } else {
            "read the list of permissions that the organisation has on offer (Genesys Cloud: GET \
             /api/v2/authorization/permissions) and look for the one that the refusal names: absent confirms it"
        }
        .to_owned()
    ),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence.by_answers(Meaning::Licence, Confidence::Confirmed, |host| {
        format!("{host} says that the organisation does not have the feature")
    });
    let answered = draft.is_some();
    let draft = not_on_offer(evidence, draft);
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

/// Refusals of calls that need what the organization cannot grant, by what a check or an experiment read.
fn not_on_offer(evidence: &Evidence<'_>, draft: Option<Draft>) -> Option<Draft> {
    let mut draft = draft;
    for seen in evidence.refusals() {
        let Some(needs) = evidence.needs_of(seen.fact).filter(|one| !one.unavailable.is_empty())
        else {
            continue;
        };
        let absent: Vec<String> =
            needs.unavailable.iter().map(|one| one.permission.clone()).collect();
        let title =
            format!("{} is absent from what the organization can grant", words::list(&absent));
        let mut own = draft.unwrap_or_else(|| {
            // A name can be absent for another reason than a licence.
            Draft::new(Confidence::Likely, title)
                .standing()
                .with("permissions", Some(absent.clone()))
                .with("computed", Some(absent.clone()))
        });
        own = own.because(seen.check, seen.fact.answer()).explains([seen.check]);
        for known in &needs.unavailable {
            own = own.seen_by(known.because.clone());
        }
        let named = words::list(&needs.named);
        if !needs.named.is_empty() && !absent.iter().any(|one| needs.named.contains(one)) {
            own = own.because(seen.check, format!("{}, not for {named}", needs.in_words()));
        }
        draft = Some(own);
    }
    draft
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
