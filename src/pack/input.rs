//! Inputs: what a pack needs to know, and of which type it must be.

use serde_json::Value;
use url::Url;

use super::document::Span;
use super::draft::{Draft, DraftValue};
use super::lint::{Lint, Mapping, Scope, duration_help, shown};
use super::shape::{GENERATED, INPUT, INPUT_TYPES};
use super::yaml::{Entry, Node, Yaml};
use crate::model::{Source, parse_duration};

/// What the value of an input is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputType {
    /// Any text.
    #[default]
    String,
    /// An absolute `http` or `https` URL.
    Url,
    /// A whole number.
    Int,
    /// True or false.
    Bool,
    /// A number with its unit: `30s`.
    Duration,
    /// A list of texts.
    List,
    /// A path of a file.
    Path,
}

impl InputType {
    const ALL: [Self; 7] =
        [Self::String, Self::Url, Self::Int, Self::Bool, Self::Duration, Self::List, Self::Path];

    /// The word that packs use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Url => "url",
            Self::Int => "int",
            Self::Bool => "bool",
            Self::Duration => "duration",
            Self::List => "list",
            Self::Path => "path",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }

    /// Reads a value as it comes from a command line or the environment. A list is split at commas or
    /// white space.
    ///
    /// # Errors
    /// With what such a value is, in words; the value itself is not in it.
    pub fn read(self, text: &str) -> Result<Value, &'static str> {
        match self {
            Self::String | Self::Path => Ok(Value::from(text)),
            Self::Url => absolute(text.trim()).map(|()| Value::from(text.trim())),
            Self::Int => text.trim().parse::<i64>().map(Value::from).map_err(|_| "a whole number"),
            Self::Bool => match text.trim().to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" | "1" => Ok(Value::Bool(true)),
                "false" | "no" | "off" | "0" => Ok(Value::Bool(false)),
                _ => Err("true or false"),
            },
            Self::Duration => parse_duration(text)
                .map(|_| Value::from(text.trim()))
                .map_err(|_| "a duration with its unit, such as 500ms, 30s, 5m or 1h"),
            Self::List => Ok(Value::from(
                text.split(|character: char| character == ',' || character.is_whitespace())
                    .filter(|item| !item.is_empty())
                    .collect::<Vec<_>>(),
            )),
        }
    }
}

/// Whether a text is a URL that can be contacted and shown.
///
/// # Errors
/// With what it should be, in words.
pub(super) fn absolute(text: &str) -> Result<(), &'static str> {
    const WANTED: &str = "an absolute http or https URL, such as https://api.example.com";
    let url = Url::parse(text).map_err(|_| WANTED)?;
    // The two of a WebSocket (RFC 6455, section 3) are those of its handshake.
    if !matches!(url.scheme(), "http" | "https" | "ws" | "wss") || !url.has_host() {
        return Err(WANTED);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("a URL without user name and password in it");
    }
    Ok(())
}

/// An input as the pack declares it.
pub struct Input {
    /// Its name.
    pub name: String,
    /// What its value is.
    pub kind: InputType,
    /// The environment variables that set it, in the order in which they are tried.
    pub env: Vec<String>,
    /// Whether the pack cannot run without it.
    pub required: bool,
    /// Whether it is never shown.
    pub secret: bool,
    /// What it is, in one line.
    pub help: Option<String>,
    /// Where it stands.
    pub source: Source,
    pub(super) default: Option<Draft>,
    /// Whether it is made anew for every run where nobody sets it.
    pub(super) generate: bool,
    pub(super) span: Span,
}

impl Input {
    /// Whether the pack says what it is when nobody sets it.
    #[must_use]
    pub const fn has_default(&self) -> bool {
        self.default.is_some()
    }

    /// How to set it, in words.
    #[must_use]
    pub fn how_to_set(&self) -> String {
        let value = match (self.secret, self.kind) {
            (true, _) => "env:NAME",
            (false, InputType::Url) => "URL",
            (false, InputType::List) => "A,B",
            (false, _) => "VALUE",
        };
        let flag = format!("`--set {}={value}`", self.name);
        match self.env.as_slice() {
            [] => format!("pass {flag}"),
            names => format!("set {}, or pass {flag}", names.join(" or ")),
        }
    }
}

impl Lint<'_> {
    /// The names and types of the inputs, before anything is read.
    pub(super) fn survey_inputs(&mut self, node: &Node) {
        let Yaml::Map(entries) = &node.value else { return };
        for entry in entries {
            let kind = match &entry.node.value {
                Yaml::Map(keys) => keys
                    .iter()
                    .find(|key| key.key == "type")
                    .and_then(|key| InputType::parse(key.node.text()?)),
                _ => None,
            };
            self.inputs.push((entry.key.clone(), kind.unwrap_or_default()));
        }
    }

    /// The inputs.
    pub(super) fn read_inputs(&mut self, entry: &Entry) -> Vec<Input> {
        let Yaml::Map(entries) = &entry.node.value else {
            let message =
                format!("`inputs` is a mapping of names to inputs, not {}", entry.node.kind());
            let problem = self.at(entry.node.span, message);
            self.push(problem);
            return Vec::new();
        };
        self.scope = Scope::Inputs;
        entries.iter().filter_map(|entry| self.input(entry)).collect()
    }

    fn input(&mut self, entry: &Entry) -> Option<Input> {
        if !is_input_name(&entry.key) {
            let better = entry.key.to_lowercase().replace(['-', '.', ' '], "_");
            let message = "the name of an input is small letters, digits and underscores";
            let help = is_input_name(&better).then(|| format!("write `{better}`"));
            let problem = self.at(entry.key_span, message).maybe_help(help);
            self.push(problem);
        }
        let what = format!("input `{}`", shown(&entry.key));
        let map = self.mapping(&entry.node, entry.key_span, &what, INPUT)?;
        let kind = map.get("type").and_then(|entry| self.choice(entry, INPUT_TYPES));
        let kind = kind.and_then(InputType::parse).unwrap_or_default();
        let env = map.get("env").map(|entry| self.variables(entry)).unwrap_or_default();
        let required = map.get("required").and_then(|entry| self.boolean(entry));
        let secret = map.get("secret").and_then(|entry| self.boolean(entry)).unwrap_or_default();
        let default = map.get("default").and_then(|entry| self.default(entry, kind));
        let generate =
            map.get("generate").and_then(|entry| self.choice(entry, GENERATED)).is_some();
        if let (true, Some(entry)) = (generate, map.get("default").or(map.get("required"))) {
            let problem = self
                .at(entry.key_span, format!("{what} is generated where nobody sets it"))
                .help(format!("leave out `{}`", entry.key));
            self.push(problem);
        }
        if let (Some(true), Some(entry)) = (required, map.get("default")) {
            let problem = self
                .at(entry.key_span, format!("{what} is required and has a default"))
                .help("leave out one of the two");
            self.push(problem);
        }
        self.secret_type(&map, secret, kind);
        Some(Input {
            name: entry.key.clone(),
            kind,
            env,
            required: required.unwrap_or_default(),
            secret,
            help: map.get("help").and_then(|entry| self.plain(entry)),
            source: self.document.source(entry.key_span),
            default,
            generate,
            span: entry.key_span,
        })
    }

    fn secret_type(&mut self, map: &Mapping<'_>, secret: bool, kind: InputType) {
        if let (true, Some(entry)) = (secret, map.get("type"))
            && !matches!(kind, InputType::String | InputType::Path)
        {
            let message = format!("a secret is a string, not {}", kind.as_str());
            let problem = self.at(entry.node.span, message);
            self.push(problem);
        }
    }

    fn variables(&mut self, entry: &Entry) -> Vec<String> {
        let mut names = Vec::new();
        for (name, span) in self.words(entry) {
            if is_variable(&name) {
                names.push(name);
            } else {
                let problem = self
                    .at(span, "this cannot be the name of an environment variable")
                    .help("letters, digits and underscores, and no digit first");
                self.push(problem);
            }
        }
        names
    }

    fn default(&mut self, entry: &Entry, kind: InputType) -> Option<Draft> {
        let draft = self.any(&entry.node)?;
        let wanted = match (&draft.value, kind) {
            (DraftValue::Plain(Value::Null), _) => {
                Some("a value; leave `default` out when there is none")
            }
            (DraftValue::Map(_), _) => Some("a scalar or a list"),
            (DraftValue::List(items), InputType::List) => items
                .iter()
                .any(|item| {
                    !matches!(item.value, DraftValue::Plain(Value::String(_)) | DraftValue::Text(_))
                })
                .then_some("a list of texts"),
            (DraftValue::List(_), _) => Some("one value; an input of type list has a list"),
            (DraftValue::Plain(Value::String(text)), _) => kind.read(text).err(),
            (DraftValue::Plain(Value::Number(number)), InputType::Int) if number.is_i64() => None,
            (DraftValue::Plain(Value::Bool(_)), InputType::Bool) => None,
            (DraftValue::Plain(_), InputType::String | InputType::Path | InputType::Url) => {
                Some("text: put it in quotes")
            }
            (DraftValue::Plain(_), InputType::Int) => Some("a whole number"),
            (DraftValue::Plain(_), InputType::Bool) => Some("true or false"),
            (DraftValue::Plain(_), InputType::List) => Some("a list of texts"),
            (DraftValue::Plain(_), InputType::Duration) => {
                let problem = self
                    .at(entry.node.span, "the default is a duration with its unit")
                    .help(duration_help(&entry.node));
                self.push(problem);
                return None;
            }
            (DraftValue::Text(_), InputType::Url) => {
                return self.url(&draft, "default").then_some(draft);
            }
            (DraftValue::Text(_), _) => None,
        };
        if let Some(wanted) = wanted {
            let message = format!("the default of an input of type {} is {wanted}", kind.as_str());
            let problem = self.at(entry.node.span, message);
            self.push(problem);
            return None;
        }
        Some(draft)
    }
}

fn is_input_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|one| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '_')
}

/// Whether a name can be that of an environment variable.
pub(super) fn is_variable(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|one| one.is_ascii_alphanumeric() || one == '_')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_from_outside_are_read_by_type() {
        use InputType::*;
        let good = [
            (String, " a ", json!(" a ")),
            (Url, "https://api.example.com/v1", json!("https://api.example.com/v1")),
            (Int, "-7", json!(-7)),
            (Bool, "Yes", json!(true)),
            (Bool, "0", json!(false)),
            (Duration, "1m30s", json!("1m30s")),
            (List, "a, b\tc,,d", json!(["a", "b", "c", "d"])),
            (List, "", json!([])),
        ];
        for (kind, text, value) in good {
            assert_eq!(kind.read(text), Ok(value), "{text:?}");
        }
        let bad = [
            (Url, "api.example.com"),
            (Url, "ftp://example.com"),
            (Url, "https://"),
            (Url, "https://user:word@example.com"),
            (Int, "7.5"),
            (Bool, "maybe"),
            (Duration, "30"),
        ];
        for (kind, text) in bad {
            assert!(kind.read(text).is_err(), "{text:?} was read as {}", kind.as_str());
        }
    }
}
