//! The fault `issuer-mismatch`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The issuer was set up under its URL with a slash at the end, and is asked for under the same
    /// URL without one.
    ///
    /// ## How it shows
    ///
    /// `issuer` of the discovery document is not the URL that was asked for, character for
    /// character, which OpenID Connect Discovery demands; `iss` of the tokens has the slash too.
    id: "issuer-mismatch",
    title: "the OpenID issuer names itself with a slash at the end",
    cause: Some("issuer-mismatch"),
    packs: &["oidc/client-credentials"],
    args: &[],
    apply: |behaviour| behaviour.issuer_slash = true,
}
