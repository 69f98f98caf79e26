//! Values with holes that only the run can fill.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Observed, Path, Secret, Source};

/// A value of a pack after its inputs were put in: what is left open is read from earlier checks.
#[derive(Clone)]
pub enum Expression {
    /// Nothing is open.
    Literal(Value),
    /// A secret, whole.
    Secret(Secret),
    /// Text with holes. A template that is a single hole keeps the type of what is read.
    Template(Template),
    /// A list.
    List(Vec<Self>),
    /// An object, in the order of the pack.
    Map(Vec<(String, Self)>),
}

/// Text with holes.
#[derive(Clone)]
pub struct Template {
    /// The pieces, in order.
    pub parts: Vec<Part>,
    /// Where it stands.
    pub source: Source,
}

/// A piece of a template.
#[derive(Clone)]
pub enum Part {
    /// As it stands.
    Text(String),
    /// From a secret input.
    Secret(Secret),
    /// What an earlier check saw.
    Reading(Reference),
}

/// `${check-id.path}`.
#[derive(Clone)]
pub struct Reference {
    /// The check's id.
    pub check: String,
    /// What to read of it.
    pub path: Path,
}

/// What earlier checks saw: looked up when holes are filled.
#[derive(Clone, Default)]
pub struct Readings(BTreeMap<(String, String), Observed>);

impl Readings {
    /// Notes what a check saw at a path.
    pub fn insert(&mut self, check: &str, path: &Path, observed: Observed) {
        self.0.insert((check.to_owned(), path.to_string()), observed);
    }

    /// What a check saw at a path, if it was looked at.
    #[must_use]
    pub fn get(&self, reference: &Reference) -> Option<&Observed> {
        self.0.get(&(reference.check.clone(), reference.path.to_string()))
    }
}

/// An expression without holes.
#[derive(Clone)]
pub enum Filled {
    /// May be shown.
    Value(Value),
    /// May not be shown.
    Secret(Secret),
    /// A list with at least one secret in it.
    List(Vec<Self>),
    /// An object with at least one secret in it.
    Map(Vec<(String, Self)>),
}

/// A hole that could not be filled, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfilled(pub String);

impl Expression {
    /// A text without holes.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Literal(Value::String(text.into()))
    }

    /// Every reference in it, in order.
    #[must_use]
    pub fn references(&self) -> Vec<&Reference> {
        match self {
            Self::Literal(_) | Self::Secret(_) => Vec::new(),
            Self::Template(template) => template.references().collect(),
            Self::List(items) => items.iter().flat_map(Self::references).collect(),
            Self::Map(items) => items.iter().flat_map(|(_, item)| item.references()).collect(),
        }
    }

    /// Puts in what earlier checks saw.
    ///
    /// # Errors
    /// When a check did not see what is asked for.
    pub fn fill(&self, readings: &Readings) -> Result<Filled, Unfilled> {
        match self {
            Self::Literal(value) => Ok(Filled::Value(value.clone())),
            Self::Secret(secret) => Ok(Filled::Secret(secret.clone())),
            Self::Template(template) => template.fill(readings),
            Self::List(items) => {
                let items: Vec<Filled> =
                    items.iter().map(|item| item.fill(readings)).collect::<Result<_, _>>()?;
                let plain: Option<Vec<Value>> = items.iter().map(Filled::as_value).collect();
                Ok(plain.map_or(Filled::List(items), |values| Filled::Value(Value::Array(values))))
            }
            Self::Map(items) => {
                let items: Vec<(String, Filled)> = items
                    .iter()
                    .map(|(name, item)| Ok((name.clone(), item.fill(readings)?)))
                    .collect::<Result<_, Unfilled>>()?;
                let plain: Option<serde_json::Map<String, Value>> = items
                    .iter()
                    .map(|(name, item)| Some((name.clone(), item.as_value()?)))
                    .collect();
                Ok(plain.map_or(Filled::Map(items), |map| Filled::Value(Value::Object(map))))
            }
        }
    }
}

impl Template {
    /// Every reference in it, in order.
    pub fn references(&self) -> impl Iterator<Item = &Reference> {
        self.parts.iter().filter_map(|part| match part {
            Part::Reading(reference) => Some(reference),
            Part::Text(_) | Part::Secret(_) => None,
        })
    }

    fn fill(&self, readings: &Readings) -> Result<Filled, Unfilled> {
        let read = |reference: &Reference| match readings.get(reference) {
            Some(Observed::Value(value)) => Ok(Filled::Value(value.clone())),
            Some(Observed::Secret(secret)) => Ok(Filled::Secret(secret.clone())),
            Some(range @ Observed::Range { .. }) => Ok(Filled::Value(range.shown())),
            Some(Observed::Absent) | None => {
                Err(Unfilled(format!("{} saw no {}", reference.check, reference.path)))
            }
        };
        if let [Part::Reading(reference)] = self.parts.as_slice() {
            return read(reference);
        }
        let mut text = String::new();
        let mut secret = false;
        for part in &self.parts {
            match part {
                Part::Text(piece) => text.push_str(piece),
                Part::Secret(piece) => {
                    secret = true;
                    text.push_str(piece.expose());
                }
                Part::Reading(reference) => {
                    let filled = read(reference)?;
                    secret |= matches!(filled, Filled::Secret(_));
                    text.push_str(&filled.expose_text());
                }
            }
        }
        Ok(if secret {
            Filled::Secret(Secret::new(text))
        } else {
            Filled::Value(Value::String(text))
        })
    }
}

impl Filled {
    /// The value, when nothing in it is secret.
    #[must_use]
    pub fn as_value(&self) -> Option<Value> {
        match self {
            Self::Value(value) => Some(value.clone()),
            Self::Secret(_) | Self::List(_) | Self::Map(_) => None,
        }
    }

    /// As text for a request: strings as they are, everything else as JSON. Exposes secrets.
    #[must_use]
    pub fn expose_text(&self) -> String {
        match self {
            Self::Value(Value::String(text)) => text.clone(),
            Self::Secret(secret) => secret.expose().to_owned(),
            _ => self.expose_json().to_string(),
        }
    }

    /// As JSON for a request. Exposes secrets.
    #[must_use]
    pub fn expose_json(&self) -> Value {
        match self {
            Self::Value(value) => value.clone(),
            Self::Secret(secret) => Value::String(secret.expose().to_owned()),
            Self::List(items) => Value::Array(items.iter().map(Self::expose_json).collect()),
            Self::Map(items) => Value::Object(
                items.iter().map(|(name, item)| (name.clone(), item.expose_json())).collect(),
            ),
        }
    }

    /// As a list of texts for a request: a list item by item, anything else as one. Exposes secrets.
    #[must_use]
    pub fn expose_list(&self) -> Vec<String> {
        match self {
            Self::Value(Value::Array(items)) => {
                items.iter().map(|item| Self::Value(item.clone()).expose_text()).collect()
            }
            Self::Value(Value::Null) => Vec::new(),
            Self::List(items) => items.iter().map(Self::expose_text).collect(),
            other => vec![other.expose_text()],
        }
    }

    /// Whether a secret is in it.
    #[must_use]
    pub const fn is_secret(&self) -> bool {
        !matches!(self, Self::Value(_))
    }
}
