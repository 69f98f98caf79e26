//! Rules: the causes that were named, and one each for what has none.

use serde_json::{Value, json};

use super::{RUN, UNEXPLAINED};
use crate::model::{RemedyReport, Report, printable};
use crate::report::explained::causes;

/// A rule, and its place in the list.
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) value: Value,
}

/// Every rule that a result may name, each once.
pub(super) fn all(report: &Report) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    for cause in causes(report) {
        let id = printable(&cause.cause);
        if rules.iter().any(|rule| rule.id == id) {
            continue;
        }
        let docs = report.documentation.iter().find(|docs| docs.cause == cause.cause);
        let title = docs.map_or(cause.title.as_str(), |docs| &docs.title);
        let mut value = json!({
            "id": id,
            "name": name(&id),
            "shortDescription": { "text": text(title) },
            "fullDescription": { "text": text(title) },
            "defaultConfiguration": { "level": "error" },
        });
        if let Some(docs) = docs {
            value["help"] = json!({ "text": docs.text, "markdown": docs.text });
        } else {
            let help = format!("why401 explain {id}");
            value["help"] =
                json!({ "text": help, "markdown": format!("`{}`", help.replace('`', "'")) });
        }
        value["properties"] = json!({ "tags": ["authentication"], "leaf": cause.leaf });
        rules.push(Rule { id, value });
    }
    let plain = [
        (
            UNEXPLAINED,
            "a check failed, or could not tell, and no cause that is known explains it",
            "What was seen stands in the result. `why401 diagnose` on the JSON report tells what would decide it.",
        ),
        (
            RUN,
            "something is wrong with the run beside its checks",
            "It ended early, something it made could not be removed, or a waiver expired.",
        ),
    ];
    for (id, title, help) in plain {
        if rules.iter().all(|rule| rule.id != id) {
            let value = json!({
                "id": id,
                "name": name(id),
                "shortDescription": { "text": title },
                "fullDescription": { "text": title },
                "help": { "text": help, "markdown": help },
                "defaultConfiguration": { "level": "error" },
            });
            rules.push(Rule { id: id.to_owned(), value });
        }
    }
    rules
}

/// A remedy.
pub(super) fn remedy(remedy: &RemedyReport) -> Value {
    let RemedyReport { id, title, who, text } = remedy;
    json!({ "id": id, "title": title, "who": who, "text": text })
}

/// A message may not be empty.
pub(super) fn text(text: &str) -> String {
    if text.is_empty() { "(nothing)".to_owned() } else { printable(text) }
}

/// `scope-missing` as `ScopeMissing`.
fn name(id: &str) -> String {
    let capital = |word: &str| {
        let mut rest = word.chars();
        rest.next().map(|first| first.to_uppercase().chain(rest).collect::<String>())
    };
    id.split('-').filter_map(capital).collect()
}
