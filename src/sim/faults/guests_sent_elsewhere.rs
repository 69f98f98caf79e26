//! The fault `guests-sent-elsewhere`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// A published flow transfers to the queue. The messenger's deployment and the integration of Open Messaging
    /// send their guests to another flow.
    ///
    /// ## How it shows
    ///
    /// Everything can be read. Neither a deployment nor a recipient names a flow that the dependency tracking lists
    /// for the queue.
    id: "guests-sent-elsewhere",
    title: "guests are sent to another flow than the queue's",
    cause: Some("queue-without-guests"),
    packs: &["genesys-cloud/queue"],
    args: &[],
    apply: |behaviour| behaviour.genesys.guests_sent_to_flow = false,
}
