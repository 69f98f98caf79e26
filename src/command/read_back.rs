//! Reports are written and read back: nothing is lost on the way, and what is newer is refused.

use serde_json::{Value, json};

use crate::intake::report::{KINDS, ReportError, looks_like_a_report, read};
use crate::model::Report;
use crate::report::{Format, Style, fixture};

fn written(report: &Report) -> String {
    let json = Format::find("json").expect("a format");
    (json.render)(report, &Style::plain())
}

fn document() -> Value {
    let report = fixture::all().into_iter().max_by_key(|report| report.checks.len());
    serde_json::from_str(&written(&report.expect("a report"))).expect("JSON")
}

#[test]
fn every_report_reads_back_as_it_was_written() {
    for mut report in fixture::all() {
        report.tool.version = env!("CARGO_PKG_VERSION");
        let text = written(&report);
        assert!(looks_like_a_report(&text));
        let earlier = read(&text).expect("a report");
        assert_eq!(earlier.notes, [""; 0]);
        assert_eq!(written(&earlier.report), text);
        for (read, made) in earlier.report.checks.iter().zip(&report.checks) {
            assert_eq!(read.facts, made.facts, "{}", made.id);
        }
    }
}

#[test]
fn members_that_are_not_known_are_left_alone() {
    let mut document = document();
    let before = read(&document.to_string()).expect("a report");
    for place in ["", "/run", "/checks/0", "/checks/0/facts/0", "/diagnosis", "/summary"] {
        let object = document.pointer_mut(place).and_then(Value::as_object_mut);
        object.expect("an object").insert("of_tomorrow".to_owned(), json!({ "a": [1] }));
    }
    let text = format!("\u{feff}{document}");
    let after = read(&text).expect("a report");
    assert_eq!(after.report.checks, before.report.checks);
    assert!(after.notes.is_empty(), "{:?}", after.notes);
}

#[test]
fn facts_kinds_and_matchers_of_tomorrow_are_named_and_left_out() {
    let mut document = document();
    let facts = document["checks"][0]["facts"].as_array_mut().expect("facts");
    let known = facts.len();
    facts.push(json!({ "kind": "weather", "sky": "blue\u{1b}[2J" }));
    facts.push(json!({ "kind": "remark", "source": "oracle", "text": "x" }));
    document["checks"][0]["kind"] = "mqtt".into();
    document["checks"][0]["mismatches"] = json!([{
        "path": "status", "matcher": "rhymes_with", "expected": 1, "actual": 2,
        "source": { "file": "p", "line": 1, "column": 1 }
    }]);
    let earlier = read(&document.to_string()).expect("a report");
    assert_eq!(earlier.report.checks[0].facts.len(), known);
    assert_eq!(earlier.report.checks[0].kind, "other");
    assert!(earlier.report.checks[0].mismatches.is_empty());
    let notes = earlier.notes.join("\n");
    for word in ["weather", "oracle", "mqtt", "rhymes_with"] {
        assert!(notes.contains(word), "{notes}");
    }
}

#[test]
fn what_is_no_report_of_this_version_is_refused_in_words() {
    let refused = |text: &str| read(text).expect_err("no report");
    assert!(matches!(refused("{\"version\": 1, \"checks\": ["), ReportError::NotJson(_)));
    assert_eq!(refused("[1]"), ReportError::NotAReport);
    assert_eq!(refused(r#"{"log":{"entries":[]}}"#), ReportError::NotAReport);
    let mut newer = document();
    newer["version"] = 2.into();
    newer["tool"]["version"] = "9.1.0".into();
    newer["checks"] = json!({ "now": "something else" });
    let said = refused(&newer.to_string()).to_string();
    assert!(said.contains("version 2") && said.contains("why401 9.1.0"), "{said}");
    let mut broken = document();
    broken["checks"][0]["status"] = "splendid".into();
    let said = refused(&broken.to_string()).to_string();
    assert!(said.contains("`splendid` is none of: pass, warn"), "{said}");
}

#[test]
fn every_kind_of_check_is_known_to_the_reader() {
    for kind in crate::probe::KINDS {
        assert!(KINDS.contains(&kind.name), "{}", kind.name);
    }
}
