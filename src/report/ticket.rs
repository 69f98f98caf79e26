//! Plain text to paste into a support form: at most 25 lines of 78 columns in ASCII.
//!
//! What tells most stands in those lines. What they cannot hold follows below a line that says so, in the same
//! order, so that nothing is lost and a form that is short can take the lines above alone.

use super::words::{
    bad, correlations, cut_short, evidence, receipt, requests, saw, target, utc, verdict, waived,
};
use super::wrap::wrap;
use super::{Format, Style};
use crate::model::{
    CauseReport, CheckResult, Exchange, RemedyReport, Report, Status, Trend, ascii, printable,
};

/// Plain lines for a support form.
pub(super) static FORMAT: Format =
    Format { name: "ticket", docs: "at most 25 plain lines for a support form", render };

/// How many lines a form takes.
const LINES: usize = 25;

/// How wide they are.
const COLUMNS: usize = 78;

/// More lines than these of one thing stand below, their beginning above.
const LONGEST: usize = 4;

/// One thing to say.
struct Entry {
    /// What may be left out first: the greatest.
    rank: u8,
    lines: Vec<String>,
}

fn render(report: &Report, _style: &Style) -> String {
    let mut entries = Vec::new();
    gather(&mut entries, report);
    let total: usize = entries.iter().map(|entry| entry.lines.len()).sum();
    let mut text = String::new();
    let mut below = Vec::new();
    if total <= LINES {
        for entry in &entries {
            put(&mut text, &entry.lines);
        }
        return text;
    }
    let chosen = choose(&entries);
    for (entry, chosen) in entries.iter().zip(chosen) {
        if !chosen {
            below.push(entry);
        } else if entry.lines.len() > LONGEST {
            put(&mut text, &entry.lines[..LONGEST - 1]);
            put(&mut text, &["  ... (in full below)".to_owned()]);
            below.push(entry);
        } else {
            put(&mut text, &entry.lines);
        }
    }
    let noun = if below.len() == 1 { "entry" } else { "entries" };
    text.push_str(&format!(
        "and {} more {noun} below; the lines above stand alone\n\n",
        below.len()
    ));
    for entry in below {
        put(&mut text, &entry.lines);
    }
    text
}

/// Which entries stand in the lines, one of which says how many do not.
fn choose(entries: &[Entry]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|index| entries[*index].rank);
    let mut chosen = vec![false; entries.len()];
    let mut left = LINES - 1;
    for index in order {
        let lines = entries[index].lines.len().min(LONGEST);
        if lines <= left {
            left -= lines;
            chosen[index] = true;
        }
    }
    chosen
}

fn put(text: &mut String, lines: &[String]) {
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
}

/// All there is to say, in its order.
fn gather(entries: &mut Vec<Entry>, report: &Report) {
    let (_, sentence) = verdict(report);
    let tool = &report.tool;
    add(entries, 0, "", &format!("{} {}: {sentence}", tool.name, tool.version));
    if let Some(cut) = cut_short(&report.run) {
        add(entries, 1, "", cut);
    }
    let diagnosis = &report.diagnosis;
    if let Some(root) = &diagnosis.root {
        cause(entries, "cause: ", root, true);
    }
    for other in &diagnosis.others {
        cause(entries, "also: ", other, false);
    }
    if !diagnosis.unexplained.is_empty() {
        add(entries, 3, "not explained: ", &diagnosis.unexplained.join(", "));
    }
    checks(entries, report);
    asked(entries, report);
    for one in &diagnosis.experiments {
        let text = format!("{} {}", one.experiment.question, one.answer);
        add(entries, 5, &format!("experiment {}: ", one.n), &text);
    }
    changed(entries, report);
    remedies(entries, report);
    if let Some(next) = &diagnosis.next {
        add(entries, 4, "next: ", next);
    }
    if diagnosis.root.is_some() && !diagnosis.ruled_out.is_empty() {
        let ids: Vec<&str> = diagnosis.ruled_out.iter().map(|out| out.cause.as_str()).collect();
        add(entries, 7, "ruled out: ", &ids.join(", "));
    }
    let packs: Vec<&str> = report.packs.iter().map(|(name, _)| name.as_str()).collect();
    let run = &report.run;
    let begun = match target(run) {
        // A run that died early knows of none.
        none if none.is_empty() => utc(run.started),
        target => format!("{} against {target}", utc(run.started)),
    };
    add(entries, 0, "run: ", &begun);
    let packs = if packs.is_empty() { "none".to_owned() } else { packs.join(", ") };
    add(entries, 0, "packs: ", &format!("{packs}; run {}", run.id));
    add(entries, 0, "", &receipt(report));
}

fn cause(entries: &mut Vec<Entry>, label: &str, cause: &CauseReport, first: bool) {
    let rank = if first { 0 } else { 2 };
    let text = format!("{} [{}, {}]", cause.title, cause.cause, cause.confidence.as_str());
    add(entries, rank, label, &text);
    if let Some(accepted) = &cause.waived {
        add(entries, rank + 1, "- ", &waived(accepted));
    }
    for (index, because) in cause.because.iter().enumerate() {
        let (label, shown) = evidence(because);
        let rank = if first && index < 2 { 1 } else { 4 };
        add(entries, rank, "- ", &format!("{label}: {shown}"));
    }
}

/// The ids of all checks, by how they came out, and what was seen of those that matter.
fn checks(entries: &mut Vec<Entry>, report: &Report) {
    let rows = [
        (Status::Fail, "failed", 1),
        (Status::Warn, "warned", 2),
        (Status::Error, "could not be told", 2),
        (Status::Blocked, "blocked", 5),
        (Status::Pass, "passed", 6),
        (Status::Skip, "skipped", 7),
    ];
    for (status, word, rank) in rows {
        let of: Vec<&CheckResult> =
            report.checks.iter().filter(|check| check.status == status).collect();
        if !of.is_empty() {
            let ids: Vec<&str> = of.iter().map(|check| check.id.as_str()).collect();
            add(entries, rank, &format!("{word} ({}): ", of.len()), &ids.join(", "));
        }
    }
    for check in report.checks.iter().filter(|check| bad(check.status)) {
        let accepted =
            check.waived.as_ref().map_or_else(String::new, |why| format!(" ({})", waived(why)));
        add(entries, 4, "- ", &format!("{}: {}{accepted}", check.id, saw(check)));
    }
    for check in &report.checks {
        if let Some(left) = check.cleanup.as_ref().filter(|cleanup| !cleanup.done) {
            add(entries, 2, "CLEANUP FAILED ", &format!("{}: {}", check.id, left.saw));
        }
    }
}

/// The requests of checks that are not as claimed: when, what, the answer, and the ids under which servers know
/// them.
fn asked(entries: &mut Vec<Entry>, report: &Report) {
    let wrong = report.checks.iter().filter(|check| bad(check.status));
    let mut first = true;
    for exchange in wrong.flat_map(|check| requests(&check.facts)) {
        let refused = exchange.status.is_none_or(|status| status >= 400);
        let rank = if refused && first {
            1
        } else if refused {
            3
        } else {
            6
        };
        first &= !refused;
        let mut lines = wrapped("", &request(exchange));
        let ids: Vec<String> =
            correlations(exchange).iter().map(|(name, value)| format!("{name} {value}")).collect();
        if !ids.is_empty() {
            lines.extend(wrapped("  ", &ids.join(", ")));
        }
        entries.push(Entry { rank, lines });
    }
}

fn request(exchange: &Exchange) -> String {
    let started = utc(exchange.started);
    format!("{started} {} {} -> {}", exchange.method, exchange.url, exchange.answer())
}

fn changed(entries: &mut Vec<Entry>, report: &Report) {
    let Some(compared) = &report.compared else { return };
    let since = utc(compared.started);
    add(
        entries,
        3,
        "",
        &format!("{} changes since the last good run, {since}", compared.shifts.len()),
    );
    for shift in &compared.shifts {
        let rank = match shift.trend {
            Trend::Worse => 3,
            Trend::Neutral => 5,
            Trend::Better => 6,
        };
        let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
        let (before, after) = (value(&shift.before), value(&shift.after));
        let text = format!("{} {}: {before} -> {after}", shift.aspect.as_str(), shift.subject);
        add(entries, rank, "- ", &text);
    }
}

fn remedies(entries: &mut Vec<Entry>, report: &Report) {
    let diagnosis = &report.diagnosis;
    let causes = diagnosis.root.iter().chain(&diagnosis.others);
    let all = causes.flat_map(|cause| &cause.remedies).chain(&diagnosis.remedies);
    let mut told: Vec<&str> = Vec::new();
    for RemedyReport { id, title, who, text: _ } in all {
        if !told.contains(&id.as_str()) {
            let rank = if told.is_empty() { 1 } else { 4 };
            add(entries, rank, "fix: ", &format!("{title} [{id}; who: {who}]"));
            told.push(id);
        }
    }
}

fn add(entries: &mut Vec<Entry>, rank: u8, label: &str, text: &str) {
    entries.push(Entry { rank, lines: wrapped(label, text) });
}

/// A text behind its label, in ASCII, further lines two columns to the right.
fn wrapped(label: &str, text: &str) -> Vec<String> {
    let spaces = label.len() - label.trim_start().len();
    let text: Vec<char> =
        ascii(&printable(&format!("{}{text}", label.trim_start()))).chars().collect();
    let indent = " ".repeat(spaces + 2);
    wrap(&text, COLUMNS - spaces, COLUMNS - indent.len())
        .into_iter()
        .enumerate()
        .map(|(index, range)| {
            let line: String = text[range].iter().collect();
            let before = if index == 0 { &indent[..spaces] } else { indent.as_str() };
            format!("{before}{}", line.trim_end())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    fn ticket(report: &Report) -> String {
        (FORMAT.render)(report, &Style::plain())
    }

    /// The lines that stand alone.
    fn alone(text: &str) -> Vec<&str> {
        text.lines().take_while(|line| !line.is_empty()).collect()
    }

    #[test]
    fn a_run_with_one_cause_fits() {
        let text = ticket(&fixture::scope_missing());
        assert_eq!(
            text,
            "why401 0.1.0: 2 of 5 checks failed\n\
             cause: the OAuth client is not granted the scope webchat:guest:write\n  \
             [scope-missing, confirmed]\n\
             - token-scopes: granted: conversation:read conversation:write guest:access\n\
             - experiment 1: token requested with scope=webchat:guest:write: refused,\n  \
             invalid_scope\n\
             failed (2): token-scopes, message-post\n\
             passed (3): token-fetch, clock-skew, queue-permission\n\
             - token-scopes: webchat:guest:write is missing\n\
             - message-post: 401 unauthorized: User is not authorized\n\
             fix: grant webchat:guest:write to the OAuth client, then fetch a new token\n  \
             [add-oauth-scope; who: whoever administers the client]\n\
             ruled out: scope-not-requested, token-expired\n\
             run: 2026-11-22T15:00:00.000Z against simulator, fault: scope-missing\n\
             packs: guest-api; run run-1\n\
             redaction: 2 secrets known, 41 forms searched for, 0 found\n"
        );
    }

    #[test]
    fn never_more_than_the_lines_of_a_form_stand_alone() {
        let mut reports = fixture::all();
        reports.extend([fixture::hostile(), fixture::saying(&"long ".repeat(2000))]);
        let mut many = fixture::everything();
        many.checks[0].status = Status::Fail;
        many.checks = many.checks.iter().cycle().take(300).cloned().collect();
        reports.push(many);
        for report in reports {
            let text = ticket(&report);
            assert!(alone(&text).len() <= LINES, "{text}");
            assert!(text.is_ascii() && text.lines().all(|line| line.len() <= COLUMNS), "{text}");
            assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
            // Who ran what, and what came of it, is never left out.
            let alone = alone(&text).join("\n");
            for part in ["why401 0.1.0: ", "\nrun: ", "\npacks: ", "\nredaction: "] {
                assert!(alone.contains(part), "{part} in {alone}");
            }
            assert_eq!(alone.contains("\ncause: "), report.diagnosis.root.is_some());
        }
    }

    #[test]
    fn the_refusal_comes_with_its_time_and_its_id() {
        let mut report = fixture::everything();
        report.checks[0].status = Status::Fail;
        let text = ticket(&report);
        let alone = alone(&text).join("\n");
        assert!(
            alone.contains("\n2026-11-22T15:00:00.500Z POST\n  https://api.example.com/"),
            "{text}"
        );
        assert!(alone.contains("\n  correlation-id c-1"), "{text}");
        assert!(text.contains(" more entries below; the lines above stand alone\n\n"), "{text}");
    }

    #[test]
    fn waivers_and_changes_are_told() {
        let text = ticket(&fixture::waived());
        assert!(text.contains("- verdict guest-api/message-post: pass -> fail\n"), "{text}");
        assert!(text.contains("waived until 2026-12-31"), "{text}");
    }
}
