//! The fault `origin-not-listed`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The deployment lists the sites that may use it, and the site is not among them. Programs, which name no
    /// site, are let in.
    ///
    /// ## How it shows
    ///
    /// The handshake is refused with 403 without a word, and opens without an `Origin`. Whether the platform lets
    /// these in is not documented.
    id: "origin-not-listed",
    title: "the site is not on the deployment's list, and who names none is let in",
    cause: Some("origin-not-allowed"),
    packs: &["genesys-cloud/web-messaging"],
    args: &[],
    apply: |behaviour| {
        behaviour.genesys.web_messaging.origin_allowed = false;
        behaviour.genesys.web_messaging.origin_needed = false;
    },
}
