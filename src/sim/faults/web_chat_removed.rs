//! The fault `web-chat-removed`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The guest calls of the web chat are gone, as they are from the platform since August 2026. Web
    /// messaging replaces them.
    ///
    /// ## How it shows
    ///
    /// Every guest call answers 404 `not.found`, as a path that never was. What the platform answers there
    /// was not captured.
    id: "web-chat-removed",
    title: "the web chat was removed from Genesys Cloud",
    cause: Some("wrong-platform"),
    packs: &["genesys-cloud/web-chat"],
    args: &[],
    apply: |behaviour| behaviour.genesys.web_chat = false,
}
