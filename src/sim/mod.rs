//! The embedded simulator: a guest API behind a JWT gateway, an OpenID issuer and Genesys Cloud, on loopback.
//!
//! It knows nothing of diagnosis. It refuses what a real server refuses; what is broken about it is said
//! by faults, one per file under `faults`, and each is a few switches of one [`Behaviour`].
//!
//! ```text
//!  request ──► gateway ──► endpoint ──► token, queue, message … ──► answer
//!              limits       the table     client, bearer: who asks
//!              faults in front
//! ```

mod access_token;
mod answer;
mod bearer;
mod behaviour;
mod client;
mod endpoint;
mod fault;
mod faults;
mod form;
mod gateway;
mod genesys;
mod issuer;
mod keys;
mod message;
mod options;
mod queue;
mod refusal;
mod simulator;
#[cfg(test)]
mod testing;
mod token;
#[cfg(test)]
mod transcript;
#[cfg(test)]
mod transcript_web_messaging;
mod who_am_i;
mod world;

pub use behaviour::{Behaviour, ClientProof, Delivery, NODES};
pub use fault::{Fault, UnknownFault, find};
pub use faults::FAULTS;
pub use genesys::{ClientState, GenesysBehaviour, InBand, Region, WebMessagingBehaviour};
pub use options::{LogLine, OnRequest, Options, SimulatorInput};
pub use refusal::{Place, Refusal};
pub use simulator::{Simulator, start};
