//! What a simulator can be told, what it tells, and the values it provides.

use std::sync::Arc;
use std::time::Duration;

use super::Fault;
use crate::model::Secret;

/// How a simulator is to be.
#[derive(Clone)]
pub struct Options {
    /// What is broken.
    pub faults: Vec<&'static Fault>,
    /// The port to listen on; none takes a free one.
    pub port: Option<u16>,
    /// The one client id that is registered; none takes the simulator's own.
    pub client_id: Option<String>,
    /// The one secret that is right; none takes the simulator's own.
    pub client_secret: Option<Secret>,
    /// How much longer every answer takes.
    pub delay: Duration,
    /// How much longer still under the fault `slow`.
    pub slow_delay: Duration,
    /// Called with every request that was answered.
    pub on_request: Option<OnRequest>,
}

/// Called with every request that was answered.
pub type OnRequest = Arc<dyn Fn(&LogLine) + Send + Sync>;

impl Default for Options {
    fn default() -> Self {
        Self {
            faults: Vec::new(),
            port: None,
            client_id: None,
            client_secret: None,
            delay: Duration::ZERO,
            slow_delay: Duration::from_secs(15),
            on_request: None,
        }
    }
}

/// One request that was answered. Neither headers, query nor body: nothing here is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// The method.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The status code of the answer.
    pub status: u16,
    /// The gateway node that answered: `node-1` to `node-3`.
    pub node: &'static str,
}

/// A value for a pack's input.
#[derive(Clone)]
pub enum SimulatorInput {
    /// Anybody may see it.
    Text(String),
    /// Nobody may.
    Secret(Secret),
}
