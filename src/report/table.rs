//! `table`: for people at a terminal and in a CI log.

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};

use super::Format;
use super::cell::{hang, line, width, wrap};
use super::diagnosis;
use super::paint::{Role, Style, role};
use crate::model::{CheckResult, Report, Status};

/// The table.
pub(super) static FORMAT: Format = Format {
    name: "table",
    docs: "for people: a row per check, then why, what was ruled out, and the fix\n\n\
           Fits the terminal's width (COLUMNS, else the terminal, else 100), colours by --color, and carries no \
           meaning by colour alone.",
    render,
};

fn render(report: &Report, style: &Style) -> String {
    let mut out = String::new();
    for (name, title) in &report.packs {
        out.push_str(&head(report, name, title, style));
        let checks: Vec<&CheckResult> =
            report.checks.iter().filter(|check| check.pack == *name).collect();
        out.push_str(&rows(&checks, style));
        out.push_str(&left_behind(&checks, style));
        out.push('\n');
    }
    out.push_str(&diagnosis::show(report, style));
    out.push_str(&foot(report, style));
    out
}

/// The pack's line, with what it ran against at the right end.
fn head(report: &Report, name: &str, title: &str, style: &Style) -> String {
    let left = style.fit(&line(&format!("{name} {} {title}", style.dot())));
    let mut right = line(&report.run.target);
    match report.run.faults.as_slice() {
        [] => {}
        [one] => right.push_str(&format!(", fault: {one}")),
        many => right.push_str(&format!(", faults: {}", many.join(", "))),
    }
    let right = style.fit(&right);
    let gap = style.width.saturating_sub(width(&left) + width(&right));
    let name_painted = style.paint(Role::Heading, &left);
    if gap >= 2 {
        let right = style.paint(Role::Quiet, &right);
        return format!("{name_painted}{}{right}\n\n", " ".repeat(gap));
    }
    let left: String = wrap(&left, style.width)
        .iter()
        .map(|line| format!("{}\n", style.paint(Role::Heading, line)))
        .collect();
    let right: String = wrap(&right, style.width)
        .iter()
        .map(|line| format!("{}\n", style.paint(Role::Quiet, line)))
        .collect();
    format!("{left}{right}\n")
}

/// A row per check.
fn rows(checks: &[&CheckResult], style: &Style) -> String {
    let ids = checks.iter().map(|check| width(&check.id)).max().unwrap_or(0).max(5);
    // Symbol, check, proves and time with what stands between them; the rest is for what was seen.
    let fixed = 1 + 1 + 2 + ids + 2 + 2 + 9 + 2 + 8;
    let room = style.width.saturating_sub(fixed).max(16);
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    let cell = |text: &str, role: Role| {
        let lines: Vec<String> = text.lines().map(|line| style.paint(role, line)).collect();
        Cell::new(lines.join("\n"))
    };
    table.set_header(vec![
        Cell::new(""),
        cell("check", Role::Quiet),
        cell("what was seen", Role::Quiet),
        cell("proves", Role::Quiet),
        cell("time", Role::Quiet).set_alignment(CellAlignment::Right),
    ]);
    for check in checks {
        let saw = style.fit(&line(&seen(check)));
        let saw = wrap(&saw, room).join("\n");
        let quiet = matches!(check.status, Status::Skip | Status::Blocked);
        let proves = check.proves.map_or("-", |proof| proof.as_str());
        let looked = check.attempts > 0;
        let time = if looked { duration(check.duration.as_secs_f64()) } else { "-".to_owned() };
        table.add_row(vec![
            cell(style.symbol(check.status), role(check.status)),
            Cell::new(&check.id),
            if quiet { cell(&saw, Role::Quiet) } else { Cell::new(saw) },
            cell(proves, Role::Quiet),
            cell(&time, Role::Quiet).set_alignment(CellAlignment::Right),
        ]);
    }
    for (at, column) in table.column_iter_mut().enumerate() {
        column.set_padding(match at {
            0 => (1, 2),
            4 => (0, 0),
            _ => (0, 2),
        });
    }
    let mut out: String = table.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    if checks.is_empty() {
        out = "    no checks\n".to_owned();
    }
    out
}

/// What was seen, with the status in words where the symbol alone would carry it.
fn seen(check: &CheckResult) -> String {
    match check.status {
        Status::Pass | Status::Fail | Status::Blocked => check.saw.clone(),
        Status::Warn => format!("warning: {}", check.saw),
        Status::Error => format!("could not tell: {}", check.saw),
        Status::Skip => format!("skipped: {}", check.saw),
    }
}

/// What could not be removed.
fn left_behind(checks: &[&CheckResult], style: &Style) -> String {
    let mut out = String::new();
    for check in checks {
        let Some(cleanup) = check.cleanup.as_ref().filter(|cleanup| !cleanup.done) else {
            continue;
        };
        let text = format!("cleanup of {} failed: {}", check.id, cleanup.saw);
        for line in wrap(&style.fit(&line(&text)), style.width.saturating_sub(4)) {
            out.push_str(&format!(
                " {}  {}\n",
                style.paint(Role::Bad, "!"),
                style.paint(Role::Bad, &line)
            ));
        }
    }
    if out.is_empty() { out } else { format!("\n{out}") }
}

/// The counts and the time.
fn foot(report: &Report, style: &Style) -> String {
    let summary = report.summary;
    let counts = [
        (summary.pass, "passed", Role::Good),
        (summary.fail, "failed", Role::Bad),
        (summary.warn, if summary.warn == 1 { "warning" } else { "warnings" }, Role::Warning),
        (summary.error, "could not tell", Role::Unsure),
        (summary.blocked, "blocked", Role::Quiet),
        (summary.skip, "skipped", Role::Quiet),
    ];
    let mut words: Vec<String> = counts
        .into_iter()
        .filter(|(count, _, _)| *count > 0)
        .map(|(count, word, role)| style.paint(role, &format!("{count} {word}")))
        .collect();
    if words.is_empty() {
        words.push("no checks ran".to_owned());
    }
    let seconds = report.run.duration.as_secs_f64();
    let mut out = format!("{} {} {seconds:.2} s\n", words.join(", "), style.dot());
    if report.run.deadline_passed {
        out.push_str("the run's deadline passed before everything was looked at\n");
    } else if report.run.interrupted {
        out.push_str("interrupted before everything was looked at\n");
    }
    match report.redaction.not_searchable {
        0 => {}
        count => {
            let text = format!(
                "{count} secret{} too short or too common to search this report for; kept out by typing alone",
                if count == 1 { " is" } else { "s are" }
            );
            out.push_str(&hang("", &text, style.width));
        }
    }
    out
}

/// A duration as the time column shows it.
fn duration(seconds: f64) -> String {
    if seconds < 1.0 { format!("{:.0} ms", seconds * 1000.0) } else { format!("{seconds:.1} s") }
}
