//! The fault `header-stripped`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// A proxy between the caller and the API passes every header but `Authorization`. The token
    /// endpoint is not behind it.
    ///
    /// ## How it shows
    ///
    /// A good token is fetched, and the API answers 401 `authentication.required` with a challenge
    /// that names no error, exactly as to somebody who sends no credentials.
    id: "header-stripped",
    title: "a proxy in front of the API removes Authorization",
    cause: Some("authorization-header-lost"),
    packs: &["guest-api", "genesys-cloud/oauth-client", "genesys-cloud/queue", "genesys-cloud/open-messaging"],
    args: &[],
    apply: |behaviour| behaviour.authorization_stripped = true,
}
