//! Whether a text is free of secrets: those that are known, in every form, and those that show by their shape.

use super::scanner::{Scanner, named_once};
use super::spot::spots;
use crate::model::{Custody, RedactionReceipt};

/// A secret in a text: what kind, and where. Never which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// What kind it is: the name of a secret that is known, or what its shape says.
    pub kind: String,
    /// The form in which a secret that is known was found; none where the shape alone shows it.
    pub form: Option<&'static str>,
}

/// Every secret of a text in order, and what was searched for.
#[must_use]
pub fn verify(text: &str, known: &Custody) -> (Vec<Finding>, RedactionReceipt) {
    let scanner = Scanner::new(known);
    let names: Vec<String> = known.all().into_iter().map(|(name, _)| name).collect();
    let mut found: Vec<(usize, usize, String, Option<&'static str>)> =
        named_once(scanner.find(text))
            .into_iter()
            .map(|one| (one.start, one.end, scanner.scrub(&names[one.secret]), Some(one.form)))
            .collect();
    for spot in spots(text, false) {
        let range = spot.range;
        if let Some(inner) = &spot.packed {
            let (inside, _) = verify(inner, known);
            found
                .extend(inside.into_iter().map(|one| (range.start, range.end, one.kind, one.form)));
            continue;
        }
        // What is known is named as that.
        if !found.iter().any(|(start, end, ..)| *start < range.end && range.start < *end) {
            found.push((range.start, range.end, spot.kind, None));
        }
    }
    found.sort_by_key(|(start, ..)| *start);
    found.dedup_by(|next, one| next.0 < one.1 && next.2 == one.2);
    let mut place = Place { text, at: 0, line: 1, column: 1 };
    let findings = found.into_iter().map(|(start, _, kind, form)| {
        let (line, column) = place.of(start);
        Finding { line, column, kind, form }
    });
    let findings: Vec<Finding> = findings.collect();
    let receipt = RedactionReceipt { hits: findings.len(), ..scanner.receipt() };
    (findings, receipt)
}

/// Counts lines and columns while offsets ascend.
struct Place<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    column: usize,
}

impl Place<'_> {
    fn of(&mut self, offset: usize) -> (usize, usize) {
        let passed = &self.text[self.at..offset];
        self.line += passed.matches('\n').count();
        self.column = match passed.rsplit_once('\n') {
            Some((_, last)) => last.chars().count() + 1,
            None => self.column + passed.chars().count(),
        };
        self.at = offset;
        (self.line, self.column)
    }
}
