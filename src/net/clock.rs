//! What one answer's `Date` header shows of the server's clock, and never more than it can show.

use jiff::Timestamp;
use reqwest::header::HeaderMap;
use thiserror::Error;

use super::reading::seconds_between;
use super::send::http_date;
use crate::model::Timing;

/// One measurement: the offset, local minus server, lies between the two for sure.
///
/// The header has whole seconds (RFC 9110, section 6.6.1). A server that stamps `D` while the request is
/// under way between `t0` and `t1` has a clock between `D` and `D + 1` then, so local minus server lies in
/// `(t0 - D - 1, t1 - D]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClockSample {
    /// The least offset, in seconds.
    pub low: f64,
    /// The greatest offset, in seconds.
    pub high: f64,
    /// Seconds that the request was under way.
    pub round_trip: f64,
}

/// Why an answer shows nothing of the server's clock.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SampleError {
    /// There was no answer.
    #[error("no answer")]
    NoAnswer,
    /// There is no `Date` header.
    #[error("{0} sends no Date header")]
    NoDate(String),
    /// The header cannot be read.
    #[error("{0} sends a Date header that cannot be read")]
    Unreadable(String),
    /// The answer came out of a cache: its `Date` is old.
    #[error(
        "the answer of {0} came out of a cache (Age header), so its Date is not the server's time"
    )]
    Cached(String),
}

/// Measures with one answer, whose request was begun at `wall` by this machine's clock.
pub(super) fn sample(
    headers: &HeaderMap,
    wall: Timestamp,
    timing: Timing,
    host: &str,
) -> Result<ClockSample, SampleError> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text("age").is_some_and(|age| age.trim() != "0") {
        return Err(SampleError::Cached(host.to_owned()));
    }
    let date = text("date").ok_or_else(|| SampleError::NoDate(host.to_owned()))?;
    let date = http_date(date).ok_or_else(|| SampleError::Unreadable(host.to_owned()))?;
    let first_byte = timing.first_byte.unwrap_or(timing.total).as_secs_f64();
    let connected =
        [timing.dns, timing.connect, timing.tls].into_iter().flatten().sum::<std::time::Duration>();
    let since = seconds_between(date, wall);
    let sent = since + connected.as_secs_f64().min(timing.total.as_secs_f64());
    // The interval's upper end may only ever be late: all of the time until the answer began.
    let answered = since + connected.as_secs_f64() + first_byte + 0.001;
    Ok(ClockSample { low: sent - 1.0 - 0.001, high: answered, round_trip: first_byte })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn measured(wall: &str, headers: &[(&'static str, &str)]) -> Result<ClockSample, SampleError> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().expect("a header value"));
        }
        let timing = Timing { first_byte: Some(Duration::from_millis(100)), ..Timing::default() };
        sample(&map, wall.parse().expect("a time"), timing, "api.example")
    }

    #[test]
    fn the_interval_is_a_second_and_the_round_trip_wide() {
        let date = [("date", "Sun, 22 Nov 2026 15:00:00 GMT")];
        let sample = measured("2026-11-22T15:00:10.5Z", &date).expect("a sample");
        assert!((sample.low - 9.5).abs() < 0.01 && (sample.high - 10.6).abs() < 0.01, "{sample:?}");
    }

    #[test]
    fn what_is_no_clock_is_not_measured() {
        let wall = "2026-11-22T15:00:10Z";
        assert!(matches!(measured(wall, &[]), Err(SampleError::NoDate(_))));
        assert!(matches!(measured(wall, &[("date", "soon")]), Err(SampleError::Unreadable(_))));
        let cached = [("date", "Sun, 22 Nov 2026 15:00:00 GMT"), ("age", "7")];
        assert!(matches!(measured(wall, &cached), Err(SampleError::Cached(_))));
    }
}
