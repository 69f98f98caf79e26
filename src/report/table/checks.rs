//! One table for each pack: a row for each check.

use super::super::grid::{GridColumn, grid};
use super::super::page::{Page, Paint, Span};
use super::super::words::{saw, target, time};
use super::super::wrap::width;
use super::demands;
use crate::model::{CheckResult, Proof, Report, Status, Waived};

/// Columns that most times take: `999 ms`, `12.3 s`.
const TIME: usize = 6;

const COLUMNS: [GridColumn; 5] = [
    GridColumn { wraps: false, right: None, gap: 1 },
    GridColumn { wraps: true, right: None, gap: 2 },
    GridColumn { wraps: true, right: None, gap: 2 },
    GridColumn { wraps: false, right: None, gap: 2 },
    GridColumn { wraps: false, right: Some(TIME), gap: 1 },
];

/// Adds the packs in their order, each with its checks in theirs.
pub(super) fn put(page: &mut Page<'_>, report: &Report) {
    let named = report.packs.iter().map(|(name, title)| (name.as_str(), title.as_str()));
    let unnamed = report.checks.iter().map(|check| (check.pack.as_str(), ""));
    let mut done: Vec<&str> = Vec::new();
    for (name, title) in named.chain(unnamed) {
        if done.contains(&name) {
            continue;
        }
        let checks: Vec<&CheckResult> =
            report.checks.iter().filter(|check| check.pack == name).collect();
        let rows = rows(page, &checks);
        let right_edge = rows.iter().map(|line| visible(line)).max().unwrap_or(0);
        page.blank();
        let target = if done.is_empty() { target(&report.run) } else { String::new() };
        header(page, name, title, &target, right_edge);
        page.blank();
        for line in rows {
            page.inked_line(&line);
        }
        demands::put(page, &checks);
        left_behind(page, &checks);
        done.push(name);
    }
}

/// The width of a line without its colours.
fn visible(line: &str) -> usize {
    let mut columns = 0;
    for (index, piece) in line.split('\u{1b}').enumerate() {
        let text =
            if index == 0 { piece } else { piece.split_once('m').map_or("", |(_, text)| text) };
        columns += width(text);
    }
    columns
}

/// The pack on the left, what it ran against on the right; below each other where they do not fit.
fn header(page: &mut Page<'_>, name: &str, title: &str, target: &str, right_edge: usize) {
    let title = if title.is_empty() { String::new() } else { format!(" · {title}") };
    let left = width(&page.clean(name)) + width(&page.clean(&title));
    let right = width(&page.clean(target));
    let mut spans = vec![Span(Paint::Strong, name.to_owned()), Span::plain(title)];
    let needed = left + 3 + right;
    // What follows hangs, so that no line of a long title can look like a row.
    let hang = 4;
    if right > 0 && needed <= page.measure() {
        let edge = right_edge.min(page.measure()).max(needed);
        spans.push(Span::faint(format!("{}{target}", " ".repeat(edge - left - right))));
        page.hanging(hang, &spans);
    } else {
        page.hanging(hang, &spans);
        page.hanging(hang, &[Span::faint(target)]);
    }
}

fn rows(page: &Page<'_>, checks: &[&CheckResult]) -> Vec<String> {
    if checks.is_empty() {
        return vec![page.ink(Paint::Faint, "    no checks")];
    }
    let head = ["", "check", "what was seen", "proves", "time"];
    let mut rows = vec![head.iter().map(|text| (Paint::Faint, (*text).to_owned())).collect()];
    for check in checks {
        let (symbol, paint) = match &check.waived {
            None => symbol(check.status, page.style().unicode),
            Some(_) if page.style().unicode => ("~", Paint::Doubt),
            Some(_) => ("waived", Paint::Doubt),
        };
        rows.push(vec![
            (paint, symbol.to_owned()),
            (Paint::Plain, check.id.clone()),
            (Paint::Plain, seen(check)),
            (Paint::Faint, check.proves.map_or("-", Proof::as_str).to_owned()),
            (Paint::Faint, time(check)),
        ]);
    }
    grid(page.style(), page.columns(), &COLUMNS, &rows)
}

/// The sign of a status; where signs cannot be shown, its word.
const fn symbol(status: Status, unicode: bool) -> (&'static str, Paint) {
    let (sign, word, paint) = match status {
        Status::Pass => ("✓", "pass", Paint::Good),
        Status::Warn => ("!", "WARN", Paint::Doubt),
        Status::Fail => ("✗", "FAIL", Paint::Bad),
        Status::Error => ("?", "error", Paint::Doubt),
        Status::Skip => ("-", "skip", Paint::Faint),
        Status::Blocked => ("⊘", "blocked", Paint::Faint),
    };
    (if unicode { sign } else { word }, paint)
}

/// What was seen; before it, that its failure is accepted.
fn seen(check: &CheckResult) -> String {
    let saw = saw(check);
    match &check.waived {
        Some(Waived { reason, expires }) => format!("waived until {expires} ({reason}): {saw}"),
        None => saw,
    }
}

/// What could not be removed: louder than everything else here, because somebody has to act.
fn left_behind(page: &mut Page<'_>, checks: &[&CheckResult]) {
    for check in checks {
        let Some(cleanup) = check.cleanup.as_ref().filter(|cleanup| !cleanup.done) else {
            continue;
        };
        page.blank();
        let label = format!("CLEANUP FAILED  {}", check.id);
        page.paragraph(&[Span(Paint::Bad, label)], 4, &[Span::plain(&cleanup.saw)]);
        page.sentence(4, "Remove it by hand: why401 will not try again.");
    }
}
