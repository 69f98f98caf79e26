//! YAML as a tree in which every key and value knows its place. Read once; nothing else here parses YAML.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, de};
use serde_json::{Number, Value};
use serde_yaml::budget::BudgetBreach;
use serde_yaml::options::{DuplicateKeyPolicy, NonFiniteFloatPolicy};
use serde_yaml::{DefaultMessageFormatter, Error, Location, MessageFormatter, Options, Spanned};

use super::document::{Document, Span};
use super::problem::Problem;

/// How deep mappings and lists may be nested: reading is recursive, and must fit the stack of any thread.
const MAX_DEPTH: usize = 32;
/// How many values a file may have, with every alias spelled out.
const MAX_NODES: usize = 50_000;

/// A value and its place.
#[derive(Clone)]
pub(super) struct Node {
    /// What stands there.
    pub(super) value: Yaml,
    /// Where; for an alias, where it is defined.
    pub(super) span: Span,
}

/// What can stand in a file.
#[derive(Clone)]
pub(super) enum Yaml {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_span: Span,
    pub(super) node: Node,
}

impl Node {
    /// What it is, in words.
    pub(super) const fn kind(&self) -> &'static str {
        match self.value {
            Yaml::Null => "nothing",
            Yaml::Bool(_) => "true or false",
            Yaml::Number(_) => "a number",
            Yaml::Text(_) => "text",
            Yaml::List(_) => "a list",
            Yaml::Map(_) => "a mapping",
        }
    }

    /// The text, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Yaml::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A scalar as JSON.
    pub(super) fn scalar(&self) -> Option<Value> {
        match &self.value {
            Yaml::Null => Some(Value::Null),
            Yaml::Bool(value) => Some(Value::Bool(*value)),
            Yaml::Number(number) => Some(Value::Number(number.clone())),
            Yaml::Text(text) => Some(Value::String(text.clone())),
            Yaml::List(_) | Yaml::Map(_) => None,
        }
    }
}

/// Reads a file that was found to be text.
///
/// # Errors
/// With the first place where it is no YAML, or more than a pack can be.
pub(super) fn parse(document: &Arc<Document>) -> Result<Node, Problem> {
    if let Some(at) = document.text.find('\0') {
        let span = Span::new(at, at + 1);
        return Err(Problem::at(document, span, "a NUL byte: this is not a text file"));
    }
    match serde_yaml::from_str_with_options::<Spanned<Tree>>(&document.text, options()) {
        Ok(tree) => Ok(convert(tree, document)),
        Err(error) => Err(explain(document, &error)),
    }
}

fn options() -> Options {
    serde_yaml::options! {
        budget: serde_yaml::budget! {
            max_depth: MAX_DEPTH,
            max_nodes: MAX_NODES,
            enforce_alias_anchor_ratio: false,
        },
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        // Both places are named, beside everything else that is wrong.
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        with_snippet: false,
        emit_comments: false,
    }
}

enum Tree {
    Scalar(Yaml),
    List(Vec<Spanned<Self>>),
    Map(Vec<(Spanned<Option<String>>, Spanned<Self>)>),
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Tree;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any YAML value")
            }
            fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
                Ok(Tree::Scalar(Yaml::Bool(value)))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
                Ok(Tree::Scalar(Yaml::Number(value.into())))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
                Ok(Tree::Scalar(Yaml::Number(value.into())))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
                Ok(Tree::Scalar(Number::from_f64(value).map_or(Yaml::Null, Yaml::Number)))
            }
            fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
                Ok(Tree::Scalar(Yaml::Text(value.to_owned())))
            }
            fn visit_unit<E>(self) -> Result<Tree, E> {
                Ok(Tree::Scalar(Yaml::Null))
            }
            fn visit_none<E>(self) -> Result<Tree, E> {
                Ok(Tree::Scalar(Yaml::Null))
            }
            fn visit_some<D: de::Deserializer<'de>>(self, inner: D) -> Result<Tree, D::Error> {
                Tree::deserialize(inner)
            }
            fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(Tree::List(list))
            }
            fn visit_map<A: de::MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
                let mut map = Vec::new();
                while let Some(key) = entries.next_key()? {
                    map.push((key, entries.next_value()?));
                }
                Ok(Tree::Map(map))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

fn convert(tree: Spanned<Tree>, document: &Document) -> Node {
    let span = span(&tree.defined, document);
    let value = match tree.value {
        Tree::Scalar(scalar) => scalar,
        Tree::List(items) => {
            Yaml::List(items.into_iter().map(|item| convert(item, document)).collect())
        }
        Tree::Map(entries) => Yaml::Map(
            entries
                .into_iter()
                .map(|(key, node)| Entry {
                    key_span: self::span(&key.defined, document),
                    key: key.value.unwrap_or_default(),
                    node: convert(node, document),
                })
                .collect(),
        ),
    };
    Node { value, span }
}

fn span(location: &Location, document: &Document) -> Span {
    let span = location.span();
    let (start, length) = match (span.byte_offset(), span.byte_len()) {
        (Some(start), Some(length)) => (start as usize, length as usize),
        _ => (document.offset(location.line() as usize, location.column() as usize), 1),
    };
    // A block mapping has no extent of its own: point at its first character.
    let length_of_text = document.text.len();
    let boundary = |at: usize| {
        (at..length_of_text)
            .find(|at| document.text.is_char_boundary(*at))
            .unwrap_or(length_of_text)
    };
    let start = boundary(start);
    Span::new(start, boundary(start + length.max(1)))
}

fn explain(document: &Arc<Document>, error: &Error) -> Problem {
    let error = match error {
        Error::AliasError { error, .. } | Error::WithSnippet { error, .. } => error,
        error => error,
    };
    let location = error.location();
    let span = location.as_ref().map_or(Span::new(0, 0), |location| span(location, document));
    let at = |message: &str| Problem::at(document, span, message);
    match error {
        Error::Budget { breach, .. } => match breach {
            BudgetBreach::Depth { .. } => {
                at(&format!("nested deeper than {MAX_DEPTH} levels, which no pack is"))
            }
            _ => at(&format!(
                "more than {MAX_NODES} values with every alias spelled out, which no pack is"
            )),
        },
        Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => {
            at("the aliases of this file grow beyond all bounds")
        }
        Error::MultipleDocuments { .. } => {
            at("a second document begins here; a pack is one document")
                .help("put the second pack into a file of its own")
        }
        Error::UnknownAnchor { .. } => at("no anchor of this name stands before this alias")
            .help("quote a value that begins with `*`"),
        Error::RecursiveReferencesRequireWeakTypes { .. } => at("an alias inside its own anchor"),
        Error::Unexpected { expected: "string scalar", .. } => at("a key must be a word"),
        error => {
            let message = DefaultMessageFormatter.format_message(error).into_owned();
            let span = if message.contains("tab") { tab(document, span) } else { span };
            let at = |message: &str| Problem::at(document, span, message);
            let help = advice(document, span, &message);
            let message = if message.contains("recursion limit") {
                format!("nested deeper than {MAX_DEPTH} levels, which no pack is")
            } else if message.contains("tabs disallowed") || message.contains("found a tab") {
                "not valid YAML: indentation with a tab".to_owned()
            } else {
                format!("not valid YAML: {message}")
            };
            at(&message).maybe_help(help)
        }
    }
}

/// The first tab in the indentation of a line, from an error's line on; the error's own place otherwise.
fn tab(document: &Document, span: Span) -> Span {
    let (line, _) = document.place(span.start);
    let mut start = document.offset(line, 1);
    for line in document.text[start..].split_inclusive('\n').take(3) {
        let indentation = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(at) = line[..indentation].find('\t') {
            return Span::new(start + at, start + at + 1);
        }
        start += line.len();
    }
    span
}

/// What helps against the mistakes in YAML that people make.
fn advice(document: &Document, span: Span, message: &str) -> Option<String> {
    let (line, _) = document.place(span.start);
    let line = document.text.lines().nth(line - 1).unwrap_or_default();
    let advice = if message.contains("tabs disallowed") || message.contains("found a tab") {
        "indent with spaces"
    } else if message.contains("flow") && line.contains("${") {
        "inside `{ }` and `[ ]`, put quotes around a reference: \"${name}\""
    } else if message.contains("mapping values are not allowed") {
        "put quotes around a value with `: ` in it, and indent keys of one mapping alike"
    } else if message.contains("unclosed quote") {
        "close the quote, or put it inside quotes of the other kind"
    } else if message.contains("unexpected character: `@'")
        || message.contains("unexpected character: ``'")
        || message.contains("unexpected character: `%'")
    {
        "put quotes around a value that begins with this character"
    } else if message.contains("expected ':'") {
        "a key is followed by `:` and a space"
    } else if message.contains("block collection") {
        "indent the keys of one mapping, and the items of one list, alike"
    } else {
        return None;
    };
    Some(advice.to_owned())
}
