//! Why: the causes with their evidence, what was ruled out, and what would tell more.

use super::super::page::{Page, Paint, Span};
use super::super::wrap::width;
use crate::model::{Because, CauseReport, Report, RuledOut, Status};

/// Where text begins behind a label.
pub(super) const INDENT: usize = 5;

/// Labels of evidence are no wider than this, so that enough is left for the text.
const WIDEST_LABEL: usize = 26;

/// Adds the causes, and says whether anything was added. Nothing is when all is well.
pub(super) fn put(page: &mut Page<'_>, report: &Report) -> bool {
    let diagnosis = &report.diagnosis;
    let ambiguous = !diagnosis.others.is_empty() || !diagnosis.unexplained.is_empty();
    if let Some(root) = &diagnosis.root {
        page.blank();
        cause(page, "why", root, ambiguous);
    }
    for other in &diagnosis.others {
        page.blank();
        cause(page, "also", other, ambiguous);
    }
    if !diagnosis.unexplained.is_empty() {
        let checks = diagnosis.unexplained.join(", ");
        page.blank();
        let text = match diagnosis.root {
            Some(_) => format!("not explained by this: {checks}"),
            None => format!("no cause could be named for {checks}"),
        };
        let label = if diagnosis.root.is_some() { "" } else { "why" };
        page.paragraph(&[Span(Paint::Strong, label.to_owned())], INDENT, &[Span::plain(text)]);
    }
    // A run in which nothing is wrong needs neither of the following.
    let wrong = diagnosis.root.is_some()
        || report.checks.iter().any(|check| match check.status {
            Status::Warn | Status::Fail | Status::Error | Status::Blocked => true,
            Status::Pass | Status::Skip => false,
        });
    if !wrong {
        return false;
    }
    let mut added = diagnosis.root.is_some() || !diagnosis.unexplained.is_empty();
    let more = !diagnosis.ruled_out.is_empty() || diagnosis.next.is_some();
    if more && !added {
        page.blank();
        added = true;
    }
    if !diagnosis.ruled_out.is_empty() {
        page.inked_line(&page.ink(Paint::Strong, "ruled out"));
        let rows = by_reason(&diagnosis.ruled_out);
        let rows: Vec<(&str, &str)> =
            rows.iter().map(|(cause, because)| (*cause, because.as_str())).collect();
        labelled(page, &rows, 2);
    }
    if let Some(next) = &diagnosis.next {
        page.paragraph(&[Span(Paint::Strong, "next".to_owned())], INDENT, &[Span::plain(next)]);
    }
    added
}

/// One row for each reason: what one experiment excludes stands together.
fn by_reason(all: &[RuledOut]) -> Vec<(&str, String)> {
    let mut rows: Vec<(&str, &str, Vec<&str>)> = Vec::new();
    for out in all {
        match rows.iter_mut().find(|(_, because, _)| *because == out.because) {
            Some((_, _, more)) => more.push(&out.cause),
            None => rows.push((&out.cause, &out.because, Vec::new())),
        }
    }
    let row = |(cause, because, more): (_, &str, Vec<&str>)| match more.as_slice() {
        [] => (cause, because.to_owned()),
        more => (cause, format!("{because}; this excludes {}, too", more.join(", "))),
    };
    rows.into_iter().map(row).collect()
}

/// A cause: its title, its name, how sure it is, and the evidence.
fn cause(page: &mut Page<'_>, label: &str, report: &CauseReport, ambiguous: bool) {
    let label = [Span(Paint::Strong, label.to_owned())];
    let name = Span(Paint::Name, report.cause.clone());
    let sure = Span::faint(format!(" · {}", report.confidence.as_str()));
    let left = INDENT + width(&page.clean(&report.title));
    let right = width(&page.clean(&report.cause)) + width(&page.clean(&sure.1));
    let title = Span(Paint::Strong, report.title.clone());
    if left + 3 + right <= page.measure() {
        let gap = Span::plain(" ".repeat((page.measure() - left - right).min(5)));
        page.paragraph(&label, INDENT, &[title, gap, name, sure]);
    } else {
        page.paragraph(&label, INDENT, &[title]);
        page.paragraph(&[], INDENT, &[name, sure]);
    }
    if let Some(waived) = &report.waived {
        let text = format!("waived until {}: {}", waived.expires, waived.reason);
        page.paragraph(&[], INDENT, &[Span(Paint::Doubt, text)]);
    }
    let experiments: Vec<String> = report
        .because
        .iter()
        .map(|because| match because {
            Because::Check { check, text: _ } => check.clone(),
            Because::Experiment { experiment, text: _ } => format!("experiment {experiment}"),
        })
        .collect();
    let mut rows: Vec<(&str, &str)> = experiments
        .iter()
        .zip(&report.because)
        .map(|(label, because)| match because {
            Because::Check { check: _, text } | Because::Experiment { experiment: _, text } => {
                (label.as_str(), text.as_str())
            }
        })
        .collect();
    let explains = report.explains.join(", ");
    if ambiguous && !explains.is_empty() {
        rows.push(("explains", &explains));
    }
    labelled(page, &rows, 3);
}

/// Rows of a label and a text, the texts below each other.
fn labelled(page: &mut Page<'_>, rows: &[(&str, &str)], gap: usize) {
    let widths = rows.iter().map(|(label, _)| width(&page.clean(label)));
    let column = INDENT + widths.max().unwrap_or(0).min(WIDEST_LABEL) + gap;
    for (label, text) in rows {
        let label = format!("{}{}", " ".repeat(INDENT), page.clean(label));
        page.paragraph(&[Span(Paint::Name, label)], column, &[Span::plain(*text)]);
    }
}
