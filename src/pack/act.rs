//! The act of a check or a cleanup: one probe with its settings.

use serde_json::Value;

use super::document::Span;
use super::draft::{Draft, DraftValue};
use super::lint::{Lint, Mapping, shown};
use super::shape::EXCLUSIVE;
use super::suggest;
use super::yaml::{Entry, Yaml};
use crate::model::{Effect, Field, FieldType, Setting, Settings};
use crate::probe::{KINDS, Kind};

/// A probe before its inputs are known.
pub(super) struct Act {
    pub(super) kind: &'static Kind,
    pub(super) settings: Vec<Told>,
    pub(super) span: Span,
}

/// What a pack says of one key of a probe.
pub(super) struct Told {
    pub(super) field: &'static Field,
    pub(super) draft: Draft,
    pub(super) span: Span,
}

impl Act {
    /// The identity that it uses, and where it says so.
    pub(super) fn identity(&self) -> Option<(&str, Span)> {
        let told =
            self.settings.iter().find(|told| matches!(told.field.kind, FieldType::Identity))?;
        Some((told.draft.plain()?.as_str()?, told.draft.span))
    }

    /// What it does to the other side, by its kind.
    pub(super) fn effect(&self, lint: &Lint<'_>) -> Effect {
        let literal = self.settings.iter().filter_map(|told| {
            Some(Setting {
                name: told.field.name,
                value: told.draft.outline()?,
                source: lint.document.source(told.span),
            })
        });
        (self.kind.effect)(&Settings(literal.collect()))
    }

    /// The word of a key that cannot hold references.
    pub(super) fn word(&self, name: &str) -> Option<&str> {
        let told = self.settings.iter().find(|told| told.field.name == name)?;
        told.draft.plain()?.as_str()
    }
}

impl Lint<'_> {
    /// The one probe of a check or a cleanup.
    pub(super) fn act(&mut self, map: &Mapping<'_>, at: Span, what: &str) -> Option<Act> {
        let mut found: Vec<(&'static Kind, &Entry)> =
            KINDS.iter().filter_map(|kind| Some((*kind, map.get(kind.name)?))).collect();
        found.sort_by_key(|(_, entry)| entry.key_span);
        let (kind, entry) = match found.as_slice() {
            [] if KINDS.iter().any(|kind| map.is_empty(kind.name)) => return None,
            [] => {
                let kinds: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
                let problem = self
                    .at(at, format!("{what} does not say how it looks"))
                    .help(format!("add one of {}", kinds.join(", ")));
                self.push(problem);
                return None;
            }
            [one] => *one,
            [(first, one), rest @ ..] => {
                for (_, other) in rest {
                    let problem = self
                        .at(other.key_span, format!("{what} looks twice; one probe is all it has"))
                        .label("a second probe")
                        .related(one.key_span, "the first")
                        .help("make two checks of it");
                    self.push(problem);
                }
                (*first, *one)
            }
        };
        let map =
            self.mapping(&entry.node, entry.key_span, &format!("`{}`", kind.name), kind.fields)?;
        let settings = kind
            .fields
            .iter()
            .filter_map(|field| {
                let entry = map.get(field.name)?;
                let draft = self.setting(entry, field.kind)?;
                Some(Told { field, draft, span: entry.key_span })
            })
            .collect();
        for (_, names) in EXCLUSIVE.iter().filter(|(name, _)| *name == kind.name) {
            let mut told: Vec<&Entry> = names.iter().filter_map(|name| map.get(name)).collect();
            told.sort_by_key(|entry| entry.key_span);
            if let [first, rest @ ..] = told.as_slice() {
                for other in rest {
                    let problem = self
                        .at(
                            other.key_span,
                            format!("at most one of {} can stand here", names.join(", ")),
                        )
                        .related(first.key_span, "the first");
                    self.push(problem);
                }
            }
        }
        Some(Act { kind, settings, span: entry.key_span })
    }

    fn setting(&mut self, entry: &Entry, kind: FieldType) -> Option<Draft> {
        let literal =
            |value: Value| Draft { value: DraftValue::Plain(value), span: entry.node.span };
        match kind {
            FieldType::Choice(words) => self.choice(entry, words).map(|word| literal(word.into())),
            FieldType::Bool => self.boolean(entry).map(|value| literal(value.into())),
            FieldType::Int(low, high) => {
                self.int(entry, low, high).map(|value| literal(value.into()))
            }
            FieldType::Duration => {
                self.duration(entry).map(|duration| literal(duration.as_secs_f64().into()))
            }
            FieldType::Identity => self.identity_name(entry).map(|name| literal(name.into())),
            FieldType::Method(words) => {
                self.method(entry, words).map(|method| literal(method.into()))
            }
            FieldType::Plain => self.plain(entry).map(|text| literal(text.into())),
            FieldType::Name => self.name(entry).map(|text| literal(text.into())),
            FieldType::Items(FieldType::Object(fields)) => self.items(entry, fields),
            _ => self.draft(entry, kind),
        }
    }

    /// A list of mappings with keys of their own.
    fn items(&mut self, entry: &Entry, fields: &'static [Field]) -> Option<Draft> {
        let Yaml::List(items) = &entry.node.value else {
            let message = format!("`{}` is a list, not {}", entry.key, entry.node.kind());
            let problem = self.at(entry.node.span, message);
            self.push(problem);
            return None;
        };
        let mut drafts = Vec::new();
        for item in items {
            let map =
                self.mapping(item, item.span, &format!("an item of `{}`", entry.key), fields)?;
            let mut members = Vec::new();
            for field in fields {
                if let Some(entry) = map.get(field.name) {
                    members.push((field.name.to_owned(), self.setting(entry, field.kind)?));
                }
            }
            drafts.push(Draft { value: DraftValue::Map(members), span: item.span });
        }
        Some(Draft { value: DraftValue::List(drafts), span: entry.node.span })
    }

    fn identity_name(&mut self, entry: &Entry) -> Option<String> {
        let name = self.plain(entry)?;
        if self.identities.contains(&name) {
            return Some(name);
        }
        let known: Vec<&str> = self.identities.iter().map(String::as_str).collect();
        let help = suggest::help(&name, known)
            .unwrap_or_else(|| "identities are named under `identities`".to_owned());
        let problem =
            self.at(entry.node.span, format!("there is no identity `{}`", shown(&name))).help(help);
        self.push(problem);
        None
    }
}
