//! The fault `proof-demanded`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Token,
    status: 400,
    headers: &[("dpop-nonce", "eyJ7S_zG.eyJH0-Z.HX4w-7v")],
    media_type: "application/json",
    body: r#"{"error":"use_dpop_nonce","error_description":"Authorization server requires nonce in DPoP proof"}"#,
};

fault! {
    /// ## What it breaks
    ///
    /// The server issues bound tokens only (RFC 9449, section 8): the request has to carry a proof that
    /// uses the nonce.
    ///
    /// ## How it shows
    ///
    /// The token endpoint answers 400 `use_dpop_nonce` with a `DPoP-Nonce` header. No token is issued.
    id: "proof-demanded",
    title: "the token endpoint demands a DPoP proof",
    cause: Some("proof-of-possession-missing"),
    packs: &["guest-api", "oidc/client-credentials"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
