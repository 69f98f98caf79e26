//! Check kinds: the acts that look. A probe says what it saw, never why.

mod act;
mod clock;
mod grants;
mod http;
mod jwt;
mod operation;
mod permissions;
mod terraform;
mod terraform_files;
mod token;
mod vary;
mod websocket;

pub use crate::provider::flaw_of_operation;
pub use act::act;

use futures_util::future::BoxFuture;
use serde_json::Value;
use tokio::time::Instant;

use crate::model::{
    Effect, Fact, Field, Identity, Observed, Operator, Path, Proof, Readings, Settings, Variation,
};
use crate::net::{Acquisition, Session};

/// Every kind of check, in the order in which documentation lists them.
pub const KINDS: &[&Kind] = &[
    &token::KIND,
    &jwt::KIND,
    &clock::KIND,
    &http::KIND,
    &websocket::KIND,
    &permissions::KIND,
    &terraform::KIND,
];

pub use terraform_files::open as open_terraform;

/// A kind of check: what a pack may say of it, what it shows, and how it is made.
pub struct Kind {
    /// The key under which a check names it.
    pub name: &'static str,
    /// Its documentation, as Markdown.
    pub docs: &'static str,
    /// What a pack may say of it.
    pub fields: &'static [Field],
    /// The first words of the paths that it shows.
    pub roots: &'static [&'static str],
    /// What it demands where the pack expects nothing at that path.
    pub demands: fn(&Settings) -> Vec<Demand>,
    /// What it does to the other side, where the pack does not say.
    pub effect: fn(&Settings) -> Effect,
    /// Makes the probe. The settings were checked against `fields`.
    pub build: fn(&Settings) -> Box<dyn Probe>,
}

/// A demand that a kind makes by itself.
pub struct Demand {
    /// The path, as packs write it.
    pub path: &'static str,
    /// How to compare.
    pub operator: Operator,
    /// What with.
    pub expected: Value,
}

/// An act that looks.
pub trait Probe: Send + Sync {
    /// Looks, and says what it saw.
    fn look<'a>(&'a self, context: &'a Context<'a>) -> BoxFuture<'a, Observation>;

    /// The identity that it uses.
    fn identity(&self) -> Option<&str>;
}

/// What a probe may use.
pub struct Context<'a> {
    /// The only door to the network.
    pub session: &'a Session,
    /// The pack's credential sources.
    pub identities: &'a [Identity],
    /// What earlier checks saw.
    pub readings: &'a Readings,
    /// The paths to evaluate.
    pub paths: &'a [Path],
    /// Those of them that the check itself expects something of: worth a word in what it saw.
    pub expected: &'a [Path],
    /// When the check's time is over.
    pub deadline: Instant,
    /// Which try this is, counted from 1.
    pub attempt: u32,
    /// The one thing that differs from the check's own request, where a control request is made.
    pub variation: Option<&'a Variation>,
    /// Whether a reading at a path leaves the check's verdict open: a reason to look more closely.
    pub undecided: &'a (dyn Fn(&Path, &Observed) -> bool + Send + Sync),
}

/// What a probe saw.
pub struct Observation {
    /// How far it could look.
    pub outcome: Outcome,
    /// What was seen, in one line.
    pub saw: String,
    /// What was seen.
    pub facts: Vec<Fact>,
    /// What was found at the paths.
    pub readings: Vec<(Path, Observed)>,
    /// What it proves if everything is as expected.
    pub proves: Option<Proof>,
}

/// How far a probe could look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It looked.
    Looked,
    /// It could not tell.
    CouldNotTell,
    /// It could not begin: there is no token to look with.
    NoToken,
    /// The claim does not apply to what was found.
    NotApplicable,
}

impl<'a> Context<'a> {
    /// The identity of that name. Packs that name another were refused before.
    fn identity(&self, name: &str) -> Option<&'a Identity> {
        self.identities.iter().find(|identity| identity.name == name)
    }
}

impl Observation {
    /// There is no token to look with; the request that got none is what was seen.
    fn no_token(acquired: &Acquisition) -> Self {
        let saw = format!("not looked at: there is no token: {}", acquired.refusal());
        let request = acquired.request.clone();
        let facts = request.into_iter().map(|one| Fact::TokenRequest(Box::new(one))).collect();
        Self { outcome: Outcome::NoToken, facts, ..Self::could_not_tell(saw) }
    }

    /// Nothing could be looked at.
    fn could_not_tell(saw: impl Into<String>) -> Self {
        Self {
            outcome: Outcome::CouldNotTell,
            saw: saw.into(),
            facts: Vec::new(),
            readings: Vec::new(),
            proves: None,
        }
    }
}
