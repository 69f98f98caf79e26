//! Why, what was ruled out, what to do next, and the fix: the part of the table below the rows.

use super::cell::{hang, line, width, wrap};
use super::markdown;
use super::paint::{Role, Style};
use crate::model::{Because, CauseReport, CheckResult, Report, Status};

/// Columns before the texts of a section.
const INDENT: usize = 5;

/// All sections that have something to say.
pub(super) fn show(report: &Report, style: &Style) -> String {
    let diagnosis = &report.diagnosis;
    let mut out = String::new();
    for cause in diagnosis.root.iter().chain(&diagnosis.others) {
        out.push_str(&why(cause, style));
    }
    let ruled_out: Vec<(String, String)> =
        diagnosis.ruled_out.iter().map(|one| (one.cause.clone(), one.because.clone())).collect();
    if !ruled_out.is_empty() {
        out.push_str(&format!("{}\n", style.paint(Role::Heading, "ruled out")));
        out.push_str(&pairs(&ruled_out, style));
    }
    out.push_str(&experiments(report, style));
    out.push_str(&unexplained(report, style));
    if let Some(next) = &diagnosis.next {
        out.push_str(&section("next", &line(next), style));
    }
    out.push_str(&fixes(report, style));
    if out.is_empty() { out } else { format!("{out}\n") }
}

/// A cause: its title, how sure it is, and the evidence.
fn why(cause: &CauseReport, style: &Style) -> String {
    let tag = format!("{} {} {}", cause.cause, style.dot(), cause.confidence.as_str());
    let title = style.fit(&line(&cause.title));
    let word = style.paint(Role::Heading, "why");
    let lines = wrap(&title, style.width.saturating_sub(INDENT));
    let mut out = String::new();
    for (at, text) in lines.iter().enumerate() {
        let last = at + 1 == lines.len();
        let start = if at == 0 { format!("{word}  ") } else { " ".repeat(INDENT) };
        let gap = style.width.saturating_sub(INDENT + width(text) + width(&tag));
        out.push_str(&start);
        out.push_str(text);
        if last && gap >= 2 {
            out.push_str(&" ".repeat(gap.min(5)));
            out.push_str(&style.paint(Role::Name, &tag));
        } else if last {
            out.push_str(&format!("\n{}{}", " ".repeat(INDENT), style.paint(Role::Name, &tag)));
        }
        out.push('\n');
    }
    let because: Vec<(String, String)> = cause
        .because
        .iter()
        .map(|because| match because {
            Because::Check { check, text } => (check.clone(), text.clone()),
            Because::Experiment { experiment, text } => {
                (format!("experiment {experiment}"), text.clone())
            }
        })
        .collect();
    out + &pairs(&because, style)
}

/// The control requests, where there were any.
fn experiments(report: &Report, style: &Style) -> String {
    let experiments = &report.diagnosis.experiments;
    if experiments.is_empty() {
        return String::new();
    }
    let told = experiments
        .iter()
        .map(|one| {
            let text =
                format!("{} ({}): {}, {}", one.question, one.changed, one.request, one.answer);
            (format!("experiment {}", one.n), text)
        })
        .collect::<Vec<_>>();
    format!("{}\n{}", style.paint(Role::Heading, "experiments"), pairs(&told, style))
}

/// Failed checks that no cause explains: what was expected, and where the pack says so.
fn unexplained(report: &Report, style: &Style) -> String {
    let explained = |check: &CheckResult| {
        let causes = report.diagnosis.root.iter().chain(&report.diagnosis.others);
        let name = format!("{}/{}", check.pack, check.id);
        causes.flat_map(|cause| &cause.explains).any(|one| *one == check.id || *one == name)
    };
    let mut told = Vec::new();
    for check in &report.checks {
        if !matches!(check.status, Status::Fail | Status::Warn | Status::Error) || explained(check)
        {
            continue;
        }
        let source = &check.source;
        for mismatch in &check.mismatches {
            let place = format!(
                "{}:{}:{}",
                mismatch.source.file, mismatch.source.line, mismatch.source.column
            );
            let demand = match (mismatch.matcher, mismatch.expected.as_bool()) {
                ("exists", Some(true)) => "to be there".to_owned(),
                ("exists", Some(false)) => "not to be there".to_owned(),
                ("not_empty", Some(true)) => "not to be empty".to_owned(),
                ("not_empty", Some(false)) => "to be empty".to_owned(),
                (matcher, _) => format!("{} {}", matcher.replace('_', " "), mismatch.expected),
            };
            let actual = match &mismatch.actual {
                serde_json::Value::Null => "there is none".to_owned(),
                actual => format!("it is {actual}"),
            };
            let text = format!("{} {demand}, but {actual} ({place})", mismatch.path);
            told.push((check.id.clone(), format!("expected {text}")));
        }
        if check.mismatches.is_empty() {
            let place = format!("{}:{}:{}", source.file, source.line, source.column);
            told.push((check.id.clone(), format!("{} ({place})", check.saw)));
        }
    }
    if told.is_empty() {
        return String::new();
    }
    format!("{}\n{}", style.paint(Role::Heading, "unexplained"), pairs(&told, style))
}

/// The remedies: the first one whole, the others by name.
fn fixes(report: &Report, style: &Style) -> String {
    let diagnosis = &report.diagnosis;
    let mut out = String::new();
    let mut shown: Vec<&str> = Vec::new();
    let causes = diagnosis.root.iter().chain(&diagnosis.others);
    for remedies in causes.map(|cause| &cause.remedies).chain(std::iter::once(&diagnosis.remedies))
    {
        for (at, remedy) in remedies.iter().enumerate() {
            if shown.contains(&remedy.id.as_str()) {
                continue;
            }
            shown.push(&remedy.id);
            let word = if at == 0 { "fix" } else { "or" };
            out.push_str(&section(word, &line(&remedy.title), style));
            let more = format!("why401 explain {}", remedy.id);
            let who = style.fit(&line(&format!("who: {}", remedy.who)));
            let margin = " ".repeat(INDENT);
            let both = format!("{who} {} {more}", style.dot());
            // A command that breaks over two lines cannot be copied.
            if INDENT + width(&both) <= style.width {
                out.push_str(&hang(&margin, &both, style.width));
            } else {
                out.push_str(&hang(&margin, &who, style.width));
                out.push_str(&hang(&margin, &more, style.width));
            }
            // The first remedy in some detail, the others by name: `explain` shows each whole.
            if shown.len() == 1 {
                out.push_str(&markdown::brief(&remedy.text, INDENT, style));
            }
        }
    }
    out
}

/// A word and the text behind it.
fn section(word: &str, text: &str, style: &Style) -> String {
    let first = format!("{word}{}", " ".repeat(INDENT.saturating_sub(width(word)).max(1)));
    let text = hang(&first, &style.fit(text), style.width);
    text.replacen(word, &style.paint(Role::Heading, word), 1)
}

/// Names and texts in two columns.
fn pairs(pairs: &[(String, String)], style: &Style) -> String {
    let column = pairs.iter().map(|(name, _)| width(name)).max().unwrap_or(0).min(24);
    let mut out = String::new();
    for (name, text) in pairs {
        let name = style.fit(&line(name));
        let gap = column.saturating_sub(width(&name)) + 2;
        let first = format!("{}{name}{}", " ".repeat(INDENT), " ".repeat(gap));
        let text = hang(&first, &style.fit(&line(text)), style.width);
        out.push_str(&text.replacen(&name, &style.paint(Role::Name, &name), 1));
    }
    out
}
