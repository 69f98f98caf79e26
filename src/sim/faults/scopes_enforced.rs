//! The fault `scopes-enforced`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The organization switched the enforcement of scopes on. The client has only the scope to ask who it
    /// is.
    ///
    /// ## How it shows
    ///
    /// Every call but the one for who asks answers 403 `app.not.authorized.for.scope` with the scopes of
    /// which one is enough. Whether the platform holds clients of the client credentials grant to it is not
    /// documented.
    id: "scopes-enforced",
    title: "the organization enforces scopes, and the client has none that fits",
    cause: Some("scope-missing"),
    packs: &["genesys-cloud/oauth-client", "genesys-cloud/queue", "genesys-cloud/open-messaging"],
    args: &[],
    apply: |behaviour| behaviour.genesys.scopes_enforced = true,
}
