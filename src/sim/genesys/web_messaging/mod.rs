//! Guests of web messaging: a WebSocket that wants no OAuth token, but a deployment, the origin of an allowed site, and
//! a session token that the guest's client makes itself.
//!
//! ```text
//!  handshake ──► upgrade: deployment, origin ──► 101 ──► session: requests held to their schemas ──► answers
//!                                            └─► 403
//!  api: GET /api/v2/webmessaging/messages with the session's JWT ──► history
//! ```

mod answers;
mod behaviour;
mod guests;
pub(super) mod history;
mod session;
#[cfg(test)]
mod tests;
mod upgrade;

pub use behaviour::{InBand, WebMessagingBehaviour};
pub(super) use guests::Guests;
pub(super) use upgrade::serve;
