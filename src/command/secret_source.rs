//! Where a value given by `--set` comes from. A secret is never taken as it stands on the command line: the
//! process list shows it to every user of the machine.

use std::io::Read;
use std::path::Path;

use crate::model::Secret;

/// A value of `--set`.
pub(super) enum Given {
    /// As it stood.
    Plain(String),
    /// Read from a source that the process list does not show.
    Secret(Secret),
}

/// The longest secret that is read, in bytes.
const LIMIT: u64 = 1024 * 1024;

/// Reads `env:NAME`, `file:PATH`, `cmd:COMMAND` or `-`; anything else stands for itself.
///
/// # Errors
/// When the source cannot be read, in words that name the source and never the value.
pub(super) fn read(value: &str) -> Result<Given, String> {
    let secret = |text: String| Given::Secret(Secret::new(text.trim_end_matches(['\r', '\n'])));
    if value == "-" {
        let mut text = String::new();
        std::io::stdin()
            .take(LIMIT)
            .read_to_string(&mut text)
            .map_err(|error| format!("standard input cannot be read: {error}"))?;
        return Ok(secret(text));
    }
    match value.split_once(':') {
        Some(("env", name)) => match std::env::var(name) {
            Ok(text) => Ok(secret(text)),
            Err(_) => Err(format!("the environment variable {name} is not set")),
        },
        Some(("file", path)) => file(Path::new(path)).map(secret),
        Some(("cmd", command)) => command_output(command).map(secret),
        _ => Ok(Given::Plain(value.to_owned())),
    }
}

fn file(path: &Path) -> Result<String, String> {
    let shown = path.display();
    let file =
        std::fs::File::open(path).map_err(|error| format!("{shown} cannot be read: {error}"))?;
    let mut text = String::new();
    file.take(LIMIT)
        .read_to_string(&mut text)
        .map_err(|error| format!("{shown} cannot be read: {error}"))?;
    Ok(text)
}

/// The first word is the program, the others are its arguments; no shell reads them.
fn command_output(command: &str) -> Result<String, String> {
    let mut words = command.split_whitespace();
    let program = words.next().ok_or("cmd: names no command")?;
    let output = std::process::Command::new(program)
        .args(words)
        .stdin(std::process::Stdio::null())
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|error| format!("the command {program} cannot be run: {error}"))?;
    if !output.status.success() {
        return Err(format!("the command {program} ended with {}", output.status));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("the command {program} printed no UTF-8"))
}
