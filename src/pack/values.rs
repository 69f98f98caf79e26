//! The values of inputs: who may set them, in which order, and what is missing.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::Span;
use super::draft::{Draft, DraftValue, Piece};
use super::env_file::EnvFile;
use super::graph::settling_order;
use super::input::{Input, InputType};
use super::parse::Pack;
use super::problem::{Problem, Problems};
use super::suggest;
use crate::model::{Custody, Observed, Secret};

/// Where the values of inputs come from, the strongest first.
pub struct InputValues<'a> {
    /// What the simulator provides: it wins over everybody.
    pub overrides: Vec<(String, Given)>,
    /// What `--set` says; the last one of a name counts.
    pub set: Vec<(String, Given)>,
    /// What `--env-file` says.
    pub env_file: Option<&'a EnvFile>,
    /// The environment.
    pub environment: &'a dyn Fn(&str) -> Option<String>,
    /// A new random UUID (RFC 9562, version 4).
    pub uuid: &'a dyn Fn() -> String,
}

/// A value from outside.
#[derive(Clone)]
pub enum Given {
    /// As it was written.
    Text(String),
    /// Read from somewhere that is not shown: `env:`, `file:`, `cmd:` or stdin.
    Secret(Secret),
}

/// What is known of an input.
#[derive(Clone)]
pub(super) enum Known {
    Absent,
    Value(Value),
    Secret(Secret),
}

impl Known {
    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Absent => true,
            Self::Value(Value::String(text)) => text.is_empty(),
            Self::Value(Value::Array(items)) => items.is_empty(),
            Self::Value(Value::Bool(value)) => !value,
            Self::Value(_) => false,
            Self::Secret(secret) => secret.expose().is_empty(),
        }
    }

    /// The value as matchers look at it.
    pub(super) fn observed(&self) -> Observed {
        match self {
            Self::Absent => Observed::Absent,
            Self::Value(value) => Observed::Value(value.clone()),
            Self::Secret(secret) => Observed::Secret(secret.clone()),
        }
    }
}

/// Who set a value, for messages.
enum Origin<'a> {
    Override,
    Set,
    EnvFile(&'a str, &'a EnvFile, Span),
    Environment(&'a str),
}

/// Says which names of `--set` no pack has.
///
/// # Errors
/// With each such name.
pub fn unknown_names(packs: &[&Pack], values: &InputValues<'_>) -> Result<(), Problems> {
    let known: Vec<&str> =
        packs.iter().flat_map(|pack| &pack.inputs).map(|input| input.name.as_str()).collect();
    let mut problems = Problems::default();
    for (name, _) in &values.set {
        if !known.contains(&name.as_str()) {
            let mut names = known.clone();
            names.sort_unstable();
            names.dedup();
            problems.push(
                Problem::new(format!("`--set {name}=…`: there is no input `{name}`"))
                    .maybe_help(suggest::help(name, names)),
            );
        }
    }
    problems.settle()
}

/// What the simulator, the command line, the env file or the environment gives for an input; none when
/// nobody does, and its default counts.
#[must_use]
pub fn given(pack: &Pack, values: &InputValues<'_>, name: &str) -> Option<Given> {
    let input = pack.inputs.iter().find(|input| input.name == name)?;
    candidate(input, values).map(|(given, _)| given)
}

/// The values of a pack's inputs, by name. Secrets go into custody.
pub(super) fn settle(
    pack: &Pack,
    values: &InputValues<'_>,
    custody: &Custody,
    problems: &mut Problems,
) -> BTreeMap<String, Known> {
    let mut settled: BTreeMap<String, Known> = BTreeMap::new();
    for index in settling_order(&pack.inputs) {
        let input = &pack.inputs[index];
        let known = match candidate(input, values) {
            Some((given, origin)) => take(input, &given, &origin).unwrap_or_else(|problem| {
                problems.push(*problem);
                // Told already: nothing more is to be said of it.
                Known::Value(Value::Null)
            }),
            None => match &input.default {
                Some(draft) => default(pack, input, draft, &settled).unwrap_or_else(|problem| {
                    problems.push(*problem);
                    Known::Value(Value::Null)
                }),
                None if input.generate => generated(input, values),
                None => Known::Absent,
            },
        };
        if let Known::Secret(secret) = &known {
            custody.add(&input.name, secret);
        }
        if input.required && known.is_empty() {
            problems.push(missing(pack, input));
        }
        settled.insert(input.name.clone(), known);
    }
    settled
}

/// A value that is made for this run.
fn generated(input: &Input, values: &InputValues<'_>) -> Known {
    let uuid = (values.uuid)();
    if input.secret { Known::Secret(Secret::new(uuid)) } else { Known::Value(uuid.into()) }
}

/// What is missing, and how to set it.
fn missing(pack: &Pack, input: &Input) -> Problem {
    let what = input.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
    let message = format!("{} needs the input `{}`{what}", pack.name, input.name);
    Problem::at(&pack.document, input.span, message).without_excerpt().help(input.how_to_set())
}

/// The strongest value that somebody gave. An empty variable counts as not set, as CI systems mean it.
fn candidate<'a>(input: &'a Input, values: &'a InputValues<'_>) -> Option<(Given, Origin<'a>)> {
    let last = |given: &[(String, Given)]| {
        given.iter().rev().find(|(name, _)| *name == input.name).map(|(_, given)| given.clone())
    };
    if let Some(given) = last(&values.overrides) {
        return Some((given, Origin::Override));
    }
    if let Some(given) = last(&values.set) {
        return Some((given, Origin::Set));
    }
    if let Some(file) = values.env_file {
        for name in &input.env {
            if let Some((value, span)) = file.get(name)
                && !value.expose().is_empty()
            {
                return Some((Given::Secret(value.clone()), Origin::EnvFile(name, file, span)));
            }
        }
    }
    input.env.iter().find_map(|name| {
        let value = (values.environment)(name).filter(|value| !value.is_empty())?;
        Some((Given::Secret(Secret::new(value)), Origin::Environment(name)))
    })
}

fn take(input: &Input, given: &Given, origin: &Origin<'_>) -> Result<Known, Box<Problem>> {
    let text = match given {
        Given::Text(_) if input.secret && matches!(origin, Origin::Set) => {
            return Err(Box::new(
                Problem::new(format!(
                    "`--set {}=…`: a secret given like this stands in the process list and the shell's \
                     history",
                    input.name
                ))
                .help(format!(
                    "write `--set {0}=env:NAME`, `--set {0}=file:PATH` or `--set {0}=cmd:COMMAND`",
                    input.name
                )),
            ));
        }
        Given::Text(text) => text.as_str(),
        Given::Secret(secret) => secret.expose(),
    };
    if input.secret {
        return Ok(if text.is_empty() { Known::Absent } else { Known::Secret(Secret::new(text)) });
    }
    if text.is_empty() && input.kind != InputType::List {
        return Ok(Known::Absent);
    }
    input.kind.read(text).map(Known::Value).map_err(|wanted| {
        let name = &input.name;
        // A value is only shown where the user just typed it: a variable may hold the wrong secret.
        let shown = match given {
            Given::Text(text) => format!("`{text}`"),
            Given::Secret(_) => "what it says".to_owned(),
        };
        Box::new(match origin {
            Origin::Override => Problem::new(format!("the simulator's value of `{name}` is not {wanted}")),
            Origin::Set => Problem::new(format!("`--set {name}=…`: {shown} is not {wanted}")),
            Origin::Environment(variable) => Problem::new(format!(
                "the environment variable {variable} sets the input `{name}`, and {shown} is not {wanted}"
            )),
            Origin::EnvFile(variable, file, span) => file.problem(
                *span,
                format!("{variable} sets the input `{name}`, and {shown} is not {wanted}"),
            ),
        })
    })
}

/// The default of an input, with what it reads put in.
fn default(
    pack: &Pack,
    input: &Input,
    draft: &Draft,
    settled: &BTreeMap<String, Known>,
) -> Result<Known, Box<Problem>> {
    let known = match &draft.value {
        DraftValue::Text(pieces) => text(pack, pieces, settled, input.kind == InputType::Url),
        DraftValue::Plain(value) => Known::Value(value.clone()),
        DraftValue::List(items) => {
            let mut list = Vec::new();
            for item in items {
                match &item.value {
                    DraftValue::Text(pieces) => match text(pack, pieces, settled, false) {
                        Known::Value(Value::Array(more)) => list.extend(more),
                        Known::Value(value) => list.push(value),
                        Known::Absent => {}
                        Known::Secret(_) => {
                            let message = "a secret cannot be one item of a list";
                            return Err(Box::new(Problem::at(&pack.document, item.span, message)));
                        }
                    },
                    DraftValue::Plain(value) => list.push(value.clone()),
                    DraftValue::List(_) | DraftValue::Map(_) => {}
                }
            }
            Known::Value(Value::Array(list))
        }
        DraftValue::Map(_) => Known::Absent,
    };
    match known {
        Known::Value(Value::String(text)) if input.secret => Ok(Known::Secret(Secret::new(text))),
        // What is told already stays told.
        Known::Value(Value::Null) => Ok(Known::Value(Value::Null)),
        Known::Value(Value::String(text)) => {
            input.kind.read(&text).map(Known::Value).map_err(|wanted| {
                let message = format!(
                    "the default of `{}` comes out as something that is not {wanted}",
                    input.name
                );
                Box::new(Problem::at(&pack.document, draft.span, message))
            })
        }
        known => Ok(known),
    }
}

/// Text with inputs put in; absent when one of them is. One input alone keeps its type.
fn text(pack: &Pack, pieces: &[Piece], settled: &BTreeMap<String, Known>, url: bool) -> Known {
    if let [Piece::Input { name, .. }] = pieces {
        return settled.get(name).cloned().unwrap_or(Known::Absent);
    }
    let mut whole = String::new();
    let mut secret = false;
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Text(text) => whole.push_str(text),
            Piece::Input { name, .. } => match settled.get(name) {
                Some(Known::Value(Value::Null)) => return Known::Value(Value::Null),
                Some(Known::Value(value)) => {
                    let text = plain(value);
                    whole.push_str(if url {
                        base(pack, name, &text, pieces.get(index + 1))
                    } else {
                        &text
                    });
                }
                Some(Known::Secret(value)) => {
                    secret = true;
                    whole.push_str(value.expose());
                }
                Some(Known::Absent) | None => return Known::Absent,
            },
            Piece::Reading { .. } => return Known::Absent,
        }
    }
    if secret { Known::Secret(Secret::new(whole)) } else { Known::Value(Value::String(whole)) }
}

/// A value inside text: a list with spaces between, as scopes are sent.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// A base URL before a path: its own last slash is left out, so that there are not two.
pub(super) fn base<'a>(pack: &Pack, name: &str, text: &'a str, next: Option<&Piece>) -> &'a str {
    let is_url = pack.inputs.iter().any(|input| input.name == name && input.kind == InputType::Url);
    let slash = matches!(next, Some(Piece::Text(next)) if next.starts_with('/'));
    if is_url && slash { text.trim_end_matches('/') } else { text }
}
