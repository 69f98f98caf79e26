//! What a part of a pack may say: one list of fields from which reading, linting and the JSON Schema
//! are all derived.

use super::{Expression, Source};

/// One key of a mapping in a pack.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// What may stand there.
    pub kind: FieldType,
    /// Whether it must stand there.
    pub required: bool,
    /// What it means, in one sentence: help, lint and schema show it.
    pub help: &'static str,
}

impl Field {
    /// A key that must stand there.
    #[must_use]
    pub const fn required(name: &'static str, kind: FieldType, help: &'static str) -> Self {
        Self { name, kind, required: true, help }
    }

    /// A key that may be left out.
    #[must_use]
    pub const fn optional(name: &'static str, kind: FieldType, help: &'static str) -> Self {
        Self { name, kind, required: false, help }
    }
}

/// A word out of a few.
pub type Choice = &'static [&'static str];

/// What may stand behind a key.
#[derive(Clone, Copy, Debug)]
pub enum FieldType {
    /// Text; references allowed.
    Text,
    /// An absolute `http` or `https` URL; references allowed. Its host is one the pack may contact.
    Url,
    /// The name of an identity of the pack.
    Identity,
    /// One of a few words; no references.
    Choice(Choice),
    /// `true` or `false`; no references.
    Bool,
    /// A whole number within bounds, both included; no references.
    Int(i64, i64),
    /// `500ms`, `30s`, `5m`, `1h`; no references.
    Duration,
    /// A text or a list of texts; references allowed.
    List,
    /// A mapping of names to texts; references allowed in the texts.
    Map,
    /// A mapping of header names to texts; references allowed in the texts.
    Headers,
    /// Any value; references allowed.
    Any,
    /// Text that stands as it is; no references.
    Plain,
    /// An HTTP method in capitals: one of these, or any other (RFC 9110, section 9.1); no references.
    Method(Choice),
    /// A name in kebab-case; no references.
    Name,
    /// A word or a list of words; no references.
    Words,
    /// One of a few words, or one reference to an input.
    ChoiceOrInput(Choice),
    /// A scalar or a list, as the default of an input: references to other inputs allowed.
    Default,
    /// A mapping with keys of its own.
    Object(&'static [Field]),
    /// A mapping whose keys are names that the pack makes up.
    Named(&'static Self),
    /// A list, one item or more.
    Items(&'static Self),
    /// A mapping with exactly one of these keys.
    OneOf(&'static [Field]),
    /// A mapping from paths to what is expected there.
    Expect,
    /// A mapping from inputs and readings to what is expected there, or one reference.
    When,
    /// A check: its own keys and one of a probe.
    Check,
    /// How what a check makes is removed.
    Cleanup,
}

/// What stood behind one key.
#[derive(Clone)]
pub struct Setting {
    /// The key.
    pub name: &'static str,
    /// What stood there. A duration is a number of seconds.
    pub value: Expression,
    /// Where.
    pub source: Source,
}

/// What a pack said of a probe, checked against its fields.
#[derive(Clone, Default)]
pub struct Settings(pub Vec<Setting>);

impl Settings {
    /// What stood behind a key.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Expression> {
        self.0.iter().find(|setting| setting.name == name).map(|setting| &setting.value)
    }

    /// A text that has no holes: an identity's name, a choice.
    #[must_use]
    pub fn word(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Expression::Literal(value) => value.as_str(),
            _ => None,
        }
    }

    /// A number that has no holes: an int, or a duration in seconds.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<f64> {
        match self.get(name)? {
            Expression::Literal(value) => value.as_f64(),
            _ => None,
        }
    }
}
