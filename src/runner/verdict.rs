//! What was seen held against what was expected.

use serde_json::Value;

use crate::model::{
    BodyKind, Fact, Matcher, Mismatch, Observed, Path, Readings, Severity, SkipReason, Status,
};
use crate::plan::{Expectation, PlannedCheck};
use crate::probe::{Observation, Outcome};

/// How a check came out, before it is written down.
pub(super) struct Verdict {
    pub(super) status: Status,
    pub(super) skipped: Option<SkipReason>,
    pub(super) mismatches: Vec<Mismatch>,
    pub(super) saw: String,
}

/// What was found at a path; a path that was not looked at is absent.
fn found<'a>(readings: &'a [(Path, Observed)], path: &Path) -> &'a Observed {
    readings
        .iter()
        .find(|(known, _)| known == path)
        .map_or(&Observed::Absent, |(_, observed)| observed)
}

/// Holds what was seen against what was expected.
pub(super) fn judge(check: &PlannedCheck, seen: &Observation, readings: &Readings) -> Verdict {
    let verdict =
        |status, saw: String| Verdict { status, skipped: None, mismatches: Vec::new(), saw };
    match seen.outcome {
        Outcome::CouldNotTell | Outcome::NoToken => {
            return verdict(Status::Error, seen.saw.clone());
        }
        Outcome::NotApplicable => {
            let skipped = Some(SkipReason::NotApplicable);
            return Verdict { skipped, ..verdict(Status::Skip, seen.saw.clone()) };
        }
        Outcome::Looked => {}
    }
    let mut mismatches = Vec::new();
    let mut open = Vec::new();
    for expectation in &check.expect {
        let observed = found(&seen.readings, &expectation.path);
        for matcher in &expectation.matchers {
            let matcher = match matcher.fill(readings) {
                Ok(matcher) => matcher,
                Err(unfilled) => {
                    open.push(unfilled.0);
                    continue;
                }
            };
            match matcher.holds(observed, &expectation.path) {
                Some(true) => {}
                Some(false) => mismatches.push(mismatch(&expectation.path, &matcher, observed)),
                None => open.push(format!(
                    "{} {} {} cannot be told from what was seen",
                    expectation.path,
                    matcher.operator.as_str(),
                    matcher.shown()
                )),
            }
        }
    }
    if !mismatches.is_empty() {
        let status = match check.severity {
            Severity::Error => Status::Fail,
            Severity::Warn => Status::Warn,
        };
        let saw = say(&mismatches, seen);
        return Verdict { status, skipped: None, mismatches, saw };
    }
    if !open.is_empty() {
        return verdict(Status::Error, format!("{}; {}", seen.saw, open.join("; ")));
    }
    verdict(Status::Pass, seen.saw.clone())
}

/// Whether all of the expectations hold for what was seen.
pub(super) fn all_hold(
    expectations: &[Expectation],
    seen: &[(Path, Observed)],
    readings: &Readings,
) -> bool {
    expectations.iter().all(|expectation| {
        let observed = found(seen, &expectation.path);
        expectation.matchers.iter().all(|matcher| {
            matcher
                .fill(readings)
                .is_ok_and(|matcher| matcher.holds(observed, &expectation.path) == Some(true))
        })
    })
}

/// Whether what was read at a path leaves one of the check's demands open.
pub(super) fn leaves_open(
    check: &PlannedCheck,
    readings: &Readings,
    path: &Path,
    observed: &Observed,
) -> bool {
    check.expect.iter().filter(|expectation| expectation.path == *path).any(|expectation| {
        expectation.matchers.iter().any(|matcher| {
            matcher.fill(readings).is_ok_and(|matcher| matcher.holds(observed, path).is_none())
        })
    })
}

fn mismatch(path: &Path, matcher: &Matcher, observed: &Observed) -> Mismatch {
    Mismatch {
        path: path.to_string(),
        matcher: matcher.operator.as_str(),
        expected: matcher.shown(),
        actual: observed.shown(),
        source: matcher.source.clone(),
    }
}

/// What was seen, in the words that decide: `webchat:guest:write is missing` says more than the token.
fn say(mismatches: &[Mismatch], seen: &Observation) -> String {
    let saw = &seen.saw;
    // The probe's own words say more than "status is 401, not 200".
    let told = |one: &Mismatch| {
        matches!(
            one.path.as_str(),
            "status" | "token.signature" | "configuration.differences" | "socket.answered"
        ) || one.path.starts_with("clock.")
            || one.path.starts_with("permissions.")
            || (one.path == "token.kind" && one.actual.is_null())
    };
    if mismatches.iter().any(told) {
        return saw.clone();
    }
    let Some(first) = mismatches.first() else { return saw.clone() };
    let mut said = words(first);
    if mismatches.len() > 1 {
        said.push_str(&format!(" (and {} more)", mismatches.len() - 1));
    }
    // An answer that looks good by its status, and says itself that it is not.
    let mut exchanges = seen.facts.iter().filter_map(Fact::exchange);
    let refused = exchanges.find(|one| one.error.is_some() || one.body == BodyKind::Html);
    match refused {
        Some(exchange) => format!("{}; {said}", exchange.answer()),
        None => said,
    }
}

fn words(mismatch: &Mismatch) -> String {
    let Mismatch { path, matcher, expected, actual, source: _ } = mismatch;
    // Seconds held against a duration read as one.
    let duration = |text: &str| crate::model::parse_duration(text).is_ok();
    let seconds = actual.as_f64().filter(|_| expected.as_str().is_some_and(duration));
    let list = |value: &Value| value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
    match *matcher {
        "contains_all" => {
            let have = list(actual);
            let missing: Vec<String> =
                list(expected).iter().filter(|item| !have.contains(item)).map(plain).collect();
            let verb = if missing.len() == 1 { "is" } else { "are" };
            format!("{} {verb} missing", missing.join(" "))
        }
        "contains" => format!("{path} lacks {}", plain(expected)),
        "exists" | "not_empty" if expected != &Value::Bool(false) => format!("there is no {path}"),
        "exists" | "not_empty" => format!("{path} is there: {}", plain(actual)),
        "equals" if actual.is_null() => format!("there is no {path}; expected {}", plain(expected)),
        "equals" => format!("{path} is {}, not {}", plain(actual), plain(expected)),
        "at_least" if path == "token.lifetime" => match actual.as_f64() {
            Some(left) if left < 0.0 => {
                format!("the token expired {} ago", crate::model::words(left))
            }
            Some(left) => format!(
                "the token ends in {}, less than {}",
                crate::model::words(left),
                plain(expected)
            ),
            None => "the token says no end".to_owned(),
        },
        other => {
            let actual = match seconds {
                Some(seconds) => crate::model::words(seconds),
                None if actual.is_null() => "nothing".to_owned(),
                None => plain(actual),
            };
            format!("{path} is {actual}; expected {} {}", other.replace('_', " "), plain(expected))
        }
    }
}

/// The most characters of a value in a line of what was seen; the mismatch has all of it.
const SHOWN: usize = 120;

/// A value as people write it.
fn plain(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "an empty list".to_owned(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(" "),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    };
    match text.char_indices().nth(SHOWN) {
        None => text,
        Some((cut, _)) => format!("{}…", &text[..cut]),
    }
}
