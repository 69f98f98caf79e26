//! Reading a pack: the tree, then everything that is wrong with it, all at once.

use std::sync::Arc;

use serde_json::Number;

use super::check::Check;
use super::credential::IdentityDraft;
use super::document::{Document, Span};
use super::input::Input;
use super::lint::{Lint, Scope, is_kebab};
use super::literal;
use super::open::PackText;
use super::problem::{Problem, Problems};
use super::shape::PACK;
use super::waiver::PlacedWaiver;
use super::yaml::{self, Node, Yaml};

/// A pack in which nothing is wrong; what is left open are the values of its inputs.
pub struct Pack {
    /// Its name.
    pub name: String,
    /// What it checks, in one line.
    pub title: String,
    /// The file as the user named it, or `builtin:NAME`.
    pub file: Arc<str>,
    /// What it needs to know, in its order.
    pub inputs: Vec<Input>,
    /// Its checks, in its order.
    pub checks: Vec<Check>,
    pub(super) waivers: Vec<PlacedWaiver>,
    pub(super) identities: Vec<IdentityDraft>,
    pub(super) document: Arc<Document>,
}

/// Reads a pack. `known_remedies` are the ids that `remedy` may name, `known_causes` those that waivers may.
///
/// # Errors
/// With everything that is wrong, in the order of the file. No values of inputs are needed for it, and
/// nothing is sent.
pub fn parse(
    pack: &PackText,
    known_remedies: &[&str],
    known_causes: &[&str],
) -> Result<Pack, Problems> {
    let (document, tree, secrets) = carefully(pack)?;
    let mut lint = Lint {
        document,
        problems: Problems::default(),
        inputs: Vec::new(),
        checks: Vec::new(),
        identities: Vec::new(),
        remedies: known_remedies,
        causes: known_causes,
        scope: Scope::All,
    };
    for (span, reason) in secrets {
        let problem = lint
            .at(span, reason)
            .help("declare an input with `secret: true` and an `env`, and read it as `${name}`");
        lint.push(problem);
    }
    lint.duplicates(&tree);
    let pack = lint.pack(&tree);
    lint.problems.settle()?;
    pack.ok_or_else(|| Problem::new(format!("{} could not be read", lint.document.file)).into())
}

/// A file as it may be shown, what it holds, and the secrets that are written into it, each with the reason.
pub(super) type Careful = (Arc<Document>, Node, Vec<(Span, String)>);

/// Reads a file of YAML. No excerpt of it shows a secret, nor what may be one.
///
/// # Errors
/// When it is no YAML.
pub(super) fn carefully(file: &PackText) -> Result<Careful, Problems> {
    let plain = Document::new(Arc::clone(&file.file), file.text.clone());
    let suspects = literal::suspects_in_comments(&plain);
    let careful = literal::suspects(&plain);
    let careful = Arc::new(plain.masked(careful));
    let tree = yaml::parse(&careful)?;
    let secrets = literal::find(&tree);
    let masks = secrets.iter().map(|(span, _)| *span).chain(suspects);
    let masks = masks.chain(literal::doubtful(&tree)).collect();
    let document = Arc::new(Document::new(Arc::clone(&file.file), file.text.clone()).masked(masks));
    Ok((document, tree, secrets))
}

impl Lint<'_> {
    fn pack(&mut self, tree: &Node) -> Option<Pack> {
        if let Yaml::Null = tree.value {
            let problem =
                self.at(Span::new(0, 0), "this file has nothing but comments").without_excerpt();
            self.push(problem);
            return None;
        }
        let mut top = tree.clone();
        if let Yaml::Map(entries) = &mut top.value {
            // A place for anchors.
            entries.retain(|entry| !entry.key.starts_with("x-"));
            if let Some(newer) = entries.iter().find(|entry| entry.key == "version").and_then(newer)
            {
                let problem = self
                    .at(newer, "this pack is written in a newer version of the language than 1")
                    .help("it needs a newer why401");
                self.push(problem);
                return None;
            }
        }
        let map = self.mapping(&top, tree.span, "a pack", PACK)?;
        for (name, survey) in [
            ("inputs", Self::survey_inputs as fn(&mut Self, &Node)),
            ("identities", Self::survey_identities),
            ("checks", Self::survey_checks),
        ] {
            if let Some(entry) = map.get(name) {
                survey(self, &entry.node);
            }
        }
        let version = map.get("version").and_then(|entry| self.int(entry, 1, 1));
        let name = map.get("name").and_then(|entry| self.pack_name(entry));
        let title = map.get("title").and_then(|entry| self.plain(entry));
        let inputs = map.get("inputs").map(|entry| self.read_inputs(entry)).unwrap_or_default();
        let identities =
            map.get("identities").map(|entry| self.read_identities(entry)).unwrap_or_default();
        let checks = map.get("checks").map(|entry| self.read_checks(entry)).unwrap_or_default();
        let waivers = map.get("waivers").map(|entry| self.read_waivers(entry)).unwrap_or_default();
        self.circles(&inputs, &checks, &identities);
        version?;
        Some(Pack {
            name: name?,
            title: title?,
            file: Arc::clone(&self.document.file),
            inputs,
            checks,
            waivers,
            identities,
            document: Arc::clone(&self.document),
        })
    }

    fn survey_identities(&mut self, node: &Node) {
        if let Yaml::Map(entries) = &node.value {
            self.identities = entries.iter().map(|entry| entry.key.clone()).collect();
        }
    }

    fn pack_name(&mut self, entry: &yaml::Entry) -> Option<String> {
        let name = self.plain(entry)?;
        if name.split('/').all(is_kebab) {
            return Some(name);
        }
        self.kebab(&name, entry.node.span, "`name`").then_some(name)
    }

    /// Notes every key that stands twice in one mapping.
    pub(super) fn duplicates(&mut self, node: &Node) {
        match &node.value {
            Yaml::Map(entries) => {
                let mut first: std::collections::BTreeMap<&str, Span> =
                    std::collections::BTreeMap::new();
                for entry in entries {
                    if let Some(span) = first.get(entry.key.as_str()) {
                        let message = format!(
                            "the key `{}` stands here twice",
                            super::lint::shown(&entry.key)
                        );
                        let problem = self
                            .at(entry.key_span, message)
                            .label("again")
                            .related(*span, "first here");
                        self.push(problem);
                    } else {
                        first.insert(&entry.key, entry.key_span);
                    }
                    if entry.key.is_empty() {
                        let problem = self.at(entry.key_span, "a key is empty");
                        self.push(problem);
                    }
                    self.duplicates(&entry.node);
                }
            }
            Yaml::List(items) => items.iter().for_each(|item| self.duplicates(item)),
            Yaml::Null | Yaml::Bool(_) | Yaml::Number(_) | Yaml::Text(_) => {}
        }
    }
}

/// Where a version stands that is higher than the one known here.
fn newer(entry: &yaml::Entry) -> Option<Span> {
    match &entry.node.value {
        Yaml::Number(number) => number
            .as_f64()
            .is_some_and(|version| version > 1.0 && Number::is_u64(number))
            .then_some(entry.node.span),
        _ => None,
    }
}
