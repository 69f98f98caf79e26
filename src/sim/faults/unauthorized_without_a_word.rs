//! The fault `unauthorized-without-a-word`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal =
    Refusal { place: Place::Call, status: 401, headers: &[], media_type: "", body: "" };

fault! {
    /// ## What it breaks
    ///
    /// Something is wrong with the credential in the eyes of the API, and it does not say what.
    ///
    /// ## How it shows
    ///
    /// Every call but that for who asks answers 401 without body and challenge. Nothing that can be
    /// seen proves a cause.
    id: "unauthorized-without-a-word",
    title: "every call is refused without a reason",
    cause: None,
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
