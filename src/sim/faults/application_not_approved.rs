//! The fault `application-not-approved`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Token,
    status: 400,
    headers: &[],
    media_type: "application/json",
    body: r#"{"error":"invalid_client","error_description":"invalid app access: admin approval required for this application"}"#,
};

fault! {
    /// ## What it breaks
    ///
    /// The organisation lets applications in only after an administrator approved them, and this one is
    /// not approved.
    ///
    /// ## How it shows
    ///
    /// The token endpoint answers 400 and says that the administrator's approval is required. No token
    /// is issued.
    id: "application-not-approved",
    title: "an administrator has not approved the application",
    cause: Some("application-not-approved"),
    packs: &["guest-api", "oidc/client-credentials"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
