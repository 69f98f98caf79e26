//! The fault `login-from-here-restricted`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Token,
    status: 400,
    headers: &[],
    media_type: "application/json",
    body: r#"{"error":"invalid_grant","error_description":"ip restricted"}"#,
};

fault! {
    /// ## What it breaks
    ///
    /// The application takes logins from listed addresses only, and this machine has another, as
    /// Salesforce words it.
    ///
    /// ## How it shows
    ///
    /// The token endpoint answers 400 `invalid_grant` with "ip restricted". No token is issued.
    id: "login-from-here-restricted",
    title: "logins from this address are restricted",
    cause: Some("address-not-allowed"),
    packs: &["guest-api", "oidc/client-credentials"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
