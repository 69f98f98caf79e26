//! Writes a report down in every form that was asked for. Nothing leaves that a secret was found in, and a
//! write that fails never loses another.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::console::Console;
use super::outcome::{Failure, Outcome};
use crate::exit::ExitCode;
use crate::model::Report;
use crate::redact::Scanner;
use crate::report::{FORMATS, Format, Style};

/// The forms that were asked for.
pub(super) struct Outputs {
    shown: &'static Format,
    files: Vec<(&'static Format, PathBuf)>,
}

impl Outputs {
    /// Reads `--format` and `--report`.
    pub(super) fn parse(format: &str, reports: &[String]) -> Result<Self, Failure> {
        let files = reports.iter().map(|one| {
            let (name, path) =
                one.split_once(':').filter(|(_, path)| !path.is_empty()).ok_or_else(|| {
                    Failure::usage(format!("error: `--report {one}` is not FORMAT:PATH"))
                })?;
            let path = PathBuf::from(path);
            writable(&path)
                .map_err(|why| Failure::usage(format!("error: `--report {one}`: {why}")))?;
            Ok((find(name)?, path))
        });
        Ok(Self { shown: find(format)?, files: files.collect::<Result<_, Failure>>()? })
    }

    /// Writes the report, files first: a closed pipe must not keep a report from its file.
    pub(super) fn write(&self, report: &Report, scanner: &Scanner, console: &Console) -> Outcome {
        let mut code = ExitCode::BY_PRECEDENCE
            .into_iter()
            .find(|code| code.number() == report.summary.exit_code)
            .unwrap_or(ExitCode::Internal);
        for (format, path) in &self.files {
            let style = Style::plain();
            match proven(report, format, &style, scanner) {
                Err(why) => {
                    console.complain(&format!("error: {} was not written: {why}", path.display()));
                    code = code.or(ExitCode::Withheld);
                }
                Ok(text) => {
                    if let Err(error) = replace(path, &text) {
                        console.complain(&format!(
                            "error: {} was not written: {error}",
                            path.display()
                        ));
                        code = code.or(ExitCode::Internal);
                    }
                }
            }
        }
        match proven(report, self.shown, &console.style, scanner) {
            Err(why) => {
                console.complain(&format!("error: the result is withheld: {why}"));
                code = code.or(ExitCode::Withheld);
            }
            Ok(text) => {
                if let Err(error) = console.print(&text) {
                    console.complain(&format!("error: the result cannot be written: {error}"));
                    code = code.or(ExitCode::Internal);
                }
            }
        }
        Ok(code)
    }
}

fn find(name: &str) -> Result<&'static Format, Failure> {
    Format::find(name).ok_or_else(|| {
        let known: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        Failure::usage(format!(
            "error: there is no format `{name}`; there are: {}",
            known.join(", ")
        ))
    })
}

/// The text, if no secret is in it; else where one is, and never the secret. The JSON form is searched as well:
/// it breaks no text over lines, so that a secret cannot hide in a table's line breaks, and it names the field.
fn proven(
    report: &Report,
    format: &Format,
    style: &Style,
    scanner: &Scanner,
) -> Result<String, String> {
    let text = (format.render)(report, style);
    let mut hits = scanner.scan(&text);
    if hits.is_empty() && format.name != "json" {
        let fields = Format::find("json").map(|json| (json.render)(report, style));
        hits = fields.map(|fields| scanner.scan(&fields)).unwrap_or_default();
    }
    if hits.is_empty() {
        return Ok(text);
    }
    let places: Vec<String> = hits
        .iter()
        .take(10)
        .map(|hit| format!("{} ({}) at {}", hit.secret, hit.form, hit.place))
        .collect();
    Err(format!(
        "a secret was found in it: {}\nThis is a defect of why401: please report it with this line.",
        places.join("; ")
    ))
}

/// Whether a report can be written there, as far as it shows before anything is sent.
pub(super) fn writable(path: &Path) -> Result<(), String> {
    if path == Path::new("-") {
        return Err("standard output is for --format".to_owned());
    }
    if path.is_dir() {
        return Err(format!("{} is a folder", path.display()));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder.unwrap_or(Path::new(".")) {
        folder if folder.is_dir() => Ok(()),
        folder => Err(format!("there is no folder {}", folder.display())),
    }
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
