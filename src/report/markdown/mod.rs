//! GitHub-flavoured Markdown, for pull requests and tickets: the verdict and the cause, the checks, and the rest
//! folded.

pub(super) mod escape;
mod remedy;

use self::escape::{code, text};
use super::words::{
    bad, correlations, cut_short, evidence, receipt, requests, saw, target, time, utc, verdict,
    waived,
};
use super::{Format, Style};
use crate::model::{CauseReport, CheckResult, Proof, RemedyReport, Report, Status, ascii};

/// Markdown for places that people read.
pub(super) static FORMAT: Format = Format {
    name: "markdown",
    docs: "for pull requests and tickets on GitHub and the like",
    render,
};

fn render(report: &Report, style: &Style) -> String {
    let mut page = String::new();
    head(&mut page, report);
    causes(&mut page, report);
    checks(&mut page, report);
    demands(&mut page, report);
    remedies(&mut page, report);
    experiments(&mut page, report);
    changed(&mut page, report);
    waivers(&mut page, report);
    ruled_out(&mut page, report);
    foot(&mut page, report);
    if style.unicode {
        return page;
    }
    page.lines().map(|line| format!("{}\n", ascii(line))).collect()
}

fn head(page: &mut String, report: &Report) {
    let (word, sentence) = verdict(report);
    let sign = match word {
        "passed" => "✓",
        "warned" | "waived" => "!",
        "failed" | "died" => "✗",
        _ => "?",
    };
    let packs: Vec<String> = report.packs.iter().map(|(name, _)| text(name)).collect();
    let packs = if packs.is_empty() { report.tool.name.to_owned() } else { packs.join(", ") };
    page.push_str(&format!("## {sign} {packs}: {}\n\n", text(&sentence)));
    if let Some(cut) = cut_short(&report.run) {
        page.push_str(&format!("> {}\n\n", text(cut)));
    }
}

fn causes(page: &mut String, report: &Report) {
    let diagnosis = &report.diagnosis;
    for (index, cause) in diagnosis.root.iter().chain(&diagnosis.others).enumerate() {
        let also = if index == 0 { "" } else { "also: " };
        page.push_str(&format!("{also}**{}**  \n", text(&cause.title)));
        page.push_str(&format!("{} · {}\n\n", code(&cause.cause), cause.confidence.as_str()));
        why(page, cause);
    }
    if !diagnosis.unexplained.is_empty() {
        let ids: Vec<String> = diagnosis.unexplained.iter().map(|id| code(id)).collect();
        let words = if diagnosis.root.is_some() {
            "Not explained by this"
        } else {
            "No cause could be named for"
        };
        page.push_str(&format!("{words}: {}\n\n", ids.join(", ")));
    }
    if let Some(next) = &diagnosis.next {
        page.push_str(&format!("Next: {}\n\n", text(next)));
    }
}

fn why(page: &mut String, cause: &CauseReport) {
    if let Some(accepted) = &cause.waived {
        page.push_str(&format!("- {}\n", text(&waived(accepted))));
    }
    for because in &cause.because {
        let (label, shown) = evidence(because);
        page.push_str(&format!("- {}: {}\n", code(&label), text(shown)));
    }
    if !cause.explains.is_empty() {
        let ids: Vec<String> = cause.explains.iter().map(|id| code(id)).collect();
        page.push_str(&format!("- explains {}\n", ids.join(", ")));
    }
    page.push('\n');
}

fn checks(page: &mut String, report: &Report) {
    if report.checks.is_empty() {
        return;
    }
    let many = report.packs.len() > 1;
    let pack = if many { " pack |" } else { "" };
    let rule = if many { " --- |" } else { "" };
    page.push_str(&format!("|{pack} | check | what was seen | proves | time |\n"));
    page.push_str(&format!("|{rule} --- | --- | --- | --- | ---: |\n"));
    for check in &report.checks {
        let mut seen = text(&saw(check));
        if let Some(accepted) = &check.waived {
            seen.push_str(&format!("<br>{}", text(&waived(accepted))));
        }
        if let Some(left) = check.cleanup.as_ref().filter(|cleanup| !cleanup.done) {
            seen.push_str(&format!("<br>**cleanup failed**: {}", text(&left.saw)));
        }
        let pack = if many { format!(" {} |", text(&check.pack)) } else { String::new() };
        page.push_str(&format!(
            "|{pack} {} | {} | {seen} | {} | {} |\n",
            sign(check.status),
            text(&check.id),
            check.proves.map_or("-", Proof::as_str),
            time(check),
        ));
    }
    page.push('\n');
}

const fn sign(status: Status) -> &'static str {
    match status {
        Status::Pass => "✓ pass",
        Status::Warn => "! warn",
        Status::Fail => "✗ fail",
        Status::Error => "? error",
        Status::Skip => "- skip",
        Status::Blocked => "⊘ blocked",
    }
}

/// What was asked and answered where a check is not as claimed, with the ids under which servers know it.
fn demands(page: &mut String, report: &Report) {
    let wrong: Vec<&CheckResult> = report.checks.iter().filter(|check| bad(check.status)).collect();
    if wrong.is_empty() {
        return;
    }
    open(page, &format!("Evidence: {} checks", wrong.len()));
    for check in wrong {
        page.push_str(&format!("- {}: {}\n", text(&check.id), text(&check.title)));
        for mismatch in &check.mismatches {
            let source = &mismatch.source;
            page.push_str(&format!(
                "  - expected {} {} {}; there is {} ({})\n",
                code(&mismatch.path),
                mismatch.matcher,
                code(&short(&mismatch.expected.to_string())),
                code(&short(&mismatch.actual.to_string())),
                code(&format!("{}:{}:{}", source.file, source.line, source.column)),
            ));
        }
        for exchange in requests(&check.facts) {
            let request = format!("{} {}", exchange.method, exchange.url);
            page.push_str(&format!(
                "  - {} {} → {}\n",
                code(&utc(exchange.started)),
                code(&request),
                text(&exchange.answer())
            ));
            for (name, value) in correlations(exchange) {
                page.push_str(&format!("    - {}: {}\n", code(name), code(value)));
            }
        }
        if let Some(docs) = &check.docs {
            page.push_str(&format!("  - see {}\n", text(docs)));
        }
    }
    close(page);
}

/// Longer values are cut: the JSON report has them in full.
fn short(value: &str) -> String {
    match value.char_indices().nth(400) {
        None => value.to_owned(),
        Some((cut, _)) => format!("{}… (in full in the JSON report)", &value[..cut]),
    }
}

fn remedies(page: &mut String, report: &Report) {
    let diagnosis = &report.diagnosis;
    let of_causes =
        diagnosis.root.iter().chain(&diagnosis.others).flat_map(|cause| &cause.remedies);
    let mut told: Vec<&str> = Vec::new();
    for remedy in of_causes.chain(&diagnosis.remedies) {
        if told.contains(&remedy.id.as_str()) {
            continue;
        }
        if told.is_empty() {
            page.push_str("### What to change\n\n");
        }
        told.push(&remedy.id);
        one(page, remedy);
    }
}

fn one(page: &mut String, remedy: &RemedyReport) {
    page.push_str(&format!("**{}**  \n", text(&remedy.title)));
    page.push_str(&format!("who: {} · {}\n\n", text(&remedy.who), code(&remedy.id)));
    if !remedy.text.trim().is_empty() {
        open(page, "How");
        remedy::put(page, remedy.text.trim());
        close(page);
    }
}

fn experiments(page: &mut String, report: &Report) {
    let all = &report.diagnosis.experiments;
    if all.is_empty() {
        return;
    }
    open(page, &format!("Experiments: {}", all.len()));
    page.push_str(
        "|  | question | what differed | request | answer |\n| ---: | --- | --- | --- | --- |\n",
    );
    for one in all {
        page.push_str(&format!(
            "| {} | {} | {} | {} | {} |\n",
            one.n,
            text(&one.experiment.question),
            text(&one.experiment.changed),
            text(&one.request),
            text(&one.answer)
        ));
    }
    close(page);
}

fn changed(page: &mut String, report: &Report) {
    let Some(compared) = &report.compared else { return };
    open(page, &format!("Changed since the last good run: {}", compared.shifts.len()));
    page.push_str(&format!(
        "The last good run began {} (id {}).\n\n",
        code(&utc(compared.started)),
        code(&compared.run)
    ));
    page.push_str("| what | whose | before | now | trend |\n| --- | --- | --- | --- | --- |\n");
    for shift in &compared.shifts {
        let value = |value: &Option<String>| value.as_deref().map_or("-".to_owned(), text);
        page.push_str(&format!(
            "| {} | {} | {} | {} | {} |\n",
            shift.aspect.as_str(),
            text(&shift.subject),
            value(&shift.before),
            value(&shift.after),
            shift.trend.as_str()
        ));
    }
    close(page);
}

fn waivers(page: &mut String, report: &Report) {
    if report.waivers.is_empty() {
        return;
    }
    open(page, &format!("Waivers: {}", report.waivers.len()));
    page.push_str("| state | for | until | why | where |\n| --- | --- | --- | --- | --- |\n");
    for one in &report.waivers {
        let waiver = &one.waiver;
        page.push_str(&format!(
            "| {} | {} {} | {} | {} | {} |\n",
            one.state.as_str(),
            waiver.of.kind(),
            text(waiver.of.id()),
            waiver.expires,
            text(&waiver.reason),
            code(&format!("{}:{}", waiver.source.file, waiver.source.line)),
        ));
    }
    close(page);
}

fn ruled_out(page: &mut String, report: &Report) {
    let all = &report.diagnosis.ruled_out;
    let wrong =
        report.diagnosis.root.is_some() || report.checks.iter().any(|check| bad(check.status));
    if all.is_empty() || !wrong {
        return;
    }
    open(page, &format!("Ruled out: {}", all.len()));
    for out in all {
        page.push_str(&format!("- {}: {}\n", code(&out.cause), text(&out.because)));
    }
    close(page);
}

fn foot(page: &mut String, report: &Report) {
    let run = &report.run;
    page.push_str(&format!(
        "<sub>{} {} · {} · against {} · run {} · {}</sub>\n",
        report.tool.name,
        report.tool.version,
        utc(run.started),
        text(&target(run)),
        code(&run.id),
        receipt(report),
    ));
}

/// Opens a fold: the blank line lets Markdown begin again inside (CommonMark, section 4.6).
fn open(page: &mut String, summary: &str) {
    page.push_str(&format!("<details><summary>{summary}</summary>\n\n"));
}

fn close(page: &mut String) {
    if !page.ends_with("\n\n") {
        page.push('\n');
    }
    page.push_str("</details>\n\n");
}

#[cfg(test)]
pub(super) mod tests;
