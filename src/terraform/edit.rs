//! Changes of a few lines of a file that leave everything else in them as it is.

use serde_json::Value as Json;

use super::body::{Body, Kind, Value};
use super::scan;

/// The lines of one argument with these items added to its list; none when no plain list stands there.
#[must_use]
pub fn with_items(text: &str, items: &[String]) -> Option<String> {
    let (value, native) = only_value(text)?;
    let Kind::List(known) = &value.kind else { return None };
    let items: Vec<String> = items.iter().map(|item| quoted(item)).collect();
    let inside = text.get(value.start + 1..value.end - 1)?;
    let mut then = text.to_owned();
    let Some(last) = known.last() else {
        if !inside.contains('\n') {
            then.replace_range(value.start + 1..value.end - 1, &items.join(", "));
            return Some(then);
        }
        let closing = text.get(..value.end - 1)?.rfind('\n')? + 1;
        let indent = text.get(closing..value.end - 1)?;
        let blank = indent.trim().is_empty();
        let indent = format!("{}  ", if blank { indent } else { "" });
        let comma = if native { "," } else { "" };
        let lines = joined(&items, &indent, comma);
        then.insert_str(closing, &lines);
        return Some(then);
    };
    let after = text.get(last.end..value.end - 1)?;
    // A comma behind the last item, and not one in a comment.
    let comma = after.trim_start().starts_with(',');
    if !inside.contains('\n') {
        let added = items.join(", ");
        let (at, added) = if comma {
            (last.end + after.find(',')? + 1, format!(" {added},"))
        } else {
            (last.end, format!(", {added}"))
        };
        then.insert_str(at, &added);
        return Some(then);
    }
    // On lines of their own, below the line of the last item; indented as that line is.
    let line = text.get(..last.start)?.rfind('\n').map_or(0, |at| at + 1);
    let before = text.get(line..last.start)?;
    let own_line = before.trim().is_empty();
    let indent = if own_line {
        before.to_owned()
    } else {
        // Several stand in one line: as far in as the line's first text.
        before.chars().take_while(|c| c.is_whitespace()).collect()
    };
    let Some(end) = after.find('\n') else {
        // The closing bracket stands behind the last item.
        then.insert_str(last.end, &format!(", {}", items.join(", ")));
        return Some(then);
    };
    let added = joined(&items, &indent, if comma { "," } else { "" });
    then.insert_str(last.end + end + 1, &added);
    if !comma {
        then.insert(last.end, ',');
    }
    Some(then)
}

/// Items on lines of their own, with commas between them and this one behind the last.
fn joined(items: &[String], indent: &str, comma: &str) -> String {
    let mut lines = String::new();
    for (index, item) in items.iter().enumerate() {
        let comma = if index + 1 < items.len() { "," } else { comma };
        lines.push_str(&format!("{indent}{item}{comma}\n"));
    }
    lines
}

/// The lines of one argument with another value; none when more than one argument stands there.
#[must_use]
pub fn with_value(text: &str, new: &Json) -> Option<String> {
    let (value, _) = only_value(text)?;
    let new = new.as_str().map_or_else(|| new.to_string(), quoted);
    let mut then = text.to_owned();
    then.replace_range(value.start..value.end, &new);
    Some(then)
}

/// The value of the one argument that these lines hold, and whether they are in native syntax.
fn only_value(text: &str) -> Option<(Value, bool)> {
    let one = |body: Body| match <[_; 1]>::try_from(body.arguments) {
        Ok([only]) if body.blocks.is_empty() => Some(only.value),
        _ => None,
    };
    if let Ok(body) = scan::native(text) {
        return one(body).map(|value| (value, true));
    }
    // A member of a JSON object: in braces it is one.
    let body = scan::json(&format!("{{{text}}}")).ok()?;
    let mut value = one(body)?;
    shift(&mut value);
    Some((value, false))
}

/// Undoes the brace that was put before the text.
fn shift(value: &mut Value) {
    value.start -= 1;
    value.end -= 1;
    if let Kind::List(items) = &mut value.kind {
        items.iter_mut().for_each(shift);
    }
}

/// A text as HCL and JSON both read it; in both, `${` begins a template.
fn quoted(text: &str) -> String {
    Json::from(text).to_string().replace("${", "$${").replace("%{", "%%{")
}
