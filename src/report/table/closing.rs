//! The end of the table: how the run ended, and the counts.

use std::time::Duration;

use jiff::tz::TimeZone;

use super::super::page::{Page, Paint, Span};
use crate::model::{
    Comparison, Report, Shift, Status, Summary, Trend, WaiverReport, WaiverState, words,
};

/// How many differences are shown.
const SHIFTS: usize = 5;

/// Adds what cut the run short, what redaction could not do, and the counts.
pub(super) fn put(page: &mut Page<'_>, report: &Report) {
    page.blank();
    let run = &report.run;
    if let Some(why) = &run.died {
        let text = format!("The run ended before its checks came out: {why}");
        page.paragraph(&[], 0, &[Span(Paint::Bad, text)]);
    } else if run.deadline_passed {
        let text = "The run's deadline passed: what was not finished could not be told. --deadline gives more time.";
        page.paragraph(&[], 0, &[Span(Paint::Doubt, text.to_owned())]);
    } else if run.interrupted {
        let text = "Interrupted: what was not finished could not be told.";
        page.paragraph(&[], 0, &[Span(Paint::Doubt, text.to_owned())]);
    }
    match report.redaction.not_searchable {
        0 => {}
        1 => page.sentence(
            0,
            "Redaction: one secret is too short or too ordinary to be searched for in this report; only its type keeps it out.",
        ),
        count => page.sentence(
            0,
            &format!(
                "Redaction: {count} secrets are too short or too ordinary to be searched for in this report; only their type keeps them out."
            ),
        ),
    }
    for WaiverReport { waiver, state } in &report.waivers {
        let (kind, id) = (waiver.of.kind(), waiver.of.id());
        match state {
            WaiverState::Unused if all_looked(report) => {
                page.sentence(0, &format!("The waiver of the {kind} {id} is not needed any more."));
            }
            WaiverState::Used | WaiverState::Unused | WaiverState::Expired => {}
        }
    }
    if let Some(comparison) = &report.compared {
        since(page, comparison);
    }
    let left_behind = report
        .checks
        .iter()
        .filter(|check| check.cleanup.as_ref().is_some_and(|cleanup| !cleanup.done))
        .count();
    let mut spans = counts(&report.summary, left_behind);
    spans.push(Span::faint(format!(" · {}", took(run.duration))));
    page.paragraph(&[], 0, &spans);
}

/// What is different since the last good run: a few lines, the worst first.
fn since(page: &mut Page<'_>, comparison: &Comparison) {
    let when = comparison.started.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M UTC");
    if comparison.shifts.is_empty() {
        page.sentence(
            0,
            &format!("Nothing that is compared is different since it last passed ({when})."),
        );
        return;
    }
    page.sentence(0, &format!("Since it last passed ({when}):"));
    let of = |trend| comparison.shifts.iter().filter(move |shift| shift.trend == trend);
    let ranked: Vec<&Shift> =
        of(Trend::Worse).chain(of(Trend::Neutral)).chain(of(Trend::Better)).collect();
    for shift in ranked.iter().take(SHIFTS) {
        let word = match shift.trend {
            Trend::Worse => "worse",
            Trend::Neutral => "changed",
            Trend::Better => "better",
        };
        let change = match (&shift.before, &shift.after) {
            (Some(before), Some(after)) => format!("{before}, now {after}"),
            (Some(before), None) => format!("{before} is gone"),
            (None, Some(after)) => format!("{after} is new"),
            (None, None) => "changed".to_owned(),
        };
        let text = format!("{word}: {} of {}: {change}", shift.aspect.as_str(), shift.subject);
        page.sentence(4, &text);
    }
    if let Some(more) = ranked.len().checked_sub(SHIFTS).filter(|more| *more > 0) {
        page.sentence(4, &format!("and {more} more, which the JSON report has"));
    }
}

/// Whether nothing was left open that an unused waiver could be for.
fn all_looked(report: &Report) -> bool {
    report.checks.iter().all(|check| match check.status {
        Status::Pass | Status::Warn | Status::Fail => true,
        Status::Error | Status::Skip | Status::Blocked => false,
    })
}

/// Every count that is not zero.
fn counts(summary: &Summary, left_behind: usize) -> Vec<Span> {
    let Summary { pass, warn, fail, error, skip, blocked, waived, exit_code: _ } = *summary;
    let warned = if warn == 1 { "warning" } else { "warnings" };
    let counts: [(usize, &str, Paint); 8] = [
        (pass, "passed", Paint::Good),
        (warn, warned, Paint::Doubt),
        (fail, "failed", Paint::Bad),
        (waived, "of these waived", Paint::Doubt),
        (error, "could not be told", Paint::Doubt),
        (skip, "skipped", Paint::Plain),
        (blocked, "blocked", Paint::Plain),
        (left_behind, "left behind", Paint::Bad),
    ];
    let mut spans = Vec::new();
    for (count, word, paint) in counts {
        if count > 0 {
            if !spans.is_empty() {
                spans.push(Span::plain(", "));
            }
            spans.push(Span(paint, format!("{count} {word}")));
        }
    }
    if spans.is_empty() {
        spans.push(Span::plain("no checks"));
    } else if pass + warn + fail + error == 0 {
        spans.push(Span::plain("; no check ran"));
    }
    spans
}

fn took(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 10.0 {
        format!("{seconds:.2} s")
    } else if seconds < 59.95 {
        format!("{seconds:.1} s")
    } else {
        words(seconds)
    }
}
