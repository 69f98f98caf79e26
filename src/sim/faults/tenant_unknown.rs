//! The fault `tenant-unknown`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Token,
    status: 400,
    headers: &[],
    media_type: "application/json",
    body: r#"{"error":"invalid_request","error_description":"AADSTS90002: Tenant 'contoso.example' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.","error_codes":[90002]}"#,
};

fault! {
    /// ## What it breaks
    ///
    /// The token is asked for at the login service of a directory that does not exist, as Microsoft
    /// Entra words it.
    ///
    /// ## How it shows
    ///
    /// The token endpoint answers 400 `invalid_request` with AADSTS90002. No token is issued.
    id: "tenant-unknown",
    title: "the login service does not know the tenant",
    cause: Some("tenant-wrong"),
    packs: &["guest-api", "oidc/client-credentials"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
