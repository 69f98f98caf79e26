//! The fault `permission-missing`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Message,
    status: 403,
    headers: &[],
    media_type: "application/json",
    body: r#"{"message":"Unable to perform the requested action. You are missing the following permission(s): [conversation:message:create]","code":"missing.permissions","messageWithParams":"Unable to perform the requested action. You are missing the following permission(s): {permissions}","status":403,"contextId":"5d1a9e1c-0005-4f3a-9a55-8f30c1a1f0aa","details":[],"errors":[]}"#,
};

fault! {
    /// ## What it breaks
    ///
    /// The role of the client lacks the permission to create messages. Its scopes are complete.
    ///
    /// ## How it shows
    ///
    /// Posting answers 403 `missing.permissions`, naming `conversation:message:create`. Reading the
    /// queue works.
    id: "permission-missing",
    title: "the client may not post messages",
    cause: Some("permission-missing"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
