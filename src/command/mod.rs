//! One file per subcommand: each a recipe over the rooms below.

mod assemble;
mod catalogue;
mod check;
mod console;
mod diagnose;
mod diff;
mod earlier;
mod experiments;
mod explain;
mod generate;
mod gather;
mod github;
mod history;
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

use std::sync::Arc;

use jiff::Timestamp;

use crate::cli::{Cli, Command};
use crate::decode::cover_where;
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
        console.complain(&repeated(&failure.message));
        failure.code
    })
}

fn command(command: Command, console: &Console) -> outcome::Outcome {
    match command {
        Command::Check(args) => check::run(&Arc::from(args), console),
        Command::Diagnose(args) => diagnose::run(&Arc::from(args), console),
        Command::Diff(args) => diff::run(&args, console),
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

/// A message as it may be shown: it repeats what was given, and that may hold a credential which nobody has taken
/// into custody yet. Only what can be nothing else is covered, so that the message still says what to do.
fn repeated(message: &str) -> String {
    const SURE: [&str; 5] = ["api-key", "basic", "bearer", "password", "private-key"];
    cover_where(message, |found| found.token || SURE.contains(&found.name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::repeated;

    #[test]
    fn messages_repeat_no_credential_and_say_what_they_said() {
        for (message, shown) in [
            (
                "error: `http://u:Pa55wort@[bad` is no URL",
                "error: `http://u:(secret)@[bad` is no URL",
            ),
            ("error: Bearer Zq8vQm2Lp9 cannot be read", "error: Bearer (secret) cannot be read"),
            ("error: ghp_16C7e42F292c6912E7710c83 is no file", "error: (secret) is no file"),
        ] {
            assert_eq!(repeated(message), shown);
        }
        for message in [
            "error: the input client_secret is not set\nhelp: --set client_secret=env:NAME, file:PATH or cmd:COMMAND",
            "error: there is no format `basic`; there are: table, json",
            "error: checks/a1b2c3d4e5f6a7b8/pack.yaml:12:5: unknown key `pasword`, did you mean `password`?",
            "error: the password is empty; give CLIENT_SECRET",
        ] {
            assert_eq!(repeated(message), message);
        }
    }
}
