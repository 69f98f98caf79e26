//! The fault `audience-wrong`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The issuer puts another API into `aud` than the one that is asked for, and than the one it
    /// gives by default.
    ///
    /// ## How it shows
    ///
    /// `aud` ends in `/other-api`. Signature, issuer and times are right, and introspection calls
    /// the token active.
    id: "audience-wrong",
    title: "the OpenID issuer's tokens are meant for another API",
    cause: Some("audience-wrong"),
    packs: &["oidc/client-credentials"],
    args: &[],
    apply: |behaviour| behaviour.other_audience = true,
}
