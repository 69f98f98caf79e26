//! One file per subcommand: each a recipe over the rooms below.

mod assemble;
mod catalogue;
mod check;
mod console;
mod diagnose;
mod experiments;
mod explain;
mod generate;
mod gather;
mod github;
mod init;
mod interrupt;
mod knowledge;
mod lint;
mod live;
mod list;
mod outcome;
#[cfg(test)]
mod har_leaks;
#[cfg(test)]
mod read_back;
mod panic;
mod read;
mod redact;
mod runtime;
mod secret_source;
mod sim;
mod stream;
mod terraform;
mod token;
mod vocabulary;
mod verify_redaction;
mod write;

use jiff::Timestamp;

use crate::cli::{Cli, Command};
use crate::exit::ExitCode;
use crate::intake::Given;
use crate::model::Report;
use console::Console;

/// The report of `why401 diagnose` on an input, for whoever measures how often it is right. `now` is by this
/// machine's clock.
#[must_use]
pub fn diagnosed(given: &[Given], now: Timestamp) -> Report {
    diagnose::report(given, now).0
}

/// Does what the command line says.
#[must_use]
pub fn run(cli: Cli) -> ExitCode {
    let console = Console::detect(cli.terminal, &|name| std::env::var(name).ok());
    let done = panic::caught(|| command(cli.command, &console));
    done.unwrap_or_else(|failure| {
        console.complain(&failure.message);
        failure.code
    })
}

fn command(command: Command, console: &Console) -> outcome::Outcome {
    match command {
        Command::Check(args) => check::run(&args, console),
        Command::Diagnose(args) => diagnose::run(&args, console),
        Command::Explain(args) => explain::run(&args, console),
        Command::List(args) => list::run(args, console),
        Command::Lint(args) => lint::run(&args, console),
        Command::Token(args) => token::run(&args, console),
        Command::Redact(args) => redact::run(&args, console),
        Command::VerifyRedaction(args) => verify_redaction::run(&args, console),
        Command::Sim(args) => sim::run(&args, console),
        Command::Init(args) => init::run(&args, console),
        Command::Generate(args) => generate::run(args.what, console),
    }
}
