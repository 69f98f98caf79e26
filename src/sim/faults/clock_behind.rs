//! The fault `clock-behind`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The clocks disagree: what is now here was 10 minutes ago there. A platform has one clock, so
    /// together with `clock-ahead` this is what remains.
    ///
    /// ## How it shows
    ///
    /// `Date`, `iat` and `nbf` lie 10 minutes in the future. The platform accepts its own tokens;
    /// anybody who holds `nbf` against this machine's clock does not.
    id: "clock-behind",
    title: "this machine's clock is 10 minutes behind the platform's",
    cause: Some("clock-wrong"),
    packs: &["guest-api", "oidc/client-credentials"],
    args: &[],
    apply: |behaviour| behaviour.clock_offset = 600,
}
