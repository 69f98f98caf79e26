//! The experiments of a run: diagnosis asks, the runner makes them, and diagnosis is asked again.

use super::gather::Gathered;
use crate::cli::{Allow, CheckArgs};
use crate::diagnose::ask;
use crate::model::{CheckResult, Event, ExperimentResult};
use crate::net::Session;
use crate::runner::{self, Allowed, Bench, Options, Ran, Stop};

/// How often diagnosis may ask: the second time with what the first showed.
const ROUNDS: usize = 2;

/// Makes the experiments that the results call for: none in a run that is green, that was ended early, or that
/// is not to be diagnosed.
pub(super) async fn run(
    args: &CheckArgs,
    gathered: &Gathered,
    sessions: &[Session],
    ran: &[Ran],
    options: &Options,
    stop: &Stop,
    on_event: &(dyn Fn(Event) + Sync),
) -> Vec<ExperimentResult> {
    let mut done = Vec::new();
    let unwanted = args.output.no_diagnose || args.output.no_experiments;
    let ended_early = stop.reason().is_some() || ran.iter().any(|one| one.stopped.is_some());
    if unwanted || ended_early || args.limits.max_experiments == 0 {
        return done;
    }
    let simulated = args.sim.is_some();
    let allows = |what| args.selection.allow.contains(&what);
    let allowed = Allowed {
        requests: args.limits.max_experiments.into(),
        writes: simulated || allows(Allow::Write),
        other_hosts: gathered.other_hosts_may_be_asked() && allows(Allow::OtherHosts),
    };
    let checks: Vec<CheckResult> = ran.iter().flat_map(|one| one.results.clone()).collect();
    let benches: Vec<Bench<'_>> = gathered
        .plans
        .iter()
        .zip(sessions)
        .zip(ran)
        .map(|((plan, session), ran)| Bench { plan, session, readings: &ran.readings })
        .collect();
    for _ in 0..ROUNDS {
        let asked = ask(&checks, &done);
        if asked.is_empty() || stop.reason().is_some() {
            break;
        }
        let made =
            runner::experiment(&benches, &checks, &done, asked, allowed, options, stop, on_event);
        done.extend(made.await);
    }
    done
}
