//! `why401 token`: what a token says, against now and, where asked, against its issuer's keys.

mod keys;
mod shown;

use std::path::Path;

use jiff::Timestamp;

use super::console::Console;
use super::outcome::{Failure, Outcome};
use super::runtime;
use super::secret_source::{self, Given, Running};
use crate::cli::{ListFormat, TokenArgs};
use crate::exit::ExitCode;
use crate::model::{Custody, SignatureVerdict};
use crate::redact::Scrubber;
use crate::token;

/// Reads, verifies where asked, and prints.
pub(super) fn run(args: &TokenArgs, console: &Console) -> Outcome {
    let text = given(args, console)?;
    let input = token::clean_up(&text).map_err(|error| {
        Failure::usage(format!(
            "error: {error}\nhelp: give the token as env:NAME, file:PATH or on standard input"
        ))
    })?;
    let custody = Custody::default();
    custody.add("token", &input.token);
    let scrubber = std::sync::Arc::new(Scrubber::new(custody.clone()));
    let signature = match keys::source(args)? {
        None => None,
        Some(source) => {
            let verify = keys::verify(args, &input.token, &source, &custody, &scrubber);
            Some(runtime::start()?.block_on(verify)?)
        }
    };
    let now = args.at.unwrap_or_else(Timestamp::now);
    let mut reading = token::read(input.token.expose(), now, args.show_claims, signature.as_ref());
    reading.notes.splice(0..0, input.notes);
    if let Some(note) = keys::other_issuer(args, &reading) {
        reading.notes.push(note);
    }
    let text = match args.format {
        ListFormat::Table => shown::sheet(&reading, args.show_claims).to_text(&console.style),
        ListFormat::Json => shown::json(&reading, now, signature.as_ref()),
    };
    if let Some(hit) = scrubber.scanner().scan(&text).first() {
        return Err(Failure {
            message: format!("error: the result is withheld: {} was found in it", hit.secret),
            reason: None,
            code: ExitCode::Withheld,
        });
    }
    console.print(&text).map_err(Failure::internal)?;
    let unchecked = signature.is_some_and(|fact| fact.verdict == SignatureVerdict::Unchecked);
    Ok(match (reading.stops.is_empty(), unchecked) {
        (false, _) => ExitCode::Failed,
        (true, true) => ExitCode::Incomplete,
        (true, false) => ExitCode::Passed,
    })
}

/// What was given, wherever it stands.
fn given(args: &TokenArgs, console: &Console) -> Result<String, Failure> {
    match secret_source::read(&args.token, &Running::default()) {
        Ok(Given::Secret(secret)) => Ok(secret.expose().to_owned()),
        Ok(Given::Plain(text)) if looks_like_a_file(&text) => {
            match secret_source::file(Path::new(&text)) {
                Ok(found) => {
                    console.complain(&format!("note: {text} is a file: the token is read from it"));
                    Ok(found)
                }
                Err(why) => Err(Failure::usage(format!(
                    "error: {why}\nhelp: this looks like a file; give the token as env:NAME, file:PATH or on \
                 standard input"
                ))),
            }
        }
        Ok(Given::Plain(text)) => {
            console.complain(
                "warning: the process list shows a token that is given as an argument; env:NAME, file:PATH or \
                 standard input do not",
            );
            Ok(text)
        }
        Err(why) => Err(Failure::usage(format!("error: {why}"))),
    }
}

/// Whether an argument names a file: it is one, or is written as only paths are.
fn looks_like_a_file(text: &str) -> bool {
    let path = Path::new(text);
    let written =
        ["/", "./", "../", "~/", ".\\", "..\\"].iter().any(|start| text.starts_with(start));
    let named = path.extension().is_some_and(|extension| {
        ["txt", "json", "jwt", "token", "pem", "har", "log"].iter().any(|known| extension == *known)
    });
    written || named || text.len() < 4096 && path.symlink_metadata().is_ok()
}
