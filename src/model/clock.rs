//! What is known of clocks.

use jiff::Timestamp;

/// This machine's clock held against a server's `Date` header (RFC 9110, section 6.6.1).
///
/// The offset is local minus server: positive when this machine is ahead. It lies between `low` and
/// `high` for sure; the header's resolution of one second and the request's own duration allow no more.
#[derive(Clone, Debug, PartialEq)]
pub struct ClockFact {
    /// The host whose clock it is.
    pub host: String,
    /// The least offset, in seconds.
    pub low: f64,
    /// The greatest offset, in seconds.
    pub high: f64,
    /// How many answers carried a usable `Date`.
    pub samples: u32,
    /// Why nothing could be measured: no `Date`, a cached one, or several clocks behind one name.
    pub unusable: Option<String>,
    /// The token's own times held against this clock.
    pub token: Option<TimeFact>,
}

/// A token's times by the server's clock, in seconds. Positive means in the past.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeFact {
    /// The identity whose token it is.
    pub identity: String,
    /// The server's time when the token was looked at.
    pub server_now: Timestamp,
    /// Since `iat`.
    pub since_issued: Option<f64>,
    /// Since `nbf`.
    pub since_not_before: Option<f64>,
    /// Until `exp`.
    pub until_expired: Option<f64>,
}

impl ClockFact {
    /// The middle of the interval, in seconds.
    #[must_use]
    pub fn offset(&self) -> f64 {
        f64::midpoint(self.low, self.high)
    }

    /// Half of the interval's width, in seconds.
    #[must_use]
    pub fn error(&self) -> f64 {
        (self.high - self.low) / 2.0
    }
}
