//! The program in a scrubbed world: no variable of the outside reaches it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

/// How a run of the program ended.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// Both streams, for messages of failing tests.
    pub(crate) fn all(&self) -> String {
        format!("exit code {}\n--- stdout\n{}--- stderr\n{}", self.code, self.stdout, self.stderr)
    }

    /// Standard output as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{}", self.all()))
    }

    pub(crate) fn expect_code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}", self.all());
        self
    }
}

/// The top folder of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The program, ready to be given arguments.
pub(crate) fn why401() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_why401"));
    command.env_clear().env("LC_ALL", "C.UTF-8").env("COLUMNS", "80").stdin(Stdio::null());
    // A program that finds no home must not look for one.
    command.current_dir(root());
    for name in ["PATH", "SYSTEMROOT", "LD_LIBRARY_PATH"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

/// Runs it to its end.
pub(crate) fn end(command: &mut Command) -> Ended {
    ended(command.output().expect("the program starts"))
}

/// Runs the program with these arguments.
pub(crate) fn run(args: &[&str]) -> Ended {
    end(why401().args(args))
}

pub(crate) fn ended(output: Output) -> Ended {
    Ended {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("UTF-8 on standard output"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
    }
}

/// Waits, within bounds, until something holds.
pub(crate) fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..500 {
        if holds() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("{what} did not happen within five seconds");
}

/// Every format but the table, which is what is shown.
pub(crate) const FORMATS: [&str; 10] = [
    "json",
    "jsonl",
    "junit",
    "tap",
    "sarif",
    "markdown",
    "html",
    "github",
    "ticket",
    "prometheus",
];
