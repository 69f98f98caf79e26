//! The fault `queue-in-another-division`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The role has the permission, and was given to the client in the home division alone. The queue is in
    /// another.
    ///
    /// ## How it shows
    ///
    /// Reading the queue answers 403 `missing.division.permission`. An id that no queue has answers 404.
    /// Looking it up answers 200 and finds nothing.
    id: "queue-in-another-division",
    title: "the client has its role in another division than the queue's",
    cause: Some("division-missing"),
    packs: &["genesys-cloud/queue"],
    args: &[],
    apply: |behaviour| behaviour.genesys.division_granted = false,
}
