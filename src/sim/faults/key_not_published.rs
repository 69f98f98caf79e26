//! The fault `key-not-published`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The issuer signs with its new key and still publishes the old one only.
    ///
    /// ## How it shows
    ///
    /// `kid` of the issuer's tokens is not in its key set, so nobody who fetches the keys can
    /// verify them. Introspection calls them active all the same. The guest API's own key set is
    /// complete.
    id: "key-not-published",
    title: "the OpenID issuer's key set lacks the key that signs",
    cause: Some("key-not-published"),
    packs: &["oidc/client-credentials"],
    args: &[],
    apply: |behaviour| behaviour.new_key_published = false,
}
