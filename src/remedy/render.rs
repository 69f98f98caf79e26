//! From a remedy and the particulars of a run to the words that a report shows.

use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, ValueKind};
use minijinja::{Environment, UndefinedBehavior, Value as Filling};
use serde_json::{Map, Value};

use super::find;
use super::platform::only_for;
use crate::model::RemedyReport;

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Lenient);
    // Lines that hold only a block leave no line behind.
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    environment.add_filter("words", words);
    environment.add_filter("code", code);
    environment.add_filter("quoted", quoted);
    environment.add_filter("shell", shell);
    environment
});

/// The remedy with the particulars of a run; none when there is no remedy of that id.
///
/// Fenced blocks marked `now` and `then` are a pair: what stands there, and what should. A block
/// marked `then` alone is what should stand there, where nothing is known of the present state.
#[must_use]
pub fn render(id: &str, particulars: &Map<String, Value>) -> Option<RemedyReport> {
    let remedy = find(id)?;
    let clean = Filling::from(Serde(clean(&Value::Object(particulars.clone()))));
    let filled = |text: &str, unfilled: &str| {
        ENVIRONMENT.render_str(text, clean.clone()).unwrap_or_else(|_| unfilled.to_owned())
    };
    let platform = particulars.get("platform").and_then(Value::as_str).unwrap_or_default();
    let pointer = format!("See `why401 explain {id}`.");
    Some(RemedyReport {
        id: id.to_owned(),
        title: filled(remedy.title(), remedy.id),
        who: filled(remedy.who(), "whoever runs the API"),
        text: tidy(&only_for(&filled(remedy.body(), &pointer), platform)),
    })
}

/// Values come from servers: no control characters, and nothing that would end a fence or a line.
fn clean(value: &Value) -> Value {
    match value {
        Value::String(text) => {
            let clean = text.chars().map(|c| if c.is_control() && c != '\t' { ' ' } else { c });
            Value::String(clean.filter(|c| *c != '`').collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(clean).collect()),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| (name.clone(), clean(value)));
            Value::Object(members.collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

/// At most one empty line in a row, none at either end.
fn tidy(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && lines.last().is_none_or(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    lines.join("\n").trim_end().to_owned()
}

/// The items of a list, or a single value; nothing for what is not known.
fn items(value: &Filling) -> Vec<String> {
    match value.kind() {
        ValueKind::Undefined | ValueKind::None => Vec::new(),
        ValueKind::Seq | ValueKind::Iterable => value
            .try_iter()
            .map(|items| items.map(|item| item.to_string()).collect())
            .unwrap_or_default(),
        _ => vec![value.to_string()],
    }
}

/// `a, b and c`.
fn words(value: Filling) -> String {
    enumerate(&items(&value))
}

/// `` `a`, `b` and `c` ``.
fn code(value: Filling) -> String {
    enumerate(&items(&value).iter().map(|item| format!("`{item}`")).collect::<Vec<_>>())
}

fn enumerate(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A string literal as JSON, HCL, Python, JavaScript, C# and Go all read it.
fn quoted(value: Filling) -> String {
    Value::String(value.to_string()).to_string()
}

/// One word of a POSIX shell; several items are joined by spaces.
fn shell(value: Filling) -> String {
    let text = items(&value).join(" ");
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_break_out_of_their_place() {
        let hostile = "x\n```\n$(rm -rf /)' \" {{ 7 * 7 }}";
        let clean = clean(&Value::from(hostile));
        assert_eq!(clean, Value::from("x  $(rm -rf /)' \" {{ 7 * 7 }}"));
        let value = Filling::from("a'b c");
        assert_eq!(shell(value.clone()), r"'a'\''b c'");
        assert_eq!(quoted(Filling::from("a\"b")), r#""a\"b""#);
        assert_eq!(words(Filling::from(vec!["a", "b", "c"])), "a, b and c");
        assert_eq!(code(Filling::from(vec!["a", "b"])), "`a` and `b`");
        assert_eq!(code(Filling::UNDEFINED), "");
    }
}
