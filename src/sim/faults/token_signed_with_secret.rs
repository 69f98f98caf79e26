//! The fault `token-signed-with-secret`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The issuer signs with HS256 and the client's secret. The API verifies RS256 with published keys
    /// and takes nothing else.
    ///
    /// ## How it shows
    ///
    /// `alg` is HS256 and there is no `kid`. The API answers 401 `invalid_token` and names both
    /// algorithms.
    id: "token-signed-with-secret",
    title: "tokens are signed with a shared secret",
    cause: Some("algorithm-mismatch"),
    packs: &["guest-api", "oidc/client-credentials"],
    args: &[],
    apply: |behaviour| behaviour.shared_secret_tokens = true,
}
