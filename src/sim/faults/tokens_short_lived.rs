//! The fault `tokens-short-lived`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The tokens of the client live five minutes, the least that the platform takes.
    ///
    /// ## How it shows
    ///
    /// The login host issues a token with `expires_in` 299. Everything works until it ends.
    id: "tokens-short-lived",
    title: "tokens of the client live five minutes",
    cause: None,
    packs: &["genesys-cloud/oauth-client"],
    args: &[],
    apply: |behaviour| behaviour.genesys.token_validity = 300,
}
