//! The fault `client-disabled`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Token,
    status: 401,
    headers: &[],
    media_type: "application/json",
    body: r#"{"error":"unauthorized_client","error_description":"AADSTS7000112: Application '{client_id}'(Guest chat) is disabled.","error_codes":[7000112]}"#,
};

fault! {
    /// ## What it breaks
    ///
    /// An administrator disabled the registration of the client. Its id and secret are right, as
    /// Microsoft Entra words it.
    ///
    /// ## How it shows
    ///
    /// The token endpoint answers 401 `unauthorized_client` with AADSTS7000112. No token is issued.
    id: "client-disabled",
    title: "the client is switched off",
    cause: Some("resource-disabled"),
    packs: &["guest-api", "oidc/client-credentials"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
