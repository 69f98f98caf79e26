//! The fault `queue-without-flow`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// No published flow for inbound messages transfers to the queue.
    ///
    /// ## How it shows
    ///
    /// Everything can be read. The dependency tracking lists no such flow for the queue. A guest's message is taken
    /// in all the same, and does not come to the queue.
    id: "queue-without-flow",
    title: "no flow sends guests to the queue",
    cause: Some("queue-without-guests"),
    packs: &["genesys-cloud/queue"],
    args: &[],
    apply: |behaviour| behaviour.genesys.queue_in_flow = false,
}
