//! `why401 generate`: what is derived from the code, printed by the code.

use clap::CommandFactory;

use super::console::Console;
use super::outcome::{Failure, Outcome};
use crate::cli::{Cli, Generate};
use crate::exit::ExitCode;
use crate::pack;

/// Prints the man page, completions or the schema.
pub(super) fn run(what: Generate, console: &Console) -> Outcome {
    let mut bytes = Vec::new();
    match what {
        Generate::Man => {
            clap_mangen::Man::new(Cli::command()).render(&mut bytes).map_err(Failure::internal)?;
        }
        Generate::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "why401", &mut bytes);
        }
        Generate::Schema => {
            let schema = pack::schema();
            bytes = serde_json::to_vec_pretty(&schema).map_err(Failure::internal)?;
            bytes.push(b'\n');
        }
    }
    console.print(&String::from_utf8_lossy(&bytes)).map_err(Failure::internal)?;
    Ok(ExitCode::Passed)
}
