//! Whether a check may look, once everything it waits for has come out.

use crate::model::{Blocked, CheckResult, Observed, Readings, Reference, SkipReason, Status};
use crate::plan::{Condition, Plan, PlannedCheck};

/// What becomes of a check whose turn it is.
pub(super) enum Turn {
    Look,
    Skip(SkipReason),
    Blocked(Blocked),
}

/// Decides what becomes of a check.
///
/// | a needed check came out as | then |
/// |---|---|
/// | pass, warn | go on |
/// | skip: its `when`, the user's selection, not applicable | go on, unless its readings are used |
/// | skip: its effect was not allowed, or a need of its own | skip |
/// | fail, error, blocked | blocked; the first in the pack's order is named |
pub(super) fn settle(
    plan: &Plan,
    check: &PlannedCheck,
    results: &[Option<CheckResult>],
    readings: &Readings,
) -> Turn {
    if let Some(reason) = &check.skip {
        return Turn::Skip(reason.clone());
    }
    for &index in &check.needs {
        let needed = &plan.checks[index];
        let Some(result) = &results[index] else { continue };
        match result.status {
            Status::Pass | Status::Warn => {}
            Status::Fail | Status::Error | Status::Blocked => {
                return Turn::Blocked(Blocked { by: needed.id.clone() });
            }
            Status::Skip => {
                let harmless = matches!(
                    result.skipped,
                    Some(SkipReason::When(_) | SkipReason::Selection | SkipReason::NotApplicable)
                );
                if !harmless || check.reads.contains(&index) {
                    return Turn::Skip(SkipReason::Need(needed.id.clone()));
                }
            }
        }
    }
    let look = |reference: &Reference| match readings.get(reference) {
        Some(observed) => Ok(observed),
        // The check that should have shown it did not look.
        None => Err(Turn::Blocked(Blocked { by: reference.check.clone() })),
    };
    let unmet = match &check.when {
        Condition::Always => None,
        Condition::Present(reference) => match look(reference) {
            Ok(observed) if present(observed) => None,
            Ok(_) => Some(format!("{} is not there", name(reference))),
            Err(turn) => return unless_skipped(turn, plan, results),
        },
        Condition::All(conditions) => {
            let mut unmet = Vec::new();
            for (reference, matchers) in conditions {
                let observed = match look(reference) {
                    Ok(observed) => observed,
                    Err(turn) => return unless_skipped(turn, plan, results),
                };
                let holds = matchers.iter().all(|matcher| {
                    matcher
                        .fill(readings)
                        .is_ok_and(|matcher| matcher.holds(observed, &reference.path) == Some(true))
                });
                if !holds {
                    unmet.push(name(reference));
                }
            }
            let verb = if unmet.len() == 1 { "is" } else { "are" };
            (!unmet.is_empty())
                .then(|| format!("{} {verb} not as `when` demands", unmet.join(", ")))
        }
    };
    unmet.map_or(Turn::Look, |unmet| Turn::Skip(SkipReason::When(unmet)))
}

/// A condition on a check that was skipped does not hold; one on a check that failed cannot be told.
fn unless_skipped(turn: Turn, plan: &Plan, results: &[Option<CheckResult>]) -> Turn {
    let Turn::Blocked(blocked) = &turn else { return turn };
    let index = plan.checks.iter().position(|check| check.id == blocked.by);
    let result = index.and_then(|index| results[index].as_ref());
    match result.map(|result| result.status) {
        Some(Status::Skip) => Turn::Skip(SkipReason::When(format!("{} was skipped", blocked.by))),
        _ => turn,
    }
}

fn present(observed: &Observed) -> bool {
    match observed {
        Observed::Absent => false,
        Observed::Value(value) => match value {
            serde_json::Value::Null => false,
            serde_json::Value::Bool(flag) => *flag,
            serde_json::Value::String(text) => !text.is_empty(),
            serde_json::Value::Array(items) => !items.is_empty(),
            serde_json::Value::Object(members) => !members.is_empty(),
            serde_json::Value::Number(_) => true,
        },
        Observed::Secret(secret) => !secret.is_empty(),
        Observed::Range { .. } => true,
    }
}

/// A reference as packs write it.
fn name(reference: &Reference) -> String {
    format!("{}.{}", reference.check, reference.path)
}
