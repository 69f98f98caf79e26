//! JUnit XML, as CI servers read it: a suite per pack, a case per check. Written so that both the XSD of Jenkins
//! and the stricter one of Ant accept it: what they have no place for stands in the text of a failure and in the
//! suite's `system-out`.
//!
//! | a check | a case |
//! |---|---|
//! | pass, warn | passed; the warning stands in `system-out` |
//! | fail | `failure` |
//! | fail, waived | `skipped`, with the reason |
//! | error | `error` |
//! | skip, blocked | `skipped`, with the reason |
//!
//! What makes a run not good beside its checks is a case of the suite `why401`.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::time::Duration;

use super::beside::{Beside, beside, left_out};
use super::explained::{Explained, accepted};
use super::{Format, Style, table};
use crate::model::{CheckResult, Report, Status, printable};

/// JUnit XML.
pub(super) static FORMAT: Format =
    Format { name: "junit", docs: "JUnit XML, for Jenkins, GitLab and other CI servers", render };

fn render(report: &Report, _style: &Style) -> String {
    let explained = Explained::new(report);
    let mut xml = Xml(String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"));
    let mut told = false;
    let mut id = 0;
    for (name, title) in suites(report) {
        let checks: Vec<&CheckResult> =
            report.checks.iter().filter(|check| check.pack == name).collect();
        let out = system_out(report, &checks, &explained, !told);
        let count =
            |wanted: fn(&CheckResult) -> bool| checks.iter().filter(|check| wanted(check)).count();
        xml.open(&Suite {
            id,
            name,
            tests: checks.len(),
            failures: count(|one| one.status == Status::Fail && one.waived.is_none()),
            errors: count(|one| one.status == Status::Error),
            skipped: count(|one| match one.status {
                Status::Skip | Status::Blocked => true,
                Status::Fail => one.waived.is_some(),
                Status::Pass | Status::Warn | Status::Error => false,
            }),
            took: checks.iter().map(|check| check.duration).sum(),
            report,
        });
        xml.properties(report, title);
        for check in checks {
            xml.case(check, &explained);
        }
        xml.close(&out);
        told = true;
        id += 1;
    }
    let beside = beside(report);
    if !beside.is_empty() || !told {
        let failures = beside.iter().filter(|one| one.failed).count();
        xml.open(&Suite {
            id,
            name: "why401",
            tests: beside.len(),
            failures,
            errors: beside.len() - failures,
            skipped: 0,
            took: Duration::ZERO,
            report,
        });
        xml.properties(report, "");
        for one in &beside {
            xml.beside(one);
        }
        let out = if told { String::new() } else { system_out(report, &[], &explained, true) };
        xml.close(&out);
    }
    xml.0.push_str("</testsuites>\n");
    xml.0
}

/// Name and title of every pack, once; a check whose pack is not listed is shown all the same.
fn suites(report: &Report) -> Vec<(&str, &str)> {
    let listed = report.packs.iter().map(|(name, title)| (name.as_str(), title.as_str()));
    let others = report.checks.iter().map(|check| (check.pack.as_str(), ""));
    let mut known = BTreeSet::new();
    listed.chain(others).filter(|(name, _)| known.insert(*name)).collect()
}

/// The warnings of a suite; in the first one all that explains the run as well.
fn system_out(
    report: &Report,
    checks: &[&CheckResult],
    explained: &Explained<'_>,
    first: bool,
) -> String {
    let mut text = String::new();
    for check in checks.iter().filter(|check| check.status == Status::Warn) {
        let waived = if check.waived.is_some() { ", waived" } else { "" };
        text.push_str(&format!("warning{waived}: {}: {}\n", check.id, check.saw));
        for line in explained.lines(check) {
            text.push_str(&format!("  {line}\n"));
        }
    }
    if first {
        text.push_str(&table::explanation(report));
    }
    text
}

/// The numbers of a suite.
struct Suite<'a> {
    id: usize,
    name: &'a str,
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
    took: Duration,
    report: &'a Report,
}

/// The document as far as it is written.
struct Xml(String);

impl Xml {
    fn line(&mut self, indent: usize, text: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "{:indent$}{text}", "");
    }

    fn open(&mut self, suite: &Suite<'_>) {
        let Suite { id, name, tests, failures, errors, skipped, took, report } = suite;
        // The XSD of Ant wants no zone; it is UTC.
        let started = report.run.started.strftime("%Y-%m-%dT%H:%M:%S");
        self.line(
            2,
            format_args!(
                "<testsuite id=\"{id}\" name=\"{}\" package=\"why401\" hostname=\"localhost\" timestamp=\"{started}\" \
                 tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" time=\"{}\">",
                escaped(name),
                seconds(*took),
            ),
        );
    }

    fn properties(&mut self, report: &Report, title: &str) {
        let run = &report.run;
        self.line(4, format_args!("<properties>"));
        let faults = run.faults.join(", ");
        let code = report.summary.exit_code.to_string();
        let receipt = &report.redaction;
        let searched = format!(
            "{} secrets known, {} forms searched, {} hits, {} not searchable",
            receipt.secrets_known, receipt.forms_searched, receipt.hits, receipt.not_searchable
        );
        let properties = [
            ("title", title),
            ("tool", report.tool.name),
            ("version", report.tool.version),
            ("run", &run.id),
            ("target", &run.target),
            ("faults", &faults),
            ("exit_code", &code),
            ("redaction", &searched),
        ];
        for (name, value) in properties.iter().filter(|(_, value)| !value.is_empty()) {
            self.line(6, format_args!("<property name=\"{name}\" value=\"{}\"/>", escaped(value)));
        }
        self.line(4, format_args!("</properties>"));
    }

    fn case(&mut self, check: &CheckResult, explained: &Explained<'_>) {
        let name = format!("{}: {}", check.id, check.title);
        let start = format!(
            "<testcase name=\"{}\" classname=\"{}\" time=\"{}\"",
            escaped(&name),
            escaped(&check.pack),
            seconds(check.duration)
        );
        let lines = || explained.lines(check).join("\n");
        match (check.status, &check.waived) {
            (Status::Pass | Status::Warn, _) => self.line(4, format_args!("{start}/>")),
            (Status::Fail, None) => self.bad(&start, "failure", "fail", &check.saw, &lines()),
            (Status::Error, _) => self.bad(&start, "error", "error", &check.saw, &lines()),
            (Status::Fail, Some(waived)) => {
                self.skipped(&start, &format!("{}; {}", accepted(waived), check.saw));
            }
            (Status::Skip | Status::Blocked, _) => self.skipped(&start, &left_out(check)),
        }
    }

    fn beside(&mut self, one: &Beside) {
        let start =
            format!("<testcase name=\"{}\" classname=\"why401\" time=\"0.000\"", escaped(&one.id));
        let (element, kind) = if one.failed { ("failure", "fail") } else { ("error", "error") };
        self.bad(&start, element, kind, &one.saw, "");
    }

    fn bad(&mut self, start: &str, element: &str, kind: &str, message: &str, text: &str) {
        self.line(4, format_args!("{start}>"));
        let text: Vec<String> = text.lines().map(escaped).collect();
        self.line(
            6,
            format_args!(
                "<{element} type=\"{kind}\" message=\"{}\">{}</{element}>",
                escaped(message),
                text.join("\n")
            ),
        );
        self.line(4, format_args!("</testcase>"));
    }

    fn skipped(&mut self, start: &str, message: &str) {
        self.line(4, format_args!("{start}>"));
        self.line(6, format_args!("<skipped>{}</skipped>", escaped(message)));
        self.line(4, format_args!("</testcase>"));
    }

    fn close(&mut self, out: &str) {
        let out: Vec<String> = out.lines().map(escaped).collect();
        self.line(4, format_args!("<system-out>{}</system-out>", out.join("\n")));
        self.line(4, format_args!("<system-err/>"));
        self.line(2, format_args!("</testsuite>"));
    }
}

/// Seconds with three places.
fn seconds(duration: Duration) -> String {
    format!("{:.3}", duration.as_secs_f64())
}

/// A line of text with nothing in it that XML 1.0 forbids or takes for its own (section 2.2: no control
/// characters, no U+FFFE and U+FFFF), nor anything that a terminal obeys.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in printable(text).chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            // `]]>` may not stand in text.
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            other => safe.push(other),
        }
    }
    safe
}
