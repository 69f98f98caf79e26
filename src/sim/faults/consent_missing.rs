//! The fault `consent-missing`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Token,
    status: 400,
    headers: &[],
    media_type: "application/json",
    body: r#"{"error":"invalid_grant","error_description":"AADSTS65001: The user or administrator has not consented to use the application with ID '{client_id}' named 'Guest chat'. Send an interactive authorization request for this user and resource.","error_codes":[65001],"suberror":"consent_required"}"#,
};

fault! {
    /// ## What it breaks
    ///
    /// The permissions of the client were requested and never consented to, as Microsoft Entra words
    /// it.
    ///
    /// ## How it shows
    ///
    /// The token endpoint answers 400 `invalid_grant` with AADSTS65001. No token is issued.
    id: "consent-missing",
    title: "nobody consented to what the client asks for",
    cause: Some("consent-missing"),
    packs: &["guest-api", "oidc/client-credentials"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
