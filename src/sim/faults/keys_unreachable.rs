//! The fault `keys-unreachable`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// What publishes the issuer's keys is down, for the API as for everybody else.
    ///
    /// ## How it shows
    ///
    /// The key sets answer 503 with a page. The API refuses every token with 401 in the words of Envoy:
    /// "Jwks remote fetch is failed".
    id: "keys-unreachable",
    title: "the key sets cannot be read",
    cause: Some("keys-unreachable"),
    packs: &["guest-api", "oidc/client-credentials"],
    args: &[],
    apply: |behaviour| behaviour.keys_readable = false,
}
