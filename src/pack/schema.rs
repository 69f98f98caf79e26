//! The JSON Schema of a pack (draft 2020-12), made from the tables that packs are read by.

use serde_json::{Map, Value, json};

use super::shape::{CHECK, CLEANUP, EXCLUSIVE, PACK};
use crate::model::{Field, FieldType, Operator, Path};
use crate::probe::KINDS;

const DURATION: &str = r"^([0-9]+(\.[0-9]+)?(ms|s|m|h|d))+$";
const KEBAB: &str = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$";

/// The JSON Schema of a pack.
#[must_use]
pub fn schema() -> Value {
    let mut root = object(PACK);
    if let Some(properties) = root.get_mut("properties").and_then(Value::as_object_mut) {
        let name = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*(/[a-z][a-z0-9]*(-[a-z0-9]+)*)*$";
        properties["name"]["pattern"] = json!(name);
        properties["version"] = json!({ "const": 1, "description": PACK[0].help });
        if let Some(inputs) = properties.get_mut("inputs") {
            inputs["propertyNames"] = json!({ "pattern": "^[a-z][a-z0-9_]*$" });
        }
        if let Some(identities) = properties.get_mut("identities") {
            identities["propertyNames"] = json!({ "pattern": KEBAB });
        }
    }
    let waiver = &mut root["properties"]["waivers"]["items"];
    waiver["oneOf"] = json!([{ "required": ["check"] }, { "required": ["cause"] }]);
    waiver["properties"]["check"]["pattern"] = json!(KEBAB);
    waiver["properties"]["expires"]["pattern"] = json!("^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
    root["patternProperties"] = json!({ "^x-": { "description": "a place for anchors" } });
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".to_owned(), json!("why401 pack, version 1"));
    if let Value::Object(root) = root {
        schema.extend(root);
    }
    schema.insert("$defs".to_owned(), definitions());
    Value::Object(schema)
}

fn definitions() -> Value {
    let mut definitions = Map::new();
    for kind in KINDS {
        let mut probe = object(kind.fields);
        if !kind.docs.trim().is_empty() {
            probe["markdownDescription"] = json!(kind.docs.trim());
        }
        let exclusive = EXCLUSIVE.iter().filter(|(name, _)| *name == kind.name);
        let pairs: Vec<Value> = exclusive
            .flat_map(|(_, names)| {
                names.iter().enumerate().flat_map(|(at, one)| {
                    names[at + 1..].iter().map(move |other| json!({ "required": [one, other] }))
                })
            })
            .collect();
        if !pairs.is_empty() {
            probe["not"] = json!({ "anyOf": pairs });
        }
        definitions.insert(format!("probe-{}", kind.name), probe);
    }
    definitions.insert("check".to_owned(), with_one_probe(CHECK, &[]));
    definitions.insert("cleanup".to_owned(), with_one_probe(CLEANUP, &["none"]));
    definitions.insert("expect".to_owned(), expect());
    definitions.insert("when".to_owned(), when());
    definitions.insert("matcher".to_owned(), matcher());
    Value::Object(definitions)
}

/// A closed object with its own keys and exactly one probe, or one of `others`.
fn with_one_probe(own: &[Field], others: &[&str]) -> Value {
    let mut schema = object(own);
    let mut one_of = Vec::new();
    for kind in KINDS {
        schema["properties"][kind.name] = json!({ "$ref": format!("#/$defs/probe-{}", kind.name) });
        one_of.push(json!({ "required": [kind.name] }));
    }
    one_of.extend(others.iter().map(|name| json!({ "required": [name] })));
    schema["oneOf"] = Value::Array(one_of);
    schema
}

/// A closed object.
fn object(fields: &[Field]) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| {
            let mut schema = of(field.kind);
            schema["description"] = json!(field.help);
            (field.name.to_owned(), schema)
        })
        .collect();
    let mut schema =
        json!({ "type": "object", "additionalProperties": false, "properties": properties });
    let required: Vec<&str> =
        fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn of(kind: FieldType) -> Value {
    let text = || json!({ "type": "string", "minLength": 1 });
    match kind {
        FieldType::Text => json!({ "type": "string" }),
        FieldType::Plain | FieldType::Identity => text(),
        FieldType::Url => json!({ "type": "string", "pattern": r"^((https?|wss?)://|\$\{)" }),
        FieldType::Name => json!({ "type": "string", "pattern": KEBAB }),
        FieldType::Words => json!({ "anyOf": [
            text(),
            { "type": "array", "items": text(), "uniqueItems": true },
        ] }),
        FieldType::Choice(words) => json!({ "enum": words }),
        FieldType::Method(words) => json!({ "anyOf": [
            { "enum": words },
            { "type": "string", "pattern": "^[A-Z][A-Z0-9-]*$" },
        ] }),
        FieldType::ChoiceOrInput(words) => json!({ "anyOf": [
            { "enum": words },
            { "type": "string", "pattern": r"^\$\{[a-z][a-z0-9_]*\}$" },
        ] }),
        FieldType::Bool => json!({ "type": "boolean" }),
        FieldType::Int(low, high) => json!({ "type": "integer", "minimum": low, "maximum": high }),
        FieldType::Duration => json!({ "type": "string", "pattern": DURATION }),
        FieldType::List => json!({ "anyOf": [
            { "type": "string" },
            { "type": "array", "items": { "type": "string" } },
        ] }),
        FieldType::Map => json!({
            "type": "object",
            "additionalProperties": { "type": ["string", "number", "boolean"] },
        }),
        FieldType::Headers => json!({
            "type": "object",
            "propertyNames": { "pattern": "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$" },
            "additionalProperties": { "type": ["string", "number", "boolean"] },
        }),
        FieldType::Any => json!({}),
        FieldType::Default => json!({ "anyOf": [
            { "type": ["string", "number", "boolean"] },
            { "type": "array", "items": { "type": "string" } },
        ] }),
        FieldType::Object(fields) => object(fields),
        FieldType::OneOf(fields) => {
            let mut schema = object(fields);
            schema["minProperties"] = json!(1);
            schema["maxProperties"] = json!(1);
            schema
        }
        FieldType::Named(inside) => {
            json!({ "type": "object", "additionalProperties": of(*inside) })
        }
        FieldType::Items(inside) => {
            json!({ "type": "array", "minItems": 1, "items": of(*inside) })
        }
        FieldType::Expect => json!({ "$ref": "#/$defs/expect" }),
        FieldType::When => json!({ "$ref": "#/$defs/when" }),
        FieldType::Check => json!({ "$ref": "#/$defs/check" }),
        FieldType::Cleanup => json!({ "$ref": "#/$defs/cleanup" }),
    }
}

fn expect() -> Value {
    json!({
        "type": "object",
        "minProperties": 1,
        "propertyNames": { "pattern": format!("^({})([.\\[].*)?$", Path::ROOTS.join("|")) },
        "additionalProperties": { "$ref": "#/$defs/matcher" },
    })
}

fn when() -> Value {
    json!({ "anyOf": [
        { "type": "string", "pattern": r"^\$\{.+\}$" },
        {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": { "$ref": "#/$defs/matcher" },
        },
    ] })
}

/// A scalar, or operators.
fn matcher() -> Value {
    let operators: Map<String, Value> = Operator::ALL
        .into_iter()
        .map(|operator| {
            let (mut schema, help) = argument(operator);
            schema["description"] = json!(help);
            (operator.as_str().to_owned(), schema)
        })
        .collect();
    json!({ "anyOf": [
        { "type": ["string", "number", "boolean"], "description": "the same value" },
        {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": false,
            "properties": operators,
        },
    ] })
}

/// What an operator takes, and what it means.
fn argument(operator: Operator) -> (Value, &'static str) {
    let list = || {
        json!({ "anyOf": [
        { "type": "array", "minItems": 1 },
        { "type": "string", "pattern": r"^\$\{.+\}$" },
    ] })
    };
    let bound = || json!({ "type": ["number", "string"] });
    let nested = || json!({ "$ref": "#/$defs/matcher" });
    match operator {
        Operator::Equals => (json!({}), "the same value; numbers compare by value"),
        Operator::Not => (nested(), "not this value, or none of the matchers inside"),
        Operator::Contains => (
            json!({ "type": ["string", "number", "boolean"] }),
            "a text with this piece in it, a list with this item, an object with this member",
        ),
        Operator::ContainsAll => (list(), "contains each of these"),
        Operator::ContainsAny => (list(), "contains at least one of these"),
        Operator::Matches => {
            (json!({ "type": "string" }), "this regular expression finds something in it")
        }
        Operator::Exists => (json!({ "type": "boolean" }), "whether it is there at all"),
        Operator::Type => (json!({ "enum": Operator::TYPES }), "what kind of value it is"),
        Operator::AtLeast => (bound(), "not less than this number or duration"),
        Operator::AtMost => (bound(), "not more than this number or duration"),
        Operator::Within => (bound(), "no further from zero than this number or duration"),
        Operator::OneOf => (list(), "the same as one of these"),
        Operator::NotEmpty => (
            json!({ "type": "boolean" }),
            "whether it is there and not the empty text, list or object",
        ),
        Operator::Length => (
            json!({ "anyOf": [
                { "type": "integer", "minimum": 0 },
                { "$ref": "#/$defs/matcher" },
            ] }),
            "the number of characters, items or members",
        ),
    }
}
