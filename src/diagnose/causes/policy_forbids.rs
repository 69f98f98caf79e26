//! A policy of the organisation forbids the call.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::{call_of, verdict};
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The credential is good and the permission is there, and a policy stands above both: single
    /// sign-on that the token must be authorised for, sessions that are bound to an address,
    /// conditional access, a deny rule. No new token cures it.
    ///
    /// ## How we know
    ///
    /// Confirmed when the answer says so, in its code or in words. Likely when logs or notes do.
    ///
    /// ## What to do
    ///
    /// Satisfy the policy (authorise the token for single sign-on, call from where the policy allows),
    /// or have it changed.
    ///
    /// ## Look-alikes
    ///
    /// `address-not-allowed`: the policy is a list of addresses. `token-expired`: the token is over, a
    /// new one works. `scope-missing`: the token lacks a scope. `permission-missing`: the caller lacks
    /// a permission.
    id: "policy-forbids",
    group: "privileges",
    leaf: &["PRV-7"],
    title: "a policy of the organisation forbids the call",
    remedies: &["satisfy-policy"],
    look_alikes: &["address-not-allowed", "token-expired", "scope-missing", "permission-missing"],
    symptoms: &[],
    judge: judge,
    next: |finding| Some(format!(
"send {call} with the same token from a network that the policy allows, or after the token was authorised for single sign-on: success confirms it; the login history of the organisation names the policy",
call = call_of(finding)
)),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let carried = evidence.told(Meaning::Policy).iter().any(|one| one.seen.fact.identity.is_some());
    let draft = evidence.by_answers(Meaning::Policy, Confidence::Confirmed, |host| {
        format!("{host} says that a policy of the organisation forbids it")
    });
    // Meshes refuse in the same words who sends no credential at all.
    let draft = draft.map(|draft| if carried { draft } else { draft.at_most_likely().weighing(3) });
    verdict(draft).or_signs(evidence, Meaning::Policy, CAUSE.title)
}
