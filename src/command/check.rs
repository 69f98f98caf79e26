//! `why401 check`: packs in, results out.

use std::sync::Arc;

use futures_util::future::join_all;
use jiff::Timestamp;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::console::Console;
use super::gather::{Gathered, gather};
use super::history::History;
use super::interrupt::{self, Interrupts};
use super::outcome::{Failure, Outcome};
use super::secret_source::Running;
use super::stream::Stream;
use super::write::Outputs;
use super::{assemble, experiments, runtime};
use crate::cli::{Allow, CheckArgs};
use crate::exit::ExitCode;
use crate::model::{Custody, Event, ExperimentResult};
use crate::net::{Session, Transport};
use crate::plan::Plan;
use crate::progress::{Mode, Progress};
use crate::redact::Scrubber;
use crate::runner::{self, Options, Ran, StopReason, Stopper};

/// Runs the packs.
pub(super) fn run(args: &Arc<CheckArgs>, console: &Console) -> Outcome {
    let outputs = Outputs::parse(&args.output.format, &args.output.report)?;
    let history = History::of(args, &|name| std::env::var(name).ok());
    let mut good = None;
    let ended = outputs.see_to(console, |custody, stream| {
        runtime::start()?.block_on(async {
            let mut interrupts = Interrupts::listen().map_err(Failure::internal)?;
            let mut gathered = gathered(args, console, custody, &mut interrupts).await?;
            let clock = Instant::now();
            let started = Timestamp::now();
            let scrubber = Arc::new(Scrubber::new(custody.clone()));
            let (ran, experiments) =
                run_plans(args, console, &gathered, custody, &scrubber, stream, &mut interrupts)
                    .await?;
            let run = assemble::run(started, clock.elapsed(), &gathered, &ran);
            if let Some(simulator) = gathered.simulator.take() {
                simulator.shutdown().await;
            }
            let scanner = scrubber.scanner();
            let (mut report, code) =
                assemble::report(args, &gathered, run, ran, &experiments, &scanner);
            if let Some(history) = &history {
                history.compare(&mut report, console);
                good = history.is_good(&report).then(|| (report.clone(), scanner));
            }
            Ok((report, code))
        })
    });
    // What is withheld, or could not be written, is no run to measure others by.
    if let (Some(history), Some((report, scanner)), Ok(ExitCode::Passed)) =
        (&history, &good, &ended)
    {
        history.keep(report, scanner, console);
    }
    ended
}

/// Gathers what the run needs, which may take as long as the program that a secret comes from.
async fn gathered(
    args: &Arc<CheckArgs>,
    console: &Console,
    custody: &Custody,
    interrupts: &mut Interrupts,
) -> Result<Gathered, Failure> {
    let (args, console, custody) = (Arc::clone(args), *console, custody.clone());
    let runtime = tokio::runtime::Handle::current();
    let running = Running::default();
    let known = running.clone();
    let gathering = move || runtime.block_on(gather(&args, &console, &custody, &known));
    let ended = interrupt::unless_ended(interrupts, gathering).await;
    if ended.is_err() {
        running.end();
    }
    ended?
}

/// Runs the plans side by side; they share the client, the bound on jobs and the wish to stop.
async fn run_plans(
    args: &CheckArgs,
    console: &Console,
    gathered: &Gathered,
    custody: &Custody,
    scrubber: &Arc<Scrubber>,
    stream: &Stream,
    interrupts: &mut Interrupts,
) -> Result<(Vec<Ran>, Vec<ExperimentResult>), Failure> {
    let transport = Arc::new(
        Transport::new(gathered.transport.clone())
            .map_err(|error| Failure::usage(format!("error: {error}")))?,
    );
    let scrubber = Arc::clone(scrubber);
    let scrub: crate::decode::Scrub = Arc::new(move |text: &str| scrubber.scrub(text));
    let progress = progress(console, &scrub);
    let on_event = |event: Event| {
        stream.event(&event);
        progress.event(&event);
    };
    let allowed =
        gathered.other_hosts_may_be_asked() && args.selection.allow.contains(&Allow::OtherHosts);
    let options = Options {
        jobs: Arc::new(Semaphore::new(args.limits.jobs.into())),
        timeout: args.limits.timeout,
        deadline: Some(Instant::now() + args.limits.deadline),
    };
    let (stopper, stop) = Stopper::new();
    let run_one = |plan: &'_ Plan| {
        let hosts = (!allowed).then(|| plan.hosts.clone());
        let now: crate::net::Now = Arc::new(Timestamp::now);
        Session::new(Arc::clone(&transport), hosts, custody.clone(), Arc::clone(&scrub), now)
    };
    let sessions: Vec<Session> = gathered.plans.iter().map(run_one).collect();
    let running = async {
        let plans = gathered.plans.iter().zip(&sessions);
        let ran =
            join_all(plans.map(|(plan, session)| {
                runner::run(plan, session, &options, stop.clone(), &on_event)
            }));
        let mut ran = ran.await;
        let made =
            experiments::run(args, gathered, &sessions, &ran, &options, &stop, &on_event).await;
        // Whoever ends the experiments ends the run.
        if stop.reason() == Some(StopReason::Interrupted) {
            ran.iter_mut().for_each(|one| one.stopped = Some(StopReason::Interrupted));
        }
        (ran, made)
    };
    on_event(Event::RunStarted {
        checks: gathered.plans.iter().map(|plan| plan.checks.len()).sum(),
    });
    let ran = interrupt::until_done(running, interrupts, &stopper).await;
    progress.finish();
    ran.ok_or_else(Failure::interrupted_again)
}

/// How progress is shown.
pub(super) fn progress(console: &Console, scrub: &crate::decode::Scrub) -> Progress {
    let mode = if console.quiet {
        Mode::Quiet
    } else if console.verbose {
        Mode::Verbose
    } else if console.live {
        Mode::Live { width: console.style.width }
    } else {
        Mode::Plain
    };
    Progress::new(mode, Box::new(std::io::stderr()), Arc::clone(scrub))
}
