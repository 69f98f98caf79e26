//! Where in an artefact something was found, in words that name the field and never its value.

use serde::de::IgnoredAny;

/// The place of each offset: a path in a JSON artefact, else a line. The offsets ascend.
pub(super) fn places(artefact: &str, offsets: &[usize]) -> Vec<String> {
    if serde_json::from_str::<IgnoredAny>(artefact).is_ok() {
        paths(artefact, offsets)
    } else {
        lines(artefact, offsets)
    }
}

fn lines(artefact: &str, offsets: &[usize]) -> Vec<String> {
    let mut line = 1;
    let mut counted = 0;
    let mut all = Vec::with_capacity(offsets.len());
    for &offset in offsets {
        line += artefact.as_bytes()[counted..offset].iter().filter(|&&byte| byte == b'\n').count();
        counted = offset;
        all.push(format!("line {line}"));
    }
    all
}

/// An array or object that is open.
enum Open {
    /// The index of the element that is being read.
    Array(usize),
    /// The member that is being read; none while its name is.
    Object(Option<String>),
}

/// Walks a text that is known to be JSON.
fn paths(artefact: &str, offsets: &[usize]) -> Vec<String> {
    let bytes = artefact.as_bytes();
    let mut open: Vec<Open> = Vec::new();
    let mut all = Vec::with_capacity(offsets.len());
    let mut position = 0;
    while position < bytes.len() && all.len() < offsets.len() {
        let mut end = position + 1;
        match bytes[position] {
            b'[' => open.push(Open::Array(0)),
            b'{' => open.push(Open::Object(None)),
            b']' | b'}' => {
                open.pop();
            }
            b',' => match open.last_mut() {
                Some(Open::Array(index)) => *index += 1,
                Some(Open::Object(member)) => *member = None,
                None => {}
            },
            b'"' => end = end_of_string(bytes, position),
            _ => {}
        }
        let path = || path(&open).unwrap_or_else(|| "the document itself".to_owned());
        all.extend(offsets[all.len()..].iter().take_while(|&&offset| offset < end).map(|_| path()));
        if let (b'"', Some(Open::Object(member @ None))) = (bytes[position], open.last_mut()) {
            *member = Some(serde_json::from_str(&artefact[position..end]).unwrap_or_default());
        }
        position = end;
    }
    all
}

/// The offset after the closing quotation mark.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut position = start + 1;
    while let Some(byte) = bytes.get(position) {
        match byte {
            b'"' => return position + 1,
            b'\\' => position += 2,
            _ => position += 1,
        }
    }
    bytes.len()
}

/// The path, as `checks[3].saw`; nothing for the document itself.
fn path(open: &[Open]) -> Option<String> {
    let mut text = String::new();
    for one in open {
        match one {
            Open::Array(index) => text.push_str(&format!("[{index}]")),
            Open::Object(Some(name)) if is_plain(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(name);
            }
            Open::Object(Some(name)) => {
                text.push_str(&format!("[{}]", serde_json::Value::from(name.as_str())));
            }
            Open::Object(None) if text.is_empty() => text.push_str("the name of a member"),
            Open::Object(None) => text.push_str(", the name of a member"),
        }
    }
    Some(text).filter(|text| !text.is_empty())
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}
