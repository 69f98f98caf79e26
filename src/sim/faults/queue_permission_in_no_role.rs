//! The fault `queue-permission-in-no-role`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// No role that the client has gives the permission to read a queue. Another one gives that to look
    /// queues up.
    ///
    /// ## How it shows
    ///
    /// Reading the queue answers 403 `missing.permissions` with the name of the permission, for every id.
    /// Looking it up answers 200.
    id: "queue-permission-in-no-role",
    title: "no role of the client gives routing:queue:view",
    cause: Some("queue-forbidden"),
    packs: &["genesys-cloud/queue"],
    args: &[],
    apply: |behaviour| behaviour.genesys.withheld.push("routing:queue:view"),
}
