//! `why401 diagnose`: what people have at hand in, causes out. Nothing is sent.

use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;

use super::console::Console;
use super::outcome::Outcome;
use super::write::Outputs;
use super::{assemble, read};
use crate::cli::DiagnoseArgs;
use crate::decode::Scrub;
use crate::diagnose::diagnose;
use crate::exit::ExitCode;
use crate::intake::{self, Given, Taken};
use crate::model::{Custody, Report, Run, Summary, Tool};
use crate::redact::{Scanner, Scrubber};

/// Reads what was given and explains it.
pub(super) fn run(args: &DiagnoseArgs, console: &Console) -> Outcome {
    let outputs = Outputs::parse(&args.format, &args.report)?;
    let given = read::all(args)?;
    let (report, scanner, unread) = report(&given, Timestamp::now());
    for one in unread {
        console.complain(&format!("warning: {one}"));
    }
    outputs.write(&report, &scanner, console)
}

/// The report on an input, and what in it could not be read. `now` is by this machine's clock.
pub(super) fn report(given: &[Given], now: Timestamp) -> (Report, Arc<Scanner>, Vec<String>) {
    let clock = Instant::now();
    let custody = Custody::default();
    let scrubber = Arc::new(Scrubber::new(custody.clone()));
    let scrub: Scrub = {
        let scrubber = Arc::clone(&scrubber);
        Arc::new(move |text: &str| scrubber.scrub(text))
    };
    let taken = intake::take(given, now, &custody, &scrub);
    let unread = taken.unread.iter().map(|one| scrub(one)).collect();
    let mut diagnosis = diagnose(&taken.checks, &taken.experiments);
    if diagnosis.next.is_none() && diagnosis.root.is_none() {
        diagnosis.next = taken.missing.map(str::to_owned);
    }
    let named = diagnosis.root.is_some();
    let code = if named { ExitCode::Passed } else { ExitCode::Incomplete };
    let packs = vec![(intake::PACK.to_owned(), title(&taken, given))];
    let scanner = scrubber.scanner();
    let report = Report {
        tool: Tool { name: "why401", version: env!("CARGO_PKG_VERSION") },
        run: Run {
            id: assemble::id(),
            started: now,
            duration: clock.elapsed(),
            target: taken.hosts.join(", "),
            faults: Vec::new(),
            interrupted: false,
            deadline_passed: false,
        },
        summary: Summary { exit_code: code.number(), ..Summary::count(&taken.checks) },
        packs,
        checks: taken.checks,
        diagnosis,
        redaction: scanner.receipt(),
    };
    (report, scanner, unread)
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
