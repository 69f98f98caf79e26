//! The fault `access-conditional`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Token,
    status: 400,
    headers: &[],
    media_type: "application/json",
    body: r#"{"error":"invalid_grant","error_description":"AADSTS53003: Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.","error_codes":[53003]}"#,
};

fault! {
    /// ## What it breaks
    ///
    /// A policy of the organisation blocks sign-ins of this client from here, as Microsoft Entra words
    /// it.
    ///
    /// ## How it shows
    ///
    /// The token endpoint answers 400 `invalid_grant` with AADSTS53003. No token is issued.
    id: "access-conditional",
    title: "a conditional access policy blocks the client",
    cause: Some("policy-forbids"),
    packs: &["guest-api", "oidc/client-credentials"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
