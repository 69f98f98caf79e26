//! What a check's own place in a format says of why it failed and what cures it, in plain lines.

use std::collections::BTreeMap;

use crate::model::{
    Because, CauseReport, CheckResult, Fact, RemedyReport, Report, Source, Waived, printable,
};

/// Which causes explain which checks, looked up once: reports can have many checks.
pub(super) struct Explained<'a> {
    by_check: BTreeMap<&'a str, Vec<&'a CauseReport>>,
    /// The checks that each cause explains, in the order of the causes.
    by_cause: Vec<Vec<&'a CheckResult>>,
    remedies: BTreeMap<&'a str, &'a RemedyReport>,
}

impl<'a> Explained<'a> {
    pub(super) fn new(report: &'a Report) -> Self {
        let mut by_check: BTreeMap<&str, Vec<&CauseReport>> = BTreeMap::new();
        for cause in causes(report) {
            for check in &cause.explains {
                by_check.entry(check).or_default().push(cause);
            }
        }
        let remedies = &report.diagnosis.remedies;
        let mut by_cause = vec![Vec::new(); causes(report).count()];
        for check in &report.checks {
            for found in lookup(&by_check, check) {
                let rank = causes(report).position(|cause| std::ptr::eq(cause, *found));
                by_cause[rank.unwrap_or_default()].push(check);
            }
        }
        Self {
            by_check,
            by_cause,
            remedies: remedies.iter().map(|one| (one.id.as_str(), one)).collect(),
        }
    }

    /// The causes that explain a check, best first.
    pub(super) fn of(&self, check: &CheckResult) -> &[&'a CauseReport] {
        lookup(&self.by_check, check)
    }

    /// Every cause with the checks that it explains, best first.
    pub(super) fn causes(
        &self,
        report: &'a Report,
    ) -> impl Iterator<Item = (&'a CauseReport, &[&'a CheckResult])> {
        causes(report).zip(self.by_cause.iter().map(Vec::as_slice))
    }

    /// The remedies that its pack names for a check whose cause was not named.
    pub(super) fn pack_remedies(&self, check: &CheckResult) -> Vec<&'a RemedyReport> {
        check.remedies.iter().filter_map(|id| self.remedies.get(id.as_str()).copied()).collect()
    }

    /// Whether a check is the first that a cause explains: how to cure it is told there, and named elsewhere.
    fn is_first(&self, cause: &CauseReport, check: &CheckResult) -> bool {
        let firsts = self.by_cause.iter().filter_map(|checks| checks.first());
        firsts
            .filter(|first| std::ptr::eq(**first, check))
            .any(|first| self.of(first).iter().any(|one| std::ptr::eq(*one, cause)))
    }

    /// Why a check is as it is and what to do, line by line; each line is fit to be shown.
    pub(super) fn lines(&self, check: &CheckResult) -> Vec<String> {
        let mut lines = Vec::new();
        for mismatch in &check.mismatches {
            lines.push(printable(&format!(
                "expected {} {} {}, was {}",
                mismatch.path, mismatch.matcher, mismatch.expected, mismatch.actual
            )));
        }
        if let Some(waived) = &check.waived {
            lines.push(accepted(waived));
        }
        let causes = self.of(check);
        for cause in causes {
            lines.extend(why(cause, self.is_first(cause, check)));
        }
        if causes.is_empty() {
            for one in self.pack_remedies(check) {
                lines.extend(fix(one, true));
            }
        }
        if let Some(cleanup) = check.cleanup.as_ref().filter(|cleanup| !cleanup.done) {
            lines.push(printable(&format!("cleanup: {}", cleanup.saw)));
        }
        if let Some(docs) = &check.docs {
            lines.push(printable(&format!("docs: {docs}")));
        }
        let place = &check.source;
        lines.push(printable(&format!("at: {}:{}:{}", place.file, place.line, place.column)));
        lines
    }
}

/// A check is named by its id, or with its pack where several packs have one of that id.
fn lookup<'m, 'a>(
    by_check: &'m BTreeMap<&'a str, Vec<&'a CauseReport>>,
    check: &CheckResult,
) -> &'m [&'a CauseReport] {
    let found = by_check.get(address(check).as_str()).or_else(|| by_check.get(check.id.as_str()));
    found.map_or(&[], Vec::as_slice)
}

/// The causes that were named, best first.
pub(super) fn causes(report: &Report) -> impl Iterator<Item = &CauseReport> {
    report.diagnosis.root.iter().chain(&report.diagnosis.others)
}

/// A check's name among those of several packs.
pub(super) fn address(check: &CheckResult) -> String {
    format!("{}/{}", check.pack, check.id)
}

/// That a failure is accepted, by whose words, and until when.
pub(super) fn accepted(waived: &Waived) -> String {
    printable(&format!("waived until {}: {}", waived.expires, waived.reason))
}

/// A cause with its evidence and what cures it, at length or in brief.
fn why(cause: &CauseReport, at_length: bool) -> Vec<String> {
    let sure = cause.confidence.as_str();
    let mut lines = vec![printable(&format!("why: {} ({}, {sure})", cause.title, cause.cause))];
    lines.extend(cause.because.iter().map(|one| format!("  {}", evidence(one))));
    if let Some(waived) = &cause.waived {
        lines.push(format!("  {}", accepted(waived)));
    }
    lines.extend(cause.remedies.iter().flat_map(|one| fix(one, at_length)));
    lines
}

/// A piece of evidence, on one line.
pub(super) fn evidence(because: &Because) -> String {
    printable(&match because {
        Because::Check { check, text } => format!("{check}: {text}"),
        Because::Experiment { experiment, text } => format!("experiment {experiment}: {text}"),
    })
}

/// The line of a Terraform file, where a piece of the evidence is that it differs from what is in use.
pub(super) fn in_code(cause: &CauseReport, report: &Report) -> Option<Source> {
    use crate::model::ConfigurationSource::{
        Platform, TerraformCode, TerraformPlan, TerraformState,
    };
    let named = |check: &&CheckResult| {
        cause.because.iter().any(|one| match one {
            Because::Check { check: id, text: _ } => *id == check.id,
            Because::Experiment { .. } => false,
        })
    };
    let facts = report.checks.iter().filter(named).flat_map(|check| &check.facts);
    let configured = facts.filter_map(|fact| match fact {
        Fact::Configuration(configuration) => Some(configuration),
        Fact::Exchange(_)
        | Fact::TokenRequest(_)
        | Fact::Token(_)
        | Fact::Signature(_)
        | Fact::Clock(_)
        | Fact::Permissions(_)
        | Fact::Remark(_) => None,
    });
    let written = configured.filter(|one| match one.from {
        TerraformCode => true,
        // What a program wrote has no lines that a person would change.
        TerraformPlan | TerraformState | Platform => false,
    });
    for one in written {
        for difference in &one.differences {
            let change = difference.change.as_ref().map(|change| &change.place);
            let excerpt = || one.excerpt(&difference.member).map(|excerpt| &excerpt.place);
            if let Some(place) = change.or_else(excerpt).or(one.place.as_ref()) {
                return Some(place.clone());
            }
        }
    }
    None
}

/// What to do, who can do it, and how.
fn fix(remedy: &RemedyReport, at_length: bool) -> Vec<String> {
    let mut lines = vec![
        printable(&format!("fix: {} ({})", remedy.title, remedy.id)),
        printable(&format!("  who: {}", remedy.who)),
    ];
    for line in remedy.text.lines().filter(|_| at_length) {
        lines.push(format!("  {}", printable(line)).trim_end().to_owned());
    }
    lines
}
