//! The summary of a job: the Markdown report, or where that is too long as much of its beginning as fits.

use crate::model::{CheckResult, Report, Status};
use crate::report::beside::beside;
use crate::report::explained::{accepted, causes, evidence};
use crate::report::markdown::escape::text as escaped;
use crate::report::{Style, markdown};

/// What is said where not all fits.
const CUT: &str =
    "\n… and more than GitHub takes in one summary; `--report` writes all of it to a file.\n";

/// A summary that is no longer than so many bytes.
#[must_use]
pub fn summary(report: &Report, room: usize) -> String {
    let whole = (markdown::FORMAT.render)(report, &Style::plain());
    if whole.len() <= room { whole } else { brief(report, room) }
}

/// The causes and what cures them, and as many checks as fit.
fn brief(report: &Report, room: usize) -> String {
    let mut text = String::new();
    for part in parts(report) {
        if text.len() + part.len() + CUT.len() > room {
            if room >= text.len() + CUT.len() {
                text.push_str(CUT);
            }
            return text;
        }
        text.push_str(&part);
    }
    text
}

/// Lines and blocks that belong together; what is cut off is cut between them.
fn parts(report: &Report) -> Vec<String> {
    let names: Vec<String> = report.packs.iter().map(|(name, _)| escaped(name)).collect();
    let mut parts = vec![format!("### why401 {}\n\n", names.join(", "))];
    for cause in causes(report) {
        let mut part = format!(
            "**{}** · {} · {}\n\n",
            escaped(&cause.title),
            escaped(&cause.cause),
            cause.confidence.as_str()
        );
        for because in &cause.because {
            part.push_str(&format!("- {}\n", escaped(&evidence(because))));
        }
        part.push_str(
            &cause
                .waived
                .as_ref()
                .map_or_else(String::new, |waived| format!("\n{}\n", escaped(&accepted(waived)))),
        );
        part.push('\n');
        for remedy in &cause.remedies {
            let (title, who) = (escaped(&remedy.title), escaped(&remedy.who));
            part.push_str(&format!("**Fix:** {title} ({})  \nWho: {who}\n\n", escaped(&remedy.id)));
        }
        parts.push(part);
    }
    for remedy in &report.diagnosis.remedies {
        let (title, id) = (escaped(&remedy.title), escaped(&remedy.id));
        parts.push(format!("**Fix:** {title} ({id})  \nWho: {}\n\n", escaped(&remedy.who)));
    }
    for one in beside(report) {
        parts.push(format!("**{}**: {}\n\n", escaped(&one.id), escaped(&one.saw)));
    }
    if !report.checks.is_empty() {
        parts.push("| | check | what was seen |\n|---|---|---|\n".to_owned());
        parts.extend(report.checks.iter().map(row));
    }
    parts.push("\n".to_owned());
    parts
}

fn row(check: &CheckResult) -> String {
    let sign = match (check.status, &check.waived) {
        (Status::Fail | Status::Warn, Some(_)) => "waived",
        (Status::Pass, _) => "✓ pass",
        (Status::Fail, None) => "✗ fail",
        (Status::Warn | Status::Error | Status::Skip | Status::Blocked, _) => check.status.as_str(),
    };
    format!("| {sign} | {} | {} |\n", escaped(&check.id), escaped(&check.saw))
}
