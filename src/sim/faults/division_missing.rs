//! The fault `division-missing`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Queue,
    status: 403,
    headers: &[],
    media_type: "application/json",
    body: r#"{"message":"Unable to perform the requested action. You are missing the following permission(s): [routing:queue:view] in the provided division","code":"missing.division.permission","status":403,"contextId":"5d1a9e1c-0004-4f3a-9a55-8f30c1a1f0aa","details":[],"errors":[]}"#,
};

fault! {
    /// ## What it breaks
    ///
    /// The role of the client has the permission, granted in another division than that of the queue.
    ///
    /// ## How it shows
    ///
    /// Reading the queue and posting to it answer 403 `missing.division.permission`. An id that no
    /// queue has answers 404.
    id: "division-missing",
    title: "the client's role does not cover the queue's division",
    cause: Some("division-missing"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
