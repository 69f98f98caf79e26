//! What GitHub Actions is told by itself: annotations on standard error, a summary of the job, and outputs of the
//! step. Only where `GITHUB_ACTIONS` says that it runs us; no command masks anything, for nothing secret is told.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};

use super::console::Console;
use super::write::{Outputs, Trouble};
use crate::exit::ExitCode;
use crate::model::Report;
use crate::redact::Scanner;
use crate::report;

/// The summary of a step may be so long, in bytes.
const SUMMARY_LIMIT: u64 = 1024 * 1024;

/// Tells GitHub of a run, and gives back what went wrong with that.
pub(super) fn tell(
    report: &Report,
    outputs: &Outputs,
    scanner: &Scanner,
    console: &Console,
) -> Vec<Trouble> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let mut troubles = Vec::new();
    if variable("GITHUB_ACTIONS").as_deref() != Some("true") {
        return troubles;
    }
    let mut put = |text: String, write: &dyn Fn(&str) -> io::Result<()>| {
        let hits = scanner.scan(&text);
        if !hits.is_empty() {
            troubles.push(Trouble::withheld(&hits));
        } else if let Err(error) = write(&text) {
            troubles.push(Trouble::write(error));
        }
    };
    // The format has them already.
    if outputs.shown.name != "github" {
        put(report::annotations(report), &|text| {
            if !text.is_empty() {
                console.complain(text);
            }
            Ok(())
        });
    }
    if let Some(path) = variable("GITHUB_STEP_SUMMARY") {
        let taken = fs::metadata(&path).map_or(0, |found| found.len());
        let room = usize::try_from(SUMMARY_LIMIT.saturating_sub(taken)).unwrap_or(usize::MAX);
        put(report::summary(report, room), &|text| append(&path, text));
    }
    if let Some(path) = variable("GITHUB_OUTPUT") {
        put(step_outputs(report, outputs), &|text| append(&path, text));
    }
    troubles
}

fn append(path: &str, text: &str) -> io::Result<()> {
    OpenOptions::new().create(true).append(true).open(path)?.write_all(text.as_bytes())
}

/// The outputs of the step, each between delimiters that do not occur in it.
fn step_outputs(report: &Report, outputs: &Outputs) -> String {
    let code = report.summary.exit_code;
    let verdict = ExitCode::BY_PRECEDENCE.into_iter().find(|one| one.number() == code);
    let root = report.diagnosis.root.as_ref();
    let first = outputs.files.first().map(|(_, path)| path.display().to_string());
    let values = [
        ("exit_code", code.to_string()),
        ("verdict", verdict.map_or("internal", ExitCode::as_str).to_owned()),
        ("cause", root.map(|cause| cause.cause.clone()).unwrap_or_default()),
        ("confidence", root.map(|cause| cause.confidence.as_str().to_owned()).unwrap_or_default()),
        ("report", first.unwrap_or_default()),
    ];
    values.iter().map(|(name, value)| assigned(name, value)).collect()
}

/// An output as the runner reads it: the lines between two delimiters.
fn assigned(name: &str, value: &str) -> String {
    let mut end = "why401-end".to_owned();
    while value.contains(&end) {
        end.push('-');
    }
    format!("{name}<<{end}\n{value}\n{end}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_can_end_its_output_and_begin_another() {
        assert_eq!(
            assigned("cause", "scope-missing"),
            "cause<<why401-end\nscope-missing\nwhy401-end\n"
        );
        let evil = "x\nwhy401-end\nexit_code<<y\n0\ny\nwhy401-end-";
        let text = assigned("report", evil);
        let end =
            text.lines().next().and_then(|line| line.split("<<").nth(1)).expect("a delimiter");
        assert_eq!(text.lines().filter(|line| *line == end).count(), 1, "{text}");
        assert_eq!(text.lines().last(), Some(end));
    }
}
