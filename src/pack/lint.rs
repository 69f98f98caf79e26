//! Reading a tree by its tables: every mistake is noted, and reading goes on.

use std::sync::Arc;
use std::time::Duration;

use super::document::{Document, Span};
use super::input::InputType;
use super::problem::{Problem, Problems};
use super::suggest;
use super::yaml::{Entry, Node, Yaml};
use crate::model::{Field, FieldType, parse_duration};
use crate::probe::Kind;

/// What is known while a file is read.
pub(super) struct Lint<'a> {
    pub(super) document: Arc<Document>,
    pub(super) problems: Problems,
    /// The inputs of the pack, with their types.
    pub(super) inputs: Vec<(String, InputType)>,
    /// The checks of the pack, with their kinds.
    pub(super) checks: Vec<(String, Option<&'static Kind>)>,
    /// The identities of the pack.
    pub(super) identities: Vec<String>,
    /// The remedies that there are.
    pub(super) remedies: &'a [&'a str],
    /// The causes that there are.
    pub(super) causes: &'a [&'a str],
    /// What references may read at this point.
    pub(super) scope: Scope,
}

/// What references may read.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Scope {
    /// Other inputs: the default of an input.
    Inputs,
    /// Inputs and every check: an identity.
    All,
    /// Inputs and every check but this one.
    Check(String),
    /// Inputs and every check, this one included: the cleanup of a check.
    Cleanup,
}

/// The entries of a mapping whose keys are known.
pub(super) struct Mapping<'n> {
    entries: Vec<&'n Entry>,
    /// Keys without a value, which were told already.
    empty: Vec<&'n str>,
}

impl<'n> Mapping<'n> {
    /// The entry of that key.
    pub(super) fn get(&self, name: &str) -> Option<&'n Entry> {
        self.entries.iter().copied().find(|entry| entry.key == name)
    }

    /// Whether a key stands there without a value.
    pub(super) fn is_empty(&self, name: &str) -> bool {
        self.empty.contains(&name)
    }
}

impl Lint<'_> {
    /// Notes a problem, and returns it for more to be said.
    pub(super) fn at(&self, span: Span, message: impl Into<String>) -> Problem {
        Problem::at(&self.document, span, message)
    }

    /// Notes a problem.
    pub(super) fn push(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// A mapping with these keys. `what` names it in messages, such as "an input"; `at` is where it is
    /// named.
    pub(super) fn mapping<'n>(
        &mut self,
        node: &'n Node,
        at: Span,
        what: &str,
        fields: &[Field],
    ) -> Option<Mapping<'n>> {
        let Yaml::Map(entries) = &node.value else {
            let place = if matches!(node.value, Yaml::Null) { at } else { node.span };
            let keys: Vec<&str> = fields.iter().map(|field| field.name).collect();
            let problem = self
                .at(place, format!("{what} is a mapping, not {}", node.kind()))
                .help(format!("its keys are {}", keys.join(", ")));
            self.push(problem);
            return None;
        };
        let mut known: Vec<&Entry> = Vec::new();
        let mut without: Vec<&str> = Vec::new();
        let mut missing: Vec<&Field> = fields.iter().filter(|field| field.required).collect();
        for entry in entries {
            let Some(field) = fields.iter().find(|field| field.name == entry.key) else {
                let names = fields.iter().map(|field| field.name);
                let problem = self
                    .at(entry.key_span, format!("{what} has no key `{}`", shown(&entry.key)))
                    .maybe_help(suggest::help(&entry.key, names));
                self.push(problem);
                continue;
            };
            missing.retain(|one| one.name != field.name);
            let empty = matches!(entry.node.value, Yaml::Null);
            if empty && !matches!(field.kind, FieldType::Any | FieldType::Default) {
                let problem = self
                    .at(entry.key_span, format!("`{}` has no value", field.name))
                    .help(field.help);
                self.push(problem);
                without.push(&entry.key);
            } else if !known.iter().any(|one| one.key == entry.key) {
                known.push(entry);
            }
        }
        for field in missing {
            let problem = self.at(at, format!("{what} needs `{}`", field.name)).help(field.help);
            self.push(problem);
        }
        Some(Mapping { entries: known, empty: without })
    }

    /// Text that stands as it is.
    pub(super) fn plain(&mut self, entry: &Entry) -> Option<String> {
        self.plain_node(&entry.node, &entry.key)
    }

    fn plain_node(&mut self, node: &Node, name: &str) -> Option<String> {
        let Some(text) = node.text() else {
            let problem = self.not_text(node, name);
            self.push(problem);
            return None;
        };
        if text.trim().is_empty() {
            let problem = self.at(node.span, format!("`{name}` is empty"));
            self.push(problem);
            return None;
        }
        if text.contains("${") {
            let problem = self
                .at(node.span, format!("`{name}` stands as it is: nothing can be read into it"));
            self.push(problem);
            return None;
        }
        Some(text.to_owned())
    }

    /// What to say of a value that should be text.
    pub(super) fn not_text(&self, node: &Node, name: &str) -> Problem {
        let problem = self.at(node.span, format!("`{name}` is text, not {}", node.kind()));
        match node.value {
            Yaml::Number(_) | Yaml::Bool(_) => problem.help("put it in quotes to make it text"),
            Yaml::Map(_) if self.unquoted(node) => {
                problem.help("put quotes around a reference: \"${name}\"")
            }
            Yaml::Null | Yaml::Text(_) | Yaml::List(_) | Yaml::Map(_) => problem,
        }
    }

    /// Whether a mapping came from a `${…}` without its quotes.
    fn unquoted(&self, node: &Node) -> bool {
        self.document.text.get(..node.span.start).is_some_and(|before| before.ends_with('$'))
    }

    /// A name in kebab-case.
    pub(super) fn name(&mut self, entry: &Entry) -> Option<String> {
        let name = self.plain(entry)?;
        let what = format!("`{}`", entry.key);
        self.kebab(&name, entry.node.span, &what).then_some(name)
    }

    /// Whether a name is in kebab-case; notes it if not.
    pub(super) fn kebab(&mut self, name: &str, span: Span, what: &str) -> bool {
        if is_kebab(name) {
            return true;
        }
        let better: String = name
            .to_lowercase()
            .split(|character: char| !character.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join("-");
        let problem = self
            .at(span, format!("{what} is in kebab-case: small letters, digits and hyphens"))
            .maybe_help(is_kebab(&better).then(|| format!("write `{better}`")));
        self.push(problem);
        false
    }

    /// A word or a list of words, each with its place.
    pub(super) fn words(&mut self, entry: &Entry) -> Vec<(String, Span)> {
        let nodes = match &entry.node.value {
            Yaml::List(items) => items.as_slice(),
            _ => std::slice::from_ref(&entry.node),
        };
        let mut words: Vec<(String, Span)> = Vec::new();
        for node in nodes {
            if let Some(word) = self.plain_node(node, &entry.key) {
                if words.iter().any(|(known, _)| *known == word) {
                    let problem = self.at(node.span, format!("`{word}` stands here twice"));
                    self.push(problem);
                } else {
                    words.push((word, node.span));
                }
            }
        }
        words
    }

    /// An HTTP method: one of the known words, or another word in capitals that is not nearly one of them.
    pub(super) fn method(
        &mut self,
        entry: &Entry,
        words: &'static [&'static str],
    ) -> Option<String> {
        let word = entry.node.text().unwrap_or_default();
        let shaped = word.starts_with(|first: char| first.is_ascii_uppercase())
            && word
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-');
        let near = suggest::nearest(word, words.iter().copied());
        if words.contains(&word) || (shaped && near.is_none()) {
            return Some(word.to_owned());
        }
        self.choice(entry, words).map(str::to_owned)
    }

    /// One of a few words.
    pub(super) fn choice(
        &mut self,
        entry: &Entry,
        words: &'static [&'static str],
    ) -> Option<&'static str> {
        let word = entry.node.text().unwrap_or_default();
        let found = words.iter().copied().find(|known| *known == word);
        if found.is_none() {
            let upper = words.iter().find(|known| known.eq_ignore_ascii_case(word));
            let help = match upper {
                Some(known) => format!("write `{known}`"),
                None => suggest::nearest(word, words.iter().copied()).map_or_else(
                    || format!("one of {}", words.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                ),
            };
            let what = format!("`{}` is none of the words it can be", entry.key);
            let problem = self.at(entry.node.span, what).help(help);
            self.push(problem);
        }
        found
    }

    /// `true` or `false`.
    pub(super) fn boolean(&mut self, entry: &Entry) -> Option<bool> {
        if let Yaml::Bool(value) = entry.node.value {
            return Some(value);
        }
        let problem = self.not_boolean(&entry.node, &entry.key);
        self.push(problem);
        None
    }

    /// What to say of a value that should be `true` or `false`.
    pub(super) fn not_boolean(&self, node: &Node, name: &str) -> Problem {
        let problem = self.at(node.span, format!("`{name}` is true or false, not {}", node.kind()));
        match node.text().map(str::to_ascii_lowercase).as_deref() {
            Some("yes" | "on" | "true") => problem.help("write `true`"),
            Some("no" | "off" | "false") => problem.help("write `false`"),
            _ => problem,
        }
    }

    /// A whole number within bounds.
    pub(super) fn int(&mut self, entry: &Entry, low: i64, high: i64) -> Option<i64> {
        let found = match &entry.node.value {
            Yaml::Number(number) => number.as_i64().filter(|value| (low..=high).contains(value)),
            _ => None,
        };
        if found.is_none() {
            let message = format!("`{}` is a whole number from {low} to {high}", entry.key);
            let problem = self.at(entry.node.span, message);
            self.push(problem);
        }
        found
    }

    /// A duration with its unit.
    pub(super) fn duration(&mut self, entry: &Entry) -> Option<Duration> {
        let span = entry.node.span;
        let found = entry.node.text().and_then(|text| parse_duration(text).ok());
        match found {
            Some(duration) if duration.is_zero() => {
                let problem = self.at(span, format!("`{}` is longer than nothing", entry.key));
                self.push(problem);
                None
            }
            Some(duration) => Some(duration),
            None => {
                let problem = self
                    .at(span, format!("`{}` is a duration with its unit", entry.key))
                    .help(duration_help(&entry.node));
                self.push(problem);
                None
            }
        }
    }
}

/// How to write the duration that was meant.
pub(super) fn duration_help(node: &Node) -> String {
    match &node.value {
        Yaml::Number(number) => {
            format!("write `{number}s`, or another of the units ms, s, m, h, d")
        }
        _ => "write a number with its unit, such as 500ms, 30s, 5m or 1h".to_owned(),
    }
}

/// Whether a name is in kebab-case.
pub(super) fn is_kebab(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.split('-').all(|word| {
            !word.is_empty()
                && word.chars().all(|one| one.is_ascii_lowercase() || one.is_ascii_digit())
        })
}

/// A key as messages may show it.
pub(super) fn shown(key: &str) -> String {
    let short: String = key.chars().take(60).collect();
    if short.len() < key.len() { format!("{short}…") } else { short }
}
