//! Waivers: those of a pack, and those of a file for several packs.

use std::sync::Arc;

use jiff::civil::Date;

use super::document::{Document, Span};
use super::lint::{Lint, Scope};
use super::open::PackText;
use super::parse::{Pack, carefully};
use super::problem::{Problem, Problems};
use super::shape::WAIVER;
use super::suggest;
use super::yaml::{Entry, Node, Yaml};
use crate::model::{Waiver, WaiverTarget};

/// A waiver and for which pack it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopedWaiver {
    /// The only pack whose failures it waives; every pack of the run without one.
    pub pack: Option<String>,
    /// The waiver.
    pub waiver: Waiver,
}

/// A waiver and where its last day is written.
pub(super) struct PlacedWaiver {
    waiver: Waiver,
    day: Span,
}

impl Pack {
    /// The waivers of the pack, in its order.
    pub fn waivers(&self) -> impl Iterator<Item = ScopedWaiver> {
        self.waivers
            .iter()
            .map(|one| ScopedWaiver { pack: Some(self.name.clone()), waiver: one.waiver.clone() })
    }

    /// The waivers whose last day has passed, told as problems. `today` is the day in UTC.
    #[must_use]
    pub fn expired(&self, today: Date) -> Problems {
        expired(&self.document, &self.waivers, today)
    }
}

/// Those whose last day has passed, told as problems.
fn expired(document: &Arc<Document>, waivers: &[PlacedWaiver], today: Date) -> Problems {
    let mut problems = Problems::default();
    for PlacedWaiver { waiver, day } in waivers.iter().filter(|one| one.waiver.expires < today) {
        let message = format!(
            "the waiver of the {} `{}` expired on {}",
            waiver.of.kind(),
            waiver.of.id(),
            waiver.expires
        );
        problems.push(Problem::at(document, *day, message).help(
            "mend what it waives and take it out, or give it a later day with a reason that still holds",
        ));
    }
    problems
}

/// Whether a file is one of waivers, by its shape: a list, or what stands in a pack and nothing else.
#[must_use]
pub fn is_of_waivers(file: &PackText) -> bool {
    match carefully(file).map(|(_, tree, _)| tree.value) {
        Ok(Yaml::List(_)) => true,
        Ok(Yaml::Map(entries)) => {
            matches!(entries.as_slice(), [Entry { key, .. }] if key == "waivers")
        }
        Ok(Yaml::Text(_) | Yaml::Null | Yaml::Bool(_) | Yaml::Number(_)) | Err(_) => false,
    }
}

/// Everything that is wrong with a file of waivers, and which of them expired before `today`. Without packs nobody
/// knows which checks there are, and none is unknown.
#[must_use]
pub fn lint_waivers(
    file: &PackText,
    packs: &[Pack],
    known_causes: &[&str],
    today: Date,
) -> Problems {
    match placed(file, packs, known_causes) {
        Ok((document, read)) => expired(&document, &read, today),
        Err(problems) => problems,
    }
}

/// Reads a file of waivers for these packs. A check is named by its id, or as `pack/id`.
///
/// # Errors
/// With everything that is wrong, in the order of the file.
pub fn waivers(
    file: &PackText,
    packs: &[Pack],
    known_causes: &[&str],
) -> Result<Vec<ScopedWaiver>, Problems> {
    let (_, read) = placed(file, packs, known_causes)?;
    Ok(read.into_iter().map(|one| scoped(one.waiver, packs)).collect())
}

fn placed(
    file: &PackText,
    packs: &[Pack],
    known_causes: &[&str],
) -> Result<(Arc<Document>, Vec<PlacedWaiver>), Problems> {
    let (document, tree, _) = carefully(file)?;
    let mut checks = Vec::new();
    for pack in packs {
        for check in &pack.checks {
            checks.push((check.id.clone(), None));
            checks.push((format!("{}/{}", pack.name, check.id), None));
        }
    }
    let mut lint = Lint {
        document: Arc::clone(&document),
        problems: Problems::default(),
        inputs: Vec::new(),
        checks,
        identities: Vec::new(),
        remedies: &[],
        causes: known_causes,
        scope: Scope::All,
    };
    lint.duplicates(&tree);
    // A list, or what stands in a pack: the list under its key.
    let list = match &tree.value {
        Yaml::Map(entries) => match entries.as_slice() {
            [Entry { key, node, .. }] if key == "waivers" => node,
            _ => &tree,
        },
        _ => &tree,
    };
    let read = lint.waiver_list(list);
    lint.problems.settle()?;
    Ok((document, read))
}

/// Takes the pack out of `pack/id`.
fn scoped(waiver: Waiver, packs: &[Pack]) -> ScopedWaiver {
    let WaiverTarget::Check(named) = &waiver.of else {
        return ScopedWaiver { pack: None, waiver };
    };
    let found = packs.iter().find_map(|pack| {
        let id = named.strip_prefix(&pack.name)?.strip_prefix('/')?;
        pack.checks.iter().any(|check| check.id == id).then(|| (pack.name.clone(), id.to_owned()))
    });
    match found {
        None => ScopedWaiver { pack: None, waiver },
        Some((pack, id)) => ScopedWaiver {
            pack: Some(pack),
            waiver: Waiver { of: WaiverTarget::Check(id), ..waiver },
        },
    }
}

impl Lint<'_> {
    /// The waivers of a pack.
    pub(super) fn read_waivers(&mut self, entry: &Entry) -> Vec<PlacedWaiver> {
        self.waiver_list(&entry.node)
    }

    fn waiver_list(&mut self, node: &Node) -> Vec<PlacedWaiver> {
        let items = match &node.value {
            Yaml::List(items) if !items.is_empty() => items,
            Yaml::List(_) => {
                let problem = self.at(node.span, "`waivers` is an empty list").help("leave it out");
                self.push(problem);
                return Vec::new();
            }
            _ => {
                let message = format!("`waivers` is a list, not {}", node.kind());
                let help = "its items are `{ check: ID, reason: TEXT, expires: 2026-12-31 }`";
                let problem = self.at(node.span, message).help(help);
                self.push(problem);
                return Vec::new();
            }
        };
        let mut read: Vec<(PlacedWaiver, Span)> = Vec::new();
        for item in items {
            let Some(one) = self.waiver(item) else { continue };
            match read.iter().find(|(known, _)| known.waiver.of == one.waiver.of) {
                Some((_, first)) => {
                    let of = &one.waiver.of;
                    let message = format!("the {} `{}` is waived twice", of.kind(), of.id());
                    let problem =
                        self.at(item.span, message).label("again").related(*first, "first here");
                    self.push(problem);
                }
                None => read.push((one, item.span)),
            }
        }
        read.into_iter().map(|(one, _)| one).collect()
    }

    fn waiver(&mut self, node: &Node) -> Option<PlacedWaiver> {
        let map = self.mapping(node, node.span, "a waiver", WAIVER)?;
        let of = match (map.get("check"), map.get("cause")) {
            (Some(_), Some(cause)) => {
                let problem = self
                    .at(cause.key_span, "a waiver is of a check or of a cause, not of both")
                    .help("write two waivers");
                self.push(problem);
                None
            }
            (None, None) => {
                if !map.is_empty("check") && !map.is_empty("cause") {
                    let problem = self
                        .at(node.span, "a waiver needs `check` or `cause`")
                        .help("name the check, or the cause, whose failure is accepted");
                    self.push(problem);
                }
                None
            }
            (Some(check), None) => self.waived_check(check),
            (None, Some(cause)) => self.waived_cause(cause),
        };
        let reason = map.get("reason").and_then(|entry| self.plain(entry));
        let expires = map.get("expires").and_then(|entry| self.day(entry));
        let (expires, day) = expires?;
        let source = self.document.source(node.span);
        Some(PlacedWaiver { waiver: Waiver { of: of?, reason: reason?, expires, source }, day })
    }

    fn waived_check(&mut self, entry: &Entry) -> Option<WaiverTarget> {
        let id = self.plain(entry)?;
        // Where no check is known, which is wrong with a pack already, or where there is no pack, none is unknown.
        if self.checks.is_empty() || self.checks.iter().any(|(known, _)| *known == id) {
            return Some(WaiverTarget::Check(id));
        }
        let help = suggest::help(&id, self.checks.iter().map(|(known, _)| known.as_str()));
        let message = format!("there is no check `{}`", super::lint::shown(&id));
        let problem = self.at(entry.node.span, message).maybe_help(help);
        self.push(problem);
        None
    }

    fn waived_cause(&mut self, entry: &Entry) -> Option<WaiverTarget> {
        let id = self.plain(entry)?;
        if self.causes.contains(&id.as_str()) {
            return Some(WaiverTarget::Cause(id));
        }
        let help = suggest::nearest(&id, self.causes.iter().copied()).map_or_else(
            || "`why401 list causes` shows them".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("there is no cause `{}`", super::lint::shown(&id));
        let problem = self.at(entry.node.span, message).help(help);
        self.push(problem);
        None
    }

    /// A day of the calendar, as in `2026-12-31`.
    fn day(&mut self, entry: &Entry) -> Option<(Date, Span)> {
        let span = entry.node.span;
        let text = entry.node.text().unwrap_or_default();
        let shaped =
            text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        if shaped && let Ok(day) = text.parse::<Date>() {
            return Some((day, span));
        }
        let problem = self
            .at(span, format!("`{}` is a day of the calendar", entry.key))
            .help("write year, month and day, as in 2026-12-31");
        self.push(problem);
        None
    }
}
