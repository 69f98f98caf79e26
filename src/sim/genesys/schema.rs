//! Requests are held to the schemas of the API definition: types, members that must be there, and fixed values.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

use super::error::Refusal;

/// Schemas by their names.
pub(super) type Schemas = BTreeMap<String, Value>;

/// The schemas of request bodies, as the API definition has them. Read when first asked for.
static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| {
    serde_json::from_str(include_str!("request-schemas.json"))
        .expect("the embedded schemas are read by a test")
});

/// Holds a body to the schema of that name.
///
/// # Errors
///
/// The refusal of the first thing that is wrong.
pub(super) fn check(name: &str, body: &Value) -> Result<(), Refusal> {
    check_in(&SCHEMAS, name, body)
}

/// Holds a body to the schema of that name among these.
///
/// # Errors
///
/// The refusal of the first thing that is wrong.
pub(super) fn check_in(schemas: &Schemas, name: &str, body: &Value) -> Result<(), Refusal> {
    schemas.get(name).map_or(Ok(()), |schema| walk(schemas, schema, body, name))
}

/// `place` is what the value is called in a refusal.
fn walk(schemas: &Schemas, schema: &Value, value: &Value, place: &str) -> Result<(), Refusal> {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or_default();
        // What the definition does not spell out may be anything.
        return schemas.get(name).map_or(Ok(()), |schema| walk(schemas, schema, value, place));
    }
    let fits = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some(_) | None => true,
    };
    let fixed = schema["enum"].as_array();
    if !fits || fixed.is_some_and(|fixed| !fixed.contains(value)) {
        let shown = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
        return Err(Refusal::new("invalid.property", &[&shown, place]));
    }
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value[name].is_null() {
            let problem = format!("{place}.{name} must not be null");
            return Err(Refusal::new("constraint.validation", &[&problem]).about(name));
        }
    }
    if let (Some(properties), Some(members)) = (schema["properties"].as_object(), value.as_object())
    {
        for (name, member) in members.iter().filter(|(_, member)| !member.is_null()) {
            if let Some(schema) = properties.get(name) {
                walk(schemas, schema, member, name)?;
            }
        }
    }
    for element in value.as_array().into_iter().flatten() {
        walk(schemas, &schema["items"], element, place)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const OPEN: &str = "OpenInboundNormalizedMessage";

    fn message() -> Value {
        let from = json!({ "id": "guest", "idType": "Opaque" });
        json!({ "channel": { "from": from, "time": "2026-11-22T10:00:00.000Z" }, "text": "Hello" })
    }

    /// Two ways of reading a schema come to the same.
    fn agree(name: &str, body: &Value) -> bool {
        let mut definitions: serde_json::Map<String, Value> =
            SCHEMAS.iter().map(|(name, schema)| (name.clone(), schema.clone())).collect();
        for unknown in ["OpenContentAttachment", "SendMessagingTemplateRequest"] {
            definitions.insert(unknown.to_owned(), json!({}));
        }
        let whole = json!({ "$ref": format!("#/definitions/{name}"), "definitions": definitions });
        let valid = jsonschema::is_valid(&whole, body);
        assert_eq!(check(name, body).is_ok(), valid, "{name}: {body}");
        valid
    }

    #[test]
    fn what_is_wrong_with_a_body_is_found_as_a_validator_finds_it() {
        assert!(agree(OPEN, &message()));
        for (pointer, wrong) in [
            ("/channel", json!(null)),
            ("/channel/from", json!("guest")),
            ("/channel/from/id", json!(7)),
            ("/channel/from/idType", json!("Name")),
            ("/text", json!(["Hello"])),
        ] {
            let mut body = message();
            *body.pointer_mut(pointer).expect("it is there") = wrong;
            assert!(!agree(OPEN, &body), "{pointer}");
        }
        let outbound = "CreateOutboundMessagingConversationRequest";
        let body = json!({ "queueId": "q", "toAddress": "a", "toAddressMessengerType": "open" });
        assert!(agree(outbound, &body));
        assert!(!agree(outbound, &json!({ "text": "Hello support", "language": "en-US" })));
        assert!(!agree("SendAgentlessOutboundMessageRequest", &json!({ "fromAddress": "a" })));
    }
}
