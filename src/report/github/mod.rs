//! GitHub Actions: annotations as workflow commands, worst first, and the table in a group of the log. No line of
//! the table can be taken for a command: the runner is told to stop looking for them.

mod summary;

pub use summary::summary;

use super::beside::beside;
use super::explained::{Explained, accepted, in_code};
use super::{Format, Style, table};
use crate::model::{CauseReport, CheckResult, Report, Source, Status, printable};

/// Annotations.
pub(super) static FORMAT: Format = Format {
    name: "github",
    docs: "GitHub Actions: annotations, worst first, and the table in the log",
    render,
};

/// The runner shows no more of one kind for a step.
const AT_MOST: usize = 10;

fn render(report: &Report, style: &Style) -> String {
    let mut text = annotations(report);
    let table = (table::FORMAT.render)(report, &Style { colour: false, ..*style });
    text.push_str(&quoted("why401", &table, &report.run.id));
    text
}

/// A text in a group of the log, none of whose lines the runner obeys. The run's id is random, and no server has
/// seen it; that the text does not hold it is seen to all the same.
fn quoted(title: &str, text: &str, id: &str) -> String {
    let letters: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut end = format!("why401-{letters}");
    while text.contains(&end) {
        end.push('x');
    }
    format!("::group::{title}\n::stop-commands::{end}\n{text}::{end}::\n::endgroup::\n")
}

/// How grave an annotation is; they are shown in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Error,
    Warning,
    Notice,
}

impl Level {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

/// At most ten workflow commands: the causes, what nothing explains, what is wrong beside the checks.
#[must_use]
pub fn annotations(report: &Report) -> String {
    let explained = Explained::new(report);
    let mut all: Vec<(Level, String)> = Vec::new();
    for (cause, checks) in explained.causes(report) {
        let level = match (&cause.waived, is_failing(checks)) {
            (Some(_), _) => Level::Notice,
            (None, true) => Level::Error,
            (None, false) => Level::Warning,
        };
        all.push((level, of_cause(level, cause, checks, in_code(cause, report))));
    }
    for one in beside(report) {
        all.push((Level::Error, command(Level::Error, None, &one.id, &[one.saw])));
    }
    for check in &report.checks {
        let level = match (check.status, &check.waived) {
            (Status::Fail | Status::Warn, Some(_)) => Level::Notice,
            (Status::Fail | Status::Error, _) => Level::Error,
            (Status::Warn, None) => Level::Warning,
            (Status::Pass | Status::Skip | Status::Blocked, _) => continue,
        };
        if explained.of(check).is_empty() {
            let mut message = vec![check.saw.clone()];
            let remedies = explained.pack_remedies(check);
            message.extend(remedies.iter().map(|one| format!("fix: {}", one.title)));
            message.extend(check.waived.as_ref().map(accepted));
            all.push((level, command(level, Some(&check.source), &check.id, &message)));
        }
    }
    // Stable: causes stay before what nothing explains.
    all.sort_by_key(|(level, _)| *level);
    all.into_iter().take(AT_MOST).map(|(_, line)| line).collect()
}

fn is_failing(checks: &[&CheckResult]) -> bool {
    let failing = |check: &&CheckResult| matches!(check.status, Status::Fail | Status::Error);
    checks.is_empty() || checks.iter().any(failing)
}

fn of_cause(
    level: Level,
    cause: &CauseReport,
    checks: &[&CheckResult],
    in_code: Option<Source>,
) -> String {
    let mut message = vec![cause.title.clone()];
    message.extend(cause.remedies.iter().map(|remedy| format!("fix: {}", remedy.title)));
    message.extend(cause.waived.as_ref().map(accepted));
    let title = format!("{} ({})", cause.cause, cause.confidence.as_str());
    let place = in_code.as_ref().or_else(|| checks.first().map(|check| &check.source));
    command(level, place, &title, &message)
}

/// A workflow command. A built-in pack is no file of the repository, so that nothing points there.
fn command(level: Level, place: Option<&Source>, title: &str, message: &[String]) -> String {
    let mut properties = Vec::new();
    if let Some(place) = place.filter(|place| !place.file.starts_with("builtin:")) {
        let file = place.file.strip_prefix("./").unwrap_or(&place.file);
        properties.push(format!("file={}", property(file)));
        properties.push(format!("line={},col={}", place.line, place.column));
    }
    properties.push(format!("title={}", property(title)));
    // Line breaks of our own stay, as `%0A`; what a server said has none.
    let message: Vec<String> = message.iter().map(|line| printable(line)).collect();
    format!("::{} {}::{}\n", level.as_str(), properties.join(","), data(&message.join("\n")))
}

/// The text of a command, as the runner reads it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, likewise.
fn property(text: &str) -> String {
    data(&printable(text)).replace(':', "%3A").replace(',', "%2C")
}
