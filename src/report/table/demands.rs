//! The demands that were not met, where the row of the check does not say it all.

use serde_json::Value;

use super::super::page::{Page, Span};
use crate::model::{CheckResult, Mismatch, Status};

/// Longer values are cut: the JSON report has them in full.
const LONGEST: usize = 400;

/// Adds what was expected and what was there instead, and where the pack demands it.
pub(super) fn put(page: &mut Page<'_>, checks: &[&CheckResult]) {
    for check in checks {
        // A refusal lacks what the good answer would have: that is no finding of its own.
        let refused = check.mismatches.iter().any(|mismatch| mismatch.path == "status");
        let lacks = |mismatch: &Mismatch| refused && mismatch.actual.is_null();
        let untold: Vec<&Mismatch> = check
            .mismatches
            .iter()
            .filter(|mismatch| !lacks(mismatch) && !told(&check.saw, mismatch))
            .collect();
        let docs = check.docs.as_ref().filter(|_| match check.status {
            Status::Fail | Status::Warn | Status::Error => true,
            Status::Pass | Status::Skip | Status::Blocked => false,
        });
        if untold.is_empty() && docs.is_none() {
            continue;
        }
        page.blank();
        for (index, mismatch) in untold.iter().enumerate() {
            let source = &mismatch.source;
            let place = format!("{}:{}:{}", source.file, source.line, source.column);
            let id = if index == 0 { format!("{}  ", check.id) } else { String::new() };
            page.paragraph(&[], 4, &[Span::plain(id), Span::faint(place)]);
            let expected = format!(
                "expected  {} {} {}",
                mismatch.path,
                mismatch.matcher,
                shown(&mismatch.expected)
            );
            page.sentence(6, &expected);
            let actual = if mismatch.actual.is_null() {
                "nothing there".to_owned()
            } else {
                between(mismatch).unwrap_or_else(|| shown(&mismatch.actual))
            };
            page.sentence(6, &format!("actual    {actual}"));
        }
        if let Some(docs) = docs {
            if untold.is_empty() {
                page.sentence(4, &check.id);
            }
            page.sentence(6, &format!("see       {docs}"));
        }
    }
}

/// What is known of a clock is an interval of seconds.
fn between(mismatch: &Mismatch) -> Option<String> {
    let bounds = mismatch.actual.as_array().filter(|_| mismatch.path.starts_with("clock."))?;
    match bounds.as_slice() {
        [low, high] => Some(format!("between {low} s and {high} s")),
        _ => None,
    }
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        None => text,
        Some((cut, _)) => format!("{}… (in full in the JSON report)", &text[..cut]),
    }
}

/// A value as people write it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    }
}

/// Whether the row says already what decided: the items that are missing, or the value that was there.
fn told(saw: &str, mismatch: &Mismatch) -> bool {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
    match mismatch.matcher {
        "contains_all" | "contains" => {
            let there = list(&mismatch.actual);
            list(&mismatch.expected)
                .iter()
                .filter(|item| !there.contains(item))
                .all(|item| says(saw, &plain(item)))
        }
        "exists" | "not_empty" => says(saw, &mismatch.path),
        // A row shows the status first, as every answer does.
        _ if mismatch.path == "status" => says(saw, &plain(&mismatch.actual)),
        // Each difference is a sentence of its own.
        _ if mismatch.path == "configuration.differences"
            || mismatch.path.starts_with("permissions.") =>
        {
            list(&mismatch.actual).iter().all(|item| says(saw, &plain(item)))
        }
        // The runner says in words when the token ends; seconds would add nothing.
        _ if mismatch.path == "token.lifetime" => saw.starts_with("the token "),
        _ => {
            let actual = plain(&mismatch.actual);
            says(saw, &mismatch.path)
                && says(saw, &plain(&mismatch.expected))
                && (mismatch.actual.is_null() || says(saw, &actual))
        }
    }
}

/// Whether a word stands in a text, not as part of a longer one.
fn says(text: &str, word: &str) -> bool {
    let part = |character: char| character.is_alphanumeric();
    text.match_indices(word).any(|(start, found)| {
        let before = text[..start].chars().next_back();
        let after = text[start + found.len()..].chars().next();
        let longer_before = before.is_some_and(part) && found.starts_with(part);
        let longer_after = after.is_some_and(part) && found.ends_with(part);
        !longer_before && !longer_after
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::model::Source;

    fn mismatch(path: &str, matcher: &'static str, expected: Value, actual: Value) -> Mismatch {
        let source = Source { file: Arc::from("p.yaml"), line: 1, column: 1 };
        Mismatch { path: path.to_owned(), matcher, expected, actual, source }
    }

    #[test]
    fn a_row_that_says_what_decided_needs_no_more() {
        let scopes = mismatch("token.scopes", "contains_all", json!(["a:b", "c"]), json!(["c"]));
        assert!(told("a:b is missing", &scopes));
        assert!(!told("aa:b is missing", &scopes));
        let status = mismatch("status", "one_of", json!([200, 201]), json!(401));
        assert!(told("401 unauthorized", &status));
        assert!(!told("4010 ms", &status));
        let bound = mismatch("clock.offset", "within", json!("30s"), json!([-41.5, -40.5]));
        assert!(!told("local clock −41.0 s (± 0.5 s)", &bound));
        let equals = mismatch("claims.aud", "equals", json!("api"), json!("web"));
        assert!(told("claims.aud is web, not api", &equals));
        assert!(!told("claims.iss is x, not y (and 1 more)", &equals));
        assert!(told(
            "there is no body.name",
            &mismatch("body.name", "exists", json!(true), json!(null))
        ));
    }
}
