//! One check's turn: looking, trying again where the pack says so, and the result.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::time::{Instant, sleep, timeout_at};

use super::Options;
use super::verdict::{Verdict, all_hold, judge, leaves_open};
use crate::model::{
    CheckResult, Effect, Event, Exchange, Fact, Observed, Path, Proof, Readings, SkipReason, Status,
};
use crate::net::Session;
use crate::plan::{Plan, PlannedCheck, Retry};
use crate::probe::{Context, Observation, Outcome, Probe};

/// What a check's turn gave: its result, and what later checks may read.
pub(super) struct Turned {
    pub(super) result: CheckResult,
    pub(super) readings: Vec<(Path, Observed)>,
    pub(super) outcome: Outcome,
}

/// Looks, and tries again where the pack says so.
pub(super) async fn turn(
    plan: &Plan,
    check: &PlannedCheck,
    session: &Session,
    readings: Readings,
    options: &Options,
    on_event: &(dyn Fn(Event) + Sync),
) -> Turned {
    let started = Instant::now();
    let mut waited = Duration::ZERO;
    let mut attempt = 1;
    loop {
        let limit = check.timeout.unwrap_or(options.timeout);
        let paths = check.paths();
        let expected = check.expected_paths();
        let undecided =
            |path: &Path, observed: &Observed| leaves_open(check, &readings, path, observed);
        let context = Context {
            session,
            identities: &plan.identities,
            readings: &readings,
            paths: &paths,
            expected: &expected,
            deadline: Instant::now() + limit,
            attempt,
            variation: None,
            undecided: &undecided,
        };
        let seen = look(check.probe.as_ref(), &context, limit).await;
        let verdict = judge(check, &seen, &readings);
        if let Some(retry) = &check.retry
            && attempt <= retry.max
            && try_again(retry, &seen, &verdict, &readings)
        {
            let delay = retry_after(&seen).map_or(retry.delay, |asked| asked.max(retry.delay));
            on_event(Event::Retrying {
                pack: plan.name.clone(),
                id: check.id.clone(),
                saw: verdict.saw.clone(),
                delay,
            });
            sleep(delay).await;
            waited += delay;
            attempt += 1;
            continue;
        }
        let duration = started.elapsed().saturating_sub(waited);
        let result = written(plan, check, &seen, verdict, attempt, duration, &readings);
        return Turned { result, readings: seen.readings, outcome: seen.outcome };
    }
}

/// Looks once. A probe that breaks or hangs must not take the run with it.
pub(super) async fn look(probe: &dyn Probe, context: &Context<'_>, limit: Duration) -> Observation {
    // The probe keeps to the deadline itself and says what it saw until then; this is the net below it.
    let net = context.deadline + Duration::from_millis(500);
    let nothing = |saw: String| Observation {
        outcome: Outcome::CouldNotTell,
        saw,
        facts: Vec::new(),
        readings: Vec::new(),
        proves: None,
    };
    let looking = AssertUnwindSafe(probe.look(context)).catch_unwind();
    match timeout_at(net, looking).await {
        Ok(Ok(seen)) => seen,
        Ok(Err(_)) => {
            nothing("the check broke: this is a defect of why401, please report it".to_owned())
        }
        Err(_) => nothing(format!(
            "not done within {}",
            crate::model::format_duration(limit.as_secs_f64())
        )),
    }
}

/// Whether the pack wants another try. Without `until` a 401 or 403 ends the trying: repeating it proves
/// nothing and may lock the account.
fn try_again(retry: &Retry, seen: &Observation, verdict: &Verdict, readings: &Readings) -> bool {
    if !retry.unless.is_empty() && all_hold(&retry.unless, &seen.readings, readings) {
        return false;
    }
    if retry.until.is_empty() {
        let refused = exchanges(&seen.facts).any(|one| matches!(one.status, Some(401 | 403)));
        return !refused && matches!(verdict.status, Status::Fail | Status::Warn | Status::Error);
    }
    !all_hold(&retry.until, &seen.readings, readings)
}

fn exchanges(facts: &[Fact]) -> impl Iterator<Item = &Exchange> {
    facts.iter().filter_map(Fact::request)
}

/// How long the server asks to wait (RFC 9110, section 10.2.3); at most five minutes are believed.
fn retry_after(seen: &Observation) -> Option<Duration> {
    let seconds: u64 =
        exchanges(&seen.facts).find_map(|one| one.header("retry-after")?.parse().ok())?;
    Some(Duration::from_secs(seconds.min(300)))
}

fn written(
    plan: &Plan,
    check: &PlannedCheck,
    seen: &Observation,
    verdict: Verdict,
    attempts: u32,
    duration: Duration,
    readings: &Readings,
) -> CheckResult {
    let failed = matches!(verdict.status, Status::Fail | Status::Warn | Status::Error);
    let hint = || {
        let hints = check.hints.iter();
        hints.clone().find(|hint| all_hold(&hint.when, &seen.readings, readings))
    };
    // A demand of the pack that fails is what its remedies are for; "could not tell" has no remedy of the
    // pack unless a hint says so.
    let remedy = if failed {
        let fallback = || check.remedy.clone().filter(|_| verdict.status != Status::Error);
        hint().map(|hint| hint.remedy.clone()).or_else(fallback)
    } else {
        None
    };
    let passed = verdict.status == Status::Pass;
    CheckResult {
        status: verdict.status,
        proves: if passed { Some(proof(check, seen)) } else { None },
        saw: verdict.saw,
        mismatches: verdict.mismatches,
        skipped: verdict.skipped,
        facts: seen.facts.clone(),
        attempts,
        duration,
        remedies: remedy.into_iter().collect(),
        ..blank(plan, check)
    }
}

/// What a pass proves: a request that changes nothing shows that the caller may, and no more.
fn proof(check: &PlannedCheck, seen: &Observation) -> Proof {
    let proof = seen.proves.unwrap_or(Proof::Config);
    if check.effect == Effect::Write { proof } else { proof.min(Proof::Permitted) }
}

/// A result of a check that did not look.
pub(super) fn blank(plan: &Plan, check: &PlannedCheck) -> CheckResult {
    CheckResult {
        pack: plan.name.clone(),
        id: check.id.clone(),
        title: check.title.clone(),
        kind: check.kind.name,
        status: Status::Error,
        severity: check.severity,
        effect: check.effect,
        proves: None,
        saw: String::new(),
        mismatches: Vec::new(),
        blocked: None,
        skipped: None,
        facts: Vec::new(),
        attempts: 0,
        duration: Duration::ZERO,
        source: check.source.clone(),
        remedies: Vec::new(),
        docs: check.docs.clone(),
        cleanup: None,
        waived: None,
    }
}

/// Why a check was skipped, in one line.
pub(super) fn skip_words(check: &PlannedCheck, reason: &SkipReason) -> String {
    match reason {
        SkipReason::When(why) => format!("does not apply: {why}"),
        SkipReason::Effect => {
            debug_assert_eq!(check.effect, Effect::Write);
            "it writes; allow it with --allow write".to_owned()
        }
        SkipReason::Selection => "left out by --only, --skip or --tag".to_owned(),
        SkipReason::Need(id) => format!("needs {id}, which was skipped"),
        SkipReason::NotApplicable => "not applicable".to_owned(),
    }
}
