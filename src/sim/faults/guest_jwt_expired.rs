//! The fault `guest-jwt-expired`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The guest's JWT is past its end when it is used.
    ///
    /// ## How it shows
    ///
    /// Beginning a conversation answers 200. Every further call answers 401 `credentials.expired`, which
    /// only guests' calls do.
    id: "guest-jwt-expired",
    title: "the JWT of a guest of the web chat has expired",
    cause: Some("token-expired"),
    packs: &["genesys-cloud/web-chat"],
    args: &[],
    apply: |behaviour| behaviour.genesys.guest_jwt_stale = true,
}
