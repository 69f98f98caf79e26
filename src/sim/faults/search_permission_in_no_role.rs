//! The fault `search-permission-in-no-role`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// No role of the client gives the permission to look queues up. Another one gives that to read them.
    ///
    /// ## How it shows
    ///
    /// Looking the queue up answers 403 `missing.permissions` with the name of the permission. Reading it by its id
    /// answers 200.
    id: "search-permission-in-no-role",
    title: "no role of the client gives routing:queue:search",
    cause: Some("permission-missing"),
    packs: &["genesys-cloud/queue"],
    args: &[],
    apply: |behaviour| behaviour.genesys.withheld.push("routing:queue:search"),
}
