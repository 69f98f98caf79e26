//! The fault `api-not-enabled`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Call,
    status: 403,
    headers: &[],
    media_type: "application/json",
    body: r#"{"error":{"code":403,"message":"Guest Messaging API has not been used in project 481516234208 before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/guestmessaging.googleapis.com/overview?project=481516234208 then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.","status":"PERMISSION_DENIED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"SERVICE_DISABLED","domain":"googleapis.com","metadata":{"service":"guestmessaging.googleapis.com","consumer":"projects/481516234208"}}]}}"#,
};

fault! {
    /// ## What it breaks
    ///
    /// The project of the client has not switched the API on, as Google Cloud words it.
    ///
    /// ## How it shows
    ///
    /// Every call but that for who asks answers 403 `PERMISSION_DENIED` with the reason
    /// `SERVICE_DISABLED`.
    id: "api-not-enabled",
    title: "the API is not enabled in the client's project",
    cause: Some("api-not-enabled"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
