//! The report of a run, put together from what the rooms below give.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::gather::Gathered;
use crate::cli::CheckArgs;
use crate::diagnose::{CAUSES, diagnose};
use crate::exit::{self, ExitCode};
use crate::model::{Diagnosis, Documentation, ExperimentResult, Report, Run, Summary, Tool};
use crate::plan::Plan;
use crate::redact::Scanner;
use crate::runner::{Ran, StopReason};
use crate::waive;

/// The run.
pub(super) fn run(started: Timestamp, duration: Duration, gathered: &Gathered, ran: &[Ran]) -> Run {
    let stopped = |reason| ran.iter().any(|one| one.stopped == Some(reason));
    let deadline_passed = stopped(StopReason::DeadlinePassed);
    Run {
        id: id(),
        started,
        duration,
        target: match &gathered.simulator {
            Some(_) => "simulator".to_owned(),
            None => target(&gathered.plans),
        },
        faults: gathered.faults.clone(),
        interrupted: deadline_passed || stopped(StopReason::Interrupted),
        deadline_passed,
        died: None,
    }
}

/// The report, diagnosed and with its exit code.
pub(super) fn report(
    args: &CheckArgs,
    gathered: &Gathered,
    run: Run,
    ran: Vec<Ran>,
    experiments: &[ExperimentResult],
    scanner: &Scanner,
) -> (Report, ExitCode) {
    let by_user = ran.iter().any(|one| one.stopped == Some(StopReason::Interrupted));
    let mut checks: Vec<_> = ran.into_iter().flat_map(|one| one.results).collect();
    // Waivers of causes need the causes, even where nobody wants to see them.
    let mut diagnosis = if args.output.no_diagnose && gathered.waivers.is_empty() {
        Diagnosis::default()
    } else {
        diagnose(&checks, experiments)
    };
    let today = run.started.to_zoned(TimeZone::UTC).date();
    let waivers = waive::apply(&gathered.waivers, today, &mut checks, &mut diagnosis);
    let code = exit::of_run(&checks, args.output.fail_on, by_user, run.deadline_passed);
    if args.output.no_diagnose {
        diagnosis = Diagnosis::default();
    }
    let report = Report {
        tool: Tool { name: "why401", version: env!("CARGO_PKG_VERSION") },
        run,
        summary: Summary { exit_code: code.number(), ..Summary::count(&checks) },
        packs: gathered.plans.iter().map(|plan| (plan.name.clone(), plan.title.clone())).collect(),
        documentation: documentation(&diagnosis),
        diagnosis,
        checks,
        waivers,
        compared: None,
        redaction: scanner.receipt(),
    };
    (report, code)
}

/// What the causes mean that a diagnosis names.
pub(super) fn documentation(diagnosis: &Diagnosis) -> Vec<Documentation> {
    let named = diagnosis.root.iter().chain(&diagnosis.others);
    let known = named.filter_map(|named| CAUSES.iter().find(|cause| cause.id == named.cause));
    known
        .map(|cause| Documentation {
            cause: cause.id.to_owned(),
            title: cause.title.to_owned(),
            text: cause.docs(),
        })
        .collect()
}

/// The hosts that the packs name, without the ports that go without saying.
fn target(plans: &[Plan]) -> String {
    let hosts: BTreeSet<&str> = plans
        .iter()
        .flat_map(|plan| &plan.hosts)
        .map(|host| host.trim_end_matches(":443").trim_end_matches(":80"))
        .collect();
    hosts.into_iter().collect::<Vec<_>>().join(", ")
}

/// An id that is not used twice: 128 bits from the operating system, by way of the hasher's seed.
pub(super) fn id() -> String {
    let random = || RandomState::new().hash_one(Timestamp::now().as_nanosecond());
    format!("{:016x}{:016x}", random(), random())
}
