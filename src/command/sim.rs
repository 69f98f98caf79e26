//! `why401 sim`: the simulator in the foreground.

use std::sync::Arc;

use super::console::Console;
use super::gather::faults;
use super::outcome::{Failure, Outcome};
use super::runtime;
use crate::cli::SimArgs;
use crate::exit::ExitCode;
use crate::sim::{self, LogLine, SimulatorInput};

/// Serves until the user ends it. The inputs go to standard output, the requests to standard error.
pub(super) fn run(args: &SimArgs, console: &Console) -> Outcome {
    let faults = faults(&args.faults)
        .map_err(|problems| Failure::usage(problems.render(console.colour_errors)))?;
    let console = *console;
    let on_request: sim::OnRequest = Arc::new(move |line: &LogLine| {
        if !console.quiet {
            let LogLine { method, path, status, node } = line;
            console.complain(&format!("{status} {method} {path} ({node})"));
        }
    });
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let options = sim::Options {
        faults,
        port: args.port,
        client_id: variable("CLIENT_ID"),
        client_secret: variable("CLIENT_SECRET").map(crate::model::Secret::new),
        delay: args.delay.unwrap_or_default(),
        on_request: Some(on_request),
        ..sim::Options::default()
    };
    runtime::start()?.block_on(async {
        let simulator =
            sim::start(options).await.map_err(|error| Failure::usage(format!("error: {error}")))?;
        console.print(&introduction(&simulator)).map_err(Failure::internal)?;
        tokio::signal::ctrl_c().await.map_err(Failure::internal)?;
        simulator.shutdown().await;
        Ok(ExitCode::Interrupted)
    })
}

/// How to point a run at it.
fn introduction(simulator: &sim::Simulator) -> String {
    let mut text = format!("simulator at {}\n", simulator.url());
    for (name, value) in simulator.inputs("guest-api") {
        match value {
            SimulatorInput::Text(value) if value.is_empty() => {}
            SimulatorInput::Text(value) => text.push_str(&format!("  {name} = {value}\n")),
            // The simulator's own secret opens nothing, and without it nobody could use the simulator; one
            // that the user gave is not shown.
            SimulatorInput::Secret(_) if std::env::var_os("CLIENT_SECRET").is_some() => {
                text.push_str(&format!("  {name} is CLIENT_SECRET of the environment\n"));
            }
            SimulatorInput::Secret(value) => {
                text.push_str(&format!("  {name} = {} (the simulator's own)\n", value.expose()));
            }
        }
    }
    text.push_str("end it with Ctrl-C\n");
    text
}
