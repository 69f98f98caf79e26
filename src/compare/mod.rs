//! What is different between two reports, in meaning. Times, ids, durations and order are not: they differ from
//! run to run.

mod cause;
mod clock;
mod error_code;
mod value;
mod verdict;

use crate::model::{Comparison, Report, Shift, Trend};

/// What is held against what, in the order in which it is told. Each finds the shifts of its aspects, in the
/// order of the newer report's packs; what only the older one has comes last.
const ASPECTS: &[fn(&Report, &Report) -> Vec<Shift>] =
    &[verdict::shifts, cause::shifts, value::shifts, clock::shifts, error_code::shifts];

/// What is different in a report since an earlier one.
#[must_use]
pub fn compare(old: &Report, new: &Report) -> Comparison {
    Comparison {
        run: old.run.id.clone(),
        started: old.run.started,
        shifts: ASPECTS.iter().flat_map(|shifts| shifts(old, new)).collect(),
    }
}

/// Whether anything got worse.
#[must_use]
pub fn got_worse(comparison: &Comparison) -> bool {
    comparison.shifts.iter().any(|shift| shift.trend == Trend::Worse)
}

/// Why two reports may differ for no reason of the other side's, in words: they are of other packs, or ran against
/// something else.
#[must_use]
pub fn caveats(old: &Report, new: &Report) -> Vec<String> {
    let packs = |report: &Report| {
        report.packs.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let mut caveats = Vec::new();
    if packs(old) != packs(new) {
        caveats.push(format!("the packs are not the same: {} and then {}", packs(old), packs(new)));
    }
    if old.run.target != new.run.target {
        let (old, new) = (&old.run.target, &new.run.target);
        caveats.push(format!("they ran against different targets: {old} and then {new}"));
    }
    for (report, which) in [(old, "earlier"), (new, "later")] {
        if let Some(died) = &report.run.died {
            caveats.push(format!("the {which} run died: {died}"));
        } else if report.run.interrupted {
            caveats.push(format!("the {which} run did not come to its end"));
        }
    }
    caveats
}

/// The trend from one rank to another, where a greater one is worse.
fn trend<T: PartialOrd>(before: &T, after: &T) -> Trend {
    if after > before {
        Trend::Worse
    } else if after < before {
        Trend::Better
    } else {
        Trend::Neutral
    }
}
