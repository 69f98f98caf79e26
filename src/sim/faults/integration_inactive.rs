//! The fault `integration-inactive`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The integration that the guests' messages come through is there and not active.
    ///
    /// ## How it shows
    ///
    /// Reading the integration shows its status. Bringing a message in answers 400 `invalid.integration`;
    /// what the platform answers there was not captured.
    id: "integration-inactive",
    title: "the integration of Open Messaging is not active",
    cause: Some("resource-disabled"),
    packs: &["genesys-cloud/open-messaging"],
    args: &[],
    apply: |behaviour| behaviour.genesys.integration_active = false,
}
