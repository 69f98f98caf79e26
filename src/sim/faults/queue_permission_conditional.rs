//! The fault `queue-permission-conditional`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// A role gives the permission to read a queue under a condition, and this queue does not meet it.
    ///
    /// ## How it shows
    ///
    /// Reading the queue answers 403 `missing.permissions`, as where no role gives the permission; what the platform
    /// answers there was not captured. The client's own grants have the permission, with a condition.
    id: "queue-permission-conditional",
    title: "a role gives routing:queue:view under a condition that the queue does not meet",
    cause: Some("queue-forbidden"),
    packs: &["genesys-cloud/queue"],
    args: &[],
    apply: |behaviour| behaviour.genesys.conditional.push("routing:queue:view"),
}
