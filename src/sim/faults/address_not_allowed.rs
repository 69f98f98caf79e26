//! The fault `address-not-allowed`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Caller,
    status: 401,
    headers: &[],
    media_type: "application/json",
    body: r#"{"message":"Requests from this IP address are not authorized.","code":"ip.not.authorized","status":401,"contextId":"5d1a9e1c-0001-4f3a-9a55-8f30c1a1f0aa","details":[],"errors":[]}"#,
};

fault! {
    /// ## What it breaks
    ///
    /// The organisation lists the addresses from which it may be called, and this machine has another.
    ///
    /// ## How it shows
    ///
    /// Every call answers 401 `ip.not.authorized`, with a token that is good.
    id: "address-not-allowed",
    title: "calls from this address are not allowed",
    cause: Some("address-not-allowed"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
