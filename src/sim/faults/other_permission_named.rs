//! The fault `other-permission-named`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// No role of the client gives the permission to read a queue, and the refusal names the permission to
    /// look queues up, which the client has.
    ///
    /// ## How it shows
    ///
    /// Reading the queue answers 403 `missing.permissions` with `routing:queue:search`. Looking the queue
    /// up, which wants that one, answers 200.
    id: "other-permission-named",
    title: "the refusal names another permission than the one that is missing",
    cause: Some("permission-misnamed"),
    packs: &["genesys-cloud/queue"],
    args: &[],
    apply: |behaviour| {
        behaviour.genesys.withheld.push("routing:queue:view");
        behaviour.genesys.named_instead = Some("routing:queue:search");
    },
}
