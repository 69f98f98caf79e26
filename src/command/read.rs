//! What `diagnose` is given: files, standard input, words of the command line.

use std::fs::File;
use std::io::{IsTerminal, Read};
use std::sync::Arc;

use super::outcome::Failure;
use crate::cli::DiagnoseArgs;
use crate::intake::har::looks_like_a_har;
use crate::intake::{self, Given, INTAKES, Intake};

/// The longest input that is read, in bytes.
const LIMIT: u64 = 16 * 1024 * 1024;

/// The longest HAR file that is read, in bytes: it needs that much memory.
const HAR_LIMIT: u64 = 2 * 1024 * 1024 * 1024;

/// Reads everything that was given. All that cannot be used is told at once.
pub(super) fn all(args: &DiagnoseArgs) -> Result<Vec<Given>, Failure> {
    let kind = args.kind.as_deref().map(kind).transpose()?;
    let mut given = Vec::new();
    let mut problems = Vec::new();
    let nothing = args.note.is_empty() && args.log.is_empty();
    let mut files: Vec<(&str, Option<&'static Intake>)> =
        args.files.iter().map(|file| (file.as_str(), kind)).collect();
    if files.is_empty() && (nothing || !std::io::stdin().is_terminal()) {
        // Beside words of the command line standard input may well be empty.
        files.push(("-", kind));
    }
    files.extend(args.log.iter().map(|file| (file.as_str(), intake::find("log"))));
    for (file, kind) in files {
        match text(file) {
            Ok(text) if text.trim().is_empty() && !nothing && file == "-" => {}
            Ok(text) if text.trim().is_empty() => problems.push(format!(
                "{} is empty: paste the curl command and what it printed, or pass a file",
                name(file)
            )),
            Ok(text) => given.push(Given { name: Arc::from(name(file)), kind, text }),
            Err(why) => problems.push(why),
        }
    }
    for note in args.note.iter().filter(|note| !note.trim().is_empty()) {
        let kind = intake::find("note");
        given.push(Given { name: Arc::from("--note"), kind, text: note.clone() });
    }
    if problems.is_empty() {
        return Ok(given);
    }
    let problems: Vec<String> = problems.iter().map(|one| format!("error: {one}")).collect();
    Err(Failure::usage(problems.join("\n")))
}

/// The kind of that name.
fn kind(name: &str) -> Result<&'static Intake, Failure> {
    intake::find(name).ok_or_else(|| {
        let known: Vec<&str> = INTAKES.iter().map(|intake| intake.id).collect();
        Failure::usage(format!(
            "error: `--as {name}`: there is no such kind of input; there are: {}",
            known.join(", ")
        ))
    })
}

/// What a file is called.
pub(super) fn name(file: &str) -> &str {
    if file == "-" { "standard input" } else { file }
}

/// Reads a file or standard input as a text.
///
/// # Errors
/// When it cannot be read, is too long or no text, in words.
pub(super) fn text(file: &str) -> Result<String, String> {
    let mut bytes = Vec::new();
    let shown = name(file);
    let cannot = |error: std::io::Error| format!("{shown} cannot be read: {error}");
    if file == "-" {
        if std::io::stdin().is_terminal() {
            return Err(
                "nothing is given: pass a file, or pipe a curl command and what it printed, as in \
                 `pbpaste | why401 diagnose`"
                    .to_owned(),
            );
        }
        whole(std::io::stdin().lock(), &mut bytes).map_err(cannot)?;
    } else {
        let opened = File::open(file).map_err(|error| {
            let meant = if crate::decode::looks_like_a_token(file) || file.contains(' ') {
                "; what is to be diagnosed is read from a file or from standard input, since the process \
                 list shows arguments to every user"
            } else {
                ""
            };
            let shown = if meant.is_empty() { shown } else { "the argument" };
            format!("{shown} cannot be read: {error}{meant}")
        })?;
        whole(opened, &mut bytes).map_err(cannot)?;
    }
    if bytes.len() as u64 > HAR_LIMIT {
        return Err(format!(
            "{shown} is a HAR file larger than 2 GB: record less, and export again"
        ));
    }
    if bytes.len() as u64 > LIMIT && !looks_like_a_har(&bytes) {
        return Err(format!(
            "{shown} is larger than 16 MB: cut out the part around the refusal, such as \
             `grep -n -C 50 -E '401|403' FILE`"
        ));
    }
    decoded(bytes).ok_or_else(|| {
        format!("{shown} is no text: why401 reads curl commands, HTTP, tokens, logs and words")
    })
}

/// Reads as much as an input of its kind may have, and one byte more.
fn whole(mut from: impl Read, bytes: &mut Vec<u8>) -> std::io::Result<()> {
    from.by_ref().take(LIMIT + 1).read_to_end(bytes)?;
    if looks_like_a_har(bytes) {
        from.take(HAR_LIMIT - LIMIT).read_to_end(bytes)?;
    }
    Ok(())
}

/// UTF-8, or UTF-16 as PowerShell writes it.
fn decoded(bytes: Vec<u8>) -> Option<String> {
    let wide = |bytes: &[u8], read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
        String::from_utf16(&units).ok()
    };
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => return wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => return wide(rest, u16::from_be_bytes),
        _ => {}
    }
    if bytes.contains(&0) {
        return None;
    }
    match String::from_utf8(bytes) {
        Ok(text) => Some(text),
        // A log in an old encoding is still a log.
        Err(error) => {
            let bytes = error.into_bytes();
            let odd = String::from_utf8_lossy(&bytes).matches('\u{fffd}').count();
            (odd * 20 < bytes.len()).then(|| String::from_utf8_lossy(&bytes).into_owned())
        }
    }
}
