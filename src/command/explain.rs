//! `why401 explain`: every match of a name, each with its kind.

mod asked;
mod code;
mod operation;
mod place;
mod scope;
mod topics;

use serde_json::{Value, json};

use super::catalogue::{Entry, everything};
use super::console::Console;
use super::outcome::{Failure, Outcome};
use crate::cli::{ExplainArgs, ListFormat};
use crate::exit::ExitCode;
use crate::report;

/// Prints the documentation of everything of that name.
pub(super) fn run(args: &ExplainArgs, console: &Console) -> Outcome {
    let mut all = everything();
    let topics = topics::about(&args.thing)?;
    let of_ours = all.iter().filter(|entry| entry.id.eq_ignore_ascii_case(&args.thing));
    let found: Vec<&Entry> = of_ours.chain(&topics).collect();
    if found.is_empty() {
        all.extend(topics::names());
        let hint = topics::hint(&args.thing).map(|hint| format!("\n{hint}"));
        return Err(Failure::usage(unknown(&args.thing, &all) + &hint.unwrap_or_default()));
    }
    let text = match args.format {
        ListFormat::Table => found
            .iter()
            .map(|entry| {
                let Entry { id, what, title, docs, .. } = entry;
                report::markdown(&format!("# {id} · {what}\n\n{title}\n\n{docs}"), &console.style)
            })
            .collect::<Vec<_>>()
            .join("\n"),
        ListFormat::Json => {
            let shown = |entry: &&Entry| -> Value {
                let (what, docs) = (entry.what, &entry.docs);
                json!({ "what": what, "id": entry.id, "title": entry.title, "docs": docs, "entry": entry.json })
            };
            report::json(&found.iter().map(shown).collect::<Vec<_>>())
        }
    };
    console.print(&text).map_err(Failure::internal)?;
    Ok(ExitCode::Passed)
}

/// That nothing is known of a name, and the names that are near.
fn unknown(thing: &str, all: &[Entry]) -> String {
    let asked = thing.trim().to_lowercase().replace([' ', '_'], "-");
    let distance = |entry: &Entry| {
        let id = entry.id.to_lowercase().replace('_', "-");
        // A part of a name is near to it: `stale` to `signing-key-stale`.
        let part = asked.len() >= 4 && id.split('-').any(|word| word == asked);
        if part { 1.0 } else { strsim::jaro_winkler(&id, &asked) }
    };
    let mut near: Vec<(&Entry, f64)> =
        all.iter().map(|entry| (entry, distance(entry))).filter(|(_, near)| *near > 0.8).collect();
    near.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut names: Vec<&str> = near.iter().map(|(entry, _)| entry.id.as_str()).collect();
    names.dedup();
    names.truncate(3);
    let hint = match names.as_slice() {
        [] => {
            "`why401 list causes` shows what is known (also groups, experiments, remedies, checks, kinds, packs, faults, providers, codes)"
                .to_owned()
        }
        names => format!("did you mean {}?", names.join(", ")),
    };
    format!("error: nothing is known of `{thing}`\nhelp: {hint}")
}
