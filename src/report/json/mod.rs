//! The JSON report. Its names are a contract: other programs read them.

mod comparison;
mod configuration;
mod experiment;
mod fact;
mod permissions;
#[cfg(test)]
mod schema_tests;
mod sent;
mod socket;
pub(super) mod v1;
mod waiver;

pub(super) use experiment::{ExperimentWire, experiment};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use serde_json::ser::PrettyFormatter;

use super::{Format, Style};
use crate::model::{Report, is_hidden};

/// The JSON report.
pub(super) static FORMAT: Format = Format {
    name: "json",
    docs: "everything that was seen, for programs: one document, version 1",
    render,
};

/// The JSON Schema of the report, in draft 2020-12.
pub const SCHEMA: &str = include_str!("../../../checks/report.schema.json");

fn render(report: &Report, _style: &Style) -> String {
    text(&v1::Document::from(report))
}

/// A time as RFC 3339 writes it, in UTC.
struct Time(Timestamp);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// A day, as in `2026-12-31`.
struct Day(Date);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// A value as indented JSON with a line break at its end. What a terminal would obey or hide stands there
/// escaped: inside of strings, where alone it can stand, that is the same value.
pub fn text(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    let mut writer =
        serde_json::Serializer::with_formatter(&mut bytes, PrettyFormatter::with_indent(b"  "));
    let written = value.serialize(&mut writer);
    debug_assert!(written.is_ok(), "texts and numbers can always be written");
    shown(&bytes)
}

/// A value as JSON on one line, likewise.
pub(super) fn line(value: &impl Serialize) -> String {
    let written = serde_json::to_vec(value);
    debug_assert!(written.is_ok(), "texts and numbers can always be written");
    shown(&written.unwrap_or_default())
}

/// Nothing but line breaks of the layout and what can be seen. Nearly all of it is plain ASCII, which is passed over
/// byte by byte.
fn shown(bytes: &[u8]) -> String {
    let plain = String::from_utf8_lossy(bytes);
    let mut text = String::with_capacity(plain.len() + 1);
    let mut rest = &*plain;
    let mut seen = 0;
    let odd = |byte: &u8| !matches!(byte, b'\n' | b' '..=b'~');
    while let Some(at) = rest.as_bytes()[seen..].iter().position(odd) {
        let (before, behind) = rest.split_at(seen + at);
        let mut characters = behind.chars();
        let Some(character) = characters.next() else { break };
        if is_hidden(character) {
            text.push_str(before);
            for unit in character.encode_utf16(&mut [0; 2]) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
            rest = characters.as_str();
            seen = 0;
        } else {
            seen += at + character.len_utf8();
        }
    }
    text.push_str(rest);
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::report::fixture;

    fn document(report: &Report) -> Value {
        serde_json::from_str(&render(report, &Style::plain())).expect("JSON")
    }

    fn members(value: &Value) -> Vec<&str> {
        value.as_object().expect("an object").keys().map(String::as_str).collect()
    }

    #[test]
    fn the_members_are_those_of_the_design_in_their_order() {
        let document = document(&fixture::everything());
        assert_eq!(
            members(&document),
            ["version", "tool", "run", "summary", "packs", "checks", "diagnosis", "redaction"]
        );
        assert_eq!(document["version"], 1);
        assert_eq!(members(&document["tool"]), ["name", "version"]);
        assert_eq!(
            members(&document["run"]),
            ["id", "started", "duration_ms", "target", "faults", "interrupted", "deadline_passed"]
        );
        assert_eq!(
            members(&document["summary"]),
            ["pass", "warn", "fail", "error", "skip", "blocked", "waived", "exit_code"]
        );
        for check in document["checks"].as_array().expect("checks") {
            assert_eq!(
                members(check),
                [
                    "pack",
                    "id",
                    "title",
                    "kind",
                    "status",
                    "severity",
                    "effect",
                    "proves",
                    "saw",
                    "mismatches",
                    "blocked_by",
                    "skipped",
                    "facts",
                    "attempts",
                    "duration_ms",
                    "source",
                    "remedies",
                    "docs",
                    "cleanup",
                ]
            );
        }
        assert_eq!(
            members(&document["diagnosis"]),
            ["root", "others", "ruled_out", "experiments", "unexplained", "next", "remedies"]
        );
        assert_eq!(
            members(&document["diagnosis"]["root"]),
            ["cause", "leaf", "confidence", "title", "because", "explains", "remedies"]
        );
        assert_eq!(
            members(&document["diagnosis"]["experiments"][0]),
            [
                "n",
                "question",
                "changed",
                "request",
                "answer",
                "kind",
                "pack",
                "check",
                "act",
                "ran",
                "requests",
                "duration_ms",
                "facts",
            ]
        );
        assert_eq!(
            members(&document["redaction"]),
            ["secrets_known", "forms_searched", "hits", "not_searchable"]
        );
    }

    #[test]
    fn the_values_are_those_of_the_report() {
        let document = document(&fixture::scope_missing());
        assert_eq!(document["run"]["started"], "2026-11-22T15:00:00Z");
        assert_eq!(document["run"]["duration_ms"], 31);
        assert_eq!(document["run"]["faults"][0], "scope-missing");
        let check = &document["checks"][1];
        assert_eq!((&check["status"], &check["proves"]), (&"fail".into(), &Value::Null));
        assert_eq!(check["mismatches"][0]["matcher"], "contains_all");
        assert_eq!(check["mismatches"][0]["expected"], serde_json::json!(["webchat:guest:write"]));
        assert_eq!(check["source"]["line"], 34);
        assert_eq!(document["diagnosis"]["root"]["because"][0]["check"], "token-scopes");
        assert_eq!(document["diagnosis"]["root"]["because"][1]["experiment"], 1);
        assert_eq!(document["diagnosis"]["root"]["remedies"][0]["id"], "add-oauth-scope");
    }

    #[test]
    fn every_kind_of_fact_is_complete() {
        let document = document(&fixture::everything());
        let checks = document["checks"].as_array().expect("checks");
        let facts: Vec<&Value> =
            checks.iter().flat_map(|check| check["facts"].as_array().expect("facts")).collect();
        let find =
            |kind: &str| *facts.iter().find(|fact| fact["kind"] == kind).expect("such a fact");
        for kind in ["exchange", "token-request", "token", "signature", "clock"] {
            let nulls: Vec<&str> = find(kind)
                .as_object()
                .expect("an object")
                .iter()
                .filter(|(_, value)| value.is_null())
                .map(|(name, _)| name.as_str())
                .collect();
            // The fixture fills everything but what excludes each other.
            assert!(
                nulls.iter().all(|name| ["fault", "unusable", "detail"].contains(name)),
                "{kind}: {nulls:?}"
            );
        }
        let exchange = find("exchange");
        assert_eq!(exchange["challenges"][0]["scheme"], "Bearer");
        assert_eq!(exchange["timing"]["dns_ms"], 1.25);
        assert_eq!(exchange["tls"]["not_after"], "2027-01-01T00:00:00Z");
        assert_eq!(find("token")["claims"]["sub"], "client-1");
        assert_eq!(find("clock")["token"]["until_expired"], 86340.0);
        assert_eq!(find("token-request")["exchange"]["method"], "POST");
    }

    #[test]
    fn it_reads_back_as_it_was_written_and_is_always_the_same() {
        for report in fixture::all() {
            let text = render(&report, &Style::plain());
            assert_eq!(text, render(&report, &Style { width: 60, colour: true, unicode: false }));
            let value: Value = serde_json::from_str(&text).expect("JSON");
            assert_eq!(super::text(&value), text);
        }
    }

    #[test]
    fn what_a_terminal_obeys_is_escaped_and_keeps_its_value() {
        let report = fixture::hostile();
        let text = render(&report, &Style::plain());
        assert!(!text.chars().any(|character| character != '\n' && is_hidden(character)));
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(value["checks"][0]["saw"], report.checks[0].saw.as_str());
    }
}
