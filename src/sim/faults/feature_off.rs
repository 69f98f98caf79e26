//! The fault `feature-off`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The feature that the calls belong to is not switched on for the organization.
    ///
    /// ## How it shows
    ///
    /// Calls that want a permission answer 403 `feature.toggle.disabled`. Asking who one is answers 200.
    id: "feature-off",
    title: "a feature of Genesys Cloud is not switched on for the organization",
    cause: Some("licence-missing"),
    packs: &["genesys-cloud/queue", "genesys-cloud/open-messaging"],
    args: &[],
    apply: |behaviour| behaviour.genesys.feature_enabled = false,
}
