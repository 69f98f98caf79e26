//! Parse, call, exit code.

use std::process::ExitCode;

use clap::Parser;
use why401::cli::Cli;
use why401::command;

fn main() -> ExitCode {
    match Cli::try_parse() {
        Ok(cli) => command::run(cli).into(),
        Err(error) => {
            // Help and version go to standard output, everything else to standard error; a closed pipe is no
            // failure.
            let _ = error.print();
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
        }
    }
}
