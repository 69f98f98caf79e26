//! `why401 diff`: what is different between two JSON reports, in meaning.

use serde_json::{Value, json};

use super::console::Console;
use super::earlier;
use super::outcome::{Failure, Outcome};
use crate::cli::{DiffArgs, ListFormat};
use crate::compare;
use crate::exit::ExitCode;
use crate::intake::report::Earlier;
use crate::model::{Comparison, Report, Shift, Trend, printable};
use crate::report;

/// The version of the JSON document.
const VERSION: u32 = 1;

/// Compares the reports.
pub(super) fn run(args: &DiffArgs, console: &Console) -> Outcome {
    if args.old == "-" && args.new == "-" {
        return Err(Failure::usage("error: only one of the two reports can be standard input"));
    }
    let (old, new) = match (read(&args.old), read(&args.new)) {
        (Ok(old), Ok(new)) => (old, new),
        (old, new) => {
            let wrong: Vec<String> = [old.err(), new.err()].into_iter().flatten().collect();
            return Err(Failure::usage(wrong.join("\n")));
        }
    };
    for (file, read) in [(&args.old, &old), (&args.new, &new)] {
        for note in &read.notes {
            console.complain(&format!("warning: {}: {}", printable(file), printable(note)));
        }
    }
    let comparison = compare::compare(&old.report, &new.report);
    let caveats = compare::caveats(&old.report, &new.report);
    let text = match args.format {
        ListFormat::Table => table(&comparison, &caveats),
        ListFormat::Json => {
            report::json(&document(&comparison, &caveats, &old.report, &new.report))
        }
    };
    console.print(&text).map_err(Failure::internal)?;
    Ok(if compare::got_worse(&comparison) { ExitCode::Failed } else { ExitCode::Passed })
}

fn read(file: &str) -> Result<Earlier, String> {
    let shown = if file == "-" { "standard input".to_owned() } else { printable(file) };
    if file == "-" {
        return earlier::standard_input().map_err(|error| format!("error: {shown}: {error}"));
    }
    let opened = std::fs::File::open(file)
        .map_err(|error| format!("error: {shown} cannot be read: {error}"))?;
    earlier::file(opened).map_err(|error| format!("error: {shown}: {error}"))
}

/// For people: a line for each shift, in the order of the reports.
fn table(comparison: &Comparison, caveats: &[String]) -> String {
    let mut text = String::new();
    for caveat in caveats {
        text.push_str(&format!("note: {}\n", printable(caveat)));
    }
    if comparison.shifts.is_empty() {
        text.push_str("nothing is different\n");
        return text;
    }
    for shift in &comparison.shifts {
        text.push_str(&format!("{:<8}{}\n", word(shift.trend), line(shift)));
    }
    let count = |trend| comparison.shifts.iter().filter(|one| one.trend == trend).count();
    text.push_str(&format!(
        "\n{} worse, {} better, {} neither\n",
        count(Trend::Worse),
        count(Trend::Better),
        count(Trend::Neutral)
    ));
    text
}

/// The word at the beginning of a line.
const fn word(trend: Trend) -> &'static str {
    match trend {
        Trend::Worse => "worse",
        Trend::Neutral => "changed",
        Trend::Better => "better",
    }
}

/// A shift in one line.
fn line(shift: &Shift) -> String {
    let Shift { aspect, subject, before, after, trend: _ } = shift;
    let change = match (before, after) {
        (Some(before), Some(after)) => format!("{before} -> {after}"),
        (Some(before), None) => format!("{before} is gone"),
        (None, Some(after)) => format!("{after} is new"),
        (None, None) => "changed".to_owned(),
    };
    printable(&format!("{} of {subject}: {change}", aspect.as_str()))
}

/// For programs: the same.
fn document(comparison: &Comparison, caveats: &[String], old: &Report, new: &Report) -> Value {
    let run = |report: &Report| {
        json!({
            "run": report.run.id, "started": report.run.started.to_string(),
            "target": report.run.target, "exit_code": report.summary.exit_code,
        })
    };
    let shifts: Vec<Value> = comparison
        .shifts
        .iter()
        .map(|shift| {
            json!({
                "aspect": shift.aspect.as_str(), "subject": shift.subject, "before": shift.before,
                "after": shift.after, "trend": shift.trend.as_str(),
            })
        })
        .collect();
    json!({
        "version": VERSION, "old": run(old), "new": run(new), "caveats": caveats,
        "worse": compare::got_worse(comparison), "shifts": shifts,
    })
}

#[cfg(test)]
mod every_shift;
#[cfg(test)]
mod tests;
