//! `why401 init`: a pack to start from and a CI job, written down from a few answers.

mod answers;
mod ci_job;
mod dialogue;
mod new_files;
mod starting_pack;
mod summary;
mod variables;

use std::path::Path;

use super::console::Console;
use super::outcome::{Failure, Outcome};
use crate::cli::InitArgs;
use crate::exit::ExitCode;
use crate::pack::Problems;
use answers::Given;
use dialogue::Dialogue;

/// Where the pack goes: where `why401 check` looks by itself.
const PACK: &str = "why401.yaml";
/// Where the schema goes that lets an editor check the pack.
const SCHEMA: &str = "why401.schema.json";

/// Writes the files and says what comes next.
pub(super) fn run(args: &InitArgs, console: &Console) -> Outcome {
    let wrong = |problems: Problems| Failure::usage(problems.render(console.colour_errors));
    let folder = Path::new("");
    let given = Given::read(args).map_err(wrong)?;
    // Nobody is asked questions only to be refused.
    let hopeless = !args.force && new_files::is_there(folder, PACK);
    let answers = if !hopeless && dialogue::is_possible() {
        Dialogue::new(&mut std::io::stdin().lock(), &mut std::io::stderr().lock())
            .complete(given)?
    } else {
        given.or_defaults()
    };
    let pack = starting_pack::make(&answers).map_err(wrong)?;
    let files = [
        Some(pack.file),
        answers.schema.then(starting_pack::schema),
        ci_job::make(answers.ci, &pack.read),
    ];
    let files: Vec<_> = files.into_iter().flatten().collect();
    new_files::may_be_written(folder, &files, args.force).map_err(wrong)?;
    new_files::write(folder, &files).map_err(Failure::internal)?;
    let text = summary::text(&files, answers.ci, &pack.read);
    console.print(&text).map_err(Failure::internal)?;
    Ok(ExitCode::Passed)
}
