//! The fault `session-downgraded`.

use super::super::InBand;
use super::super::fault::fault;

/// The code is the vendor's; the words were not captured.
const CANNOT_DOWNGRADE: InBand = InBand {
    to_message: false,
    code: 4017,
    text: "Cannot downgrade an authenticated session to an unauthenticated one",
};

fault! {
    /// ## What it breaks
    ///
    /// The session belongs to a user who logged in once, and is asked for without a login.
    ///
    /// ## How it shows
    ///
    /// Web messaging opens, and refuses the session with 4017.
    id: "session-downgraded",
    title: "the session was authenticated, and is asked for without a login",
    cause: Some("session-not-authenticated"),
    packs: &["genesys-cloud/web-messaging"],
    args: &[],
    apply: |behaviour| behaviour.genesys.web_messaging.refusal = Some(CANNOT_DOWNGRADE),
}
