//! Everything that a run needs before anything is sent: packs, values, the simulator, plans.

use super::console::Console;
use super::outcome::Failure;
use super::secret_source::{self, Given as Source, Running};
use super::terraform;
use crate::cli::{Allow, CheckArgs, InputArgs, NetworkArgs};
use crate::diagnose;
use crate::model::{Custody, Secret, Waiver};
use crate::net::{ConnectTo, TransportOptions};
use crate::pack::env_file::{self, EnvFile};
use crate::pack::{self, Given, InputValues, Pack, Problem, Problems, Selection};
use crate::plan::Plan;
use crate::remedy;
use crate::sim::{self, Fault, Simulator, SimulatorInput};

/// Everything that a run needs.
pub(super) struct Gathered {
    pub(super) plans: Vec<Plan>,
    pub(super) simulator: Option<Simulator>,
    pub(super) faults: Vec<String>,
    pub(super) transport: TransportOptions,
    /// The waivers of the packs and then of files, each with the only pack it is for.
    pub(super) waivers: Vec<(Option<String>, Waiver)>,
}

impl Gathered {
    /// Whether other hosts may be asked where the user allows it. A simulator run is held to the simulator: there
    /// only where it stands for all hosts, so that others are its own too.
    pub(super) fn other_hosts_may_be_asked(&self) -> bool {
        self.simulator.is_none() || !self.transport.connect_to.is_empty()
    }
}

/// What the user gave as values.
struct Values {
    set: Vec<(String, Given)>,
    env_file: Option<EnvFile>,
}

impl Values {
    /// The layers of values, with the simulator's on top.
    fn layers(&self, overrides: Vec<(String, Given)>) -> InputValues<'_> {
        InputValues {
            overrides,
            set: self.set.clone(),
            env_file: self.env_file.as_ref(),
            environment: &variable_of,
            uuid: &crate::net::uuid,
        }
    }
}

/// Gathers it. Everything that is wrong with the packs, and then with their inputs, is said at once.
pub(super) async fn gather(
    args: &CheckArgs,
    console: &Console,
    custody: &Custody,
    running: &Running,
) -> Result<Gathered, Failure> {
    let wrong = |problems: Problems| Failure::problems(&problems, console.colour_errors);
    let mut problems = Problems::default();
    let packs = packs(&args.packs).map_err(|found| problems.extend(found));
    let waivers = match &packs {
        // Without the packs nobody knows which checks there are.
        Err(()) => Vec::new(),
        Ok(packs) => waivers(packs, &args.output.waivers, &mut problems),
    };
    let values = values(&args.inputs, running).map_err(|found| problems.extend(found));
    let faults =
        args.sim.as_deref().map(faults).transpose().map_err(|found| problems.extend(found));
    let (Ok(packs), Ok(values), Ok(faults)) = (packs, values, faults) else {
        return Err(wrong(problems));
    };
    if !problems.is_empty() {
        return Err(wrong(problems));
    }
    let mut transport = transport(&args.network, faults.is_some())?;
    let named = faults.iter().flatten().map(|fault| fault.id.to_owned()).collect();
    let simulator = match faults {
        None => None,
        Some(faults) => Some(simulate(faults, &packs, &values).await?),
    };
    let mut plans = plans(&packs, &values, simulator.as_ref(), custody).map_err(wrong)?;
    terraform::add(args.inputs.terraform.as_deref(), &mut plans)?;
    let selection = Selection {
        only: args.selection.only.clone(),
        skip: args.selection.skip.clone(),
        tags: args.selection.tag.clone(),
        allow_write: simulator.is_some() || args.selection.allow.contains(&Allow::Write),
    };
    pack::select(&mut plans, &selection).map_err(wrong)?;
    if let Some(simulator) = &simulator {
        only_the_simulator(&plans, simulator)?;
        transport.connect_to = connections(&plans, simulator);
    }
    Ok(Gathered { plans, simulator, faults: named, transport, waivers })
}

fn packs(names: &[String]) -> Result<Vec<Pack>, Problems> {
    let mut problems = Problems::default();
    let mut packs = Vec::new();
    for name in names {
        match pack::open(name).and_then(|text| pack::parse(&text, &remedy::ids(), &diagnose::ids()))
        {
            Ok(pack) => packs.push(pack),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(packs) } else { Err(problems) }
}

/// The waivers of the packs, then those of files.
fn waivers(
    packs: &[Pack],
    files: &[String],
    problems: &mut Problems,
) -> Vec<(Option<String>, Waiver)> {
    let mut waivers: Vec<_> = packs.iter().flat_map(Pack::waivers).collect();
    for file in files {
        let read =
            pack::open_waivers(file).and_then(|text| pack::waivers(&text, packs, &diagnose::ids()));
        match read {
            Ok(found) => waivers.extend(found),
            Err(found) => problems.extend(found),
        }
    }
    waivers.into_iter().map(|one| (one.pack, one.waiver)).collect()
}

fn values(args: &InputArgs, running: &Running) -> Result<Values, Problems> {
    let mut problems = Problems::default();
    let mut set = Vec::new();
    let mut from_stdin = None;
    for one in &args.set {
        let Some((name, value)) = one.split_once('=') else {
            problems.push(Problem::new(format!("`--set {one}` is not NAME=VALUE")));
            continue;
        };
        if value == "-"
            && let Some(first) = from_stdin.replace(name)
        {
            problems.push(
                Problem::new(format!("`--set {name}=-`: standard input goes to `{first}` already"))
                    .help(format!("write `--set {name}=env:NAME` or `--set {name}=file:PATH`")),
            );
            continue;
        }
        match secret_source::read(value, running) {
            Ok(Source::Plain(text)) => set.push((name.to_owned(), Given::Text(text))),
            Ok(Source::Secret(secret)) => set.push((name.to_owned(), Given::Secret(secret))),
            Err(why) => problems.push(Problem::new(format!("`--set {name}=…`: {why}"))),
        }
    }
    let env_file = args.env_file.as_ref().and_then(|path| {
        env_file::open(&path.display().to_string()).map_err(|found| problems.extend(found)).ok()
    });
    if problems.is_empty() { Ok(Values { set, env_file }) } else { Err(problems) }
}

/// The faults of these names; `--sim` alone has an empty one.
pub(super) fn faults(names: &[String]) -> Result<Vec<&'static Fault>, Problems> {
    let mut problems = Problems::default();
    let names: Vec<&str> =
        names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    for name in &names {
        if let Err(unknown) = sim::find([name]) {
            let help = unknown.did_you_mean.map_or_else(
                || "`why401 list faults` shows them".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("the simulator has no fault `{}`", unknown.name);
            problems.push(Problem::new(message).help(help));
        }
    }
    // Whatever is left to fail was noted above.
    if problems.is_empty() { Ok(sim::find(names).unwrap_or_default()) } else { Err(problems) }
}

/// Starts the simulator; it expects the user's own client where one is set.
async fn simulate(
    faults: Vec<&'static Fault>,
    packs: &[Pack],
    values: &Values,
) -> Result<Simulator, Failure> {
    let given = values.layers(Vec::new());
    let user = |input: &str| packs.iter().find_map(|pack| pack::given(pack, &given, input));
    let options = sim::Options {
        faults,
        client_id: user("client_id").map(|given| match given {
            Given::Text(text) => text,
            Given::Secret(secret) => secret.expose().to_owned(),
        }),
        client_secret: user("client_secret").map(|given| match given {
            Given::Text(text) => Secret::new(text),
            Given::Secret(secret) => secret,
        }),
        ..sim::Options::default()
    };
    sim::start(options).await.map_err(Failure::internal)
}

fn variable_of(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn plans(
    packs: &[Pack],
    values: &Values,
    simulator: Option<&Simulator>,
    custody: &Custody,
) -> Result<Vec<Plan>, Problems> {
    let mut problems = Problems::default();
    let mut plans = Vec::new();
    for pack in packs {
        let overrides = simulator.map(|simulator| simulator.inputs(&pack.name)).unwrap_or_default();
        let overrides = overrides.into_iter().map(|(name, value)| {
            let given = match value {
                SimulatorInput::Text(text) => Given::Text(text),
                SimulatorInput::Secret(secret) => Given::Secret(secret),
            };
            (name.to_owned(), given)
        });
        match pack::plan(pack, &values.layers(overrides.collect()), custody) {
            Ok(plan) => plans.push(plan),
            Err(found) => problems.extend(found),
        }
    }
    let all: Vec<&Pack> = packs.iter().collect();
    if let Err(found) = pack::unknown_names(&all, &values.layers(Vec::new())) {
        problems.extend(found);
    }
    if problems.is_empty() { Ok(plans) } else { Err(problems) }
}

/// A simulator run can never reach a real API: every host of every plan is the simulator's.
fn only_the_simulator(plans: &[Plan], simulator: &Simulator) -> Result<(), Failure> {
    for plan in plans {
        if let Some(other) = plan.hosts.iter().find(|host| !simulator.stands_for(host)) {
            return Err(Failure::usage(format!(
                "error: the pack {} names the host {other}, which the simulator does not stand for\n\
                 help: a simulator run never reaches a real API; make that URL an input that the simulator \
                 sets, such as api_url, token_url, issuer or jwks_url",
                plan.name
            )));
        }
    }
    Ok(())
}

/// The way to hosts that the simulator stands for under names of their own: every connection of such a run ends
/// at its listener, whatever the host is called.
fn connections(plans: &[Plan], simulator: &Simulator) -> Vec<ConnectTo> {
    let own = simulator.url().trim_start_matches("http://");
    let by_name = plans.iter().flat_map(|plan| &plan.hosts).any(|host| host != own);
    let everything = by_name.then(|| format!("::{own}").parse().ok()).flatten();
    everything.into_iter().collect()
}

/// How requests travel. In a simulator run they go nowhere else, so that asking for it is a mistake.
pub(super) fn transport(args: &NetworkArgs, simulator: bool) -> Result<TransportOptions, Failure> {
    let elsewhere = [
        ("--proxy", args.proxy.is_some()),
        ("--resolve", !args.resolve.is_empty()),
        ("--connect-to", !args.connect_to.is_empty()),
    ];
    if let Some((flag, _)) = elsewhere.iter().find(|(_, given)| simulator && *given) {
        return Err(Failure::usage(format!(
            "error: `{flag}` cannot be used with `--sim`\n\
             help: a simulator run never leaves this machine; leave out one of the two"
        )));
    }
    let cacert = match &args.cacert {
        None => None,
        Some(path) => Some(std::fs::read(path).map_err(|error| {
            Failure::usage(format!("error: --cacert {} cannot be read: {error}", path.display()))
        })?),
    };
    Ok(TransportOptions {
        proxy: args.proxy.clone(),
        cacert,
        resolve: args.resolve.clone(),
        connect_to: args.connect_to.clone(),
        direct: simulator,
    })
}
