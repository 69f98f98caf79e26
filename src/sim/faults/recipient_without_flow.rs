//! The fault `recipient-without-flow`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The routing recipient of the integration names no flow, so that nothing routes what guests write.
    ///
    /// ## How it shows
    ///
    /// Reading the recipient shows no flow. Bringing a message in answers 202 all the same: nobody sees the
    /// message.
    id: "recipient-without-flow",
    title: "messages of the integration have no flow to go to",
    cause: Some("recipient-without-flow"),
    packs: &["genesys-cloud/open-messaging"],
    args: &[],
    apply: |behaviour| behaviour.genesys.recipient_has_flow = false,
}
