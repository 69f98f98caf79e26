//! Writes a report down in every form that was asked for, on every way a run can end. Nothing leaves that a
//! secret was found in, and a write that fails never loses another.

use std::cell::OnceCell;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::console::Console;
use super::outcome::{Failure, Outcome};
use super::stream::Stream;
use super::{assemble, github};
use crate::exit::ExitCode;
use crate::model::{Custody, Diagnosis, Report, Run, Summary, Tool};
use crate::redact::{Hit, Scanner, Scrubber};
use crate::report::{FORMATS, Format, Style};

/// The forms that were asked for.
pub(super) struct Outputs {
    pub(super) shown: &'static Format,
    pub(super) files: Vec<(&'static Format, PathBuf)>,
}

impl Outputs {
    /// Reads `--format` and `--report`; everything that is wrong with them is said at once.
    pub(super) fn parse(format: &str, reports: &[String]) -> Result<Self, Failure> {
        let mut wrong = Vec::new();
        let shown = find(format).map_err(|why| wrong.push(why)).ok();
        let mut files: Vec<(&'static Format, PathBuf)> = Vec::new();
        for one in reports {
            let read = one
                .split_once(':')
                .filter(|(_, path)| !path.is_empty())
                .ok_or_else(|| format!("error: `--report {one}` is not FORMAT:PATH"))
                .and_then(|(name, path)| Ok((find(name)?, PathBuf::from(path))));
            let (format, path) = match read {
                Ok(read) => read,
                Err(why) => {
                    wrong.push(why);
                    continue;
                }
            };
            if let Err(why) = writable(&path) {
                wrong.push(format!("error: `--report {one}`: {why}"));
            } else if let Some((other, _)) = files.iter().find(|(_, at)| is_same(at, &path)) {
                wrong.push(format!(
                    "error: `--report {one}`: the {} report is written there already",
                    other.name
                ));
            }
            files.push((format, path));
        }
        match shown {
            Some(shown) if wrong.is_empty() => Ok(Self { shown, files }),
            _ => Err(Failure::usage(wrong.join("\n"))),
        }
    }

    /// Does the work of a command and writes what comes of it. Work that fails, or panics, before it has a
    /// report leaves one that says so in every form that was asked for: a CI job that reads an old report, or
    /// none, takes that for good.
    pub(super) fn see_to(
        &self,
        console: &Console,
        work: impl FnOnce(&Custody, &Stream) -> Result<(Report, ExitCode), Failure>,
    ) -> Outcome {
        let started = Timestamp::now();
        let custody = Custody::default();
        let scrubber = std::sync::Arc::new(Scrubber::new(custody.clone()));
        let stream = Stream::open(self, std::sync::Arc::clone(&scrubber));
        let worked = catch_unwind(AssertUnwindSafe(|| work(&custody, &stream)));
        let failure = match worked {
            Ok(Ok((report, code))) => {
                return Ok(self.write(&report, code, true, &scrubber.scanner(), &stream, console));
            }
            Ok(Err(failure)) => failure,
            // Where it broke was told when it did.
            Err(_) => Failure {
                reason: Some("a defect of why401: it broke, and could not go on".to_owned()),
                ..Failure::internal("nothing more is done")
            },
        };
        let scanner = scrubber.scanner();
        let why = scanner.scrub(failure.reason());
        let report = died(started, why, failure.code, &scanner);
        // People read on standard error why it failed.
        let show = self.shown.name != "table";
        let code = self.write(&report, failure.code, show, &scanner, &stream, console);
        Err(Failure { code: failure.code.or(code), ..failure })
    }

    /// Writes the report, files first: a closed pipe must not keep a report from its file.
    fn write(
        &self,
        report: &Report,
        mut code: ExitCode,
        show: bool,
        scanner: &Scanner,
        stream: &Stream,
        console: &Console,
    ) -> ExitCode {
        let prover = Prover { report, scanner, fields: OnceCell::new() };
        let mut complain = |what: &str, trouble: Trouble| {
            console.complain(&format!("error: {what}: {}", trouble.why));
            code = code.or(trouble.code);
        };
        for (format, path) in self.files.iter().filter(|(format, _)| !Stream::takes(format)) {
            let written = prover
                .prove(format, &Style::plain())
                .and_then(|text| replace(path, &text).map_err(Trouble::write));
            if let Err(trouble) = written {
                complain(&format!("{} was not written", path.display()), trouble);
            }
        }
        for (name, trouble) in stream.finish(report, show) {
            complain(&format!("{name} was not written whole"), trouble);
        }
        if show && !Stream::takes(self.shown) {
            match prover.prove(self.shown, &console.style) {
                Err(trouble) => complain("the result is withheld", trouble),
                Ok(text) => {
                    if let Err(error) = console.print(&text) {
                        complain("the result cannot be written", Trouble::write(error));
                    }
                }
            }
        }
        for trouble in github::tell(report, self, scanner, console) {
            complain("GitHub was not told everything", trouble);
        }
        code
    }
}

/// Why something was not written.
pub(super) struct Trouble {
    pub(super) why: String,
    pub(super) code: ExitCode,
}

impl Trouble {
    /// A secret was found in it.
    pub(super) fn withheld(hits: &[Hit]) -> Self {
        let places: Vec<String> = hits
            .iter()
            .take(10)
            .map(|hit| format!("{} ({}) at {}", hit.secret, hit.form, hit.place))
            .collect();
        let why = format!(
            "a secret was found in it: {}\nThis is a defect of why401: please report it with this line.",
            places.join("; ")
        );
        Self { why, code: ExitCode::Withheld }
    }

    /// The system would not take it.
    pub(super) fn write(error: std::io::Error) -> Self {
        Self { why: error.to_string(), code: ExitCode::Internal }
    }
}

/// Renders reports, and proves that no secret is in what comes of it.
struct Prover<'a> {
    report: &'a Report,
    scanner: &'a Scanner,
    /// What was found in the JSON form. It is searched for every format: it breaks no text over lines, so that a
    /// secret cannot hide in a table's line breaks, and it names the field.
    fields: OnceCell<Vec<Hit>>,
}

impl Prover<'_> {
    /// The text, if no secret is in it; else where one is, and never the secret.
    fn prove(&self, format: &Format, style: &Style) -> Result<String, Trouble> {
        let render = || (format.render)(self.report, style);
        // A defect of one format must not cost the others.
        let text = catch_unwind(AssertUnwindSafe(render)).map_err(|_| Trouble {
            why: format!("the format {} has a defect; please report it", format.name),
            code: ExitCode::Internal,
        })?;
        let mut hits = self.scanner.scan(&text);
        if hits.is_empty() && format.name != "json" {
            let fields = || {
                let json = Format::find("json").map(|json| (json.render)(self.report, style));
                json.map(|json| self.scanner.scan(&json)).unwrap_or_default()
            };
            hits.clone_from(self.fields.get_or_init(fields));
        }
        if hits.is_empty() { Ok(text) } else { Err(Trouble::withheld(&hits)) }
    }
}

/// The report of a run that died before it had one.
fn died(started: Timestamp, why: String, code: ExitCode, scanner: &Scanner) -> Report {
    Report {
        tool: Tool { name: "why401", version: env!("CARGO_PKG_VERSION") },
        run: Run {
            id: assemble::id(),
            started,
            duration: Timestamp::now().duration_since(started).unsigned_abs(),
            target: String::new(),
            faults: Vec::new(),
            interrupted: code == ExitCode::Interrupted,
            deadline_passed: false,
            died: Some(why),
        },
        summary: Summary { exit_code: code.number(), ..Summary::default() },
        packs: Vec::new(),
        checks: Vec::new(),
        diagnosis: Diagnosis::default(),
        waivers: Vec::new(),
        compared: None,
        documentation: Vec::new(),
        redaction: scanner.receipt(),
    }
}

fn find(name: &str) -> Result<&'static Format, String> {
    Format::find(name).ok_or_else(|| {
        let known: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        format!("error: there is no format `{name}`; there are: {}", known.join(", "))
    })
}

/// Whether a report can be written there, as far as it shows before anything is sent.
pub(super) fn writable(path: &Path) -> Result<(), String> {
    if path == Path::new("-") {
        return Err("standard output is for --format".to_owned());
    }
    if path.is_dir() {
        return Err(format!("{} is a folder", path.display()));
    }
    match folder(path) {
        folder if folder.is_dir() => Ok(()),
        folder => Err(format!("there is no folder {}", folder.display())),
    }
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether two paths lead to one file, whether it is there or not.
fn is_same(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| {
        std::fs::canonicalize(path).ok().or_else(|| {
            let folder = std::fs::canonicalize(folder(path)).ok()?;
            Some(folder.join(path.file_name()?))
        })
    };
    one == other || place(one).is_some_and(|one| place(other) == Some(one))
}

/// Writes a file under a temporary name beside it, and renames it when it is whole. What is no file, such as
/// a device or a pipe, is written to as it is: nothing may be put in its place.
pub(super) fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    // Where a link leads, so that the link stays one.
    let path = &std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if std::fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        return std::fs::OpenOptions::new().write(true).open(path)?.write_all(text.as_bytes());
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(name);
    let written = std::fs::File::create(&temporary)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&temporary, path));
    if written.is_err() {
        // What was begun is of no use to anybody.
        let _ = std::fs::remove_file(&temporary);
    }
    written
}

#[cfg(test)]
mod tests;
