//! The API is not enabled in the project that the credential belongs to.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::verdict;
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// Clouds switch each API on by project, other platforms by organisation or edition. The call is counted
    /// to that of the credential (not to that of the data), and the API was never enabled there, or a few
    /// minutes ago.
    ///
    /// ## How we know
    ///
    /// Confirmed when the answer says so: it mostly names the project. Likely when a log does.
    ///
    /// ## What to do
    ///
    /// Enable the API in the project that the error names, and wait some minutes. Where an edition or plan
    /// lacks it, only the contract changes that.
    ///
    /// ## Look-alikes
    ///
    /// `permission-missing`: the API is on and the caller may not. `scope-missing`: the token lacks a
    /// scope. `licence-missing`: the subscription lacks it.
    id: "api-not-enabled",
    group: "configuration",
    leaf: &["CFG-6"],
    title: "the API is not enabled where the credential belongs",
    remedies: &["enable-api"],
    look_alikes: &["permission-missing", "scope-missing", "licence-missing"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("compare the project or organisation in the error with the one in which the API was enabled: another one confirms it".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence.by_answers(Meaning::ApiNotEnabled, Confidence::Confirmed, |host| {
        format!(
            "{host} says that the API is not enabled for the credential's project or organisation"
        )
    });
    verdict(draft).or_signs(evidence, Meaning::ApiNotEnabled, CAUSE.title)
}
