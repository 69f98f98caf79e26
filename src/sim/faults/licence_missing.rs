//! The fault `licence-missing`.

use super::super::fault::fault;
use super::super::{Place, Refusal};

static REFUSAL: Refusal = Refusal {
    place: Place::Call,
    status: 403,
    headers: &[],
    media_type: "application/json",
    body: r#"{"message":"Feature toggle is disabled for this organization","code":"feature.toggle.disabled","status":403,"contextId":"5d1a9e1c-0002-4f3a-9a55-8f30c1a1f0aa","details":[],"errors":[]}"#,
};

fault! {
    /// ## What it breaks
    ///
    /// The organisation has not bought, or not switched on, the feature that the call belongs to.
    ///
    /// ## How it shows
    ///
    /// Every call but that for who asks answers 403 `feature.toggle.disabled`.
    id: "licence-missing",
    title: "the organisation has no licence for guest messaging",
    cause: Some("licence-missing"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.refuse(&REFUSAL),
}
