//! The fault `basic-not-taken`.

use super::super::ClientProof;
use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The server knows client_secret_post alone. Id and secret are right, and the discovery document
    /// says which method is taken.
    ///
    /// ## How it shows
    ///
    /// A token request with a Basic header answers 401 `invalid_client`, as for a wrong secret. The
    /// same id and secret in the form are accepted.
    id: "basic-not-taken",
    title: "the token endpoint takes id and secret in the form only",
    cause: Some("client-authentication-mismatch"),
    packs: &["guest-api", "oidc/client-credentials"],
    args: &[],
    apply: |behaviour| behaviour.client_proof = ClientProof::Form,
}
