//! The fault `chat-deployment-off`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// An administrator switched the deployment of the web chat off.
    ///
    /// ## How it shows
    ///
    /// Beginning a conversation answers 400 `chat.deployment.disabled`.
    id: "chat-deployment-off",
    title: "the deployment of the web chat is switched off",
    cause: Some("resource-disabled"),
    packs: &["genesys-cloud/web-chat"],
    args: &[],
    apply: |behaviour| behaviour.genesys.chat_enabled = false,
}
