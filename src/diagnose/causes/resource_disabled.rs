//! The deployment, client, application or feature is switched off or deleted.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::verdict;
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// What the call is about, or what it is made with, exists and is switched off, was deleted, or was
    /// never published: a deployment, an OAuth client, an application, an integration, one feature of a
    /// configuration.
    ///
    /// ## How we know
    ///
    /// Confirmed when the answer says so. Likely when logs or notes do, or when only one feature of a
    /// working session is refused.
    ///
    /// ## What to do
    ///
    /// Switch it on, publish it, or make it anew and use the new id.
    ///
    /// ## Look-alikes
    ///
    /// `origin-not-allowed`: it is on, and not for this site. `queue-not-found`: the id is wrong.
    /// `licence-missing`: the organisation cannot switch it on. `api-not-enabled`: an API of a cloud
    /// project.
    id: "resource-disabled",
    group: "configuration",
    leaf: &["CFG-1"],
    title: "the deployment, client, application or feature is switched off or deleted",
    remedies: &["enable-resource"],
    look_alikes: &["origin-not-allowed", "queue-not-found", "licence-missing", "api-not-enabled"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("read the state of the resource (its public configuration, or its page in the administration): inactive, unpublished or absent confirms it".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence.by_answers(Meaning::Disabled, Confidence::Confirmed, |host| {
        format!("{host} says that it is switched off")
    });
    verdict(draft).or_signs(evidence, Meaning::Disabled, CAUSE.title)
}
