//! Removes what checks made, whatever happened: the last made goes first, and independent ones together.

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::time::Instant;

use super::CLEANUP_TIMEOUT;
use super::attempt::look;
use super::verdict::all_hold;
use crate::model::{
    CheckResult, CleanupResult, Event, Fact, FaultKind, Observed, Path, Readings, Status, Variation,
};
use crate::net::Session;
use crate::plan::{Cleanup, Expectation, Plan, PlannedCheck};
use crate::probe::{Context, Outcome, Probe};

/// Removes what the checks made, and writes down what became of it. `abandoned` are writes that were given
/// up while they were under way.
pub(super) async fn clean_up(
    plan: &Plan,
    session: &Session,
    results: &mut [Option<CheckResult>],
    readings: &Readings,
    abandoned: &[usize],
    on_event: &(dyn Fn(Event) + Sync),
) {
    let mut pending: Vec<usize> = (0..plan.checks.len())
        .filter(|&index| {
            let cleanup = plan.checks[index].cleanup.as_ref();
            matches!(cleanup, Some(Cleanup::Probe { .. }))
                && (abandoned.contains(&index)
                    || results[index].as_ref().is_some_and(may_have_made_something))
        })
        .collect();
    while !pending.is_empty() {
        // A check is cleaned up after those that needed it: they may hold on to what it made.
        let (ready, later): (Vec<usize>, Vec<usize>) = pending.iter().partition(|&&index| {
            !pending
                .iter()
                .any(|&other| other != index && plan.checks[other].needs.contains(&index))
        });
        let mut running: FuturesUnordered<_> = ready
            .iter()
            .map(|&index| async move {
                let check = &plan.checks[index];
                on_event(Event::CleanupStarted { pack: plan.name.clone(), id: check.id.clone() });
                (index, remove(plan, check, session, readings, None).await)
            })
            .collect();
        while let Some((index, cleaned)) = running.next().await {
            if !cleaned.done {
                on_event(Event::CleanupFailed {
                    pack: plan.name.clone(),
                    id: plan.checks[index].id.clone(),
                    saw: cleaned.saw.clone(),
                });
            }
            if let Some(result) = &mut results[index] {
                result.cleanup = Some(cleaned);
            }
        }
        drop(running);
        pending = later;
    }
}

/// A check that was refused made nothing; one that could not tell may have.
fn may_have_made_something(result: &CheckResult) -> bool {
    if result.attempts == 0 {
        return false;
    }
    match result.status {
        Status::Pass => true,
        Status::Skip | Status::Blocked => false,
        Status::Warn | Status::Fail | Status::Error => {
            result.facts.iter().filter_map(Fact::exchange).any(|exchange| {
                match (exchange.status, &exchange.fault) {
                    (Some(status), _) => status < 400,
                    (None, Some(fault)) => may_have_arrived(fault.kind),
                    (None, None) => false,
                }
            })
        }
    }
}

/// Whether a request that was not answered may have reached the server.
const fn may_have_arrived(kind: FaultKind) -> bool {
    match kind {
        FaultKind::Timeout | FaultKind::Connection | FaultKind::Protocol | FaultKind::TooLarge => {
            true
        }
        FaultKind::Dns
        | FaultKind::Refused
        | FaultKind::Certificate
        | FaultKind::Tls
        | FaultKind::Proxy
        | FaultKind::Request
        | FaultKind::HostNotNamed => false,
    }
}

/// Removes what a check made. `variation` is how the request was varied that made it: what another token made
/// is removed with such a one.
pub(super) async fn remove(
    plan: &Plan,
    check: &PlannedCheck,
    session: &Session,
    readings: &Readings,
    variation: Option<&Variation>,
) -> CleanupResult {
    let Some(Cleanup::Probe { probe, reads, expect }) = &check.cleanup else {
        return CleanupResult { done: true, saw: String::new(), facts: Vec::new() };
    };
    let missing = reads
        .iter()
        .find(|reference| matches!(readings.get(reference), None | Some(Observed::Absent)));
    if let Some(missing) = missing {
        let (check, path) = (&missing.check, &missing.path);
        return CleanupResult {
            done: false,
            saw: format!(
                "what {check} made may be left behind: its answer showed no {path}, so it cannot be named"
            ),
            facts: Vec::new(),
        };
    }
    run(plan, probe.as_ref(), expect, session, readings, variation).await
}

async fn run(
    plan: &Plan,
    probe: &dyn Probe,
    expect: &[Expectation],
    session: &Session,
    readings: &Readings,
    variation: Option<&Variation>,
) -> CleanupResult {
    let paths: Vec<Path> = expect.iter().map(|one| one.path.clone()).collect();
    let context = Context {
        session,
        identities: &plan.identities,
        readings,
        paths: &paths,
        expected: &paths,
        deadline: Instant::now() + CLEANUP_TIMEOUT,
        attempt: 1,
        variation,
        undecided: &|_, _| false,
    };
    let seen = look(probe, &context, CLEANUP_TIMEOUT).await;
    let done = seen.outcome == Outcome::Looked && all_hold(expect, &seen.readings, readings);
    // What is left is named by the request that should have removed it.
    let mut exchanges = seen.facts.iter().filter_map(Fact::exchange);
    let request = exchanges.next().map(|one| format!(", {} {}", one.method, one.url));
    let saw = match (done, request) {
        (true, _) => seen.saw,
        (false, request) => format!("left behind: {}{}", seen.saw, request.unwrap_or_default()),
    };
    CleanupResult { done, saw, facts: seen.facts }
}
