//! The body of an answer that stands alone: JSON that names a status of its own.

use http::HeaderMap;
use serde_json::{Deserializer, Value};

use super::item::{Item, Reply, What};

/// Members in which an error body names its status.
const STATUS: [&str; 6] =
    ["status", "statusCode", "status_code", "httpStatus", "code", "error/code"];

/// Members of what programs log; no answer has them.
const LOGGED: [&str; 8] =
    ["level", "lvl", "severity", "logger", "@timestamp", "msg", "pid", "hostname"];

/// No error body is longer; what is longer is not read to find out.
const LONGEST: usize = 256 * 1024;

/// The length of such a body, where one stands at the beginning and nothing behind it on its last line.
pub(super) fn recognise(text: &str) -> Option<usize> {
    body(text).map(|(length, _)| length)
}

/// Reads such a body: an answer of which nothing else is known.
pub(super) fn read(text: &str, line: usize) -> Vec<Item> {
    let Some((length, status)) = body(text) else { return Vec::new() };
    let reply = Reply {
        status: Some(status),
        headers: HeaderMap::new(),
        body: text[..length].trim().as_bytes().to_vec(),
        ..Reply::default()
    };
    vec![Item { line, what: What::Answer(Box::new(reply)) }]
}

/// The length of the body and its status.
fn body(text: &str) -> Option<(usize, u16)> {
    if !text.trim_start().starts_with('{') {
        return None;
    }
    let near = &text.as_bytes()[..text.len().min(LONGEST)];
    let mut stream = Deserializer::from_slice(near).into_iter::<Value>();
    let value = stream.next()?.ok()?;
    let rest = &text[stream.byte_offset()..];
    let (same, _) = rest.split_once('\n').unwrap_or((rest, ""));
    let length = stream.byte_offset() + same.len();
    if !same.trim().is_empty() || LOGGED.iter().any(|name| value.get(name).is_some()) {
        return None;
    }
    let status = STATUS.iter().find_map(|path| {
        let value = path.split('/').try_fold(&value, |value, name| value.get(name))?;
        let number = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
        u16::try_from(number).ok().filter(|number| (400..600).contains(number))
    });
    Some((length, status?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_names_its_status_is_told_from_a_log_and_from_what_does_not() {
        for (text, status) in [
            (r#"{"code":"missing.permissions","status":403,"message":"no"}"#, 403),
            (r#"{"timestamp":"2026-11-22","status":401,"error":"Unauthorized","path":"/x"}"#, 401),
            ("{\n  \"statusCode\": 401,\n  \"message\": \"no\"\n}", 401),
            (r#"{"error":{"code":403,"status":"PERMISSION_DENIED"}}"#, 403),
            (r#"{"status":"401","title":"Unauthorized"}"#, 401),
        ] {
            assert_eq!(body(text), Some((text.len(), status)), "{text}");
            assert_eq!(body(&format!("{text}\nand words")), Some((text.len(), status)), "{text}");
            assert_eq!(body(&format!("{text} and words")), None, "{text}");
        }
        for text in [
            r#"{"level":"error","status":401,"msg":"refused"}"#,
            r#"{"severity":"ERROR","status":401,"message":"refused"}"#,
            r#"{"status":200,"id":"1"}"#,
            r#"{"status":"failed"}"#,
            r#"{"message":"Missing Authentication Token"}"#,
            r#"[{"status":401}]"#,
            r#"{"status":401"#,
            "status 401",
            "",
        ] {
            assert_eq!(body(text), None, "{text}");
        }
    }
}
