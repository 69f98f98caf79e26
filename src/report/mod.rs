//! Formats: a report in, text out. A format sees only the report: it counts nothing, decides nothing and
//! looks nothing up.

mod beside;
mod diff;
mod explained;
#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod fixture_facts;
#[cfg(test)]
mod generated;
mod github;
mod grid;
mod html;
mod json;
mod jsonl;
mod junit;
mod listing;
mod markdown;
mod page;
mod prometheus;
mod prose;
mod reader;
mod sarif;
mod sheet;
#[cfg(test)]
mod structure;
mod table;
mod tap;
mod ticket;
mod words;
mod wrap;

pub use github::{annotations, summary};
pub use json::{SCHEMA as JSON_SCHEMA, text as json};
pub use jsonl::Telling;
pub use listing::{Column, Listing};
pub use prose::render as markdown;
pub use sheet::{Sheet, Tone};

use crate::model::Report;

/// Every format, in the order in which documentation lists them.
pub const FORMATS: &[&Format] = &[
    &table::FORMAT,
    &json::FORMAT,
    &jsonl::FORMAT,
    &junit::FORMAT,
    &tap::FORMAT,
    &sarif::FORMAT,
    &markdown::FORMAT,
    &html::FORMAT,
    &github::FORMAT,
    &ticket::FORMAT,
    &prometheus::FORMAT,
];

/// A format.
pub struct Format {
    /// The name that `--format` and `--report` take.
    pub name: &'static str,
    /// What it is for, in one line.
    pub docs: &'static str,
    /// Makes the text. It ends with a line break.
    pub render: fn(&Report, &Style) -> String,
}

impl Format {
    /// The format of that name.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name).copied()
    }
}

/// What the place that a text is for can show. Decided by the caller: nothing here asks the environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Its width in columns.
    pub width: usize,
    /// Whether it shows colour.
    pub colour: bool,
    /// Whether it shows characters outside of ASCII.
    pub unicode: bool,
}

impl Style {
    /// For files: no colour, 100 columns.
    #[must_use]
    pub const fn plain() -> Self {
        Self { width: 100, colour: false, unicode: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_documented_unique_and_found_by_name() {
        for (index, format) in FORMATS.iter().enumerate() {
            assert!(!format.docs.is_empty() && !format.docs.contains('\n'), "{}", format.name);
            assert!(FORMATS[index + 1..].iter().all(|other| other.name != format.name));
            assert_eq!(Format::find(format.name).map(|found| found.name), Some(format.name));
        }
        assert!(Format::find("tabel").is_none());
    }

    /// A text without what a format puts into it: breaks of lines, marks of code, entities.
    fn flat(format: &str, text: &str) -> String {
        let text = match format {
            "markdown" => text.replace("&#124;", "|").replace('`', ""),
            "html" => {
                ["&lt;<", "&gt;>", "&quot;\"", "&#34;\"", "&#x27;'", "&#39;'", "&#x2f;/", "&amp;&"]
                    .iter()
                    .fold(text.to_owned(), |text, pair| {
                        let (entity, character) = pair.split_at(pair.len() - 1);
                        text.replace(entity, character)
                    })
            }
            _ => text.to_owned(),
        };
        text.chars().filter(|c| !c.is_whitespace()).collect()
    }

    /// A word as it stands in such a text.
    fn flat_word(format: &str, word: &str) -> String {
        let word = match format {
            "markdown" => word.replace('`', ""),
            // The ticket is in ASCII.
            "ticket" => crate::model::ascii(word),
            _ => word.to_owned(),
        };
        word.chars().filter(|c| !c.is_whitespace()).collect()
    }

    #[test]
    fn every_format_shows_every_check_cause_and_remedy() {
        for report in fixture::all() {
            for format in FORMATS {
                for width in [60, 80, 120] {
                    let style = Style { width, ..Style::plain() };
                    let text = (format.render)(&report, &style);
                    let flat = flat(format.name, &text);
                    let has = |word: &str| {
                        let word = flat_word(format.name, word);
                        assert!(flat.contains(&word), "{}: no {word:?} in\n{text}", format.name);
                    };
                    for check in &report.checks {
                        has(&check.id);
                    }
                    let diagnosis = &report.diagnosis;
                    let causes = || diagnosis.root.iter().chain(&diagnosis.others);
                    for cause in causes() {
                        has(&cause.cause);
                        has(&cause.title);
                    }
                    let remedies = causes().flat_map(|cause| &cause.remedies);
                    for remedy in remedies.chain(&diagnosis.remedies) {
                        has(&remedy.id);
                        has(&remedy.title);
                        has(&remedy.who);
                    }
                    for experiment in &diagnosis.experiments {
                        has(&experiment.experiment.question);
                        has(&experiment.answer);
                    }
                    assert!(text.ends_with('\n'));
                }
            }
        }
    }
}
