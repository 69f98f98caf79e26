//! How checks came out, and which were added or taken out.

use super::trend;
use crate::model::{Aspect, CheckResult, Report, Shift, Status, Trend};

pub(super) fn shifts(old: &Report, new: &Report) -> Vec<Shift> {
    let find = |report: &'_ Report, check: &CheckResult| {
        report.checks.iter().position(|one| one.pack == check.pack && one.id == check.id)
    };
    let mut shifts = Vec::new();
    for check in &new.checks {
        let before = find(old, check).and_then(|at| old.checks.get(at));
        shifts.extend(shift(before, Some(check)));
    }
    for check in &old.checks {
        if find(new, check).is_none() {
            shifts.extend(shift(Some(check), None));
        }
    }
    shifts
}

fn shift(before: Option<&CheckResult>, after: Option<&CheckResult>) -> Option<Shift> {
    let words = |check: Option<&CheckResult>| check.map(word);
    let check = after.or(before)?;
    let (old, new) = (words(before), words(after));
    (old != new).then(|| Shift {
        aspect: Aspect::Verdict,
        subject: format!("{}/{}", check.pack, check.id),
        trend: match (before, after) {
            (None, None) => Trend::Neutral,
            // A check that is not there says nothing, as one that passed takes nothing away.
            _ => trend(&before.map_or(0, rank), &after.map_or(0, rank)),
        },
        before: old,
        after: new,
    })
}

fn word(check: &CheckResult) -> String {
    match check.waived {
        Some(_) => format!("{} (waived)", check.status),
        None => check.status.as_str().to_owned(),
    }
}

/// How bad a verdict is for the run.
const fn rank(check: &CheckResult) -> u8 {
    match check.status {
        Status::Pass | Status::Skip => 0,
        Status::Warn => 1,
        Status::Fail if check.waived.is_some() => 1,
        Status::Fail | Status::Error | Status::Blocked => 2,
    }
}
