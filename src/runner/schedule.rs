//! Runs the checks of a plan as their dependencies allow.

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::time::{sleep, sleep_until};

use super::attempt::{Turned, blank, skip_words, turn};
use super::cleanup::clean_up;
use super::settle::{Turn, settle};
use super::stop::{Stop, StopReason};
use super::{Options, WRITE_GRACE};
use crate::model::{Blocked, CheckResult, Effect, Event, Path, Readings, Status};
use crate::net::Session;
use crate::plan::{Plan, PlannedCheck};
use crate::probe::Outcome;

/// What became of a plan.
pub struct Ran {
    /// A result for every check, in the plan's order.
    pub results: Vec<CheckResult>,
    /// What checks saw and others read.
    pub readings: Readings,
    /// Why the run ended early, if it did.
    pub stopped: Option<StopReason>,
}

/// Runs a plan. Results have the plan's order, whatever finished first; whatever was made is removed.
pub async fn run(
    plan: &Plan,
    session: &Session,
    options: &Options,
    mut stop: Stop,
    on_event: &(dyn Fn(Event) + Sync),
) -> Ran {
    let count = plan.checks.len();
    let mut results: Vec<Option<CheckResult>> = (0..count).map(|_| None).collect();
    let mut started = vec![false; count];
    let mut readings = Readings::default();
    let mut running = FuturesUnordered::new();
    let waits: Vec<Vec<usize>> = plan.checks.iter().map(|check| waits_for(plan, check)).collect();
    let mut stopped = None;
    loop {
        while stopped.is_none() {
            let next = (0..count).find(|&index| {
                !started[index] && waits[index].iter().all(|&other| results[other].is_some())
            });
            let Some(index) = next else { break };
            started[index] = true;
            let check = &plan.checks[index];
            match settle(plan, check, &results, &readings) {
                Turn::Look => {
                    let known = readings.clone();
                    running.push(async move {
                        let permit = options.jobs.acquire().await;
                        on_event(Event::CheckStarted {
                            pack: plan.name.clone(),
                            id: check.id.clone(),
                        });
                        let turned = turn(plan, check, session, known, options, on_event).await;
                        drop(permit);
                        (index, turned)
                    });
                }
                Turn::Skip(reason) => {
                    let saw = skip_words(check, &reason);
                    let skipped = Some(reason);
                    let result =
                        CheckResult { status: Status::Skip, saw, skipped, ..blank(plan, check) };
                    on_event(Event::CheckFinished(Box::new(result.clone())));
                    results[index] = Some(result);
                }
                Turn::Blocked(blocked) => {
                    let result = held_up(plan, check, blocked);
                    on_event(Event::CheckFinished(Box::new(result.clone())));
                    results[index] = Some(result);
                }
            }
        }
        let worth_waiting = stopped.is_none() || writes_under_way(plan, &started, &results);
        if running.is_empty() || !worth_waiting {
            break;
        }
        let finished = tokio::select! {
            biased;
            reason = stop.wait(), if stopped.is_none() => {
                on_event(Event::Stopping { why: reason.as_str().to_owned() });
                stopped = Some(reason);
                continue;
            }
            () = deadline(options), if stopped.is_none() => {
                let reason = StopReason::DeadlinePassed;
                on_event(Event::Stopping { why: reason.as_str().to_owned() });
                stopped = Some(reason);
                continue;
            }
            () = sleep(WRITE_GRACE), if stopped.is_some() => break,
            finished = running.next() => finished,
        };
        let Some((index, turned)) = finished else { break };
        let result = note(plan, index, turned, &results, &mut readings);
        on_event(Event::CheckFinished(Box::new(result.clone())));
        results[index] = Some(result);
    }
    drop(running);
    let mut abandoned = Vec::new();
    if let Some(reason) = stopped {
        for (index, result) in results.iter_mut().enumerate() {
            if result.is_none() {
                if started[index] && plan.checks[index].effect == Effect::Write {
                    abandoned.push(index);
                }
                *result = Some(given_up(plan, &plan.checks[index], started[index], reason));
            }
        }
    }
    clean_up(plan, session, &mut results, &readings, &abandoned, on_event).await;
    Ran { results: results.into_iter().flatten().collect(), readings, stopped }
}

/// What a check waits for: what it needs, what its `when` reads, and the check that fetches its token, so
/// that a refused token is one red line and not many.
fn waits_for(plan: &Plan, check: &PlannedCheck) -> Vec<usize> {
    let token = fetches_for(plan, check);
    check.needs.iter().chain(&check.waits_for).copied().chain(token).collect()
}

/// The check that fetches the token that this one looks with.
fn fetches_for(plan: &Plan, check: &PlannedCheck) -> Option<usize> {
    let identity = check.probe.identity()?;
    let uses = matches!(check.kind.name, "jwt" | "http");
    plan.checks.iter().position(|other| {
        uses && other.kind.name == "token" && other.probe.identity() == Some(identity)
            && other.skip.is_none()
            // Never wait for a check that waits for this one.
            && other.needs.iter().chain(&other.waits_for).all(|&index| plan.checks[index].id != check.id)
    })
}

async fn deadline(options: &Options) {
    match options.deadline {
        Some(deadline) => sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

/// Whether a write is under way: whether it made something must be known before the run ends.
fn writes_under_way(plan: &Plan, started: &[bool], results: &[Option<CheckResult>]) -> bool {
    (0..plan.checks.len()).any(|index| {
        started[index] && results[index].is_none() && plan.checks[index].effect == Effect::Write
    })
}

/// Notes what a check saw, and gives its result.
fn note(
    plan: &Plan,
    index: usize,
    turned: Turned,
    results: &[Option<CheckResult>],
    readings: &mut Readings,
) -> CheckResult {
    let check = &plan.checks[index];
    let looked = matches!(turned.outcome, Outcome::Looked);
    for path in &check.read_by_others {
        let found = turned.readings.iter().find(|(known, _): &&(Path, _)| known == path);
        match found {
            Some((_, observed)) => readings.insert(&check.id, path, observed.clone()),
            None if looked => readings.insert(&check.id, path, crate::model::Observed::Absent),
            None => {}
        }
    }
    if turned.outcome == Outcome::NoToken
        && let Some(token) = fetches_for(plan, check)
        && results[token].as_ref().is_some_and(|result| {
            matches!(result.status, Status::Fail | Status::Error | Status::Blocked)
        })
    {
        // What a file says holds without a token too.
        let mut facts = turned.result.facts;
        facts.retain(|fact| fact.kind() == "configuration");
        let held_up = held_up(plan, check, Blocked { by: plan.checks[token].id.clone() });
        return CheckResult { facts, ..held_up };
    }
    turned.result
}

fn held_up(plan: &Plan, check: &PlannedCheck, blocked: Blocked) -> CheckResult {
    CheckResult {
        status: Status::Blocked,
        saw: format!("blocked by {}", blocked.by),
        blocked: Some(blocked),
        ..blank(plan, check)
    }
}

/// A check that did not come out before the run was ended.
fn given_up(plan: &Plan, check: &PlannedCheck, started: bool, reason: StopReason) -> CheckResult {
    let written = started && check.effect == Effect::Write;
    let saw = match (started, written) {
        (_, true) => format!(
            "given up while it was writing: {}; it may have made something",
            reason.as_str()
        ),
        (true, false) => format!("given up: {}", reason.as_str()),
        (false, _) => format!("not looked at: {}", reason.as_str()),
    };
    CheckResult { saw, ..blank(plan, check) }
}
