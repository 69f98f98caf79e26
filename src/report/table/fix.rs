//! What to change: the first remedy with its steps and changes, the others in a line each, and the experiments
//! behind it all.

use super::super::page::{Page, Paint, Span};
use super::super::prose;
use super::super::wrap::width;
use super::why::INDENT;
use crate::model::{Diagnosis, RemedyReport, Report};

/// Adds the remedies: those of the causes, then those that packs name for checks whose cause was not named.
/// `explained` says that they follow a cause.
pub(super) fn put(page: &mut Page<'_>, report: &Report, explained: bool) {
    let diagnosis = &report.diagnosis;
    let causes = diagnosis.root.iter().chain(&diagnosis.others);
    let cures = causes
        .flat_map(|cause| cause.remedies.iter().map(|remedy| (remedy, Some(cause.cause.as_str()))));
    let remedies = cures.chain(diagnosis.remedies.iter().map(|remedy| (remedy, None)));
    let mut told: Vec<&str> = Vec::new();
    for (remedy, cause) in remedies {
        if told.contains(&remedy.id.as_str()) {
            continue;
        }
        if told.is_empty() {
            if !explained {
                page.blank();
            }
            in_brief(page, remedy);
        } else {
            in_short(page, remedy, cause, told.len() == 1);
        }
        told.push(&remedy.id);
    }
    if !diagnosis.experiments.is_empty() {
        page.blank();
        let label = [Span(Paint::Strong, "experiments".to_owned())];
        page.paragraph(&label, "experiments".len() + 1, &[Span::faint(effort(diagnosis))]);
    }
    for experiment in &diagnosis.experiments {
        let label = [Span::plain(format!("{:>3}", experiment.n))];
        page.paragraph(&label, INDENT, &[Span::plain(&experiment.experiment.question)]);
        for (word, text) in [
            ("changed", &experiment.experiment.changed),
            ("request", &experiment.request),
            ("answer", &experiment.answer),
        ] {
            let label = [Span::faint(format!("{}{word}", " ".repeat(INDENT)))];
            page.paragraph(&label, INDENT + 9, &[Span::plain(text)]);
        }
    }
}

/// What the experiments cost: requests and time.
fn effort(diagnosis: &Diagnosis) -> String {
    let requests: u32 = diagnosis.experiments.iter().map(|one| one.requests).sum();
    let took: f64 = diagnosis.experiments.iter().map(|one| one.duration.as_secs_f64()).sum();
    let noun = if requests == 1 { "request" } else { "requests" };
    format!("{requests} {noun} · {took:.2} s")
}

fn in_brief(page: &mut Page<'_>, remedy: &RemedyReport) {
    let label = [Span(Paint::Strong, "fix".to_owned())];
    page.paragraph(&label, INDENT, &[Span(Paint::Strong, remedy.title.clone())]);
    who(page, remedy, None);
    if prose::put_brief(page, INDENT, remedy.text.trim_end()) {
        page.blank();
        let text = format!("why401 explain {} shows the rest", remedy.id);
        page.paragraph(&[], INDENT, &[Span::faint(text)]);
    }
}

fn in_short(page: &mut Page<'_>, remedy: &RemedyReport, cause: Option<&str>, first: bool) {
    let label = if first { "more" } else { "" };
    if first {
        page.blank();
    }
    let label = [Span(Paint::Strong, label.to_owned())];
    page.paragraph(&label, INDENT, &[Span::plain(&remedy.title)]);
    who(page, remedy, cause);
}

/// Who can do it, and the command that tells more, which is not broken over lines: it is there to be copied.
fn who(page: &mut Page<'_>, remedy: &RemedyReport, cause: Option<&str>) {
    let cause = cause.map_or_else(String::new, |cause| format!("for {cause} · "));
    let who = format!("{cause}who: {}", remedy.who);
    let command = format!("why401 explain {}", remedy.id);
    let both = format!("{who} · {command}");
    if INDENT + width(&page.clean(&both)) <= page.measure() {
        page.paragraph(&[], INDENT, &[Span::faint(both)]);
    } else {
        page.paragraph(&[], INDENT, &[Span::faint(who)]);
        page.paragraph(&[], INDENT, &[Span::faint(command)]);
    }
}
