//! What stands in the place of a JWT: its header, the claims that are no personal data, and no signature.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::decode::{BASE64URL, claim_may_leave};

/// The token with a name in the place of its signature, and without every claim but those that reports may carry;
/// the member `redacted` names the claims that were taken out. None where it is no signed token.
pub(super) fn without_secrets(token: &str, name: &str) -> Option<String> {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, _] = parts[..] else { return None };
    object(header)?;
    let claims = object(payload)?;
    let (stay, go): (Vec<_>, Vec<_>) =
        claims.into_iter().partition(|(name, value)| claim_may_leave(name) && is_plain(value));
    let mut kept: Map<String, Value> = stay.into_iter().collect();
    let gone = go.into_iter().map(|(name, _)| Value::String(name)).collect();
    kept.insert("redacted".to_owned(), Value::Array(gone));
    Some(format!("{header}.{}.{name}", URL_SAFE_NO_PAD.encode(Value::Object(kept).to_string())))
}

/// Numbers, words and lists of them: an object within a claim may hold anything.
fn is_plain(value: &Value) -> bool {
    match value {
        Value::Object(_) => false,
        Value::Array(items) => items.iter().all(|item| !item.is_array() && is_plain(item)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&BASE64URL.decode(part).ok()?).ok()
}
