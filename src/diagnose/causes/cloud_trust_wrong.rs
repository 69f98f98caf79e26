//! One cloud does not trust the other to act in it.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::verdict;
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// A platform calls into another cloud in the customer’s name (assumes a role, invokes a function,
    /// federates an identity), and the trust policy there names another principal, another external id,
    /// another subject or audience.
    ///
    /// ## How we know
    ///
    /// Confirmed when the answer says so. Likely when logs or notes show that the call into the other
    /// cloud is refused and a direct call works.
    ///
    /// ## What to do
    ///
    /// Compare principal, external id, subject and audience in the trust policy with those that the
    /// platform documents.
    ///
    /// ## Look-alikes
    ///
    /// `permission-missing`: the trust works, and the role may not do it. `client-secret-wrong`: the
    /// platform’s own credential is wrong.
    id: "cloud-trust-wrong",
    group: "configuration",
    leaf: &["CFG-7"],
    title: "the trust between two clouds does not let one act in the other",
    remedies: &["fix-cloud-trust"],
    look_alikes: &["permission-missing", "client-secret-wrong"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("read in the audit log of the other cloud (CloudTrail for AWS) which principal and external id came, and compare them with the trust policy: a difference confirms it".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence.by_answers(Meaning::CloudTrust, Confidence::Confirmed, |host| {
        format!("{host} says that the other cloud may not act here")
    });
    verdict(draft).or_signs(evidence, Meaning::CloudTrust, CAUSE.title)
}
