//! Values of a pack before its inputs are known: text with `${…}` taken apart.

use serde_json::Value;

use super::document::Span;
use super::lint::{Lint, Scope, shown};
use super::suggest;
use super::yaml::{Entry, Node, Yaml};
use crate::model::{Expression, FieldType, Path, PathError};
use crate::probe::Kind;

/// A value before its inputs are known.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) value: DraftValue,
    pub(super) span: Span,
}

/// What a draft is.
#[derive(Clone)]
pub(super) enum DraftValue {
    /// A scalar without references.
    Plain(Value),
    /// Text with references.
    Text(Vec<Piece>),
    /// A list.
    List(Vec<Draft>),
    /// A mapping, in the order of the pack.
    Map(Vec<(String, Draft)>),
}

/// A piece of text.
#[derive(Clone)]
pub(super) enum Piece {
    /// As it stands.
    Text(String),
    /// `${name}`.
    Input { name: String, span: Span },
    /// `${check-id.path}`.
    Reading { check: String, path: Path, span: Span },
}

impl Draft {
    /// Every piece that reads something, in order.
    pub(super) fn references(&self) -> Vec<&Piece> {
        match &self.value {
            DraftValue::Plain(_) => Vec::new(),
            DraftValue::Text(pieces) => {
                pieces.iter().filter(|piece| !matches!(piece, Piece::Text(_))).collect()
            }
            DraftValue::List(items) => items.iter().flat_map(Self::references).collect(),
            DraftValue::Map(items) => {
                items.iter().flat_map(|(_, item)| item.references()).collect()
            }
        }
    }

    /// The checks that it reads, and what of them.
    pub(super) fn readings(&self) -> Vec<(&str, &Path, Span)> {
        self.references()
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Reading { check, path, span } => Some((check.as_str(), path, *span)),
                Piece::Text(_) | Piece::Input { .. } => None,
            })
            .collect()
    }

    /// The inputs that it reads.
    pub(super) fn inputs(&self) -> Vec<(&str, Span)> {
        self.references()
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Input { name, span } => Some((name.as_str(), *span)),
                Piece::Text(_) | Piece::Reading { .. } => None,
            })
            .collect()
    }

    /// The input, when the whole value is one reference to it.
    pub(super) fn whole_input(&self) -> Option<&str> {
        match &self.value {
            DraftValue::Text(pieces) => match pieces.as_slice() {
                [Piece::Input { name, .. }] => Some(name),
                _ => None,
            },
            DraftValue::Plain(_) | DraftValue::List(_) | DraftValue::Map(_) => None,
        }
    }

    /// What is there before its inputs are known: scalars that read something are left out.
    pub(super) fn outline(&self) -> Option<Expression> {
        match &self.value {
            DraftValue::Plain(value) => Some(Expression::Literal(value.clone())),
            DraftValue::Text(_) => None,
            DraftValue::List(items) => {
                Some(Expression::List(items.iter().filter_map(Self::outline).collect()))
            }
            DraftValue::Map(members) => {
                let outline = |(name, draft): &(String, Self)| {
                    (name.clone(), draft.outline().unwrap_or(Expression::Literal(Value::Null)))
                };
                Some(Expression::Map(members.iter().map(outline).collect()))
            }
        }
    }

    /// The scalar, when nothing is read.
    pub(super) const fn plain(&self) -> Option<&Value> {
        match &self.value {
            DraftValue::Plain(value) => Some(value),
            DraftValue::Text(_) | DraftValue::List(_) | DraftValue::Map(_) => None,
        }
    }
}

impl Lint<'_> {
    /// A value in which references are allowed, of the type that its table says.
    pub(super) fn draft(&mut self, entry: &Entry, kind: FieldType) -> Option<Draft> {
        let node = &entry.node;
        match kind {
            FieldType::Text | FieldType::Url if node.text().is_none() => {
                let problem = self.not_text(node, &entry.key);
                self.push(problem);
                None
            }
            FieldType::Url => {
                let draft = self.any(node)?;
                self.url(&draft, &entry.key).then_some(draft)
            }
            FieldType::List => match &node.value {
                Yaml::Text(_) => self.any(node),
                Yaml::List(items) if items.iter().all(|item| item.text().is_some()) => {
                    self.any(node)
                }
                _ => {
                    let message = format!("`{}` is a list of texts", entry.key);
                    let problem = self.at(node.span, message);
                    self.push(problem);
                    None
                }
            },
            FieldType::Map | FieldType::Headers => {
                let Yaml::Map(entries) = &node.value else {
                    let message = format!(
                        "`{}` is a mapping of names to texts, not {}",
                        entry.key,
                        node.kind()
                    );
                    let problem = self.at(node.span, message);
                    self.push(problem);
                    return None;
                };
                for entry in entries {
                    if matches!(entry.node.value, Yaml::List(_) | Yaml::Map(_) | Yaml::Null) {
                        let problem = self.not_text(&entry.node, &shown(&entry.key));
                        self.push(problem);
                    }
                    if matches!(kind, FieldType::Headers) {
                        self.header(entry);
                    }
                }
                self.any(node)
            }
            _ => self.any(node),
        }
    }

    /// A header that can be sent (RFC 9110, section 5.1 and 5.5).
    fn header(&mut self, entry: &Entry) {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if entry.key.is_empty() || !entry.key.bytes().all(allowed) {
            let message = format!("`{}` is not the name of a header", shown(&entry.key));
            let help = "a name is letters, digits and hyphens, without blanks or a colon";
            let problem = self.at(entry.key_span, message).help(help);
            self.push(problem);
        }
        if entry.node.text().is_some_and(|text| text.contains(['\r', '\n', '\0'])) {
            let message = format!("the header `{}` has a line break in it", shown(&entry.key));
            let problem = self.at(entry.node.span, message);
            self.push(problem);
        }
    }

    /// Any value; references in its texts are taken apart.
    pub(super) fn any(&mut self, node: &Node) -> Option<Draft> {
        let value = match &node.value {
            Yaml::Text(text) => self.text(text, node.span)?,
            Yaml::List(items) => {
                let drafts: Vec<_> = items.iter().map(|item| self.any(item)).collect();
                DraftValue::List(drafts.into_iter().collect::<Option<_>>()?)
            }
            Yaml::Map(entries) => {
                let drafts: Vec<_> = entries
                    .iter()
                    .map(|entry| Some((entry.key.clone(), self.any(&entry.node)?)))
                    .collect();
                DraftValue::Map(drafts.into_iter().collect::<Option<_>>()?)
            }
            Yaml::Null | Yaml::Bool(_) | Yaml::Number(_) => {
                DraftValue::Plain(node.scalar().unwrap_or_default())
            }
        };
        Some(Draft { value, span: node.span })
    }

    /// Takes text apart. `$${` stands for `${`.
    fn text(&mut self, text: &str, span: Span) -> Option<DraftValue> {
        let mut pieces = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        let mut found_all = true;
        let mut searched = span.start;
        while let Some(at) = rest.find("${") {
            if rest[..at].ends_with('$') {
                literal.push_str(&rest[..at - 1]);
                literal.push_str("${");
                rest = &rest[at + 2..];
                continue;
            }
            literal.push_str(&rest[..at]);
            let inside = &rest[at + 2..];
            let Some(length) = closing(inside) else {
                let problem = self
                    .at(self.locate("${", span, &mut searched), "a `${` without its `}`")
                    .help("write `$${` for the two characters themselves");
                self.push(problem);
                return None;
            };
            let place = self.locate(&rest[at..at + length + 3], span, &mut searched);
            match self.reference(inside[..length].trim(), place) {
                Some(piece) => {
                    if !literal.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut literal)));
                    }
                    pieces.push(piece);
                }
                None => found_all = false,
            }
            rest = &inside[length + 1..];
        }
        literal.push_str(rest);
        if !found_all {
            return None;
        }
        if pieces.is_empty() {
            return Some(DraftValue::Plain(Value::String(literal)));
        }
        if !literal.is_empty() {
            pieces.push(Piece::Text(literal));
        }
        Some(DraftValue::Text(pieces))
    }

    /// Where a piece of a scalar stands in the file; the whole scalar when escapes hide it.
    fn locate(&self, piece: &str, span: Span, searched: &mut usize) -> Span {
        let raw = self.document.text.get(*searched..span.end).unwrap_or_default();
        raw.find(piece).map_or(span, |at| {
            let start = *searched + at;
            *searched = start + piece.len();
            Span::new(start, start + piece.len())
        })
    }

    /// What stands between `${` and `}`.
    pub(super) fn reference(&mut self, text: &str, span: Span) -> Option<Piece> {
        let end = text.find(['.', '[']).unwrap_or(text.len());
        let (name, path) = (&text[..end], text[end..].trim_start_matches('.'));
        let input = self.inputs.iter().any(|(known, _)| known == name);
        let check = self.checks.iter().find(|(id, _)| id == name).map(|(_, kind)| *kind);
        if path.is_empty() && input {
            return Some(Piece::Input { name: name.to_owned(), span });
        }
        match (path.is_empty(), check) {
            (false, Some(kind)) => self.reading(name, kind, path, span),
            (false, None) if input => {
                let message = format!("the input `{name}` has nothing behind a dot");
                let problem = self.at(span, message).help(format!("write `${{{name}}}`"));
                self.push(problem);
                None
            }
            (false, None) => {
                let ids: Vec<&str> = self.checks.iter().map(|(id, _)| id.as_str()).collect();
                let problem = self
                    .at(span, format!("there is no check `{}`", shown(name)))
                    .maybe_help(suggest::help(name, ids));
                self.push(problem);
                None
            }
            (true, Some(_)) => {
                let problem = self
                    .at(span, format!("`{name}` is a check: say what to read of it"))
                    .help(format!("such as `${{{name}.status}}`"));
                self.push(problem);
                None
            }
            (true, None) if name.is_empty() => {
                let problem = self
                    .at(span, "nothing is named between `${` and `}`")
                    .help("write `$${` for the two characters themselves");
                self.push(problem);
                None
            }
            (true, None) => {
                let inputs: Vec<&str> = self.inputs.iter().map(|(name, _)| name.as_str()).collect();
                let help = suggest::help(name, inputs).unwrap_or_else(|| {
                    "an input is named under `inputs`; a check is read as `${check-id.path}`"
                        .to_owned()
                });
                let problem =
                    self.at(span, format!("there is no input `{}`", shown(name))).help(help);
                self.push(problem);
                None
            }
        }
    }

    fn reading(
        &mut self,
        id: &str,
        kind: Option<&'static Kind>,
        path: &str,
        span: Span,
    ) -> Option<Piece> {
        let forbidden = match &self.scope {
            Scope::Inputs => Some("the default of an input can read other inputs only"),
            Scope::Check(own) if own == id => Some("only its `cleanup` can read a check itself"),
            Scope::All | Scope::Check(_) | Scope::Cleanup => None,
        };
        if let Some(message) = forbidden {
            let problem = self.at(span, message);
            self.push(problem);
            return None;
        }
        let path = self.path(path, span, kind)?;
        Some(Piece::Reading { check: id.to_owned(), path, span })
    }

    /// A path that a check of this kind can show.
    pub(super) fn path(
        &mut self,
        text: &str,
        span: Span,
        kind: Option<&'static Kind>,
    ) -> Option<Path> {
        let roots = kind.map_or(&Path::ROOTS[..], |kind| kind.roots);
        let problem = match Path::parse(text) {
            Ok(path) => match kind {
                Some(kind) if !kind.roots.contains(&path.root()) => self
                    .at(span, format!("`{}` checks see no `{}`", kind.name, shown(text)))
                    .help(format!("they see {}", roots.join(", "))),
                _ => return Some(path),
            },
            Err(PathError::Root { found }) => {
                let help = suggest::nearest(&found, roots.iter().copied()).map_or_else(
                    || format!("paths begin with {}", roots.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                self.at(span, format!("`{}` is not something that can be read", shown(&found)))
                    .help(help)
            }
            Err(PathError::Member { root, found, known }) => self
                .at(span, format!("`{root}` has no `{}`", shown(&found)))
                .maybe_help(suggest::help(&found, known)),
            Err(PathError::Shape(message)) => self.at(span, message),
        };
        self.push(problem);
        None
    }
}

/// Where the `}` of a reference is: quoted text is passed over, and brackets are kept whole.
fn closing(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut brackets = 0_usize;
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if brackets > 0 => quote = Some(character),
            (None, '[') => brackets += 1,
            (None, ']') => brackets = brackets.saturating_sub(1),
            (None, '}') => return Some(at),
            (None, _) => {}
        }
    }
    // A quote or bracket left open: the first `}` is meant.
    text.find('}')
}
