//! Everything that can be listed and explained: one entry per row of every table of the program.

use std::sync::OnceLock;

use serde_json::{Value, json};

use super::vocabulary;
use crate::diagnose::{CAUSES, EXPERIMENTS, GROUPS};
use crate::model::{Effect, Severity};
use crate::pack::{self, BUILTIN};
use crate::probe::KINDS;
use crate::remedy::REMEDIES;
use crate::report::FORMATS;
use crate::sim::FAULTS;

/// One thing that can be listed and explained.
pub(super) struct Entry {
    /// What kind of thing it is.
    pub(super) what: &'static str,
    pub(super) id: String,
    pub(super) title: String,
    /// Its documentation, as Markdown.
    pub(super) docs: String,
    /// As `list --format json` shows it.
    pub(super) json: Value,
}

/// The built-in packs.
pub(super) fn packs() -> Vec<Entry> {
    parsed()
        .iter()
        .map(|pack| {
            let inputs: Vec<Value> = pack
                .inputs
                .iter()
                .map(|input| {
                    json!({
                        "name": input.name, "env": input.env, "required": input.required,
                        "secret": input.secret, "help": input.help,
                    })
                })
                .collect();
            let checks: Vec<&str> = pack.checks.iter().map(|check| check.id.as_str()).collect();
            let mut docs = String::from("Inputs:\n\n");
            for input in &pack.inputs {
                let required = if input.required { " (required)" } else { "" };
                let help = input.help.as_deref().unwrap_or_default();
                docs.push_str(&format!("- `{}`{required}: {help}\n  {}\n", input.name, input.how_to_set()));
            }
            docs.push_str("\nChecks:\n\n");
            for check in &pack.checks {
                docs.push_str(&format!("- `{}`: {}\n", check.id, check.title));
            }
            Entry {
                what: "pack",
                json: json!({ "id": pack.name, "title": pack.title, "inputs": inputs, "checks": checks }),
                id: pack.name.clone(),
                title: pack.title.clone(),
                docs,
            }
        })
        .collect()
}

/// The checks of the built-in packs.
pub(super) fn checks() -> Vec<Entry> {
    let mut entries = Vec::new();
    for pack in parsed() {
        for check in &pack.checks {
            let effect = match check.effect {
                Effect::None => "sends nothing",
                Effect::Read => "reads",
                Effect::Write => "writes: runs only with --allow write",
            };
            let severity = match check.severity {
                Severity::Error => "a failure",
                Severity::Warn => "a warning",
            };
            let remedies = check.remedies();
            let mut docs = format!(
                "A `{}` check of the pack `{}`; it {effect}. When its claim is false that is {severity}.\n",
                check.kind(),
                pack.name
            );
            if !remedies.is_empty() {
                let remedies: Vec<String> = remedies.iter().map(|id| format!("`{id}`")).collect();
                docs.push_str(&format!("\nRemedies: {}\n", remedies.join(", ")));
            }
            entries.push(Entry {
                what: "check",
                id: check.id.clone(),
                title: check.title.clone(),
                docs,
                json: json!({
                    "id": check.id, "pack": pack.name, "title": check.title, "kind": check.kind(),
                    "effect": check.effect.as_str(), "severity": check.severity.as_str(),
                    "tags": check.tags, "remedies": remedies,
                }),
            });
        }
    }
    entries
}

/// The kinds of checks.
pub(super) fn kinds() -> Vec<Entry> {
    KINDS
        .iter()
        .map(|kind| {
            let mut docs = kind.docs.to_owned();
            docs.push_str("\nKeys:\n\n");
            for field in kind.fields {
                let required = if field.required { " (required)" } else { "" };
                docs.push_str(&format!("- `{}`{required}: {}\n", field.name, field.help));
            }
            let roots: Vec<String> = kind.roots.iter().map(|root| format!("`{root}`")).collect();
            docs.push_str(&format!("\nPaths begin with: {}\n", roots.join(" ")));
            let title = first_words(kind.docs);
            Entry {
                what: "kind of check",
                id: kind.name.to_owned(),
                json: json!({
                    "id": kind.name, "title": title,
                    "fields": kind.fields.iter().map(|field| field.name).collect::<Vec<_>>(),
                    "paths": kind.roots,
                }),
                title,
                docs,
            }
        })
        .collect()
}

/// The causes that can be named.
pub(super) fn causes() -> Vec<Entry> {
    CAUSES
        .iter()
        .map(|cause| Entry {
            what: "cause",
            id: cause.id.to_owned(),
            title: cause.title.to_owned(),
            docs: {
                let remedies: Vec<String> = cause.remedies.iter().map(|id| format!("`{id}`")).collect();
                format!("{}\n\nRemedies: {}\n", cause.docs().trim_end(), remedies.join(", "))
            },
            json: json!({ "id": cause.id, "group": cause.group, "leaf": cause.leaf, "title": cause.title }),
        })
        .collect()
}

/// The groups of causes, each with its causes.
pub(super) fn groups() -> Vec<Entry> {
    GROUPS
        .iter()
        .map(|group| {
            let own = CAUSES
                .iter()
                .filter(|cause| cause.leaf.first().is_some_and(|leaf| leaf.starts_with(group.id)));
            let causes: Vec<&str> = own.map(|cause| cause.id).collect();
            let shown: Vec<String> = causes.iter().map(|id| format!("`{id}`")).collect();
            Entry {
                what: "group of causes",
                id: group.id.to_owned(),
                title: group.title.to_owned(),
                docs: format!("{}\n\nCauses: {}\n", group.docs, shown.join(", ")),
                json: json!({ "id": group.id, "title": group.title, "causes": causes }),
            }
        })
        .collect()
}

/// The control requests that tell causes apart.
pub(super) fn experiments() -> Vec<Entry> {
    EXPERIMENTS
        .iter()
        .map(|kind| Entry {
            what: "experiment",
            id: kind.id.to_owned(),
            title: kind.question.to_owned(),
            docs: kind.docs(),
            json: json!({ "id": kind.id, "title": kind.question }),
        })
        .collect()
}

/// The remedies.
pub(super) fn remedies() -> Vec<Entry> {
    REMEDIES
        .iter()
        .map(|remedy| {
            let report = crate::remedy::explain(remedy);
            Entry {
                what: "remedy",
                id: report.id.clone(),
                docs: format!("Who: {}\n\n{}", report.who, report.text),
                json: json!({ "id": report.id, "title": report.title, "who": report.who }),
                title: report.title,
            }
        })
        .collect()
}

/// The faults of the simulator.
pub(super) fn faults() -> Vec<Entry> {
    FAULTS
        .iter()
        .map(|fault| Entry {
            what: "fault of the simulator",
            id: fault.id.to_owned(),
            title: fault.title.to_owned(),
            docs: fault.documentation(),
            json: json!({
                "id": fault.id, "title": fault.title, "cause": fault.cause, "masks": fault.masks(),
                "packs": fault.packs, "args": fault.args,
            }),
        })
        .collect()
}

/// The report formats.
pub(super) fn formats() -> Vec<Entry> {
    FORMATS
        .iter()
        .map(|format| Entry {
            what: "report format",
            id: format.name.to_owned(),
            title: format.docs.lines().next().unwrap_or_default().to_owned(),
            docs: format.docs.to_owned(),
            json: json!({ "id": format.name, "title": format.docs.lines().next() }),
        })
        .collect()
}

/// Everything, in the order in which `explain` looks.
pub(super) fn everything() -> Vec<Entry> {
    let causes = [causes(), groups(), experiments(), remedies()];
    let rest = [checks(), kinds(), packs(), faults(), formats()];
    let mentioned =
        [vocabulary::leaves(), vocabulary::stages(), vocabulary::codes(), vocabulary::providers()];
    causes.into_iter().chain(rest).chain(mentioned).flatten().collect()
}

/// The built-in packs, parsed once. A test keeps them without problems.
fn parsed() -> &'static [pack::Pack] {
    static PARSED: OnceLock<Vec<pack::Pack>> = OnceLock::new();
    PARSED.get_or_init(|| {
        let visible = BUILTIN.iter().filter(|builtin| builtin.visible);
        let read = visible.filter_map(|builtin| {
            let text = pack::open(builtin.name).ok()?;
            pack::parse(&text, &crate::remedy::ids(), &crate::diagnose::ids()).ok()
        });
        read.collect()
    })
}

/// The first sentence, or what stands before its colon.
fn first_words(docs: &str) -> String {
    let text = docs.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    let end = [". ", ": "].iter().filter_map(|stop| text.find(stop)).min();
    text[..end.unwrap_or(text.len())].trim_end_matches('.').to_owned()
}
