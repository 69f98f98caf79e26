//! The fault `clock-ahead`.

use super::super::fault::fault;

fault! {
    /// ## What it breaks
    ///
    /// The clocks disagree: what is now here comes in 10 minutes there. All nodes of the platform
    /// share one clock, and `iat`, `nbf` and `exp` are told by it.
    ///
    /// ## How it shows
    ///
    /// `Date` and `iat` are 10 minutes old on arrival. The platform accepts its own tokens all the
    /// same; whatever is timed here, such as a cached token or a signed assertion, is off by 10
    /// minutes.
    id: "clock-ahead",
    title: "this machine's clock is 10 minutes ahead of the platform's",
    cause: Some("clock-wrong"),
    packs: &["guest-api"],
    args: &[],
    apply: |behaviour| behaviour.clock_offset = -600,
}
