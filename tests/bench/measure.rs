//! How often the diagnosis is right on cases of which the truth is known: `id`, `leaf`, `given`. Shared by the
//! bench that prints it and the test that holds the README to it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use why401::command::diagnosed;
use why401::intake::{self, Given};
use why401::model::{CauseReport, Confidence, Diagnosis};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    id: String,
    /// The true one.
    leaf: String,
    /// What the person could see.
    given: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Item {
    kind: String,
    text: String,
}

/// How a case came out.
pub(crate) struct Outcome {
    leaf: String,
    /// The true leaf is the first leaf of the first cause.
    first: bool,
    /// The true leaf is among the leaves of the first cause.
    contained: bool,
    /// The true leaf is the first leaf of one of the first three causes.
    three: bool,
    named: bool,
    /// A confirmed cause does not have the true leaf.
    wrong_confirmed: bool,
    line: String,
}

#[derive(Clone, Copy, Default)]
pub(crate) struct Counts {
    all: usize,
    first: usize,
    contained: usize,
    three: usize,
    nothing: usize,
    wrong: usize,
    wrong_confirmed: usize,
}

impl Counts {
    fn add(&mut self, outcome: &Outcome) {
        self.all += 1;
        self.first += usize::from(outcome.first);
        self.contained += usize::from(outcome.contained);
        self.three += usize::from(outcome.three);
        self.nothing += usize::from(!outcome.named);
        self.wrong += usize::from(outcome.named && !outcome.first);
        self.wrong_confirmed += usize::from(outcome.wrong_confirmed);
    }
}

/// How all of them came out.
#[derive(Default)]
pub(crate) struct Measured {
    groups: BTreeMap<String, Counts>,
    whole: Counts,
    /// A line for each case: whether a confirmed cause is wrong, and what was named.
    pub(crate) lines: Vec<(bool, String)>,
    /// Cases that cannot be read.
    pub(crate) problems: Vec<String>,
}

const HEADINGS: [&str; 8] = [
    "group",
    "cases",
    "right first",
    "contained",
    "right among 3",
    "nothing named",
    "wrong",
    "wrong and confirmed",
];

impl Measured {
    /// Measures the cases, one YAML file each. `now` is the time at which they are looked at.
    pub(crate) fn of(folder: &Path, now: Timestamp) -> Result<Self, String> {
        let mut measured = Self::default();
        for case in cases(folder)? {
            match measure(&case, now) {
                Ok(outcome) => measured.add(outcome),
                Err(why) => measured.problems.push(format!("{}: {why}", case.id)),
            }
        }
        Ok(measured)
    }

    fn add(&mut self, outcome: Outcome) {
        let group = outcome.leaf.split('-').next().unwrap_or_default().to_owned();
        self.groups.entry(group).or_default().add(&outcome);
        self.whole.add(&outcome);
        self.lines.push((outcome.wrong_confirmed, outcome.line));
    }

    /// How many have a confirmed cause that is wrong.
    pub(crate) fn wrong_confirmed(&self) -> usize {
        self.whole.wrong_confirmed
    }

    /// The rows: a group and its counts, and all of them at the end.
    fn rows(&self) -> impl Iterator<Item = (&str, [usize; 7])> {
        let groups = self.groups.iter().map(|(name, counts)| (name.as_str(), counts));
        groups.chain([("all", &self.whole)]).map(|(name, counts)| (name, counts.columns()))
    }

    /// For a terminal.
    pub(crate) fn table(&self) -> String {
        let mut out = String::new();
        let mut row = |cells: [String; 8]| {
            let widths = [6, 5, 11, 9, 13, 13, 5, 19];
            let cells = cells.iter().zip(HEADINGS.iter().zip(widths)).enumerate();
            let cells = cells.map(|(at, (cell, (_, width)))| match at {
                0 => format!("{cell:<width$}"),
                _ => format!("{cell:>width$}"),
            });
            out.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
            out.push('\n');
        };
        row(HEADINGS.map(str::to_owned));
        for (name, counts) in self.rows() {
            let [a, b, c, d, e, f, g] = counts.map(|count| count.to_string());
            row([name.to_owned(), a, b, c, d, e, f, g]);
        }
        out
    }

    /// For the README.
    pub(crate) fn markdown(&self) -> String {
        let mut out = format!("| {} |\n|---|{}\n", HEADINGS.join(" | "), "--:|".repeat(7));
        for (name, counts) in self.rows() {
            let counts = counts.map(|count| count.to_string()).join(" | ");
            out.push_str(&format!("| {name} | {counts} |\n"));
        }
        out
    }
}

impl Counts {
    fn columns(&self) -> [usize; 7] {
        [
            self.all,
            self.first,
            self.contained,
            self.three,
            self.nothing,
            self.wrong,
            self.wrong_confirmed,
        ]
    }
}

fn cases(folder: &Path) -> Result<Vec<Case>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml"))
        .collect();
    paths.sort();
    if paths.is_empty() {
        return Err(format!("{} holds no .yaml file", folder.display()));
    }
    let read = |path: &PathBuf| {
        let text = fs::read_to_string(path).map_err(|error| error.to_string());
        text.and_then(|text| serde_yaml::from_str(&text).map_err(|error| error.to_string()))
            .map_err(|error| format!("{}: {error}", path.display()))
    };
    paths.iter().map(read).collect()
}

/// The items of a case are one input.
fn measure(case: &Case, now: Timestamp) -> Result<Outcome, String> {
    let given = case.given.iter().enumerate().map(|(at, item)| {
        let kind = intake::find(&item.kind).ok_or_else(|| {
            format!("item {}: `{}` is a kind of input that cannot be read", at + 1, item.kind)
        })?;
        let name = Arc::from(format!("{} {}", item.kind, at + 1));
        Ok(Given { name, kind: Some(kind), text: item.text.clone() })
    });
    let given: Vec<Given> = given.collect::<Result<_, String>>()?;
    let diagnosis = diagnosed(&given, now).diagnosis;
    Ok(outcome(case, &diagnosis))
}

fn outcome(case: &Case, diagnosis: &Diagnosis) -> Outcome {
    let causes: Vec<&CauseReport> = diagnosis.root.iter().chain(&diagnosis.others).collect();
    let is = |cause: &CauseReport| cause.leaf.first() == Some(&case.leaf);
    let has = |cause: &CauseReport| cause.leaf.contains(&case.leaf);
    let root = diagnosis.root.as_ref();
    let first = root.is_some_and(is);
    let three = causes.iter().take(3).any(|cause| is(cause));
    let wrong_confirmed =
        causes.iter().any(|cause| cause.confidence == Confidence::Confirmed && !has(cause));
    let verdict = match (root, first, three) {
        _ if wrong_confirmed => "WRONG, CONFIRMED",
        (None, _, _) => "nothing",
        (Some(_), true, _) => "right",
        (Some(_), false, true) => "among three",
        (Some(_), false, false) => "wrong",
    };
    let named: Vec<String> = causes
        .iter()
        .take(3)
        .map(|cause| {
            format!("{} [{}] {}", cause.cause, cause.leaf.join(" "), cause.confidence.as_str())
        })
        .collect();
    Outcome {
        leaf: case.leaf.clone(),
        first,
        contained: root.is_some_and(has),
        three,
        named: root.is_some(),
        wrong_confirmed,
        line: format!("{}  {:<6}  {verdict:<16}  {}", case.id, case.leaf, named.join("; ")),
    }
}
