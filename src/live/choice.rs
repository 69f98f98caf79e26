//! Which of several requests decides: the one that was refused.

use crate::intake::{PACK, Request, Taken};
use crate::model::{CheckResult, Exchange, Fact};

/// The request that decides, and the check that tells how it was answered: the first that was refused, else the
/// first that failed, else the last without an answer, else the last.
#[must_use]
pub fn choose(taken: &Taken) -> Option<(&Request, Option<&CheckResult>)> {
    let all: Vec<(&Request, Option<&CheckResult>)> = taken
        .requests
        .iter()
        .enumerate()
        .map(|(at, request)| (request, answered(&taken.checks, at)))
        .collect();
    let status = |check: &Option<&CheckResult>| check.and_then(exchange).and_then(|one| one.status);
    let refused = all.iter().find(|(_, check)| matches!(status(check), Some(401 | 403)));
    let failed = || all.iter().find(|(_, check)| status(check).is_some_and(|status| status >= 400));
    let open = || all.iter().rev().find(|(_, check)| status(check).is_none());
    refused.or_else(failed).or_else(open).or(all.last()).copied()
}

/// The check of a request, by the place of the request among all.
fn answered(checks: &[CheckResult], at: usize) -> Option<&CheckResult> {
    let id = format!("request-{}", at + 1);
    checks.iter().find(|check| check.pack == PACK && check.id == id)
}

/// The request of a check, whatever it asked for.
pub(super) fn exchange(check: &CheckResult) -> Option<&Exchange> {
    check.facts.iter().find_map(Fact::request)
}
