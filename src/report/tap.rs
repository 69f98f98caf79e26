//! TAP version 14: a test point per check, with what was seen in a YAML block below it.
//!
//! | a check | a test point |
//! |---|---|
//! | pass, warn | `ok`; the warning stands in the block |
//! | fail, error | `not ok` |
//! | fail, waived | `not ok … # TODO`, with the reason |
//! | skip, blocked | `ok … # SKIP`, with the reason |
//!
//! What makes a run not good beside its checks is a test point of its own. A run that died bails out. The
//! scalars of the blocks are JSON strings, which YAML 1.2 reads as they are.

use std::fmt::Write;

use super::beside::{Beside, beside, left_out};
use super::explained::{Explained, accepted, address};
use super::{Format, Style, json, table};
use crate::model::{CheckResult, Report, Status, printable};

/// TAP.
pub(super) static FORMAT: Format =
    Format { name: "tap", docs: "TAP version 14, for test harnesses", render };

fn render(report: &Report, _style: &Style) -> String {
    let explained = Explained::new(report);
    let beside = beside(report);
    let mut text = String::from("TAP version 14\n");
    let mut put = |line: std::fmt::Arguments<'_>| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{line}");
    };
    put(format_args!("1..{}", report.checks.len() + beside.len()));
    for (name, title) in &report.packs {
        put(format_args!("# {}: {}", printable(name), printable(title)));
    }
    for (index, check) in report.checks.iter().enumerate() {
        let description = escaped(&format!("{}: {}", address(check), check.title));
        put(format_args!("{} - {description}{}", point(check, index + 1), directive(check)));
        for line in block(check, &explained) {
            put(format_args!("  {line}"));
        }
    }
    for (index, Beside { id, saw, failed }) in beside.iter().enumerate() {
        let n = report.checks.len() + index + 1;
        put(format_args!("not ok {n} - {}", escaped(id)));
        let severity = if *failed { "fail" } else { "error" };
        put(format_args!("  ---\n  message: {}\n  severity: {severity}\n  ...", scalar(saw)));
    }
    for line in table::explanation(report).lines() {
        put(format_args!("{}", format!("# {line}").trim_end()));
    }
    if let Some(why) = &report.run.died {
        put(format_args!("Bail out! {}", printable(why)));
    }
    text
}

fn point(check: &CheckResult, n: usize) -> String {
    let word = match check.status {
        Status::Pass | Status::Warn | Status::Skip | Status::Blocked => "ok",
        Status::Fail | Status::Error => "not ok",
    };
    format!("{word} {n}")
}

fn directive(check: &CheckResult) -> String {
    match (check.status, &check.waived) {
        (Status::Skip | Status::Blocked, _) => format!(" # SKIP {}", left_out(check)),
        (Status::Fail, Some(waived)) => format!(" # TODO {}", accepted(waived)),
        (Status::Pass | Status::Warn | Status::Fail | Status::Error, _) => String::new(),
    }
}

/// What was seen, and for what is not good why, and what to do.
fn block(check: &CheckResult, explained: &Explained<'_>) -> Vec<String> {
    let mut lines = vec![
        "---".to_owned(),
        format!("message: {}", scalar(&check.saw)),
        format!("severity: {}", check.status),
        format!("kind: {}", scalar(check.kind)),
        format!("duration_ms: {:.3}", check.duration.as_secs_f64() * 1000.0),
    ];
    if let Some(proof) = check.proves {
        lines.push(format!("proves: {}", proof.as_str()));
    }
    let good = match check.status {
        Status::Pass | Status::Skip => check.cleanup.as_ref().is_none_or(|one| one.done),
        Status::Warn | Status::Fail | Status::Error | Status::Blocked => false,
    };
    if !good {
        lines.push("why:".to_owned());
        lines.extend(explained.lines(check).iter().map(|line| format!("  - {}", scalar(line))));
    }
    lines.push("...".to_owned());
    lines
}

/// A description: `#` would begin a directive, and a backslash escapes it.
fn escaped(text: &str) -> String {
    printable(text).replace('\\', "\\\\").replace('#', "\\#")
}

/// A scalar of YAML in double quotes, with nothing in it that a terminal obeys.
fn scalar(text: &str) -> String {
    json::line(&text).trim_end().to_owned()
}
