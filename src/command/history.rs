//! The last good run of these packs against this target, kept in the user's state directory, so that a failing run
//! can say what is different since. It never fails a run: what goes wrong here is one warning.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;

use super::console::Console;
use super::earlier;
use crate::cli::CheckArgs;
use crate::compare;
use crate::model::{Aspect, Report, Status};
use crate::redact::Scanner;
use crate::report::{Format, Style};

/// How many reports are kept, one for each set of packs and target; the oldest go first.
const KEPT: usize = 100;

/// Where reports are kept.
pub(super) struct History {
    folder: PathBuf,
    /// Whether a run of all checks was asked for: one of a few would say nothing of the others.
    whole: bool,
}

impl History {
    /// The history of a run, unless it has none: with `--no-history`, in a simulator run, on a CI machine (whose
    /// state nobody keeps), and where no home is known.
    pub(super) fn of(args: &CheckArgs, variable: &dyn Fn(&str) -> Option<String>) -> Option<Self> {
        let set = |name| variable(name).filter(|value| !value.is_empty());
        if args.output.no_history || args.sim.is_some() || set("CI").is_some() {
            return None;
        }
        let folder = folder(&set)?;
        let selection = &args.selection;
        let whole =
            selection.only.is_empty() && selection.skip.is_empty() && selection.tag.is_empty();
        Some(Self { folder, whole })
    }

    /// Says in the report what is different since the last good run, if this one is not good.
    pub(super) fn compare(&self, report: &mut Report, console: &Console) {
        if !troubled(report) || report.run.interrupted {
            return;
        }
        match self.last(report) {
            Ok(None) => {}
            Ok(Some(last)) => {
                let mut compared = compare::compare(&last, report);
                if !self.whole {
                    // What the user left out is no news.
                    let skip = Some(Status::Skip.as_str());
                    compared.shifts.retain(|shift| {
                        shift.aspect != Aspect::Verdict || shift.after.as_deref() != skip
                    });
                }
                report.compared = Some(compared);
            }
            Err(why) => console.complain(&format!(
                "warning: the last good run cannot be read: {why}; --no-history does without it"
            )),
        }
    }

    /// Whether a run is one to measure others by: exit code 0, no failure or warning even if `--fail-on` or a
    /// waiver accepts it, something looked at, and no check left out by the user.
    pub(super) fn is_good(&self, report: &Report) -> bool {
        self.whole && report.summary.exit_code == 0 && report.summary.pass > 0 && !troubled(report)
    }

    /// Keeps a good run.
    pub(super) fn keep(&self, report: &Report, scanner: &Scanner, console: &Console) {
        let Some(json) = Format::find("json") else { return };
        let text = (json.render)(report, &Style::plain());
        // What a secret was found in was told where the result was withheld.
        if !scanner.scan(&text).is_empty() {
            return;
        }
        if let Err(error) = self.write(&name(report), &text) {
            console.complain(&format!(
                "warning: this run could not be kept in {}: {error}; --no-history does without it",
                self.folder.display()
            ));
        }
    }

    fn last(&self, report: &Report) -> Result<Option<Report>, String> {
        let path = self.folder.join(name(report));
        let shown = path.display();
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("{shown}: {error}")),
        };
        let last = earlier::file(file).map_err(|error| format!("{shown}: {error}"))?.report;
        // Two sets of packs may come to the same name.
        Ok((identity(&last) == identity(report)).then_some(last))
    }

    /// Writes a file for nobody else's eyes, whole or not at all, and removes the oldest ones.
    fn write(&self, name: &str, text: &str) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let temporary = self.folder.join(format!("{name}.{}.tmp", std::process::id()));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options
            .open(&temporary)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .and_then(|()| fs::rename(&temporary, self.folder.join(name)));
        if written.is_err() {
            // What was begun is of no use to anybody.
            let _ = fs::remove_file(&temporary);
        }
        written?;
        self.remove_oldest()
    }

    fn remove_oldest(&self) -> io::Result<()> {
        let mut kept = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                kept.push((fs::metadata(&path)?.modified()?, path));
            }
        }
        kept.sort();
        let surplus = kept.len().saturating_sub(KEPT);
        for (_, path) in kept.iter().take(surplus) {
            fs::remove_file(path)?;
        }
        Ok(())
    }
}

/// Whether anything in it is not as claimed or could not be told.
const fn troubled(report: &Report) -> bool {
    report.summary.warn + report.summary.fail + report.summary.error + report.summary.blocked > 0
}

/// What a report is of: its packs and its target.
fn identity(report: &Report) -> (Vec<&str>, &str) {
    let packs = report.packs.iter().map(|(name, _)| name.as_str()).collect();
    (packs, &report.run.target)
}

/// The file of these packs and this target: a name of its own that any file system takes.
fn name(report: &Report) -> String {
    let (packs, target) = identity(report);
    // FNV-1a, 64 bits: the same in every version.
    let hash = packs
        .iter()
        .chain([&target])
        .flat_map(|text| text.bytes().chain([0]))
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("{hash:016x}.json")
}

/// The folder for state: `$XDG_STATE_HOME/why401`, or what the platform has for it.
fn folder(set: &dyn Fn(&'static str) -> Option<String>) -> Option<PathBuf> {
    // The XDG specification has relative paths ignored.
    let absolute = |name| set(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = absolute("XDG_STATE_HOME").or_else(|| {
        if cfg!(windows) {
            absolute("LOCALAPPDATA")
        } else if cfg!(target_os = "macos") {
            Some(absolute("HOME")?.join("Library/Application Support"))
        } else {
            Some(absolute("HOME")?.join(".local/state"))
        }
    })?;
    Some(base.join("why401"))
}

#[cfg(test)]
mod tests;
