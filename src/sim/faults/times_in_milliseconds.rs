//! The fault `times-in-milliseconds`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The issuer writes `iat`, `nbf` and `exp` in milliseconds. RFC 7519, section 2 demands seconds.
    ///
    /// ## How it shows
    ///
    /// The times have 13 digits and lie in a far future. The API answers 401 `invalid_token`: "The
    /// access token is not valid yet".
    id: "times-in-milliseconds",
    title: "the times in tokens are milliseconds",
    cause: Some("token-time-unit-wrong"),
    packs: &["guest-api", "oidc/client-credentials"],
    args: &[],
    apply: |behaviour| behaviour.millisecond_times = true,
}
