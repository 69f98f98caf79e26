//! `why401 diagnose`: what people have at hand in, causes out. Nothing is sent without `--live`.

use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;

use super::console::Console;
use super::interrupt::{self, Interrupts};
use super::outcome::{Failure, Outcome};
use super::write::Outputs;
use super::{assemble, live, read, runtime};
use crate::cli::DiagnoseArgs;
use crate::decode::Scrub;
use crate::diagnose::diagnose;
use crate::exit::ExitCode;
use crate::intake::{self, Given, Taken};
use crate::model::{Custody, Report, Run, Summary, Tool};
use crate::redact::{Scanner, Scrubber};

/// Reads what was given and explains it.
pub(super) fn run(args: &Arc<DiagnoseArgs>, console: &Console) -> Outcome {
    let outputs = Outputs::parse(&args.format, &args.report)?;
    outputs.see_to(console, |custody, stream| {
        travels_only_live(args)?;
        let given = given(args)?;
        let mut input = Input::take(&given, Timestamp::now(), custody.clone());
        for one in &input.unread {
            console.complain(&format!("warning: {one}"));
        }
        let mut interrupted = false;
        if args.live {
            let Input { taken, custody, scrub, .. } = &mut input;
            let sent = live::send(args, console, taken, custody, scrub, stream)?;
            for one in &sent.said {
                console.complain(&format!("warning: {one}"));
            }
            interrupted = sent.interrupted;
        }
        let (report, code, _) = input.report(&given, interrupted);
        Ok((report, code))
    })
}

/// What was given, which may take as long as the program that pipes it.
fn given(args: &Arc<DiagnoseArgs>) -> Result<Vec<Given>, Failure> {
    let args = Arc::clone(args);
    runtime::waiting()?.block_on(async {
        let mut interrupts = Interrupts::listen().map_err(Failure::internal)?;
        interrupt::unless_ended(&mut interrupts, move || read::all(&args)).await?
    })
}

/// The report on an input, and what in it could not be read. `now` is by this machine's clock.
pub(super) fn report(given: &[Given], now: Timestamp) -> (Report, Arc<Scanner>, Vec<String>) {
    let mut input = Input::take(given, now, Custody::default());
    let unread = std::mem::take(&mut input.unread);
    let (report, _, scanner) = input.report(given, false);
    (report, scanner, unread)
}

/// How requests travel says something only where some are sent.
fn travels_only_live(args: &DiagnoseArgs) -> Result<(), Failure> {
    let network = &args.sending.network;
    let given = [
        ("--proxy", network.proxy.is_some()),
        ("--cacert", network.cacert.is_some()),
        ("--resolve", !network.resolve.is_empty()),
        ("--connect-to", !network.connect_to.is_empty()),
    ];
    match given.iter().find(|(_, given)| *given && !args.live) {
        None => Ok(()),
        Some((flag, _)) => Err(Failure::usage(format!(
            "error: `{flag}` is about requests that are sent, and none is\n\
             help: add --live to send the request that was given"
        ))),
    }
}

/// An input as it was taken in, with what keeps its secrets.
struct Input {
    taken: Taken,
    unread: Vec<String>,
    custody: Custody,
    scrubber: Arc<Scrubber>,
    scrub: Scrub,
    now: Timestamp,
    clock: Instant,
}

impl Input {
    fn take(given: &[Given], now: Timestamp, custody: Custody) -> Self {
        let clock = Instant::now();
        let scrubber = Arc::new(Scrubber::new(custody.clone()));
        let scrub: Scrub = {
            let scrubber = Arc::clone(&scrubber);
            Arc::new(move |text: &str| scrubber.scrub(text))
        };
        let taken = intake::take(given, now, &custody, &scrub);
        let unread = taken.unread.iter().map(|one| scrub(one)).collect();
        Self { taken, unread, custody, scrubber, scrub, now, clock }
    }

    fn report(self, given: &[Given], interrupted: bool) -> (Report, ExitCode, Arc<Scanner>) {
        let taken = self.taken;
        let mut diagnosis = diagnose(&taken.checks, &taken.experiments);
        if diagnosis.next.is_none() && diagnosis.root.is_none() {
            diagnosis.next = taken.missing.map(str::to_owned);
        }
        let named = diagnosis.root.is_some();
        let code = match (interrupted, named) {
            (true, _) => ExitCode::Interrupted,
            (false, true) => ExitCode::Passed,
            (false, false) => ExitCode::Incomplete,
        };
        let packs = vec![(intake::PACK.to_owned(), title(&taken, given))];
        let scanner = self.scrubber.scanner();
        let report = Report {
            tool: Tool { name: "why401", version: env!("CARGO_PKG_VERSION") },
            run: Run {
                id: assemble::id(),
                started: self.now,
                duration: self.clock.elapsed(),
                target: taken.hosts.join(", "),
                faults: Vec::new(),
                interrupted,
                deadline_passed: false,
                died: None,
            },
            summary: Summary { exit_code: code.number(), ..Summary::count(&taken.checks) },
            packs,
            checks: taken.checks,
            documentation: assemble::documentation(&diagnosis),
            diagnosis,
            waivers: Vec::new(),
            compared: None,
            redaction: scanner.receipt(),
        };
        (report, code, scanner)
    }
}

/// What was found, and where: `command, answer and note from stdin`.
fn title(taken: &Taken, given: &[Given]) -> String {
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    for found in &taken.found {
        match kinds.iter_mut().find(|(known, _)| known == found) {
            Some((_, count)) => *count += 1,
            None => kinds.push((found, 1)),
        }
    }
    let kinds: Vec<String> = kinds
        .iter()
        .map(|(kind, count)| match count {
            1 => (*kind).to_owned(),
            _ => format!("{count} {kind}s"),
        })
        .collect();
    let kinds = match kinds.as_slice() {
        [] => "nothing that can be read".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    };
    let names: Vec<&str> = given.iter().map(|one| &*one.name).collect();
    format!("{kinds} from {}", names.join(", "))
}
