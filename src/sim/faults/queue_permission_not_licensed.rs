//! The fault `queue-permission-not-licensed`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The organization has no licence for what the permission belongs to, so that no role can give it.
    ///
    /// ## How it shows
    ///
    /// Reading the queue answers 403 `missing.permissions`, as where a role lacks it. The catalogue of
    /// permissions does not list it.
    id: "queue-permission-not-licensed",
    title: "the organization does not have the permission routing:queue:view at all",
    cause: Some("licence-missing"),
    packs: &["genesys-cloud/queue"],
    args: &[],
    apply: |behaviour| behaviour.genesys.unlicensed.push("routing:queue:view"),
}
