//! The fault `messaging-feature-off`.

use super::super::InBand;
use super::super::fault::fault;

/// The code is the vendor's; the words were not captured.
const FEATURE_OFF: InBand = InBand { to_message: false, code: 4000, text: "Feature unavailable" };

fault! {
    /// ## What it breaks
    ///
    /// A feature that the session asks for is switched off in the deployment's configuration.
    ///
    /// ## How it shows
    ///
    /// Web messaging opens, and refuses the session with 4000.
    id: "messaging-feature-off",
    title: "a feature is switched off in the deployment's configuration",
    cause: Some("resource-disabled"),
    packs: &["genesys-cloud/web-messaging"],
    args: &[],
    apply: |behaviour| behaviour.genesys.web_messaging.refusal = Some(FEATURE_OFF),
}
