//! Calls from this address are not allowed.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::verdict;
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The organisation allows calls from certain addresses only, and this machine's address is not
    /// among them. No new token cures it. Some platforms answer 401, as if the token were wrong.
    ///
    /// ## How we know
    ///
    /// Confirmed: the refusal says so in its code or in words.
    ///
    /// ## What to do
    ///
    /// Add the address to the allow-list, or call from an allowed one.
    ///
    /// ## Look-alikes
    ///
    /// `edge-refused`: a firewall refuses before the platform is asked.
    id: "address-not-allowed",
    group: "privileges",
    leaf: &["PRV-7"],
    title: "calls from this address are not allowed",
    remedies: &["allow-address"],
    look_alikes: &["edge-refused"],
    symptoms: &[],
    judge: judge,
    next: |_| None,
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    by_facts(evidence).or_signs(evidence, Meaning::Address, CAUSE.title)
}

fn by_facts(evidence: &Evidence<'_>) -> Verdict {
    verdict(evidence.by_answers(Meaning::Address, Confidence::Confirmed, |host| {
        format!("{host} does not allow calls from this address")
    }))
}
