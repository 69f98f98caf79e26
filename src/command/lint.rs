//! `why401 lint`: every problem of every file, and nothing is sent.

use serde_json::{Value, json};

use super::console::Console;
use super::outcome::{Failure, Outcome};
use crate::cli::{LintArgs, ListFormat};
use crate::exit::ExitCode;
use crate::pack::{self, Problem, Problems};
use crate::remedy;
use crate::report;

/// Checks the files.
pub(super) fn run(args: &LintArgs, console: &Console) -> Outcome {
    let mut problems = Problems::default();
    for file in &args.files {
        if let Err(found) = pack::open(file).and_then(|text| pack::parse(&text, &remedy::ids())) {
            problems.extend(found);
        }
    }
    let text = match args.format {
        ListFormat::Json => report::json(&problems.iter().map(shown).collect::<Vec<_>>()),
        ListFormat::Table if problems.is_empty() => match args.files.len() {
            1 => "no problems\n".to_owned(),
            count => format!("no problems in {count} files\n"),
        },
        ListFormat::Table => problems.render(console.style.colour),
    };
    console.print(&text).map_err(Failure::internal)?;
    Ok(if problems.is_empty() { ExitCode::Passed } else { ExitCode::Usage })
}

fn shown(problem: &Problem) -> Value {
    json!({
        "file": problem.file(), "line": problem.line(), "column": problem.column(),
        "message": problem.message, "help": problem.help,
    })
}
