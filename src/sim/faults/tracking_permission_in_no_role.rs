//! The fault `tracking-permission-in-no-role`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// No role of the client gives the permission to see which flows name a queue. It has nothing to do with the
    /// queue itself.
    ///
    /// ## How it shows
    ///
    /// The permissions of the client, which it may read itself, do not have it. The queue can be read and looked
    /// up.
    id: "tracking-permission-in-no-role",
    title: "no role of the client gives architect:dependencyTracking:view",
    cause: Some("permission-missing"),
    packs: &["genesys-cloud/queue"],
    args: &[],
    apply: |behaviour| behaviour.genesys.withheld.push("architect:dependencyTracking:view"),
}
