//! The fault `chat-origin-not-allowed`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The site's origin is not among the domains of the deployment.
    ///
    /// ## How it shows
    ///
    /// Beginning a conversation answers 403 `origin.not.allowed`. That it is for the origin is the likely
    /// reading of a message that names none.
    id: "chat-origin-not-allowed",
    title: "the deployment of the web chat does not take guests from the site",
    cause: Some("origin-not-allowed"),
    packs: &["genesys-cloud/web-chat"],
    args: &[],
    apply: |behaviour| behaviour.genesys.chat_origin_allowed = false,
}
