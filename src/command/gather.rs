//! Everything that a run needs before anything is sent: packs, values, the simulator, plans.

use super::console::Console;
use super::outcome::Failure;
use super::secret_source::{self, Given as Source};
use crate::cli::{Allow, CheckArgs, InputArgs, NetworkArgs};
use crate::model::{Custody, Secret};
use crate::net::TransportOptions;
use crate::pack::env_file::{self, EnvFile};
use crate::pack::{self, Given, InputValues, Pack, Problems, Selection};
use crate::plan::Plan;
use crate::remedy;
use crate::sim::{self, Simulator, SimulatorInput};

/// Everything that a run needs.
pub(super) struct Gathered {
    pub(super) plans: Vec<Plan>,
    pub(super) simulator: Option<Simulator>,
    pub(super) faults: Vec<String>,
    pub(super) transport: TransportOptions,
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
        }
    }
}

/// Gathers it. Everything that is wrong with the packs, and then with their inputs, is said at once.
pub(super) async fn gather(
    args: &CheckArgs,
    console: &Console,
    custody: &Custody,
) -> Result<Gathered, Failure> {
    let wrong = |problems: Problems| Failure::usage(problems.render(console.colour_errors));
    let packs = packs(&args.packs).map_err(wrong)?;
    let values = values(&args.inputs).map_err(|error| match error {
        Wrong::Text(text) => Failure::usage(text),
        Wrong::Problems(problems) => wrong(problems),
    })?;
    let (simulator, faults) = match &args.sim {
        None => (None, Vec::new()),
        Some(names) => {
            let (simulator, faults) = simulate(names, &packs, &values).await?;
            (Some(simulator), faults)
        }
    };
    let mut plans = plans(&packs, &values, simulator.as_ref(), custody).map_err(wrong)?;
    let selection = Selection {
        only: args.selection.only.clone(),
        skip: args.selection.skip.clone(),
        tags: args.selection.tag.clone(),
        allow_write: simulator.is_some() || args.selection.allow.contains(&Allow::Write),
    };
    pack::select(&mut plans, &selection).map_err(wrong)?;
    if let Some(simulator) = &simulator {
        only_the_simulator(&plans, simulator)?;
    }
    let transport = transport(&args.network, simulator.is_some())?;
    Ok(Gathered { plans, simulator, faults, transport })
}

fn packs(names: &[String]) -> Result<Vec<Pack>, Problems> {
    let mut problems = Problems::default();
    let mut packs = Vec::new();
    for name in names {
        match pack::open(name).and_then(|text| pack::parse(&text, &remedy::ids())) {
            Ok(pack) => packs.push(pack),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(packs) } else { Err(problems) }
}

/// Why values cannot be had.
enum Wrong {
    Text(String),
    Problems(Problems),
}

fn values(args: &InputArgs) -> Result<Values, Wrong> {
    let mut set = Vec::new();
    for one in &args.set {
        let Some((name, value)) = one.split_once('=') else {
            return Err(Wrong::Text(format!("error: `--set {one}` is not NAME=VALUE")));
        };
        let given = match secret_source::read(value) {
            Ok(Source::Plain(text)) => Given::Text(text),
            Ok(Source::Secret(secret)) => Given::Secret(secret),
            Err(why) => return Err(Wrong::Text(format!("error: `--set {name}=…`: {why}"))),
        };
        set.push((name.to_owned(), given));
    }
    let env_file = match &args.env_file {
        None => None,
        Some(path) => {
            let text = std::fs::read(path)
                .map_err(|error| error.to_string())
                .and_then(|bytes| {
                    String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())
                })
                .map_err(|why| {
                    Wrong::Text(format!(
                        "error: the env file {} cannot be read: {why}",
                        path.display()
                    ))
                })?;
            let shown = path.display().to_string();
            Some(env_file::parse(&text, &shown).map_err(Wrong::Problems)?)
        }
    };
    Ok(Values { set, env_file })
}

/// Starts the simulator; it expects the user's own client where one is set.
async fn simulate(
    names: &[String],
    packs: &[Pack],
    values: &Values,
) -> Result<(Simulator, Vec<String>), Failure> {
    let names: Vec<&String> = names.iter().filter(|name| !name.is_empty()).collect();
    let faults = sim::find(&names).map_err(Failure::usage)?;
    let ids = faults.iter().map(|fault| fault.id.to_owned()).collect();
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
    Ok((sim::start(options).await.map_err(Failure::internal)?, ids))
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
    let own = simulator.url().trim_start_matches("http://");
    for plan in plans {
        if let Some(other) = plan.hosts.iter().find(|host| *host != own) {
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

fn transport(args: &NetworkArgs, simulator: bool) -> Result<TransportOptions, Failure> {
    let cacert = match &args.cacert {
        None => None,
        Some(path) => Some(std::fs::read(path).map_err(|error| {
            Failure::usage(format!("error: --cacert {} cannot be read: {error}", path.display()))
        })?),
    };
    Ok(TransportOptions {
        proxy: args.proxy.clone().filter(|_| !simulator),
        cacert,
        resolve: args.resolve.clone(),
        connect_to: args.connect_to.clone(),
        direct: simulator,
    })
}
