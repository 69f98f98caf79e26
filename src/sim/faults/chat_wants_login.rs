//! The fault `chat-wants-login`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The deployment of the web chat is for customers who logged in at the site.
    ///
    /// ## How it shows
    ///
    /// Beginning a conversation without `memberAuthToken` answers 400 `chat.deployment.require.auth`.
    id: "chat-wants-login",
    title: "the deployment of the web chat wants guests to be logged in",
    cause: Some("session-not-authenticated"),
    packs: &["genesys-cloud/web-chat"],
    args: &[],
    apply: |behaviour| behaviour.genesys.chat_wants_login = true,
}
