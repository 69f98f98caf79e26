//! The fault `secret-wrong`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The secret of the client was rotated; the one that is sent is no longer right. The client id
    /// still is.
    ///
    /// ## How it shows
    ///
    /// The token endpoint answers 401 `invalid_client` with "client authentication failed" and a
    /// Basic challenge, in a Basic header as in the form.
    id: "secret-wrong",
    title: "the token endpoint expects another client secret",
    cause: Some("client-secret-wrong"),
    masks: &[
        "grant-not-allowed",
        "scope-missing",
        "scope-not-requested",
        "guest-context-missing",
        "token-expired",
        "signing-key-stale",
        "cluster-disagrees",
        "queue-not-found",
        "queue-closed-to-guests",
        "header-stripped",
        "html-instead-of-json",
        "rate-limited",
        "server-error",
        "audience-wrong",
        "key-not-published",
    ],
    packs: &["guest-api", "oidc/client-credentials"],
    args: &[],
    apply: |behaviour| behaviour.secret_current = false,
}
