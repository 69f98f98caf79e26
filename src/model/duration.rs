//! Durations as packs write them and as people read them.

use std::time::Duration;

use thiserror::Error;

/// Why a text is not a duration.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is not a duration: write a number with its unit, such as 500ms, 30s, 5m or 1h")]
pub struct DurationError(String);

/// Reads `500ms`, `30s`, `5m`, `1h`, `1m30s`. A unit is always needed.
///
/// # Errors
/// When the text is anything else, a bare number included.
pub fn parse_duration(text: &str) -> Result<Duration, DurationError> {
    let wrong = || DurationError(text.to_owned());
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err(wrong());
    }
    let mut total = Duration::ZERO;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(wrong)?;
        let number: f64 = rest[..digits].parse().map_err(|_| wrong())?;
        rest = &rest[digits..];
        let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let unit = match &rest[..letters] {
            "ms" => 0.001,
            "s" => 1.0,
            "m" => 60.0,
            "h" => 3600.0,
            "d" => 86_400.0,
            _ => return Err(wrong()),
        };
        rest = &rest[letters..];
        let part = Duration::try_from_secs_f64(number * unit).map_err(|_| wrong())?;
        total = total.checked_add(part).ok_or_else(wrong)?;
    }
    Ok(total)
}

/// Seconds as a pack would write them: `500ms`, `30s`, `5m`, `1h30m`.
#[must_use]
pub fn format_duration(seconds: f64) -> String {
    let sign = if seconds < 0.0 { "-" } else { "" };
    let milliseconds = (seconds.abs() * 1000.0).round();
    if milliseconds < 1000.0 {
        return format!("{sign}{milliseconds}ms");
    }
    let mut rest = milliseconds / 1000.0;
    let mut text = sign.to_owned();
    for (unit, size) in [("d", 86_400.0), ("h", 3600.0), ("m", 60.0)] {
        let count = (rest / size).floor();
        if count >= 1.0 {
            text.push_str(&format!("{count}{unit}"));
            rest -= count * size;
        }
    }
    if rest >= 0.001 {
        let shown = (rest * 1000.0).round() / 1000.0;
        text.push_str(&format!("{shown}s"));
    }
    text
}

/// Seconds in words for people, two units at most and never more than there is: `23 h 59 min`, `4 min 3 s`,
/// `12 s`, `80 ms`.
#[must_use]
pub fn words(seconds: f64) -> String {
    let seconds = seconds.abs();
    if seconds < 1.0 {
        return format!("{} ms", (seconds * 1000.0).round());
    }
    let whole = seconds.floor();
    let units = [("d", 86_400.0), ("h", 3600.0), ("min", 60.0), ("s", 1.0)];
    let first = units.iter().position(|(_, size)| whole >= *size).unwrap_or(3);
    let (unit, size) = units[first];
    let count = (whole / size).floor();
    let rest = whole - count * size;
    match units.get(first + 1) {
        Some((next, small)) if rest >= *small => {
            format!("{count} {unit} {} {next}", (rest / small).floor())
        }
        _ => format!("{count} {unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_needs_a_unit() {
        assert_eq!(parse_duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(parse_duration("1m30s"), Ok(Duration::from_secs(90)));
        assert_eq!(parse_duration("1.5h"), Ok(Duration::from_secs(5400)));
        for wrong in ["", "30", "s", "30 sec", "-5s", "1h 30m", "1e3s", "99999999999999999999d"] {
            assert!(parse_duration(wrong).is_err(), "{wrong:?} was read as a duration");
        }
    }

    #[test]
    fn durations_read_back_as_they_were_written() {
        for text in ["500ms", "30s", "5m", "1h", "1h30m", "1d", "1m30s"] {
            let seconds = parse_duration(text).expect("a duration").as_secs_f64();
            assert_eq!(format_duration(seconds), text);
        }
        assert_eq!(format_duration(-30.0), "-30s");
    }

    #[test]
    fn words_use_two_units_at_most() {
        assert_eq!(words(86_399.9), "23 h 59 min");
        assert_eq!(words(86_400.0), "1 d");
        assert_eq!(words(243.0), "4 min 3 s");
        assert_eq!(words(0.0804), "80 ms");
        assert_eq!(words(12.4), "12 s");
    }
}
