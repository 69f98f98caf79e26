//! The command line: clap structs only. The doc comments are the help.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::Styles;
use clap::builder::styling::AnsiColor;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::exit::FailOn;
use crate::model::parse_duration;
use crate::net::{ConnectTo, parse_resolve};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Why does this API answer 401 (or 403), and what exactly do I change?
///
/// why401 loads declarative checks, runs them against an OAuth-protected API, prints what passed and what
/// failed with the remedy, and names the root cause by evidence.
///
/// Exit codes: 0 all passed; 1 something failed; 2 usage, configuration or pack error, nothing was sent;
/// 3 incomplete: nothing failed but something could not be told; 4 internal error; 5 output withheld because
/// a secret was found in it; 130 interrupted.
#[derive(Debug, Parser)]
#[command(name = "why401", version, styles = STYLES, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What every command understands.
    #[command(flatten)]
    pub terminal: Terminal,
}

/// What every command understands.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Terminal")]
pub struct Terminal {
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub color: Color,
    /// Say less: no progress
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more: every step on standard error
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, as NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE and TERM=dumb say
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run packs: built-in ones by name, others by path
    Check(Box<CheckArgs>),
    /// Name the cause from what is at hand: a curl command, HTTP, a token, a log, words
    Diagnose(Box<DiagnoseArgs>),
    /// Say what is different between two JSON reports, in meaning
    Diff(DiffArgs),
    /// Explain a cause, a remedy, a check, a fault, an error code, a scope, a permission or an API operation
    Explain(ExplainArgs),
    /// List packs, checks, kinds, causes, groups, experiments, remedies, faults, formats, providers, codes or
    /// tables of facts
    List(ListArgs),
    /// Check packs without sending anything, and show every problem at once
    Lint(LintArgs),
    /// Say what a token is, what each claim means, and what it can and cannot prove
    Token(Box<TokenArgs>),
    /// Take the secrets out of a text, a log, a curl command, HTTP or a HAR file
    Redact(RedactArgs),
    /// Look for secrets in a file before it is handed on, or after it was received
    VerifyRedaction(VerifyRedactionArgs),
    /// Run the simulator in the foreground
    Sim(SimArgs),
    /// Write a why401.yaml and a CI job from a few answers
    Init(InitArgs),
    /// Print the man page, shell completions or a JSON Schema: of packs or of the JSON report
    Generate(GenerateArgs),
}

/// `why401 check`.
#[derive(Args, Debug)]
pub struct CheckArgs {
    /// Packs: a built-in name (see `why401 list`) or a path
    #[arg(default_value = "./why401.yaml", value_name = "PACK")]
    pub packs: Vec<String>,
    /// Run against the simulator, with these faults (see `why401 list faults`); never reaches a real API, so that
    /// checks that write run as well
    #[arg(long, value_name = "FAULT,...", num_args = 0..=1, require_equals = true, value_delimiter = ',',
          default_missing_value = "")]
    pub sim: Option<Vec<String>>,
    /// Where inputs and their secrets come from
    #[command(flatten)]
    pub inputs: InputArgs,
    /// Which checks run
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// How results are shown
    #[command(flatten)]
    pub output: OutputArgs,
    /// Bounds of the run
    #[command(flatten)]
    pub limits: LimitArgs,
    /// How requests travel
    #[command(flatten)]
    pub network: NetworkArgs,
}

/// `why401 diagnose`. Exit code 0 when a cause was named, 3 when none was.
#[derive(Args, Debug)]
pub struct DiagnoseArgs {
    /// What is at hand, in any mixture: a curl command and what it printed, HTTP requests and answers, a token, a
    /// log, a sentence; `-` is standard input, which is also the default
    #[arg(value_name = "FILE")]
    pub files: Vec<String>,
    /// Take every FILE for this, instead of recognising it
    #[arg(long = "as", value_name = "KIND")]
    pub kind: Option<String>,
    /// Send the request that was given, and the few that tell causes apart. Variables that it names are taken from
    /// the environment; only hosts that it names are asked; refresh tokens and codes are never sent
    #[arg(long)]
    pub live: bool,
    /// What --live may do, and how its requests travel
    #[command(flatten)]
    pub sending: LiveArgs,
    /// Say in your own words what happens; may be given several times
    #[arg(long, value_name = "TEXT")]
    pub note: Vec<String>,
    /// Also read what a program printed; may be given several times
    #[arg(long, value_name = "FILE")]
    pub log: Vec<String>,
    /// The format on standard output (see `why401 list formats`)
    #[arg(long, default_value = "table", value_name = "FORMAT", help_heading = "Output")]
    pub format: String,
    /// Also write a report to a file; may be given several times
    #[arg(long, value_name = "FORMAT:PATH", help_heading = "Output")]
    pub report: Vec<String>,
}

/// What `--live` may do, and how its requests travel.
#[derive(Args, Debug)]
#[command(next_help_heading = "Live")]
pub struct LiveArgs {
    /// Allow what is not done by itself
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',', requires = "live")]
    pub allow: Vec<Allow>,
    /// Send no control requests to tell causes apart
    #[arg(long, requires = "live")]
    pub no_experiments: bool,
    /// How many requests may be sent to tell causes apart
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u8).range(0..=64), value_name = "N",
          requires = "live")]
    pub max_experiments: u8,
    /// How long one try of a request may take
    #[arg(long, default_value = "10s", value_parser = limit, value_name = "DURATION", requires = "live")]
    pub timeout: Duration,
    /// When all of it must end
    #[arg(long, default_value = "2m", value_parser = limit, value_name = "DURATION", requires = "live")]
    pub deadline: Duration,
    /// How requests travel
    #[command(flatten)]
    pub network: NetworkArgs,
}

/// Where inputs and their secrets come from.
#[derive(Args, Debug)]
#[command(next_help_heading = "Inputs")]
pub struct InputArgs {
    /// Set an input. Secrets only as env:NAME, file:PATH, cmd:COMMAND or `-` (standard input)
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// Read variables from a .env file; it stands between --set and the environment
    #[arg(long, value_name = "FILE")]
    pub env_file: Option<PathBuf>,
    /// Hold the OAuth client in Terraform against the one in use: a folder of .tf files, one of them, or what
    /// `terraform show -json` prints of a plan or a state
    #[arg(long, value_name = "PATH")]
    pub terraform: Option<PathBuf>,
}

/// Which checks run.
#[derive(Args, Debug)]
#[command(next_help_heading = "Selection")]
pub struct SelectionArgs {
    /// Run only checks whose id matches, and what they need
    #[arg(long, value_name = "GLOB")]
    pub only: Vec<String>,
    /// Leave out checks whose id matches; they are shown as skipped
    #[arg(long, value_name = "GLOB")]
    pub skip: Vec<String>,
    /// Run only checks with this tag, and what they need
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,
    /// Allow what is not done by itself
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    pub allow: Vec<Allow>,
}

/// What is not done by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Allow {
    /// Checks that change something on the other side
    Write,
    /// Requests to hosts that the pack does not name: a token endpoint that a discovery document names, the login
    /// hosts of a platform's other regions
    OtherHosts,
}

/// How results are shown.
#[derive(Args, Debug)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// The format on standard output (see `why401 list formats`)
    #[arg(long, default_value = "table", value_name = "FORMAT")]
    pub format: String,
    /// Also write a report to a file; may be given several times
    #[arg(long, value_name = "FORMAT:PATH")]
    pub report: Vec<String>,
    /// What makes the exit code 1
    #[arg(long, value_enum, default_value_t, value_name = "WHAT")]
    pub fail_on: FailOn,
    /// Accept the failures that this file waives: a YAML list of `{ check: ID | cause: ID, reason: TEXT, expires:
    /// 2026-12-31 }`, where a check may be named as pack/id
    #[arg(long, value_name = "FILE")]
    pub waivers: Vec<String>,
    /// Keep no last good run, and compare with none
    #[arg(long)]
    pub no_history: bool,
    /// Do not look for causes
    #[arg(long)]
    pub no_diagnose: bool,
    /// Send no control requests to tell causes apart
    #[arg(long)]
    pub no_experiments: bool,
}

/// Bounds of the run.
#[derive(Args, Debug)]
#[command(next_help_heading = "Limits")]
pub struct LimitArgs {
    /// How long one try of a check may take, where its pack does not say
    #[arg(long, default_value = "10s", value_parser = limit, value_name = "DURATION")]
    pub timeout: Duration,
    /// When the whole run must end; what was made is still removed
    #[arg(long, default_value = "2m", value_parser = limit, value_name = "DURATION")]
    pub deadline: Duration,
    /// How many checks look at the same time
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=512), value_name = "N")]
    pub jobs: u16,
    /// How many requests may be sent to tell causes apart, after a run with failures
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u8).range(0..=64), value_name = "N")]
    pub max_experiments: u8,
}

/// How requests travel; the names and meanings are curl's.
#[derive(Args, Debug)]
#[command(next_help_heading = "Network")]
pub struct NetworkArgs {
    /// Use this proxy instead of the one that the environment names
    #[arg(long, value_name = "URL")]
    pub proxy: Option<String>,
    /// Trust the certificates of this PEM file, and no others
    #[arg(long, value_name = "FILE")]
    pub cacert: Option<PathBuf>,
    /// Use this address for a name, without asking
    #[arg(long, value_name = "HOST:PORT:ADDRESS", value_parser = resolve)]
    pub resolve: Vec<(String, SocketAddr)>,
    /// Connect elsewhere; name, Host header and TLS stay as the URL says
    #[arg(long, value_name = "HOST1:PORT1:HOST2:PORT2")]
    pub connect_to: Vec<ConnectTo>,
}

fn resolve(text: &str) -> Result<(String, SocketAddr), String> {
    parse_resolve(text).ok_or_else(|| format!("`{text}` is not HOST:PORT:ADDRESS"))
}

/// A duration that leaves time for something.
fn limit(text: &str) -> Result<Duration, String> {
    match parse_duration(text) {
        Ok(Duration::ZERO) => Err("no time at all is left for anything".to_owned()),
        Ok(duration) => Ok(duration),
        Err(error) => Err(error.to_string()),
    }
}

/// `why401 diff`. Times, ids, durations and order are not compared.
///
/// Exit codes: 0 nothing got worse; 1 something did: a check now fails, a cause is new, a scope or a role is lost,
/// the clock is further off; 2 a file is no report.
#[derive(Args, Debug)]
pub struct DiffArgs {
    /// The earlier report, as `why401 check --format json` prints it; `-` is standard input
    #[arg(value_name = "OLD")]
    pub old: String,
    /// The later report
    #[arg(value_name = "NEW")]
    pub new: String,
    /// How it is shown
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ListFormat,
}

/// `why401 explain`.
#[derive(Args, Debug)]
pub struct ExplainArgs {
    /// What to explain: a name from `why401 list`, an error code, a scope, a permission, a region, a host, or an
    /// operation of Genesys Cloud ("POST /api/v2/conversations/messages")
    #[arg(value_name = "THING")]
    pub thing: String,
    /// How it is shown
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ListFormat,
}

/// `why401 list`.
#[derive(Args, Debug)]
pub struct ListArgs {
    /// What to list
    #[arg(value_enum, default_value_t)]
    pub what: What,
    /// How it is shown
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ListFormat,
}

/// What can be listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// Built-in packs
    #[default]
    Packs,
    /// The checks of the built-in packs
    Checks,
    /// Kinds of checks
    Kinds,
    /// Causes that can be named
    Causes,
    /// Groups of causes
    Groups,
    /// Control requests that tell causes apart
    Experiments,
    /// Remedies
    Remedies,
    /// Faults of the simulator
    Faults,
    /// Report formats
    Formats,
    /// Makes of servers whose answers are read
    Providers,
    /// Error codes that are read
    Codes,
    /// Tables of facts about platforms, with source and age
    Knowledge,
}

/// How lists are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people
    #[default]
    Table,
    /// For programs
    Json,
}

/// `why401 lint`.
#[derive(Args, Debug)]
pub struct LintArgs {
    /// Packs: paths or built-in names; and files of waivers, which are held against the packs beside them
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// How problems are shown
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ListFormat,
}

/// `why401 token`. Nothing is sent unless --issuer or --jwks names where the keys are; the token itself never
/// leaves this machine.
///
/// What says something of a person stays masked, so that the output can go into a ticket; the signature is never
/// shown.
///
/// Exit codes: 0 nothing shows that the token could not work; 1 it could not work: it has expired, is not in
/// force yet, or its signature is wrong; 2 this is no token, or it cannot be read; 3 the keys could not be had.
#[derive(Args, Debug)]
pub struct TokenArgs {
    /// The token: env:NAME, file:PATH, cmd:COMMAND, `-` (standard input, the default), or the token itself,
    /// which the process list shows to every user of the machine. `Bearer` before it, quotes around it and a
    /// whole token response are understood
    #[arg(value_name = "TOKEN", default_value = "-", hide_default_value = true)]
    pub token: String,
    /// Verify the signature against the keys that this issuer publishes (OpenID Connect Discovery, RFC 8414)
    #[arg(long, value_name = "URL", conflicts_with = "jwks")]
    pub issuer: Option<String>,
    /// Verify the signature against this key set (RFC 7517), from the network or from a file
    #[arg(long, value_name = "URL|FILE")]
    pub jwks: Option<String>,
    /// Judge the token's times as of then, as in 2026-11-22T15:00:00Z [default: now]
    #[arg(long, value_name = "TIME")]
    pub at: Option<jiff::Timestamp>,
    /// Also show what says something of a person or a session, and claims that are not known here
    #[arg(long)]
    pub show_claims: bool,
    /// How long fetching the keys may take
    #[arg(long, default_value = "10s", value_parser = limit, value_name = "DURATION")]
    pub timeout: Duration,
    /// How it is shown
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ListFormat,
    /// How requests travel
    #[command(flatten)]
    pub network: NetworkArgs,
}

/// `why401 redact`. What is put in the place of a secret is `(secret-1)` and so on, in the order of appearance; equal
/// secrets have equal names. A JWT keeps its header and the claims that are no personal data, and loses its signature.
/// A receipt goes to standard error.
///
/// Exit codes: 0 redacted; 2 the input or a secret cannot be read; 5 withheld, since it cannot be shown that nothing is
/// left.
#[derive(Args, Debug)]
pub struct RedactArgs {
    /// The text; `-` is standard input, which is also the default
    #[arg(default_value = "-", value_name = "FILE")]
    pub file: String,
    /// A secret that must not be left in any form: env:NAME, file:PATH or cmd:COMMAND; may be given several times
    #[arg(long, value_name = "SOURCE")]
    pub secret: Vec<String>,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `why401 verify-redaction`. With the secrets at hand every form that they can take is searched for; without them, what
/// shows by its shape: tokens with a signature, credentials in headers, cookies, keys, passwords in URLs. Kinds and places
/// are told, never values.
///
/// Exit codes: 0 nothing was found; 1 something was; 2 the input or a secret cannot be read.
#[derive(Args, Debug)]
pub struct VerifyRedactionArgs {
    /// The file; `-` is standard input
    #[arg(value_name = "FILE")]
    pub file: String,
    /// A secret to search for: env:NAME, file:PATH or cmd:COMMAND; may be given several times
    #[arg(long, value_name = "SOURCE")]
    pub secret: Vec<String>,
    /// How it is shown
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ListFormat,
}

/// `why401 sim`.
#[derive(Args, Debug)]
pub struct SimArgs {
    /// What is broken (see `why401 list faults`)
    #[arg(long = "fault", value_name = "FAULT,...", value_delimiter = ',')]
    pub faults: Vec<String>,
    /// The port on 127.0.0.1; default a free one
    #[arg(long, value_name = "PORT")]
    pub port: Option<u16>,
    /// Wait this long before every answer
    #[arg(long, value_parser = parse_duration, value_name = "DURATION")]
    pub delay: Option<Duration>,
}

/// `why401 init`. What is not given is asked on a terminal, and has its default elsewhere and wherever CI is set.
#[derive(Args, Debug)]
pub struct InitArgs {
    /// The built-in pack to start from (see `why401 list packs`) [default: guest-api]
    #[arg(long, value_name = "NAME")]
    pub pack: Option<String>,
    /// What reports call the new pack [default: as the built-in one]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The URL of the API or issuer, written into the pack [default: left to the environment]
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// Whose CI the job is for [default: gitlab beside a .gitlab-ci.yml, else github]
    #[arg(long, value_enum, value_name = "WHOSE")]
    pub ci: Option<Ci>,
    /// Leave out the JSON Schema that lets an editor check the pack
    #[arg(long)]
    pub no_schema: bool,
    /// Overwrite files that are there already
    #[arg(long)]
    pub force: bool,
}

/// Whose CI a job is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Ci {
    /// GitHub Actions: .github/workflows/why401.yml
    Github,
    /// GitLab CI: .gitlab-ci.why401.yml
    Gitlab,
    /// Nobody's: no job is written
    None,
}

/// `why401 generate`.
#[derive(Args, Debug)]
pub struct GenerateArgs {
    /// What to print
    #[command(subcommand)]
    pub what: Generate,
}

/// What can be generated.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum Generate {
    /// The man page
    Man,
    /// Completions for a shell
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// The JSON Schema of packs, for editors, or of the JSON report, for programs
    Schema {
        /// Of what
        #[arg(value_enum, default_value_t)]
        of: SchemaOf,
    },
}

/// What there is a JSON Schema of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// Packs
    #[default]
    Pack,
    /// The JSON report, version 1
    Report,
}
