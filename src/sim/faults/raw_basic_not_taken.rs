//! The fault `raw-basic-not-taken`.

use super::super::ClientProof;
use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The server takes form encoding off id and secret of a Basic header, as RFC 6749, section 2.3.1
    /// demands, and the secret has characters that this changes. Many clients send both raw.
    ///
    /// ## How it shows
    ///
    /// A raw Basic header answers 401 `invalid_client`; an encoded one is accepted, and so is the form.
    id: "raw-basic-not-taken",
    title: "the token endpoint reads Basic as RFC 6749 has it, form-encoded",
    cause: Some("client-secret-mangled"),
    packs: &["guest-api", "oidc/client-credentials"],
    args: &[],
    apply: |behaviour| behaviour.client_proof = ClientProof::EncodedBasic,
}
