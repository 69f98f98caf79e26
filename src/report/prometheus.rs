//! The text format of Prometheus, for the textfile collector of its node exporter: the state of the last run.
//! It carries no times of samples: the collector refuses them.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::beside::beside;
use super::explained::causes;
use super::{Format, Style, table};
use crate::model::{CheckResult, Fact, Report, Status, WaiverReport, printable};

/// Metrics.
pub(super) static FORMAT: Format = Format {
    name: "prometheus",
    docs: "metrics, for the textfile collector of Prometheus' node exporter",
    render,
};

fn render(report: &Report, _style: &Style) -> String {
    let mut page = Metrics(String::new());
    run(&mut page, report);
    checks(&mut page, report);
    diagnosis(&mut page, report);
    facts(&mut page, report);
    // What has no number: the collector reads past comments, people do not. It takes the first word for a keyword,
    // however far it stands from the sign.
    let beside = beside(report).into_iter().map(|one| format!("{}: {}", one.id, one.saw));
    let explanation = table::explanation(report);
    for line in beside.chain(explanation.lines().map(str::to_owned)) {
        let line = format!("# | {line}");
        page.0.push_str(line.trim_end());
        page.0.push('\n');
    }
    page.0
}

fn run(page: &mut Metrics, report: &Report) {
    let run = &report.run;
    let version = [("version", report.tool.version), ("target", run.target.as_str())];
    page.family("why401_run_info", "What ran, and against what.").add(&version, 1.0);
    page.family("why401_run_start_timestamp_seconds", "When the last run began.")
        .add(&[], run.started.as_millisecond() as f64 / 1000.0);
    page.family("why401_run_duration_seconds", "How long the last run took.")
        .add(&[], run.duration.as_secs_f64());
    page.family("why401_run_exit_code", "The exit code of the last run: 0 is good.")
        .add(&[], report.summary.exit_code.into());
    page.family("why401_run_died", "Whether the last run ended before its checks came out.")
        .add(&[], flag(run.died.is_some()));
    page.family("why401_run_interrupted", "Whether the user or the deadline ended the last run.")
        .add(&[], flag(run.interrupted));
}

fn checks(page: &mut Metrics, report: &Report) {
    let mut family = page.family(
        "why401_check_status",
        "How a check ended: 1 for the status that it has, 0 for the others.",
    );
    for check in &report.checks {
        let CheckResult { pack, id, .. } = check;
        for status in Status::ALL {
            let labels = [("pack", pack.as_str()), ("check", id), ("status", status.as_str())];
            family.add(&labels, flag(status == check.status));
        }
    }
    let mut each = |name, help, number: &dyn Fn(&CheckResult) -> f64| {
        let mut family = page.family(name, help);
        for check in &report.checks {
            family.add(&[("pack", &check.pack), ("check", &check.id)], number(check));
        }
    };
    each("why401_check_waived", "Whether the failure of a check is accepted.", &|check| {
        flag(check.waived.is_some())
    });
    each("why401_check_duration_seconds", "How long a check took.", &|check| {
        check.duration.as_secs_f64()
    });
}

fn diagnosis(page: &mut Metrics, report: &Report) {
    let mut family = page.family("why401_cause", "A cause that was named; rank 1 is the first.");
    for (index, cause) in causes(report).enumerate() {
        let rank = (index + 1).to_string();
        let waived = if cause.waived.is_some() { "true" } else { "false" };
        let labels = [
            ("cause", cause.cause.as_str()),
            ("confidence", cause.confidence.as_str()),
            ("rank", &rank),
            ("waived", waived),
        ];
        family.add(&labels, 1.0);
    }
    let mut family = page.family("why401_remedy", "A remedy of a cause that was named.");
    for cause in causes(report) {
        for remedy in &cause.remedies {
            family.add(&[("cause", &cause.cause), ("remedy", &remedy.id)], 1.0);
        }
    }
    for remedy in &report.diagnosis.remedies {
        family.add(&[("cause", ""), ("remedy", &remedy.id)], 1.0);
    }
    page.family("why401_unexplained_checks", "Checks that no cause explains.")
        .add(&[], report.diagnosis.unexplained.len() as f64);
    let mut family = page.family(
        "why401_waiver_expiry_timestamp_seconds",
        "The end of the last day on which a waiver holds.",
    );
    for WaiverReport { waiver, state } in &report.waivers {
        let end = waiver.expires.tomorrow().unwrap_or(waiver.expires);
        let Ok(end) = end.to_zoned(jiff::tz::TimeZone::UTC) else { continue };
        let labels =
            [("kind", waiver.of.kind()), ("id", waiver.of.id()), ("state", state.as_str())];
        family.add(&labels, end.timestamp().as_second() as f64);
    }
}

/// What checks measured that changes before anything fails.
fn facts(page: &mut Metrics, report: &Report) {
    let all = || report.checks.iter().flat_map(|check| &check.facts);
    let clocks = || all().filter_map(Fact::clock).filter(|clock| clock.unusable.is_none());
    let mut family = page.family(
        "why401_clock_offset_seconds",
        "This machine's clock minus the host's: positive when this machine is ahead.",
    );
    for clock in clocks() {
        family.add(&[("host", &clock.host)], clock.offset());
    }
    let mut family =
        page.family("why401_clock_error_seconds", "How far the offset may be off, either way.");
    for clock in clocks() {
        family.add(&[("host", &clock.host)], clock.error());
    }
    let mut family =
        page.family("why401_token_lifetime_seconds", "How long an identity's token is still good.");
    for token in all().filter_map(Fact::token) {
        if let Some(lifetime) = token.lifetime {
            family.add(&[("identity", &token.identity)], lifetime);
        }
    }
    let mut family =
        page.family("why401_token_expiry_timestamp_seconds", "When an identity's token expires.");
    for token in all().filter_map(Fact::token) {
        if let Some(expires) = token.expires_at {
            family.add(&[("identity", &token.identity)], expires.as_second() as f64);
        }
    }
}

fn flag(holds: bool) -> f64 {
    if holds { 1.0 } else { 0.0 }
}

/// The metrics as far as they are written.
struct Metrics(String);

impl Metrics {
    /// Begins a family of samples; without samples nothing of it is written.
    fn family<'a>(&'a mut self, name: &'static str, help: &'static str) -> Family<'a> {
        Family { page: &mut self.0, name, help, known: BTreeSet::new() }
    }
}

/// The samples of one name.
struct Family<'a> {
    page: &'a mut String,
    name: &'static str,
    help: &'static str,
    known: BTreeSet<String>,
}

impl Family<'_> {
    /// Adds a sample. Of two with the same labels the first counts: a second one makes the whole file unreadable.
    fn add(&mut self, labels: &[(&str, &str)], value: f64) {
        let labels: Vec<String> =
            labels.iter().map(|(name, text)| format!("{name}=\"{}\"", escaped(text))).collect();
        let labels = labels.join(",");
        if self.known.contains(&labels) {
            return;
        }
        let Self { page, name, help, known } = self;
        let first = known.is_empty();
        // Writing to a string cannot fail.
        if first {
            let _ = writeln!(page, "# HELP {name} {help}\n# TYPE {name} gauge");
        }
        let _ = if labels.is_empty() {
            writeln!(page, "{name} {value}")
        } else {
            writeln!(page, "{name}{{{labels}}} {value}")
        };
        known.insert(labels);
    }
}

/// The value of a label.
fn escaped(text: &str) -> String {
    printable(text).replace('\\', "\\\\").replace('"', "\\\"")
}
