//! The fault `subscription-key-missing`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Edge,
    status: 401,
    headers: &[(
        "www-authenticate",
        r#"AzureApiManagementKey realm="{url}/api",name="Ocp-Apim-Subscription-Key",type="header""#,
    )],
    media_type: "application/json",
    body: r#"{ "statusCode": 401, "message": "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API." }"#,
};

fault! {
    /// ## What it breaks
    ///
    /// The gateway counts callers by a key of its own, which goes in a header beside `Authorization`.
    ///
    /// ## How it shows
    ///
    /// Every path of the API answers 401 in the words of Azure API Management, naming `Ocp-Apim-
    /// Subscription-Key`.
    id: "subscription-key-missing",
    title: "the API wants a subscription key beside the token",
    cause: Some("companion-header-missing"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
