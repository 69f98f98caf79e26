//! Where a value given by `--set` comes from. A secret is never taken as it stands on the command line: the
//! process list shows it to every user of the machine.

use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::model::Secret;

/// A value of `--set`.
pub(super) enum Given {
    /// As it stood.
    Plain(String),
    /// Read from a source that the process list does not show.
    Secret(Secret),
}

/// The program that a secret is being read from, for whoever gives up waiting: one that was left running would hold
/// on to standard error, and whoever reads that would wait for it.
#[derive(Clone, Default)]
pub(super) struct Running(Arc<Mutex<Slot>>);

/// The program, and whether nobody waits for programs any more.
#[derive(Default)]
struct Slot {
    child: Option<Child>,
    over: bool,
}

impl Slot {
    fn end(&mut self) {
        if let Some(mut child) = self.child.take() {
            // That it is gone already is no failure.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Running {
    /// Ends the program, if one runs, and starts no other.
    pub(super) fn end(&self) {
        let mut slot = self.lock();
        slot.over = true;
        slot.end();
    }

    /// Starts a program and keeps it, so that there is no moment at which it could not be ended.
    fn start(&self, command: &mut Command) -> io::Result<Option<ChildStdout>> {
        let mut slot = self.lock();
        if slot.over {
            return Err(io::Error::other("nobody waits for it any more"));
        }
        let mut child = command.spawn()?;
        let printed = child.stdout.take();
        slot.child = Some(child);
        Ok(printed)
    }

    fn lock(&self) -> MutexGuard<'_, Slot> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The longest secret that is read, in bytes.
const LIMIT: u64 = 1024 * 1024;

/// Reads `env:NAME`, `file:PATH`, `cmd:COMMAND` or `-`; anything else stands for itself.
///
/// # Errors
/// When the source cannot be read, in words that name the source and never the value.
pub(super) fn read(value: &str, running: &Running) -> Result<Given, String> {
    let secret = |text: String| Given::Secret(Secret::new(text.trim_end_matches(['\r', '\n'])));
    if value == "-" {
        let mut text = String::new();
        std::io::stdin()
            .take(LIMIT + 1)
            .read_to_string(&mut text)
            .map_err(|error| format!("standard input cannot be read: {error}"))?;
        return bounded("standard input", text).map(secret);
    }
    match value.split_once(':') {
        Some(("env", name)) => match std::env::var(name) {
            Ok(text) => Ok(secret(text)),
            Err(_) => Err(format!("the environment variable {name} is not set")),
        },
        Some(("file", path)) => file(Path::new(path)).map(secret),
        Some(("cmd", command)) => command_output(command, running).map(secret),
        _ => Ok(Given::Plain(value.to_owned())),
    }
}

/// Reads a file that holds a secret. What has no end, such as a device, is read no further than a secret is long.
///
/// # Errors
/// When it cannot be read or is too long, in words that name the file.
pub(super) fn file(path: &Path) -> Result<String, String> {
    let shown = path.display().to_string();
    let cannot = |error: std::io::Error| format!("{shown} cannot be read: {error}");
    let file = std::fs::File::open(path).map_err(cannot)?;
    if file.metadata().is_ok_and(|found| found.is_dir()) {
        return Err(format!("{shown} is a folder"));
    }
    let mut text = String::new();
    file.take(LIMIT + 1).read_to_string(&mut text).map_err(cannot)?;
    bounded(&shown, text)
}

fn bounded(shown: &str, text: String) -> Result<String, String> {
    if text.len() as u64 > LIMIT {
        return Err(format!("{shown} is longer than 1 MB, or has no end: that is no secret"));
    }
    Ok(text)
}

/// The first word is the program, the others are its arguments; no shell reads them.
fn command_output(command: &str, running: &Running) -> Result<String, String> {
    let mut words = command.split_whitespace();
    let program = words.next().ok_or("cmd: names no command")?;
    let cannot = |error: std::io::Error| format!("the command {program} cannot be run: {error}");
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    let printed = running.start(&mut command).map_err(cannot)?;
    let mut bytes = Vec::new();
    if let Some(printed) = printed {
        printed.take(LIMIT + 1).read_to_end(&mut bytes).map_err(cannot)?;
    }
    if bytes.len() as u64 > LIMIT {
        // It may never end by itself.
        running.lock().end();
    } else {
        let child = running.lock().child.take();
        let mut child = child.ok_or_else(|| format!("the command {program} was ended"))?;
        let status = child.wait().map_err(cannot)?;
        if !status.success() {
            return Err(format!("the command {program} ended with {status}"));
        }
    }
    let text =
        String::from_utf8(bytes).map_err(|_| format!("the command {program} printed no UTF-8"))?;
    bounded(&format!("what the command {program} printed"), text)
}
