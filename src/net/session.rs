//! One run's connections, tokens and clocks.

/// One run's connections, tokens and clocks.
pub struct Session {}
