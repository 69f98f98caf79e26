//! What the page shows, as the template takes it: texts without anything that hides, and numbers for the bars.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::words::{
    bad, correlations, cut_short, duration, evidence, receipt, requests, saw, target, time, utc,
    verdict, waived,
};
use super::curl::curl;
use super::remedy;
use crate::model::{
    CauseReport, CheckResult, Exchange, Proof, RemedyReport, Report, Timing, printable,
};

/// All that the template shows.
pub(super) fn view(report: &Report) -> Value {
    let (word, sentence) = verdict(report);
    let diagnosis = &report.diagnosis;
    let causes: Vec<Value> = diagnosis.root.iter().chain(&diagnosis.others).map(cause).collect();
    let wrong = diagnosis.root.is_some() || report.checks.iter().any(|check| bad(check.status));
    let ruled_out: Vec<Value> = diagnosis
        .ruled_out
        .iter()
        .filter(|_| wrong)
        .map(|out| json!({ "cause": printable(&out.cause), "because": printable(&out.because) }))
        .collect();
    json!({
        "verdict": word,
        "sign": sign(word),
        "sentence": printable(&sentence),
        "cut_short": cut_short(&report.run),
        "tool": format!("{} {}", report.tool.name, report.tool.version),
        "target": printable(&target(&report.run)),
        "started": utc(report.run.started),
        "took": duration(report.run.duration),
        "run": printable(&report.run.id),
        "receipt": receipt(report),
        "causes": causes,
        "unexplained": texts(&diagnosis.unexplained),
        "next": diagnosis.next.as_deref().map(printable),
        "remedies": remedies(report),
        "packs": packs(report),
        "demands": report.checks.iter().filter(|check| bad(check.status)).filter_map(demands).collect::<Vec<_>>(),
        "requests": asked(report),
        "requests_left_out": left_out(report),
        "experiments": experiments(report),
        "compared": compared(report),
        "waivers": waivers(report),
        "ruled_out": ruled_out,
    })
}

fn texts(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| printable(text)).collect()
}

/// The sign of a verdict or of a status. Words say the same.
fn sign(word: &str) -> &'static str {
    match word {
        "passed" | "pass" => "✓",
        "warned" | "waived" | "warn" => "!",
        "failed" | "died" | "fail" => "✗",
        "blocked" => "⊘",
        "skip" | "empty" => "–",
        _ => "?",
    }
}

fn cause(cause: &CauseReport) -> Value {
    let because = |one| {
        let (label, text) = evidence(one);
        json!({ "label": printable(&label), "text": printable(text) })
    };
    json!({
        "id": printable(&cause.cause),
        "title": printable(&cause.title),
        "confidence": cause.confidence.as_str(),
        "because": cause.because.iter().map(because).collect::<Vec<_>>(),
        "explains": texts(&cause.explains),
        "waived": cause.waived.as_ref().map(|one| printable(&waived(one))),
    })
}

fn remedies(report: &Report) -> Vec<Value> {
    let diagnosis = &report.diagnosis;
    let causes = diagnosis.root.iter().chain(&diagnosis.others);
    let mut told: Vec<&str> = Vec::new();
    let mut all = Vec::new();
    let each = causes.flat_map(|cause| &cause.remedies).chain(&diagnosis.remedies);
    for RemedyReport { id, title, who, text } in each {
        if !told.contains(&id.as_str()) {
            told.push(id);
            all.push(json!({
                "id": printable(id),
                "title": printable(title),
                "who": printable(who),
                "how": remedy::html(text.trim()),
            }));
        }
    }
    all
}

/// The packs in their order, each with its checks in theirs.
fn packs(report: &Report) -> Vec<Value> {
    let mut packs: Vec<(&str, &str, Vec<Value>)> = report
        .packs
        .iter()
        .map(|(name, title)| (name.as_str(), title.as_str(), Vec::new()))
        .collect();
    for check in &report.checks {
        let at = packs.iter().position(|(name, ..)| *name == check.pack).unwrap_or_else(|| {
            packs.push((&check.pack, "", Vec::new()));
            packs.len() - 1
        });
        packs[at].2.push(row(check));
    }
    packs
        .into_iter()
        .map(|(name, title, checks)| {
            json!({ "name": printable(name), "title": printable(title), "checks": checks })
        })
        .collect()
}

fn row(check: &CheckResult) -> Value {
    let left = check.cleanup.as_ref().filter(|cleanup| !cleanup.done);
    json!({
        "id": printable(&check.id),
        "title": printable(&check.title),
        "status": check.status.as_str(),
        "sign": sign(check.status.as_str()),
        "saw": printable(&saw(check)),
        "proves": check.proves.map_or("–", Proof::as_str),
        "time": time(check),
        "waived": check.waived.as_ref().map(|one| printable(&waived(one))),
        "left": left.map(|cleanup| printable(&cleanup.saw)),
    })
}

/// The demands of a check that were not met.
fn demands(check: &CheckResult) -> Option<Value> {
    if check.mismatches.is_empty() && check.docs.is_none() {
        return None;
    }
    let each = check.mismatches.iter().map(|mismatch| {
        let source = &mismatch.source;
        json!({
            "path": printable(&mismatch.path),
            "matcher": mismatch.matcher,
            "expected": short(&mismatch.expected),
            "actual": if mismatch.actual.is_null() { "nothing there".to_owned() } else { short(&mismatch.actual) },
            "source": printable(&format!("{}:{}:{}", source.file, source.line, source.column)),
        })
    });
    Some(json!({
        "check": printable(&check.id),
        "mismatches": each.collect::<Vec<_>>(),
        "docs": check.docs.as_deref().map(printable),
    }))
}

/// Longer values are cut: the JSON report has them in full.
fn short(value: &Value) -> String {
    let text = printable(&value.to_string());
    match text.char_indices().nth(400) {
        None => text,
        Some((cut, _)) => format!("{}… (in full in the JSON report)", &text[..cut]),
    }
}

/// The requests of so many checks that are as claimed are shown: of a run of thousands nobody reads the rest, and
/// the page has to open on a phone.
const GOOD: usize = 200;

/// Checks whose requests nobody has to look at.
fn good(check: &CheckResult) -> bool {
    !bad(check.status) && requests(&check.facts).next().is_some()
}

/// Of how many checks the requests are left out.
fn left_out(report: &Report) -> usize {
    report.checks.iter().filter(|check| good(check)).count().saturating_sub(GOOD)
}

/// Whatever made requests, with its requests: checks in their order, then experiments.
fn asked(report: &Report) -> Vec<Value> {
    let mut room = GOOD;
    let shown = report.checks.iter().filter(move |check| {
        let left_out = good(check) && room == 0;
        room = room.saturating_sub(usize::from(good(check)));
        !left_out
    });
    let checks = shown.map(|check| {
        (printable(&check.id), check.status.as_str(), bad(check.status), check.facts.as_slice())
    });
    let experiments = report.diagnosis.experiments.iter();
    let experiments =
        experiments.map(|one| (format!("experiment {}", one.n), "", false, one.facts.as_slice()));
    checks
        .chain(experiments)
        .filter_map(|(name, status, open, facts)| {
            let all: Vec<Value> = requests(facts).map(exchange).collect();
            (!all.is_empty()).then(|| {
                json!({ "name": name, "status": status, "sign": sign(status), "open": open, "exchanges": all })
            })
        })
        .collect()
}

fn exchange(exchange: &Exchange) -> Value {
    let ids = correlations(exchange);
    let ids = ids.iter().map(|(name, value)| json!([printable(name), printable(value)]));
    json!({
        "request": printable(&format!("{} {}", exchange.method, exchange.url)),
        "answer": printable(&exchange.answer()),
        "started": utc(exchange.started),
        "answered_by": exchange.answered_by.as_str(),
        "remote": exchange.remote.as_deref().map(printable),
        "ids": ids.collect::<Vec<_>>(),
        "curl": curl(exchange),
        "talk": exchange.socket.as_deref().map(super::talk::talk),
        "phases": phases(&exchange.timing),
        "total": milliseconds(exchange.timing.total),
    })
}

/// The phases of a request: their names, how long they took, and where they stand on a bar of 100.
fn phases(timing: &Timing) -> Vec<Value> {
    let known = [timing.dns, timing.connect, timing.tls, timing.first_byte];
    let spent: Duration = known.iter().flatten().sum();
    let transfer = timing.first_byte.map(|_| timing.total.saturating_sub(spent));
    let total = timing.total.max(spent).as_secs_f64();
    let mut at = 0.0;
    [
        ("name resolution", "dns", timing.dns),
        ("connection", "connect", timing.connect),
        ("TLS", "tls", timing.tls),
        ("waiting", "wait", timing.first_byte),
        ("transfer", "transfer", transfer),
    ]
    .into_iter()
    .filter_map(|(name, class, took)| {
        let took = took.filter(|took| !took.is_zero())?;
        let width = if total > 0.0 { took.as_secs_f64() / total * 100.0 } else { 0.0 };
        let round = |number: f64| (number * 100.0).round() / 100.0;
        let phase = json!({
            "name": name, "class": class, "took": milliseconds(took), "at": round(at), "width": round(width),
        });
        at += width;
        Some(phase)
    })
    .collect()
}

/// A short time: `0.4 ms`, `12 ms`, `1.2 s`.
pub(super) fn milliseconds(time: Duration) -> String {
    let milliseconds = time.as_secs_f64() * 1000.0;
    if milliseconds < 10.0 { format!("{milliseconds:.1} ms") } else { duration(time) }
}

/// Each experiment beside what its check saw.
fn experiments(report: &Report) -> Vec<Value> {
    let own = |pack: &str, id: &str| {
        let check = report.checks.iter().find(|check| check.pack == pack && check.id == id);
        check.map_or_else(String::new, |check| printable(&saw(check)))
    };
    let each = report.diagnosis.experiments.iter().map(|one| {
        let experiment = &one.experiment;
        json!({
            "n": one.n,
            "question": printable(&experiment.question),
            "changed": printable(&experiment.changed),
            "check": printable(&experiment.check),
            "own": own(&experiment.pack, &experiment.check),
            "request": printable(&one.request),
            "answer": printable(&one.answer),
            "ran": one.ran,
            "took": duration(one.duration),
        })
    });
    each.collect()
}

fn compared(report: &Report) -> Option<Value> {
    let compared = report.compared.as_ref()?;
    let value = |value: &Option<String>| value.as_deref().map_or("–".to_owned(), printable);
    let shifts = compared.shifts.iter().map(|shift| {
        json!({
            "aspect": shift.aspect.as_str(),
            "subject": printable(&shift.subject),
            "before": value(&shift.before),
            "after": value(&shift.after),
            "trend": shift.trend.as_str(),
        })
    });
    let (run, started) = (printable(&compared.run), utc(compared.started));
    Some(json!({ "run": run, "started": started, "shifts": shifts.collect::<Vec<_>>() }))
}

fn waivers(report: &Report) -> Vec<Value> {
    let each = report.waivers.iter().map(|one| {
        let waiver = &one.waiver;
        json!({
            "state": one.state.as_str(),
            "kind": waiver.of.kind(),
            "of": printable(waiver.of.id()),
            "until": waiver.expires.to_string(),
            "reason": printable(&waiver.reason),
            "source": printable(&format!("{}:{}", waiver.source.file, waiver.source.line)),
        })
    });
    each.collect()
}
