//! One table for each pack: a row for each check.

use std::time::Duration;

use super::super::grid::{GridColumn, grid};
use super::super::page::{Page, Paint, Span};
use super::super::wrap::width;
use super::demands;
use crate::model::{CheckResult, Proof, Report, Run, SkipReason, Status, Waived, words};

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

fn target(run: &Run) -> String {
    match run.faults.as_slice() {
        [] => run.target.clone(),
        [fault] => format!("{}, fault: {fault}", run.target),
        faults => format!("{}, faults: {}", run.target, faults.join(", ")),
    }
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
            (Paint::Plain, saw(check)),
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

/// What was seen, or why nothing was looked at.
fn saw(check: &CheckResult) -> String {
    let mut saw = check.saw.clone();
    let mut say = |told: bool, words: &str| {
        if saw.is_empty() {
            words.clone_into(&mut saw);
        } else if !told {
            saw = format!("{words}: {saw}");
        }
    };
    if let Some(blocked) = &check.blocked {
        let told = check.saw.contains(&blocked.by);
        say(told, &format!("blocked by {}", blocked.by));
    }
    match &check.skipped {
        None => {}
        Some(SkipReason::When(why)) => {
            say(check.saw.contains(why.as_str()), &format!("does not apply: {why}"));
        }
        Some(SkipReason::Effect) => {
            say(check.saw.contains("--allow"), "it writes; allow it with --allow write");
        }
        Some(SkipReason::Selection) => {
            say(check.saw.contains("--only"), "left out by --only, --skip or --tag");
        }
        Some(SkipReason::Need(id)) => {
            say(check.saw.contains(id.as_str()), &format!("needs {id}, which was skipped"));
        }
        Some(SkipReason::NotApplicable) => {
            say(check.saw.contains("not applicable"), "not applicable");
        }
    }
    if let Some(Waived { reason, expires }) = &check.waived {
        saw = format!("waived until {expires} ({reason}): {saw}");
    }
    if check.attempts > 1 {
        saw.push_str(&format!(" ({} tries)", check.attempts));
    }
    saw
}

fn time(check: &CheckResult) -> String {
    if check.attempts == 0 { "-".to_owned() } else { duration(check.duration) }
}

/// A duration in one unit where that says enough: `12 ms`, `1.2 s`, `2 min 3 s`.
fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 0.9995 {
        format!("{:.0} ms", seconds * 1000.0)
    } else if seconds < 59.95 {
        format!("{seconds:.1} s")
    } else {
        words(seconds)
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
