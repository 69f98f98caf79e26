//! A message of a WebSocket that refuses: JSON that names what it is and carries a code.

use http::HeaderMap;
use serde_json::Value;

use super::item::{Item, Reply, What};

/// The length of a line that is such a message; the vendor's SDKs print one a line.
pub(super) fn recognise(text: &str) -> Option<usize> {
    let line = text.split_inclusive('\n').next()?;
    refuses(line).then_some(line.len())
}

/// Reads such a message: an answer behind a handshake.
pub(super) fn read(text: &str, line: usize) -> Vec<Item> {
    let lines = text.lines().enumerate().filter(|(_, one)| refuses(one));
    let item = |(at, one): (usize, &str)| {
        let reply = Reply {
            status: Some(101),
            headers: HeaderMap::new(),
            body: one.trim().as_bytes().to_vec(),
            ..Reply::default()
        };
        Item { line: line + at, what: What::Answer(Box::new(reply)) }
    };
    lines.map(item).collect()
}

/// Whether a text is a message with a class and the code of a refusal.
fn refuses(text: &str) -> bool {
    let text = text.trim();
    if !text.starts_with('{') || !text.contains("\"class\"") {
        return false;
    }
    let Ok(message) = serde_json::from_str::<Value>(text) else { return false };
    let named = |name: &str| message.get(name).is_some_and(Value::is_string);
    let code = message.get("code").and_then(Value::as_u64);
    named("type") && named("class") && message.get("body").is_some() && code >= Some(400)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_refuses_is_told_from_one_that_does_not_and_from_an_error_body() {
        let frame = r#"{"type":"response","class":"string","code":4007,"body":"not found"}"#;
        assert_eq!(recognise(frame), Some(frame.len()));
        assert_eq!(recognise(&format!("{frame}\nand more")), Some(frame.len() + 1));
        for other in [
            r#"{"type":"response","class":"SessionResponse","code":200,"body":{}}"#,
            r#"{"code":"missing.permissions","message":"class","status":403}"#,
            r#"{"type":"response","class":"string","code":"#,
            "",
        ] {
            assert_eq!(recognise(other), None, "{other}");
        }
        assert_eq!(read(frame, 3).first().map(|item| item.line), Some(3));
    }
}
