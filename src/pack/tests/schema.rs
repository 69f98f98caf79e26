//! The JSON Schema: it is the committed one, every pack fits it, and near misses do not.

use serde_json::{Map, Value};

use super::super::document::Document;
use super::super::yaml::{self, Node, Yaml};
use super::super::{BUILTIN, schema};
use super::{good, read, with};

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/checks/pack.schema.json");

fn json(text: &str) -> Value {
    let document = std::sync::Arc::new(Document::new("x".into(), text.to_owned()));
    value(&yaml::parse(&document).unwrap_or_else(|problem| panic!("{problem:?}")))
}

fn value(node: &Node) -> Value {
    match &node.value {
        Yaml::List(items) => items.iter().map(value).collect(),
        Yaml::Map(entries) => {
            let entries = entries.iter().map(|entry| (entry.key.clone(), value(&entry.node)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        _ => node.scalar().expect("a scalar"),
    }
}

#[test]
fn the_committed_schema_is_the_one_that_the_code_makes() {
    let made = serde_json::to_string_pretty(&schema()).expect("JSON") + "\n";
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(COMMITTED, &made).expect("written");
    }
    let committed = std::fs::read_to_string(COMMITTED).unwrap_or_default();
    assert!(committed == made, "run UPDATE_SCHEMA=1 cargo test --lib pack::tests::schema");
}

#[test]
fn the_schema_is_one_and_every_pack_fits_it() {
    let schema = schema();
    jsonschema::meta::validate(&schema).expect("a JSON Schema");
    let validator = jsonschema::validator_for(&schema).expect("a validator");
    for builtin in BUILTIN {
        let errors: Vec<String> = validator
            .iter_errors(&json(builtin.text))
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{}: {errors:?}", builtin.name);
    }
}

#[test]
fn schema_and_linter_refuse_the_same_near_misses() {
    let validator = jsonschema::validator_for(&schema()).expect("a validator");
    let fine = with(
        "x-anchors: {}\ninputs: { q: { type: list, env: [A, B], default: [a] }, s: { secret: true } }\nidentities: { svc: { bearer: { token: \"${s}\" } } }\n",
        "    http: { url: \"https://a.example/\", identity: svc, json: { a: [1] } }
    effect: read
    when: ${q}
    expect: { status: 200, body.x: { not: { one_of: [1] }, length: { at_least: 2 } }, 'body[\"a\"]': { exists: true } }
    retry: { max: 2, delay: 500ms, until: { status: 200 } }
    hints: [{ match: { status: 1 }, remedy: set-clock }]
    timeout: 1m30s
",
    );
    good(&fine);
    assert!(
        validator.is_valid(&json(&fine)),
        "{:?}",
        validator.iter_errors(&json(&fine)).map(|error| error.to_string()).collect::<Vec<_>>()
    );
    let misses = [
        ("version: 1", "version: 2"),
        ("version: 1", "version: \"1\""),
        ("name: test", "name: Test"),
        ("name: test", "nmae: test"),
        ("title: A test", "title: \"\""),
        ("x-anchors", "anchors"),
        ("type: list", "type: array"),
        ("env: [A, B]", "env: {}"),
        ("q: {", "Q-q: {"),
        ("secret: true", "secret: maybe"),
        ("bearer: { token: \"${s}\" }", "bearer: {}"),
        ("bearer: { token: \"${s}\" }", ""),
        ("id: one", "id: One"),
        ("    title: it works\n", ""),
        ("    http:", "    htpp:"),
        ("\"https://a.example/\"", "a.example"),
        ("json: { a: [1] }", "json: { a: [1] }, form: { a: b }"),
        ("effect: read", "effect: reads"),
        ("when: ${q}", "when: q"),
        ("when: ${q}", "when: {}"),
        ("status: 200, body", "stauts: 200, body"),
        ("status: 200, body", "status: [200], body"),
        ("not: {", "nto: {"),
        ("exists: true", "exists: yes"),
        ("one_of: [1]", "one_of: []"),
        ("max: 2", "max: 0"),
        ("max: 2, ", ""),
        ("500ms", "500"),
        ("1m30s", "90"),
        (", remedy: set-clock", ""),
        ("    timeout", "    clock: { url: \"https://a.example/\" }\n    timeout"),
        ("    timeout", "    cleanup: none\n    timeout"),
    ];
    for (from, to) in misses {
        assert!(fine.contains(from), "{from}");
        let miss = fine.replacen(from, to, 1);
        assert!(read(&miss).is_err(), "the linter takes {from} → {to}");
        assert!(!validator.is_valid(&json(&miss)), "the schema takes {from} → {to}");
    }
}

#[test]
fn every_key_is_described() {
    fn walk(value: &Value, path: &str) {
        if let Some(properties) = value.get("properties").and_then(Value::as_object) {
            for (name, property) in properties {
                let told = property.get("description").or_else(|| property.get("$ref"));
                assert!(told.is_some_and(|text| text != ""), "{path}/{name} says nothing");
            }
        }
        match value {
            Value::Object(members) => {
                for (name, one) in members {
                    walk(one, &format!("{path}/{name}"));
                }
            }
            Value::Array(items) => items.iter().for_each(|one| walk(one, path)),
            _ => {}
        }
    }
    walk(&schema(), "");
}
