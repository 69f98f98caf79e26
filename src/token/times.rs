//! Times of a token against now, in words.

use jiff::Timestamp;
use serde_json::{Map, Value};

/// A length of time in words; less than a second is not worth telling apart.
fn words(seconds: f64) -> String {
    if seconds.abs() < 1.0 { "less than 1 s".to_owned() } else { crate::model::words(seconds) }
}

/// A difference of fewer seconds is what clocks differ by.
const LEEWAY: f64 = 60.0;

/// A time of a token.
pub(super) struct Time {
    /// As a date, as it is meant.
    pub(super) shown: String,
    /// In words against now.
    pub(super) note: String,
    /// Why the token cannot work at that time, where it cannot.
    pub(super) stops: Option<String>,
}

/// What a number of a time claim means.
enum Unit {
    Seconds,
    Milliseconds,
    /// A length of time rather than a time.
    Length,
}

/// Reads a time claim. One in a wrong unit stops nothing: who reads it by the standard sees another time.
pub(super) fn time(name: &str, value: &Value, now: Timestamp) -> Option<Time> {
    let (number, text) = match value {
        Value::Number(number) => (number.as_f64()?, false),
        Value::String(text) => (text.trim().parse().ok()?, true),
        _ => return None,
    };
    let unit = if number >= 1e11 {
        Unit::Milliseconds
    } else if number < 1e9 && name != "nbf" {
        Unit::Length
    } else {
        Unit::Seconds
    };
    let milliseconds = match unit {
        Unit::Seconds => number * 1000.0,
        Unit::Milliseconds => number,
        Unit::Length => {
            return Some(Time {
                shown: value.to_string(),
                note: format!(
                    "a length of time, not seconds since 1970: read by RFC 7519 it is a time in {}",
                    year(number)
                ),
                stops: (name == "exp").then(|| {
                    "exp is a length of time: read as RFC 7519 says, it ended long ago".to_owned()
                }),
            });
        }
    };
    let at = Timestamp::from_millisecond(milliseconds as i64).ok()?;
    let since = now.duration_since(at).as_secs_f64();
    let mut note = match name {
        "exp" if since >= 0.0 => format!("expired {} ago", words(since)),
        "exp" => format!("valid for {} more", words(since)),
        "nbf" if since >= 0.0 => format!("in force for {}", words(since)),
        "nbf" => format!("not in force for another {}", words(since)),
        "iat" if since >= 0.0 => format!("issued {} ago", words(since)),
        "iat" => format!("{} in the future: the issuer's clock or this one is wrong", words(since)),
        _ if since >= 0.0 => format!("{} ago", words(since)),
        _ => format!("in {}", words(since)),
    };
    let mut stops = match name {
        "exp" if since >= 0.0 => Some(format!("it expired {} ago", words(since))),
        "nbf" if since < -LEEWAY => {
            Some(format!("it is not in force for another {}", words(since)))
        }
        _ => None,
    };
    if matches!(unit, Unit::Milliseconds) {
        note.push_str("; in milliseconds, while RFC 7519 has seconds: a verifier sees the year ");
        note.push_str(&year(number));
        stops = (name == "nbf").then(|| {
            "nbf is in milliseconds: read as seconds it lies in the far future".to_owned()
        });
    }
    if text {
        note.push_str("; written as text, while RFC 7519 has a number: many verifiers refuse it");
    }
    Some(Time { shown: at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(), note, stops })
}

/// The year of so many seconds since 1970, roughly.
fn year(seconds: f64) -> String {
    format!("{:.0}", 1970.0 + (seconds / 31_556_952.0).floor())
}

/// How long it lives in all, where it says so in seconds.
pub(super) fn lifetime(claims: &Map<String, Value>) -> Option<String> {
    let number =
        |name: &str| claims.get(name)?.as_f64().filter(|number| (1e9..1e11).contains(number));
    let (issued, end) = (number("iat").or_else(|| number("nbf"))?, number("exp")?);
    (end > issued).then(|| words(end - issued))
}
