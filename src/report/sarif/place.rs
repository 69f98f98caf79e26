//! Where something stands, as SARIF says it.

use serde_json::{Value, json};

use crate::model::Source;

/// The name of the place where built-in packs are; nothing says where that is, for they are in the binary.
pub(super) const PACKS: &str = "WHY401_PACKS";

/// A location.
pub(super) fn location(source: &Source) -> Value {
    json!({ "physicalLocation": physical(source) })
}

/// A location with a word about it.
pub(super) fn told(source: &Source, id: Option<usize>, text: &str) -> Value {
    let mut location = location(source);
    if let Some(id) = id {
        location["id"] = id.into();
    }
    location["message"] = json!({ "text": text });
    location
}

fn physical(source: &Source) -> Value {
    json!({
        "artifactLocation": artifact(&source.file),
        "region": { "startLine": source.line.max(1), "startColumn": source.column.max(1) },
    })
}

/// A file below the folder in which the run was started is named by a relative reference (RFC 3986, section
/// 4.2): code scanning takes that for the repository's root.
fn artifact(file: &str) -> Value {
    if let Some(name) = file.strip_prefix("builtin:") {
        return json!({ "uri": format!("{}.yaml", encoded(name)), "uriBaseId": PACKS });
    }
    let path = file.replace('\\', "/");
    let drive = path.len() > 2 && path.as_bytes()[1] == b':' && path.as_bytes()[2] == b'/';
    let path = path.strip_prefix("./").unwrap_or(&path);
    match (drive, path) {
        (true, path) => json!({ "uri": format!("file:///{}", encoded(path)) }),
        (false, "") => json!({ "uri": "input" }),
        (false, path) if path.starts_with('/') => {
            json!({ "uri": format!("file://{}", encoded(path)) })
        }
        (false, path) => json!({ "uri": encoded(path) }),
    }
}

/// Percent-encoded but for the characters that a path may hold (RFC 3986, section 3.3); a colon too, which
/// would make its beginning a scheme.
fn encoded(path: &str) -> String {
    let mut safe = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                safe.push(char::from(byte));
            }
            other => safe.push_str(&format!("%{other:02X}")),
        }
    }
    // Two slashes at the beginning of a relative reference would be a host.
    match safe.strip_prefix("//") {
        Some(rest) => format!("/{}", rest.trim_start_matches('/')),
        None => safe,
    }
}
