//! What makes a run not good beside its checks. A format that only knows checks would be all green without it,
//! while the exit code is not: these become checks of their own there.

use crate::model::{CheckResult, Report, Status, printable};

/// One thing that is wrong beside the checks.
pub(super) struct Beside {
    /// What stands where a check's id does.
    pub(super) id: String,
    /// What is wrong, in one line.
    pub(super) saw: String,
    /// Whether something is not as claimed; else something could not be told.
    pub(super) failed: bool,
}

/// Everything that is wrong beside the checks, the gravest first.
pub(super) fn beside(report: &Report) -> Vec<Beside> {
    let mut found = Vec::new();
    let mut add = |id: &str, saw: &str, failed| {
        found.push(Beside { id: printable(id), saw: printable(saw), failed });
    };
    let run = &report.run;
    if let Some(why) = &run.died {
        add("run", &format!("the run ended before its checks came out: {why}"), false);
    } else if run.deadline_passed {
        add("run", "the deadline passed: what was not finished could not be told", false);
    } else if run.interrupted {
        add("run", "interrupted: what was not finished could not be told", false);
    }
    let code = report.summary.exit_code;
    if code == 0 {
        return found;
    }
    for check in &report.checks {
        if let Some(cleanup) = check.cleanup.as_ref().filter(|cleanup| !cleanup.done) {
            add(&format!("cleanup-{}", check.id), &cleanup.saw, false);
        }
    }
    if found.is_empty() && !report.checks.iter().any(is_red) {
        let saw = match code {
            1 => "a warning fails this run",
            3 => "something could not be told",
            5 => "output was withheld",
            _ => "the run is not good",
        };
        found.push(Beside {
            id: "run".to_owned(),
            saw: format!("{saw}: exit code {code}"),
            failed: code == 1,
        });
    }
    found
}

/// Whether a check shows as bad where there are only good and bad.
pub(super) fn is_red(check: &CheckResult) -> bool {
    match check.status {
        Status::Fail => check.waived.is_none(),
        Status::Error => true,
        Status::Pass | Status::Warn | Status::Skip | Status::Blocked => false,
    }
}

/// Why a check was not looked at, in one line.
pub(super) fn left_out(check: &CheckResult) -> String {
    let held = check.blocked.as_ref().map(|blocked| format!("blocked by {}", blocked.by));
    let why = match (&held, check.saw.is_empty()) {
        (_, false) => check.saw.as_str(),
        (Some(held), true) => held,
        (None, true) => "left out",
    };
    printable(why)
}
