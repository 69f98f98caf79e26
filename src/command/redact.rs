//! `why401 redact`: a text in, the same text without its secrets out, and a receipt.

use super::console::Console;
use super::outcome::{Failure, Outcome};
use super::secret_source::{self, Given, Running};
use super::{read, write};
use crate::cli::RedactArgs;
use crate::exit::ExitCode;
use crate::model::{Custody, RedactionReceipt};
use crate::redact::{Redacted, redact};

/// Reads, redacts, proves and writes.
pub(super) fn run(args: &RedactArgs, console: &Console) -> Outcome {
    let known = known(&args.secret)?;
    if let Some(path) = &args.output {
        write::writable(path).map_err(|why| Failure::usage(format!("error: --output: {why}")))?;
    }
    let text = read::text(&args.file).map_err(|why| Failure::usage(format!("error: {why}")))?;
    let redacted = redact(&text, &known).map_err(|why| Failure {
        message: format!("error: the result is withheld: {why}"),
        reason: None,
        code: ExitCode::Withheld,
    })?;
    match &args.output {
        Some(path) => write::replace(path, &redacted.text).map_err(|error| {
            Failure::internal(format!("{} was not written: {error}", path.display()))
        })?,
        None => console.print(&redacted.text).map_err(Failure::internal)?,
    }
    if !console.quiet {
        console.complain(&told(&redacted));
    }
    Ok(ExitCode::Passed)
}

/// The secrets that were named, each under the name of its source.
///
/// # Errors
/// When one cannot be read, or is given as it stands; all of them at once.
pub(super) fn known(sources: &[String]) -> Result<Custody, Failure> {
    let custody = Custody::default();
    let mut problems = Vec::new();
    for source in sources {
        match secret_source::read(source, &Running::default()) {
            Ok(Given::Secret(secret)) if secret.is_empty() => {
                problems.push(format!("error: --secret {source}: there is nothing in it"));
            }
            Ok(Given::Secret(secret)) => custody.add(&called(source), &secret),
            // It may be the secret: it is not repeated.
            Ok(Given::Plain(_)) => problems.push(
                "error: --secret takes no secret as it stands: the process list shows it to every user\n\
                 help: env:NAME, file:PATH or cmd:COMMAND"
                    .to_owned(),
            ),
            Err(why) => problems.push(format!("error: --secret: {why}")),
        }
    }
    if problems.is_empty() { Ok(custody) } else { Err(Failure::usage(problems.join("\n"))) }
}

/// What findings call a secret: its source, of a command only that it is one.
fn called(source: &str) -> String {
    match source.split_once(':') {
        Some(("cmd", _)) => "secret of a command".to_owned(),
        Some((_, name)) => name.to_owned(),
        None => "secret of standard input".to_owned(),
    }
}

/// The receipt in words.
fn told(redacted: &Redacted) -> String {
    let Redacted { places, secrets, kinds, receipt, .. } = redacted;
    let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    let found = match places {
        0 => "nothing to redact was found".to_owned(),
        _ => format!(
            "redacted {} of {} ({})",
            counted(*places, "place"),
            counted(*secrets, "secret"),
            kinds.join(", ")
        ),
    };
    format!("{found}; {}", searched(receipt))
}

/// What was searched for, in words.
pub(super) fn searched(receipt: &RedactionReceipt) -> String {
    let RedactionReceipt { secrets_known, forms_searched, not_searchable, .. } = receipt;
    let missed = match not_searchable {
        0 => String::new(),
        1 => "; 1 is too short or too common a word to be searched for".to_owned(),
        many => format!("; {many} are too short or too common words to be searched for"),
    };
    match secrets_known {
        0 => "searched by shape; no secret was known".to_owned(),
        _ => format!(
            "searched by shape, and for {} in {}{missed}",
            counted(*secrets_known, "known secret"),
            counted(*forms_searched, "form")
        ),
    }
}

/// `1 place`, `2 places`.
pub(super) fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
