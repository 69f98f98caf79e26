//! The fault `headers-too-large-bare`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Edge,
    status: 431,
    headers: &[("connection", "close")],
    media_type: "",
    body: "",
};

fault! {
    /// ## What it breaks
    ///
    /// The server in front of the API reads fewer bytes of headers than a request with its token has,
    /// as Node.js does it.
    ///
    /// ## How it shows
    ///
    /// Every call of the API answers 431 without a body.
    id: "headers-too-large-bare",
    title: "a server in front of the API takes only small headers and says nothing",
    cause: Some("header-too-large"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
