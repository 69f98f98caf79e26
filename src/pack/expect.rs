//! Matchers as packs write them: a scalar, or operators with their arguments.

use regex::Regex;
use serde_json::Value;

use super::document::Span;
use super::draft::{Draft, DraftValue};
use super::input::InputType;
use super::lint::{Lint, duration_help, shown};
use super::suggest;
use super::yaml::{Entry, Node, Yaml};
use crate::model::{
    AnsweredBy, Operator, Path, SignatureVerdict, TokenKind, TokenPath, parse_duration,
};
use crate::probe::Kind;

/// What is expected at one path.
#[derive(Clone)]
pub(super) struct Demanded {
    pub(super) path: Path,
    pub(super) matchers: Vec<DraftMatcher>,
}

/// A matcher before its inputs are known.
#[derive(Clone)]
pub(super) struct DraftMatcher {
    pub(super) operator: Operator,
    pub(super) expected: Draft,
    pub(super) nested: Vec<Self>,
    pub(super) span: Span,
}

impl DraftMatcher {
    /// Every value that it compares with.
    pub(super) fn drafts(&self) -> Vec<&Draft> {
        let nested = self.nested.iter().flat_map(Self::drafts);
        std::iter::once(&self.expected).chain(nested).collect()
    }
}

/// What is looked at, as far as it decides which arguments make sense.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    /// Numbers are seconds there.
    pub(super) duration: bool,
    /// The words that can stand there, when they are few.
    pub(super) words: &'a [&'a str],
    /// Numbers only.
    pub(super) number: bool,
}

impl Subject<'static> {
    /// What is known of a path.
    pub(super) fn of(path: &Path) -> Self {
        const KINDS: &[&str] =
            &[TokenKind::Jwt.as_str(), TokenKind::Jwe.as_str(), TokenKind::Opaque.as_str()];
        const VERDICTS: &[&str] = &[
            SignatureVerdict::Valid.as_str(),
            SignatureVerdict::Invalid.as_str(),
            SignatureVerdict::UnknownKey.as_str(),
            SignatureVerdict::Unsupported.as_str(),
            SignatureVerdict::Unchecked.as_str(),
        ];
        const ANSWERERS: &[&str] = &[
            AnsweredBy::Api.as_str(),
            AnsweredBy::Gateway.as_str(),
            AnsweredBy::Edge.as_str(),
            AnsweredBy::Proxy.as_str(),
            AnsweredBy::LoginPage.as_str(),
            AnsweredBy::Unknown.as_str(),
        ];
        let words = match path {
            Path::Token(TokenPath::Kind) => KINDS,
            Path::Token(TokenPath::Signature) => VERDICTS,
            Path::AnsweredBy => ANSWERERS,
            _ => &[],
        };
        Self { duration: path.is_duration(), words, number: matches!(path, Path::Status) }
    }

    /// What is known of an input.
    pub(super) const fn of_input(kind: InputType) -> Self {
        Self {
            duration: matches!(kind, InputType::Duration),
            words: &[],
            number: matches!(kind, InputType::Int),
        }
    }

    const LENGTH: Self = Self { duration: false, words: &[], number: true };
}

impl Lint<'_> {
    /// A mapping from paths to what is expected there.
    pub(super) fn expect(&mut self, entry: &Entry, kind: &'static Kind) -> Vec<Demanded> {
        let Yaml::Map(entries) = &entry.node.value else {
            let message = format!(
                "`{}` is a mapping from paths to matchers, not {}",
                entry.key,
                entry.node.kind()
            );
            let problem = self.at(entry.node.span, message);
            self.push(problem);
            return Vec::new();
        };
        if entries.is_empty() {
            let problem = self.at(entry.key_span, format!("`{}` expects nothing", entry.key));
            self.push(problem);
        }
        let mut demanded: Vec<Demanded> = Vec::new();
        for one in entries {
            let path = self.path(&one.key, one.key_span, Some(kind));
            let subject = path.as_ref().map(Subject::of);
            let matchers =
                self.matchers(one, subject.unwrap_or(Subject { number: false, ..Subject::LENGTH }));
            let Some(path) = path else { continue };
            if demanded.iter().any(|known| known.path == path) {
                let message = format!("`{path}` stands here twice");
                let problem =
                    self.at(one.key_span, message).help("put all its matchers into one mapping");
                self.push(problem);
            } else if !matchers.is_empty() {
                demanded.push(Demanded { path, matchers });
            }
        }
        demanded
    }

    /// The matchers behind one key.
    pub(super) fn matchers(&mut self, entry: &Entry, subject: Subject<'_>) -> Vec<DraftMatcher> {
        let key = shown(&entry.key);
        match &entry.node.value {
            Yaml::Map(operators) if operators.is_empty() => {
                let problem = self.at(entry.node.span, format!("nothing is expected of `{key}`"));
                self.push(problem);
                Vec::new()
            }
            Yaml::Map(operators) => {
                operators.iter().filter_map(|one| self.matcher(one, subject)).collect()
            }
            Yaml::List(_) => {
                let problem = self
                    .at(entry.node.span, format!("say how `{key}` is held against this list"))
                    .help("`{ one_of: […] }`, `{ contains_all: […] }` or `{ equals: […] }`");
                self.push(problem);
                Vec::new()
            }
            Yaml::Null => {
                let problem = self
                    .at(entry.key_span, format!("nothing is expected of `{key}`"))
                    .help("`{ exists: true }`, `{ exists: false }` or `{ equals: null }`");
                self.push(problem);
                Vec::new()
            }
            Yaml::Bool(_) | Yaml::Number(_) | Yaml::Text(_) => self
                .argument(Operator::Equals, &entry.node, entry.node.span, subject)
                .into_iter()
                .collect(),
        }
    }

    fn matcher(&mut self, entry: &Entry, subject: Subject<'_>) -> Option<DraftMatcher> {
        let Some(operator) = Operator::ALL.into_iter().find(|one| one.as_str() == entry.key) else {
            let words: Vec<&str> = Operator::ALL.into_iter().map(Operator::as_str).collect();
            let problem = self
                .at(entry.key_span, format!("there is no matcher `{}`", shown(&entry.key)))
                .maybe_help(suggest::help(&entry.key, words));
            self.push(problem);
            return None;
        };
        let nests = matches!(operator, Operator::Not | Operator::Length);
        if nests && matches!(entry.node.value, Yaml::Map(_)) {
            let inside = if operator == Operator::Not { subject } else { Subject::LENGTH };
            let nested = self.matchers(entry, inside);
            let expected = Draft { value: DraftValue::Plain(Value::Null), span: entry.node.span };
            return (!nested.is_empty()).then_some(DraftMatcher {
                operator,
                expected,
                nested,
                span: entry.key_span,
            });
        }
        self.argument(operator, &entry.node, entry.key_span, subject)
    }

    /// One matcher with its argument, which must make sense for the operator and for what is looked at.
    fn argument(
        &mut self,
        operator: Operator,
        node: &Node,
        span: Span,
        subject: Subject<'_>,
    ) -> Option<DraftMatcher> {
        let expected = self.any(node)?;
        let word = operator.as_str();
        let problem = match (operator, &node.value) {
            (Operator::Exists | Operator::NotEmpty, Yaml::Bool(_)) => None,
            (Operator::Exists | Operator::NotEmpty, _) => Some(self.not_boolean(node, word)),
            (Operator::ContainsAll | Operator::ContainsAny | Operator::OneOf, _) => {
                self.wants_list(word, node, &expected, subject)
            }
            (Operator::Matches, Yaml::Text(_)) => self.wants_pattern(&expected),
            (Operator::Matches, _) => Some(self.not_text(node, word)),
            (Operator::Type, Yaml::Text(text)) => {
                (!Operator::TYPES.contains(&text.as_str())).then(|| {
                    let help = suggest::help(text, Operator::TYPES);
                    self.at(node.span, format!("there is no type `{}`", shown(text)))
                        .maybe_help(help)
                })
            }
            (Operator::Type, _) => Some(self.not_text(node, word)),
            (Operator::AtLeast | Operator::AtMost | Operator::Within, _) => {
                self.wants_number(word, node, &expected, subject)
            }
            (Operator::Length, Yaml::Number(number)) if number.as_u64().is_some() => None,
            (Operator::Length, _) if expected.references().is_empty() => {
                Some(self.at(node.span, "`length` is a whole number, or matchers for it"))
            }
            (Operator::Length, _) => None,
            (Operator::Contains, Yaml::List(_) | Yaml::Map(_)) => Some(
                self.at(node.span, format!("`contains` is one value, not {}", node.kind()))
                    .help("`contains_all` and `contains_any` take lists"),
            ),
            (Operator::Contains, _) => None,
            (Operator::Equals | Operator::Not, _) => self.fits(node, &expected, subject),
        };
        if let Some(problem) = problem {
            self.push(problem);
            return None;
        }
        Some(DraftMatcher { operator, expected, nested: Vec::new(), span })
    }

    fn wants_list(
        &self,
        word: &str,
        node: &Node,
        expected: &Draft,
        subject: Subject<'_>,
    ) -> Option<super::problem::Problem> {
        if let Some(name) = expected.whole_input() {
            let kind = self.inputs.iter().find(|(known, _)| known == name).map(|(_, kind)| *kind);
            return (kind != Some(InputType::List)).then(|| {
                self.at(node.span, format!("`{word}` is a list, and the input `{name}` is none"))
                    .help("give the input `type: list`")
            });
        }
        match &node.value {
            Yaml::List(items) if items.is_empty() => {
                Some(self.at(node.span, format!("`{word}` with an empty list says nothing")))
            }
            Yaml::List(items) if word == Operator::OneOf.as_str() => match &expected.value {
                DraftValue::List(drafts) => items
                    .iter()
                    .zip(drafts)
                    .find_map(|(item, draft)| self.fits(item, draft, subject)),
                _ => None,
            },
            Yaml::List(_) => None,
            _ if matches!(&expected.value, DraftValue::Text(pieces) if pieces.len() == 1) => None,
            _ => Some(
                self.at(node.span, format!("`{word}` is a list, not {}", node.kind()))
                    .help("write `[ … ]`, or a reference to an input of type list"),
            ),
        }
    }

    fn wants_pattern(&self, expected: &Draft) -> Option<super::problem::Problem> {
        let Value::String(pattern) = expected.plain()? else { return None };
        let error = Regex::new(pattern).err()?;
        // The last line says what is wrong; those before draw the pattern once more.
        let text = error.to_string();
        let reason = text.lines().last().unwrap_or_default();
        let reason = reason.strip_prefix("error: ").unwrap_or(reason);
        Some(self.at(expected.span, format!("not a regular expression: {reason}")))
    }

    fn wants_number(
        &self,
        word: &str,
        node: &Node,
        expected: &Draft,
        subject: Subject<'_>,
    ) -> Option<super::problem::Problem> {
        if !expected.references().is_empty() {
            return None;
        }
        let number = match &node.value {
            Yaml::Number(number) => number.as_f64(),
            _ => None,
        };
        match (subject.duration, &node.value) {
            (true, Yaml::Text(text)) if is_signed_duration(text) => None,
            (true, _) => Some(
                self.at(node.span, format!("`{word}` is a duration with its unit here"))
                    .help(duration_help(node)),
            ),
            (false, Yaml::Number(_)) if word == "within" && number.is_some_and(|one| one < 0.0) => {
                Some(self.at(node.span, "`within` is a distance: it is not below zero"))
            }
            (false, Yaml::Number(_)) => None,
            (false, _) => {
                Some(self.at(node.span, format!("`{word}` is a number here, not {}", node.kind())))
            }
        }
    }

    /// Whether a value can stand at the path at all.
    fn fits(
        &self,
        node: &Node,
        expected: &Draft,
        subject: Subject<'_>,
    ) -> Option<super::problem::Problem> {
        let value = expected.plain()?;
        if subject.duration {
            let right = value.as_str().is_some_and(is_signed_duration);
            return (!right).then(|| {
                self.at(node.span, "what stands there is a duration with its unit")
                    .help(duration_help(node))
            });
        }
        if subject.number && !value.is_number() {
            let problem =
                self.at(node.span, format!("what stands there is a number, not {}", node.kind()));
            let digits = value.as_str().is_some_and(|text| text.parse::<f64>().is_ok());
            return Some(if digits { problem.help("leave out the quotes") } else { problem });
        }
        if !subject.words.is_empty()
            && !value.as_str().is_some_and(|word| subject.words.contains(&word))
        {
            let help =
                suggest::help(value.as_str().unwrap_or_default(), subject.words.iter().copied());
            return Some(self.at(node.span, "this can never stand there").maybe_help(help));
        }
        None
    }
}

fn is_signed_duration(text: &str) -> bool {
    parse_duration(text.strip_prefix('-').unwrap_or(text)).is_ok()
}
