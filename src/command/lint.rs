//! `why401 lint`: every problem of every file, and nothing is sent.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::console::Console;
use super::outcome::{Failure, Outcome};
use crate::cli::{LintArgs, ListFormat};
use crate::diagnose;
use crate::exit::ExitCode;
use crate::pack::{self, Problem, Problems};
use crate::remedy;
use crate::report;

/// Checks the files.
pub(super) fn run(args: &LintArgs, console: &Console) -> Outcome {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let mut problems = Problems::default();
    let mut entries = Vec::new();
    let mut packs = Vec::new();
    let mut whole = true;
    let mut found: Vec<Problems> = Vec::new();
    let texts: Vec<_> = args.files.iter().map(|file| pack::open(file)).collect();
    for text in &texts {
        let read = match text {
            // Packs first: files of waivers name their checks.
            Ok(text) if pack::is_of_waivers(text) => Ok(Problems::default()),
            Ok(text) => pack::parse(text, &remedy::ids(), &diagnose::ids()).map(|pack| {
                let mut told = pack.expired(today);
                told.extend(pack.wrong_operations());
                packs.push(pack);
                told
            }),
            Err(unread) => Err(unread.clone()),
        };
        whole &= read.is_ok();
        found.push(read.unwrap_or_else(|problems| problems));
    }
    // A pack that could not be read has checks that nobody knows.
    let known = if whole { packs.as_slice() } else { &[] };
    for (text, found) in texts.iter().zip(&mut found) {
        if let Ok(text) = text
            && pack::is_of_waivers(text)
        {
            found.extend(pack::lint_waivers(text, known, &diagnose::ids(), today));
        }
    }
    for (file, found) in args.files.iter().zip(found) {
        entries.extend(found.iter().map(|problem| shown(file, problem)));
        problems.extend(found);
    }
    let text = match args.format {
        ListFormat::Json => report::json(&entries),
        ListFormat::Table if problems.is_empty() => match args.files.len() {
            1 => "no problems\n".to_owned(),
            count => format!("no problems in {count} files\n"),
        },
        ListFormat::Table => problems.render(console.style.colour),
    };
    console.print(&text).map_err(Failure::internal)?;
    Ok(if problems.is_empty() { ExitCode::Passed } else { ExitCode::Usage })
}

/// A problem for programs. One without a place belongs to the file that was named.
fn shown(file: &str, problem: &Problem) -> Value {
    json!({
        "file": problem.file().unwrap_or(file), "line": problem.line(), "column": problem.column(),
        "message": problem.message, "help": problem.help,
    })
}
