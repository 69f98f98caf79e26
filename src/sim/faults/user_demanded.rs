//! The fault `user-demanded`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Call,
    status: 400,
    headers: &[],
    media_type: "application/json",
    body: r#"{"message":"This request requires a user context. Client credentials cannot be used for requests to this resource.","code":"not.a.user","status":400,"contextId":"5d1a9e1c-0003-4f3a-9a55-8f30c1a1f0aa","details":[],"errors":[]}"#,
};

fault! {
    /// ## What it breaks
    ///
    /// The call acts for the user in the token, and a token of client credentials has none.
    ///
    /// ## How it shows
    ///
    /// Every call but that for who asks answers 400 `not.a.user`, as Genesys Cloud words it.
    id: "user-demanded",
    title: "the API wants the token of a user",
    cause: Some("actor-wrong"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
