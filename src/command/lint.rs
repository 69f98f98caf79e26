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
    for file in &args.files {
        let read =
            pack::open(file).and_then(|text| pack::parse(&text, &remedy::ids(), &diagnose::ids()));
        let found = match read {
            Ok(pack) => pack.expired(today),
            Err(found) => found,
        };
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
