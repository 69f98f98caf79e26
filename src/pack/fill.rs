//! Putting inputs into values: what is left open afterwards is read from earlier checks.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;
use serde_json::Value;

use super::document::Span;
use super::draft::{Draft, DraftValue, Piece};
use super::expect::{Demanded, DraftMatcher};
use super::input::absolute;
use super::parse::Pack;
use super::problem::{Problem, Problems};
use super::values::{Known, base, plain};
use super::web::{authority, authority_of_beginning};
use crate::model::{
    Expression, FieldType, Matcher, Operator, Part, Path, Reference, Secret, Template,
    parse_duration,
};
use crate::plan::Expectation;

/// Puts the inputs of a pack into its values.
pub(super) struct Filler<'a> {
    pub(super) pack: &'a Pack,
    pub(super) values: &'a BTreeMap<String, Known>,
    pub(super) problems: Problems,
    /// The `host:port` pairs that the URLs name.
    pub(super) hosts: BTreeSet<String>,
    /// Whether a missing value is a problem: it is none for a check that is left out.
    pub(super) strict: bool,
}

impl Filler<'_> {
    /// The value of a setting; none when it is one reference to an input that is not set.
    pub(super) fn setting(&mut self, draft: &Draft, kind: FieldType) -> Option<Expression> {
        let value = match (&draft.value, kind) {
            (DraftValue::Map(entries), FieldType::Map | FieldType::Headers) => {
                let filled = entries.iter().filter_map(|(name, draft)| {
                    if self.is_empty(draft) {
                        None
                    } else {
                        Some((name.clone(), self.value(draft, false)?))
                    }
                });
                Some(Expression::Map(filled.collect()))
            }
            (_, FieldType::Url) => self.value(draft, true),
            _ => self.value(draft, false),
        };
        if let (FieldType::Url, Some(value)) = (kind, &value) {
            self.host(value, draft);
        }
        value
    }

    /// Whether a value is one reference to an input in which nothing is.
    pub(super) fn is_empty(&self, draft: &Draft) -> bool {
        draft.whole_input().is_some_and(|name| self.known(name).is_empty())
    }

    fn known(&self, name: &str) -> &Known {
        self.values.get(name).unwrap_or(&Known::Absent)
    }

    /// A value with inputs put in.
    fn value(&mut self, draft: &Draft, url: bool) -> Option<Expression> {
        match &draft.value {
            DraftValue::Plain(value) => Some(Expression::Literal(value.clone())),
            DraftValue::Text(pieces) => self.text(pieces, draft.span, url),
            DraftValue::List(items) => {
                let items =
                    items.iter().filter_map(|item| self.value(item, false)).collect::<Vec<_>>();
                let plain: Option<Vec<Value>> = items.iter().map(literal).collect();
                Some(plain.map_or(Expression::List(items), |all| Expression::Literal(all.into())))
            }
            DraftValue::Map(entries) => {
                let entries: Vec<(String, Expression)> = entries
                    .iter()
                    .filter_map(|(name, item)| Some((name.clone(), self.value(item, false)?)))
                    .collect();
                let plain: Option<serde_json::Map<String, Value>> = entries
                    .iter()
                    .map(|(name, item)| Some((name.clone(), literal(item)?)))
                    .collect();
                Some(plain.map_or(Expression::Map(entries), |all| Expression::Literal(all.into())))
            }
        }
    }

    fn text(&mut self, pieces: &[Piece], span: Span, url: bool) -> Option<Expression> {
        if let [Piece::Input { name, .. }] = pieces {
            return match self.known(name) {
                Known::Absent => None,
                Known::Value(value) => Some(Expression::Literal(value.clone())),
                Known::Secret(secret) => Some(Expression::Secret(secret.clone())),
            };
        }
        let mut parts: Vec<Part> = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Text(text) => push_text(&mut parts, text),
                Piece::Reading { check, path, .. } => parts
                    .push(Part::Reading(Reference { check: check.clone(), path: path.clone() })),
                Piece::Input { name, span } => match self.known(name) {
                    Known::Value(value) => {
                        let text = plain(value);
                        let text = if url {
                            base(self.pack, name, &text, pieces.get(index + 1))
                        } else {
                            &text
                        };
                        push_text(&mut parts, text);
                    }
                    Known::Secret(secret) => parts.push(Part::Secret(secret.clone())),
                    Known::Absent => self.unset(name, *span),
                },
            }
        }
        let open = parts.iter().any(|part| matches!(part, Part::Reading(_)));
        let secret = parts.iter().any(|part| matches!(part, Part::Secret(_)));
        let joined = || {
            let texts = parts.iter().map(|part| match part {
                Part::Text(text) => text.as_str(),
                Part::Secret(secret) => secret.expose(),
                Part::Reading(_) => "",
            });
            texts.collect::<String>()
        };
        Some(match (open, secret) {
            (false, false) => Expression::text(joined()),
            (false, true) => Expression::Secret(Secret::new(joined())),
            (true, _) => {
                Expression::Template(Template { parts, source: self.pack.document.source(span) })
            }
        })
    }

    /// Notes that an input has no value where one is needed.
    pub(super) fn unset(&mut self, name: &str, span: Span) {
        let input = self.pack.inputs.iter().find(|input| input.name == name);
        // A missing required input was told already.
        if self.strict && input.is_some_and(|input| !input.required) {
            let how = input.map(super::Input::how_to_set);
            let problem = Problem::at(
                &self.pack.document,
                span,
                format!("the input `{name}` is not set, and this needs it"),
            )
            .maybe_help(
                how.map(|how| format!("{how}; or let `when: ${{{name}}}` leave the check out")),
            );
            self.problems.push(problem);
        }
    }

    /// Notes the host of a URL, or that it is no URL.
    fn host(&mut self, value: &Expression, draft: &Draft) {
        let host = match value {
            Expression::Literal(Value::String(text)) => {
                if let (Err(wanted), true) = (absolute(text), self.strict) {
                    self.problems.push(Problem::at(
                        &self.pack.document,
                        draft.span,
                        format!("with its inputs put in, this is not {wanted}"),
                    ));
                }
                authority(text)
            }
            Expression::Secret(secret) => authority(secret.expose()),
            Expression::Template(template) => match template.parts.first() {
                Some(Part::Text(text)) => authority_of_beginning(text),
                Some(Part::Secret(_) | Part::Reading(_)) | None => None,
            },
            Expression::Literal(_) | Expression::List(_) | Expression::Map(_) => None,
        };
        self.hosts.extend(host);
    }

    /// What is expected, with inputs put in.
    pub(super) fn expectations(&mut self, demanded: &[Demanded]) -> Vec<Expectation> {
        demanded
            .iter()
            .map(|one| Expectation {
                path: one.path.clone(),
                matchers: self.matchers(&one.matchers, one.path.is_duration()),
            })
            .collect()
    }

    /// Matchers with inputs put in.
    pub(super) fn matchers(&mut self, drafts: &[DraftMatcher], duration: bool) -> Vec<Matcher> {
        drafts.iter().filter_map(|draft| self.matcher(draft, duration)).collect()
    }

    fn matcher(&mut self, draft: &DraftMatcher, duration: bool) -> Option<Matcher> {
        let Some(expected) = self.value(&draft.expected, false) else {
            if let Some(name) = draft.expected.whole_input() {
                self.unset(name, draft.expected.span);
            }
            return None;
        };
        let wrong = match (draft.operator, &expected) {
            (Operator::Matches, Expression::Literal(Value::String(pattern))) => {
                Regex::new(pattern).err().map(|_| "a regular expression")
            }
            (
                Operator::AtLeast | Operator::AtMost | Operator::Within,
                Expression::Literal(Value::String(text)),
            ) if duration => {
                let text = text.strip_prefix('-').unwrap_or(text);
                parse_duration(text).err().map(|_| "a duration with its unit")
            }
            (
                Operator::AtLeast | Operator::AtMost | Operator::Within,
                Expression::Literal(Value::String(text)),
            ) => text.trim().parse::<f64>().err().map(|_| "a number"),
            _ => None,
        };
        if let (Some(wanted), true) = (wrong, self.strict) {
            let message = format!("with its inputs put in, this is not {wanted}");
            self.problems.push(Problem::at(&self.pack.document, draft.expected.span, message));
        }
        let inside = duration && draft.operator != Operator::Length;
        Some(Matcher {
            operator: draft.operator,
            expected,
            nested: self.matchers(&draft.nested, inside),
            source: self.pack.document.source(draft.span),
        })
    }
}

fn push_text(parts: &mut Vec<Part>, text: &str) {
    match parts.last_mut() {
        Some(Part::Text(last)) => last.push_str(text),
        _ => parts.push(Part::Text(text.to_owned())),
    }
}

fn literal(expression: &Expression) -> Option<Value> {
    match expression {
        Expression::Literal(value) => Some(value.clone()),
        Expression::Secret(_)
        | Expression::Template(_)
        | Expression::List(_)
        | Expression::Map(_) => None,
    }
}

/// A reference, when a piece is one to a check.
pub(super) fn reading(piece: &Piece) -> Option<(String, Path)> {
    match piece {
        Piece::Reading { check, path, .. } => Some((check.clone(), path.clone())),
        Piece::Text(_) | Piece::Input { .. } => None,
    }
}
