//! The fault `route-unknown`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Edge,
    status: 404,
    headers: &[("server", "kong/3.7.1")],
    media_type: "application/json",
    body: r#"{
  "message":"no Route matched with those values",
  "request_id":"9a3c1f0e5d7b2a4c6e8f0b1d2c3a4e5f"
}"#,
};

fault! {
    /// ## What it breaks
    ///
    /// The base URL leads to a gateway that serves other paths: the version or the prefix in it is
    /// wrong.
    ///
    /// ## How it shows
    ///
    /// Every path of the API answers 404 in the words of Kong: "no Route matched with those values".
    id: "route-unknown",
    title: "the gateway has no route for these paths",
    cause: Some("request-address-wrong"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
