//! The organisation has not approved the application.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::verdict;
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The organisation decides which applications may act in it. This one is not on the list, or a
    /// setting was switched to deny all that are not; users of it fail all at once, whatever their own
    /// rights are.
    ///
    /// ## How we know
    ///
    /// Confirmed when the answer says so. Likely when logs or notes speak of an approval by an
    /// administrator, or of an installation that is missing.
    ///
    /// ## What to do
    ///
    /// An administrator approves the application and its scopes, or installs it.
    ///
    /// ## Look-alikes
    ///
    /// `scope-missing`: the application is approved, one scope is not. `resource-disabled`: the
    /// application itself is switched off. `permission-missing`: one caller is refused, others of the
    /// application are not.
    id: "application-not-approved",
    group: "privileges",
    leaf: &["PRV-5"],
    title: "the organisation has not approved or installed the application",
    remedies: &["approve-application"],
    look_alikes: &["scope-missing", "resource-disabled", "permission-missing"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("open the list of authorised applications of the organisation and look for the client id: absent or blocked confirms it".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft =
        evidence.by_answers(Meaning::ApplicationNotApproved, Confidence::Confirmed, |host| {
            format!("{host} says that the organisation has not approved the application")
        });
    verdict(draft).or_signs(evidence, Meaning::ApplicationNotApproved, CAUSE.title)
}
