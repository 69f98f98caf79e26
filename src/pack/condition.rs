//! `when`: whether a check applies.

use super::document::Span;
use super::draft::{DraftValue, Piece};
use super::expect::{DraftMatcher, Subject};
use super::lint::Lint;
use super::yaml::{Entry, Yaml};

/// Whether a check applies, before its inputs are known.
pub(super) enum When {
    /// What is read is present and not empty.
    Present(Piece),
    /// All of these hold.
    All(Vec<(Piece, Vec<DraftMatcher>)>),
}

impl When {
    /// Every piece that is read, what the matchers compare with left out.
    pub(super) fn pieces(&self) -> Vec<&Piece> {
        match self {
            Self::Present(piece) => vec![piece],
            Self::All(all) => all.iter().map(|(piece, _)| piece).collect(),
        }
    }

    /// The checks that must have come out before it can be told.
    pub(super) fn checks(&self) -> Vec<(&str, Span)> {
        let read = self.pieces().into_iter().filter_map(|piece| match piece {
            Piece::Reading { check, span, .. } => Some((check.as_str(), *span)),
            Piece::Text(_) | Piece::Input { .. } => None,
        });
        let compared = match self {
            Self::Present(_) => Vec::new(),
            Self::All(all) => all
                .iter()
                .flat_map(|(_, matchers)| matchers)
                .flat_map(DraftMatcher::drafts)
                .flat_map(|draft| draft.readings())
                .map(|(check, _, span)| (check, span))
                .collect(),
        };
        read.chain(compared).collect()
    }
}

impl Lint<'_> {
    /// One reference, or matchers over inputs and readings.
    pub(super) fn when(&mut self, entry: &Entry) -> Option<When> {
        let Yaml::Map(entries) = &entry.node.value else {
            if entry.node.text().is_some() {
                let draft = self.any(&entry.node)?;
                if let DraftValue::Text(mut pieces) = draft.value
                    && pieces.len() == 1
                    && let Some(piece) = pieces.pop()
                {
                    return Some(When::Present(piece));
                }
            }
            let problem = self
                .at(
                    entry.node.span,
                    "`when` is one reference, or a mapping from what is read to matchers",
                )
                .help("such as `when: ${queue_id}` or `when: { queue_id: { not_empty: true } }`");
            self.push(problem);
            return None;
        };
        let mut all = Vec::new();
        for one in entries {
            let key = one.key.strip_prefix("${").and_then(|key| key.strip_suffix('}'));
            let piece = self.reference(key.unwrap_or(&one.key), one.key_span);
            let subject = match &piece {
                Some(Piece::Reading { path, .. }) => Subject::of(path),
                Some(Piece::Input { name, .. }) => {
                    let kind = self.inputs.iter().find(|(known, _)| known == name);
                    Subject::of_input(kind.map(|(_, kind)| *kind).unwrap_or_default())
                }
                Some(Piece::Text(_)) | None => Subject::of_input(super::input::InputType::String),
            };
            let matchers = self.matchers(one, subject);
            let compared = matchers.iter().flat_map(DraftMatcher::drafts);
            let read: Vec<Span> =
                compared.flat_map(|draft| draft.readings()).map(|(_, _, span)| span).collect();
            if let (Some(Piece::Input { name, .. }), Some(span)) = (&piece, read.first()) {
                let message = format!(
                    "the input `{name}` is known before any check: it cannot be held against one"
                );
                let problem = self.at(*span, message);
                self.push(problem);
            }
            if let Some(piece) = piece {
                all.push((piece, matchers));
            }
        }
        if entries.is_empty() {
            let problem = self.at(entry.node.span, "`when` asks for nothing");
            self.push(problem);
        }
        (!all.is_empty()).then_some(When::All(all))
    }
}
