//! The published schema says what reports say: no more, and no less.

use jsonschema::Validator;
use serde_json::{Value, json};

use super::{SCHEMA, render};
use crate::model::{Aspect, Confidence, Effect, Proof, Severity, Status, Trend, WaiverState};
use crate::report::{Style, fixture};

fn published() -> Value {
    serde_json::from_str(SCHEMA).expect("JSON")
}

/// The schema with every object closed: a member that it does not know is an error then.
fn closed(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.contains_key("properties") {
                members.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            members.values_mut().for_each(closed);
        }
        Value::Array(items) => items.iter_mut().for_each(closed),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn strict() -> Validator {
    let mut schema = published();
    closed(&mut schema);
    jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema")
}

fn wrong(validator: &Validator, document: &Value) -> Vec<String> {
    validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn every_fixture_is_valid_and_every_member_is_known() {
    let validator = strict();
    for report in fixture::all().into_iter().chain([fixture::hostile()]) {
        let document = serde_json::from_str(&render(&report, &Style::plain())).expect("JSON");
        assert_eq!(wrong(&validator, &document), Vec::<String>::new());
    }
}

#[test]
fn what_is_no_report_is_refused() {
    let validator = jsonschema::validator_for(&published()).expect("a schema");
    let good: Value =
        serde_json::from_str(&render(&fixture::everything(), &Style::plain())).expect("JSON");
    assert!(validator.is_valid(&good));
    // Members may be added.
    let mut more = good.clone();
    more["run"]["colour"] = json!("green");
    assert!(validator.is_valid(&more));
    for (place, value) in [
        ("/version", json!(2)),
        ("/checks/0/status", json!("failed")),
        ("/checks/0/facts/0/kind", json!("guess")),
        ("/summary/exit_code", json!(7)),
        (concat!("/diagnosis", "/root", "/confidence"), json!("sure")),
        ("/run/started", json!(7)),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(place).expect("a place") = value;
        assert!(!validator.is_valid(&bad), "{place}");
    }
    for name in ["version", "checks", "diagnosis", "redaction"] {
        let mut bad = good.clone();
        bad.as_object_mut().expect("an object").remove(name);
        assert!(!validator.is_valid(&bad), "without {name}");
    }
}

#[test]
fn its_words_are_those_of_the_model() {
    let schema = published();
    let words = |place: &str| -> Vec<String> {
        let words = schema.pointer(place).and_then(Value::as_array).expect("words");
        words.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let defs = |rest: &str| words(&format!("/$defs/{rest}"));
    assert_eq!(defs("status/enum"), Status::ALL.map(Status::as_str));
    assert_eq!(
        defs("check/properties/severity/enum"),
        [Severity::Error, Severity::Warn].map(Severity::as_str)
    );
    assert_eq!(
        defs("check/properties/effect/enum"),
        [Effect::None, Effect::Read, Effect::Write].map(Effect::as_str)
    );
    assert_eq!(
        defs("check/properties/proves/enum"),
        [Proof::Config, Proof::Accepted, Proof::Permitted, Proof::Proven].map(Proof::as_str)
    );
    assert_eq!(
        defs("cause/properties/confidence/enum"),
        [Confidence::Possible, Confidence::Likely, Confidence::Confirmed].map(Confidence::as_str)
    );
    assert_eq!(defs("waiver/properties/state/enum"), WaiverState::ALL.map(WaiverState::as_str));
    let shift = "compared/properties/shifts/items/properties";
    assert_eq!(defs(&format!("{shift}/aspect/enum")), Aspect::ALL.map(Aspect::as_str));
    assert_eq!(defs(&format!("{shift}/trend/enum")), Trend::ALL.map(Trend::as_str));
}
