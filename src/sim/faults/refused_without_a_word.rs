//! The fault `refused-without-a-word`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal =
    Refusal { place: Place::Message, status: 403, headers: &[], media_type: "", body: "" };

fault! {
    /// ## What it breaks
    ///
    /// Something forbids the caller to post, and the API does not say what: as bare as real refusals
    /// come.
    ///
    /// ## How it shows
    ///
    /// Posting answers 403 without body and challenge. Reading the queue works. Nothing that can be
    /// seen proves a cause.
    id: "refused-without-a-word",
    title: "posting is refused without a reason",
    cause: None,
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
