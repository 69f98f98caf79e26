//! The fault `edge-refused`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Edge,
    status: 403,
    headers: &[("server", "cloudflare"), ("cf-ray", "8e6f1c2b3a4d5e6f-FRA")],
    media_type: "text/plain",
    body: "error code: 1010",
};

fault! {
    /// ## What it breaks
    ///
    /// A rule of the edge network in front of the API bans clients of this kind. The API never sees the
    /// request.
    ///
    /// ## How it shows
    ///
    /// Every path of the API answers 403 with `error code: 1010`, `Server: cloudflare` and `CF-RAY`,
    /// with and without credentials.
    id: "edge-refused",
    title: "an edge network refuses this client",
    cause: Some("edge-refused"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
