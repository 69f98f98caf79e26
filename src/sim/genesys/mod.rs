//! Genesys Cloud as it is specified, in two regions that share nothing, on the simulator's own listener.
//!
//! ```text
//!  request ──► address: host or path ──► dispatch ──► login      tokens
//!                                                ├──► api        table of operations ──► who, scope, permission ──► answer
//!                                                ├──► cdn        files without credentials
//!                                                └──► web_messaging   guests
//! ```
//!
//! Nothing here was tried against the live platform. It follows the published API definition, the vendor's own
//! SDKs and answers that were captured; where none of these says what is answered, it says so beside the code.

mod address;
mod answer;
mod api;
mod authorization;
mod behaviour;
mod cdn;
mod clients;
mod conversations;
mod dates;
mod dependencies;
mod dispatch;
mod deployments;
mod error;
mod flows;
mod integrations;
mod login;
mod objects;
mod open_messages;
mod operation;
mod operations;
mod organization;
mod organizations;
mod queues;
mod recipients;
mod schema;
mod state;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod tokens;
mod users;
mod web_chat;
mod web_messaging;

pub use address::Region;
pub(in crate::sim) use address::host_of;
pub use behaviour::{ClientState, GenesysBehaviour};
pub(in crate::sim) use dispatch::dispatch;
pub(in crate::sim) use objects::{
    DEPLOYMENT_ID, HOME_DIVISION_ID, INTEGRATION_ID, ORGANIZATION_ID, ORIGIN, SUPPORT_DIVISION_ID,
};
pub(in crate::sim) use state::Platform;
pub use web_messaging::{InBand, WebMessagingBehaviour};
