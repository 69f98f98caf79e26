//! In which shape the scopes stand.

use serde_json::{Map, Value};

/// What is to be said of the claim that holds scopes: how many, and whether the shape is one that verifiers
/// may not expect.
pub(super) fn shape(name: &str, value: &Value) -> Option<String> {
    if !matches!(name, "scope" | "scp" | "permissions") {
        return None;
    }
    let counted = |count: usize| match count {
        0 => "empty: it grants nothing".to_owned(),
        1 => "1 scope".to_owned(),
        count => format!("{count} scopes"),
    };
    Some(match value {
        Value::String(text) if text.contains(',') && !text.contains(' ') => {
            "parted by commas: RFC 6749 parts scopes by blanks, and a verifier that does sees one scope"
                .to_owned()
        }
        Value::String(text) => counted(text.split_whitespace().count()),
        Value::Array(items) if name == "scope" => format!(
            "{}, as a list: RFC 8693 has one text with blanks, and some verifiers read no list",
            counted(items.len())
        ),
        Value::Array(items) => counted(items.len()),
        _ => "neither a text nor a list: no verifier reads it".to_owned(),
    })
}

/// Whether the token carries scopes, roles or permissions under any name.
pub(super) fn any(claims: &Map<String, Value>) -> bool {
    ["scope", "scp", "permissions", "roles"].iter().any(|name| claims.contains_key(*name))
}
