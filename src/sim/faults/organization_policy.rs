//! The fault `organization-policy`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// A security policy of the organization denies access, whatever the client's roles are.
    ///
    /// ## How it shows
    ///
    /// Calls that want a permission answer 403 `authz.policy.denied` with the id of the policy. Asking who
    /// one is answers 200.
    id: "organization-policy",
    title: "a policy of the organization refuses the calls",
    cause: Some("policy-forbids"),
    packs: &["genesys-cloud/queue", "genesys-cloud/open-messaging"],
    args: &[],
    apply: |behaviour| behaviour.genesys.policy_denies = true,
}
