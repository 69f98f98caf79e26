//! The fault `step-up-demanded`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Call,
    status: 401,
    headers: &[(
        "www-authenticate",
        r#"Bearer error="insufficient_user_authentication", error_description="A different authentication level is required", acr_values="urn:example:mfa", max_age="300""#,
    )],
    media_type: "",
    body: "",
};

fault! {
    /// ## What it breaks
    ///
    /// The API takes tokens of recent logins with a second factor only (RFC 9470).
    ///
    /// ## How it shows
    ///
    /// Every call but that for who asks answers 401 with the challenge
    /// `insufficient_user_authentication` and no body.
    id: "step-up-demanded",
    title: "the API wants a stronger login",
    cause: Some("policy-forbids"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
