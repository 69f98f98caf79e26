//! The fault `signing-key-stale`.

use super::super::NODES;
use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The issuer rotated its signing key and publishes both; the nodes of the API never fetched
    /// the key set again.
    ///
    /// ## How it shows
    ///
    /// Every token is refused with 401 `invalid_token`: "The signature of the access token could
    /// not be verified". Its `kid` is in the published key set and the signature verifies against
    /// it. A new token changes nothing.
    id: "signing-key-stale",
    title: "the API still verifies with the key before the rotation only",
    cause: Some("signing-key-stale"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.new_key_known = [false; NODES],
}
