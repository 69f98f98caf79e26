//! The fault `signature-demanded`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Edge,
    status: 403,
    headers: &[("x-amzn-errortype", "IncompleteSignatureException")],
    media_type: "application/json",
    body: r#"{"message":"Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."}"#,
};

fault! {
    /// ## What it breaks
    ///
    /// The API is open to requests that are signed (AWS Signature Version 4), not to bearer tokens.
    ///
    /// ## How it shows
    ///
    /// Every path of the API answers 403 in the words of Amazon API Gateway and lists what a signature
    /// would bring.
    id: "signature-demanded",
    title: "the API wants signed requests",
    cause: Some("credential-kind-wrong"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
