//! How often the diagnosis is right. Reads cases, one YAML file each (`id`, `leaf`, `given`), explains each as
//! `why401 diagnose` does, and counts. Exit code 1 when a confirmed cause is wrong, 2 when a case cannot be read.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use why401::command::diagnosed;
use why401::intake::{self, Given};
use why401::model::{CauseReport, Confidence, Diagnosis};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    /// The true one.
    leaf: String,
    /// What the person could see.
    given: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    kind: String,
    text: String,
}

/// How a case came out.
struct Outcome {
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
struct Counts {
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

/// What the command line says.
struct Args {
    folder: PathBuf,
    verbose: bool,
    now: Timestamp,
}

fn main() -> ExitCode {
    let args = match args() {
        Ok(args) => args,
        Err(why) => return complain(&why),
    };
    let cases = match cases(&args.folder) {
        Ok(cases) => cases,
        Err(why) => return complain(&why),
    };
    let mut groups: BTreeMap<String, Counts> = BTreeMap::new();
    let mut whole = Counts::default();
    let mut lines = Vec::new();
    let mut problems = Vec::new();
    for case in &cases {
        match measure(case, args.now) {
            Ok(outcome) => {
                let group = outcome.leaf.split('-').next().unwrap_or_default().to_owned();
                groups.entry(group).or_default().add(&outcome);
                whole.add(&outcome);
                lines.push((outcome.wrong_confirmed, outcome.line));
            }
            Err(why) => problems.push(format!("{}: {why}", case.id)),
        }
    }
    let mut out = String::new();
    for (wrong, line) in &lines {
        if args.verbose || *wrong {
            out.push_str(line);
            out.push('\n');
        }
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(&format!(
        "{:<6} {:>5} {:>11} {:>9} {:>15} {:>13} {:>5} {:>19}\n",
        "group",
        "cases",
        "right first",
        "contained",
        "right among 3",
        "nothing named",
        "wrong",
        "wrong and confirmed"
    ));
    for (name, counts) in
        groups.iter().map(|(name, counts)| (name.as_str(), counts)).chain([("all", &whole)])
    {
        out.push_str(&format!(
            "{name:<6} {:>5} {:>11} {:>9} {:>15} {:>13} {:>5} {:>19}\n",
            counts.all,
            counts.first,
            counts.contained,
            counts.three,
            counts.nothing,
            counts.wrong,
            counts.wrong_confirmed
        ));
    }
    write(&out);
    for problem in &problems {
        complain(problem);
    }
    match (whole.wrong_confirmed, problems.is_empty()) {
        (0, true) => ExitCode::SUCCESS,
        (0, false) => ExitCode::from(2),
        _ => ExitCode::FAILURE,
    }
}

fn args() -> Result<Args, String> {
    let mut all = std::env::args().skip(1);
    let (mut folder, mut verbose, mut now) = (None, false, Timestamp::now());
    while let Some(arg) = all.next() {
        match arg.as_str() {
            "--verbose" | "-v" => verbose = true,
            "--now" => {
                let time = all.next().ok_or("--now wants a time, such as 2026-11-22T09:15:00Z")?;
                now = time.parse().map_err(|error| format!("--now {time}: {error}"))?;
            }
            _ if arg.starts_with('-') => return Err(format!("there is no option {arg}")),
            _ => folder = Some(PathBuf::from(arg)),
        }
    }
    let folder = folder.ok_or("usage: accuracy DIR [--verbose] [--now TIME]")?;
    Ok(Args { folder, verbose, now })
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

fn write(text: &str) {
    use std::io::Write;
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn complain(text: &str) -> ExitCode {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "error: {text}");
    ExitCode::from(2)
}
