//! What explains the failures.

use crate::model::{Aspect, CauseReport, Report, Shift, Trend};

/// A new cause is worse and one that is gone better. That one is more or less sure is neither.
pub(super) fn shifts(old: &Report, new: &Report) -> Vec<Shift> {
    let find = |report: &'_ Report, cause: &CauseReport| {
        causes(report).find(|one| one.cause == cause.cause).map(|one| one.confidence)
    };
    let shift = |cause: &CauseReport, before: Option<&str>, after: Option<&str>, trend| Shift {
        aspect: Aspect::Cause,
        subject: cause.cause.clone(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
        trend,
    };
    let mut shifts = Vec::new();
    for cause in causes(new) {
        let sure = cause.confidence;
        match find(old, cause) {
            None => shifts.push(shift(cause, None, Some(sure.as_str()), Trend::Worse)),
            Some(before) if before != sure => {
                let (before, after) = (Some(before.as_str()), Some(sure.as_str()));
                shifts.push(shift(cause, before, after, Trend::Neutral));
            }
            Some(_) => {}
        }
    }
    for cause in causes(old) {
        if find(new, cause).is_none() {
            shifts.push(shift(cause, Some(cause.confidence.as_str()), None, Trend::Better));
        }
    }
    shifts
}

fn causes(report: &Report) -> impl Iterator<Item = &CauseReport> {
    report.diagnosis.root.iter().chain(&report.diagnosis.others)
}
