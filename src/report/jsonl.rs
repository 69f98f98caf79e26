//! JSON Lines: one object for each thing that happens, as it happens, and at the end the report without what was
//! told before. Checks and experiments are what the JSON report says of them, word for word.
//!
//! | `event` | members |
//! |---|---|
//! | `run-started` | `checks`: how many there are |
//! | `check-started` | `pack`, `id` |
//! | `retry` | `pack`, `id`, `saw`, `delay_ms` |
//! | `check-finished` | those of a check of the JSON report |
//! | `cleanup` | `pack`, `id`: what it made is being removed |
//! | `cleanup-failed` | `pack`, `id`, `saw` |
//! | `experiment-started` | `n`, `question` |
//! | `experiment-finished` | those of an experiment of the JSON report |
//! | `stopping` | `why` |
//! | `report` | those of the JSON report but `checks`, and `diagnosis` without `experiments` |
//!
//! A check of which more became known after it had come out, such as that what it made was removed, is told
//! again: the last record of a check counts. A report that is written whole holds `run-started`,
//! the checks and the experiments in their order, and `report`.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Serialize;

use super::json::v1::{self, CheckWire, ReportWire, milliseconds};
use super::json::{ExperimentWire, experiment, line};
use super::{Format, Style};
use crate::model::{Event, Report};

/// JSON Lines.
pub(super) static FORMAT: Format = Format {
    name: "jsonl",
    docs: "events as they happen, for programs: one JSON object a line, the report at the end",
    render,
};

fn render(report: &Report, _style: &Style) -> String {
    let mut telling = Telling::default();
    let mut text = telling.event(&Event::RunStarted { checks: report.checks.len() });
    text.extend(telling.closing(report));
    text
}

#[derive(Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
enum Record<'a> {
    RunStarted { checks: usize },
    CheckStarted { pack: &'a str, id: &'a str },
    Retry { pack: &'a str, id: &'a str, saw: &'a str, delay_ms: u64 },
    CheckFinished(Box<CheckWire<'a>>),
    Cleanup { pack: &'a str, id: &'a str },
    CleanupFailed { pack: &'a str, id: &'a str, saw: &'a str },
    ExperimentStarted { n: usize, question: &'a str },
    ExperimentFinished(Box<ExperimentWire<'a>>),
    Stopping { why: &'a str },
    Report(Box<ReportWire<'a>>),
}

/// Tells events as they happen, and remembers what was told. A record is one line and its line break.
#[derive(Default)]
pub struct Telling {
    /// What was told of a check or an experiment, by its name, as a hash.
    told: BTreeMap<(String, String), u64>,
}

impl Telling {
    /// The record of an event.
    pub fn event(&mut self, event: &Event) -> String {
        let record = match event {
            Event::RunStarted { checks } => Record::RunStarted { checks: *checks },
            Event::CheckStarted { pack, id } => Record::CheckStarted { pack, id },
            Event::Retrying { pack, id, saw, delay } => {
                Record::Retry { pack, id, saw, delay_ms: milliseconds(*delay) }
            }
            Event::CheckFinished(result) => {
                let text = line(&Record::CheckFinished(Box::new(v1::check(result))));
                self.note((&result.pack, &result.id), &text);
                return text;
            }
            Event::CleanupStarted { pack, id } => Record::Cleanup { pack, id },
            Event::CleanupFailed { pack, id, saw } => Record::CleanupFailed { pack, id, saw },
            Event::ExperimentStarted { n, question } => {
                Record::ExperimentStarted { n: *n, question }
            }
            Event::ExperimentFinished(result) => {
                let text = line(&Record::ExperimentFinished(Box::new(experiment(result))));
                self.note(("", &result.n.to_string()), &text);
                return text;
            }
            Event::Stopping { why } => Record::Stopping { why },
        };
        line(&record)
    }

    /// The records that end a run: what is new of checks and experiments, and the report.
    pub fn closing(&mut self, report: &Report) -> Vec<String> {
        let mut records = Vec::new();
        for result in &report.checks {
            let text = line(&Record::CheckFinished(Box::new(v1::check(result))));
            if self.note((&result.pack, &result.id), &text) {
                records.push(text);
            }
        }
        for result in &report.diagnosis.experiments {
            let text = line(&Record::ExperimentFinished(Box::new(experiment(result))));
            if self.note(("", &result.n.to_string()), &text) {
                records.push(text);
            }
        }
        records.push(line(&Record::Report(Box::new(ReportWire::from(report)))));
        records
    }

    /// Remembers what is told of something, and says whether it is news.
    fn note(&mut self, (pack, id): (&str, &str), text: &str) -> bool {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let hash = hasher.finish();
        self.told.insert((pack.to_owned(), id.to_owned()), hash) != Some(hash)
    }
}
