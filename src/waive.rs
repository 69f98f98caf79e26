//! Waivers applied: which failures are accepted, and which waivers have run out. Pure: the day is given.

use std::time::Duration;

use jiff::civil::Date;

use crate::model::{
    CauseReport, CheckResult, Diagnosis, Effect, Severity, Status, Waived, Waiver, WaiverReport,
    WaiverState, WaiverTarget,
};

/// The kind of the check that stands for a waiver whose last day has passed.
pub const KIND: &str = "waiver";

/// Marks the failures that waivers accept, and adds a failure for each waiver that has expired. Each waiver comes
/// with the only pack it is for, if it is for one. `today` is the day in UTC.
///
/// A waived check keeps its status. The waiver of a cause waives every check that the cause explains, wherever
/// it ranks and however sure it is; a check that its own waiver accepts carries that one's reason.
#[must_use]
pub fn apply(
    waivers: &[(Option<String>, Waiver)],
    today: Date,
    checks: &mut Vec<CheckResult>,
    diagnosis: &mut Diagnosis,
) -> Vec<WaiverReport> {
    let mut expired = Vec::new();
    // Waivers of checks first: they are the more particular ones.
    let mut sorted: Vec<(usize, &(Option<String>, Waiver))> = waivers.iter().enumerate().collect();
    sorted.sort_by_key(|(at, (_, waiver))| (matches!(waiver.of, WaiverTarget::Cause(_)), *at));
    let mut states = vec![WaiverState::Unused; waivers.len()];
    for (at, (pack, waiver)) in sorted {
        let pack = pack.as_deref();
        states[at] = if waiver.expires < today {
            expired.push((at, pack));
            WaiverState::Expired
        } else {
            let used = match &waiver.of {
                WaiverTarget::Check(id) => {
                    waive(checks, waiver, |check| is_of(check, pack) && check.id == *id)
                }
                WaiverTarget::Cause(id) => waive_cause(checks, diagnosis, waiver, pack, id),
            };
            if used { WaiverState::Used } else { WaiverState::Unused }
        };
    }
    expired.sort_by_key(|(at, _)| *at);
    for (at, pack) in expired {
        if let Some((_, waiver)) = waivers.get(at) {
            add_expired(checks, waiver, pack);
        }
    }
    let with_state = |((_, waiver), state): (&(Option<String>, Waiver), _)| WaiverReport {
        waiver: waiver.clone(),
        state,
    };
    waivers.iter().zip(states).map(with_state).collect()
}

fn is_of(check: &CheckResult, pack: Option<&str>) -> bool {
    pack.is_none_or(|pack| check.pack == pack)
}

/// Waives what failed among the checks that fit; says whether any did.
fn waive(checks: &mut [CheckResult], waiver: &Waiver, fits: impl Fn(&CheckResult) -> bool) -> bool {
    let mut used = false;
    for check in checks.iter_mut().filter(|check| fits(check)) {
        let failed = match check.status {
            Status::Fail | Status::Warn => true,
            Status::Pass | Status::Error | Status::Skip | Status::Blocked => false,
        };
        if failed {
            check.waived.get_or_insert_with(|| waived(waiver));
            used = true;
        }
    }
    used
}

fn waive_cause(
    checks: &mut [CheckResult],
    diagnosis: &mut Diagnosis,
    waiver: &Waiver,
    pack: Option<&str>,
    id: &str,
) -> bool {
    let mut used = false;
    for cause in diagnosis.root.iter_mut().chain(&mut diagnosis.others) {
        if cause.cause == id
            && waive(checks, waiver, |check| is_of(check, pack) && explains(cause, check))
        {
            cause.waived.get_or_insert_with(|| waived(waiver));
            used = true;
        }
    }
    used
}

/// Whether a cause explains a check. It names checks by their id, and as `pack/id` where that is not enough.
fn explains(cause: &CauseReport, check: &CheckResult) -> bool {
    cause.explains.iter().any(|name| {
        *name == check.id
            || name
                .strip_prefix(&check.pack)
                .and_then(|rest| rest.strip_prefix('/'))
                .is_some_and(|id| id == check.id)
    })
}

fn waived(waiver: &Waiver) -> Waived {
    Waived { reason: waiver.reason.clone(), expires: waiver.expires }
}

/// Adds the failure of an expired waiver behind the checks of its pack; behind those of the first pack where it
/// is for no particular one.
fn add_expired(checks: &mut Vec<CheckResult>, waiver: &Waiver, pack: Option<&str>) {
    let of_check = checks.iter().find(|check| check.id == waiver.of.id()).map(|check| &check.pack);
    let first = checks.first().map(|check| &check.pack);
    let pack = pack.or(of_check.or(first).map(String::as_str)).unwrap_or_default().to_owned();
    let behind =
        checks.iter().rposition(|check| check.pack == pack).map_or(checks.len(), |at| at + 1);
    let kind = waiver.of.kind();
    let id = waiver.of.id();
    checks.insert(
        behind,
        CheckResult {
            id: format!("waiver:{id}"),
            title: format!("the waiver of the {kind} {id} still holds"),
            kind: KIND,
            status: Status::Fail,
            severity: Severity::Error,
            effect: Effect::None,
            proves: None,
            saw: format!("expired on {}: {}", waiver.expires, waiver.reason),
            mismatches: Vec::new(),
            blocked: None,
            skipped: None,
            facts: Vec::new(),
            attempts: 1,
            duration: Duration::ZERO,
            source: waiver.source.clone(),
            remedies: Vec::new(),
            docs: None,
            cleanup: None,
            waived: None,
            pack,
        },
    );
}

#[cfg(test)]
mod tests;
