//! How far this machine's clock is off, beyond the error of its measurement.

use super::trend;
use crate::model::{Aspect, ClockFact, Fact, Report, Shift};

/// Further from zero is worse.
pub(super) fn shifts(old: &Report, new: &Report) -> Vec<Shift> {
    let old = clocks(old);
    let mut shifts: Vec<Shift> = Vec::new();
    for after in clocks(new) {
        let Some(before) = old.iter().find(|one| one.host == after.host) else { continue };
        let apart = before.high < after.low || after.high < before.low;
        if apart && !shifts.iter().any(|shift| shift.subject == after.host) {
            shifts.push(Shift {
                aspect: Aspect::ClockOffset,
                subject: after.host.clone(),
                before: Some(shown(before)),
                after: Some(shown(after)),
                trend: trend(&off(before), &off(after)),
            });
        }
    }
    shifts
}

/// The clocks that could be read.
fn clocks(report: &Report) -> Vec<&ClockFact> {
    let facts = report.checks.iter().flat_map(|check| &check.facts);
    facts
        .filter_map(|fact| match fact {
            Fact::Clock(clock) if clock.unusable.is_none() => Some(&**clock),
            Fact::Clock(_)
            | Fact::Exchange(_)
            | Fact::TokenRequest(_)
            | Fact::Token(_)
            | Fact::Signature(_)
            | Fact::Configuration(_)
            | Fact::Permissions(_)
            | Fact::Remark(_) => None,
        })
        .collect()
}

/// By how many seconds it is off at least.
fn off(clock: &ClockFact) -> f64 {
    clock.low.max(-clock.high).max(0.0)
}

fn shown(clock: &ClockFact) -> String {
    format!("between {:.1} s and {:.1} s", clock.low, clock.high)
}
