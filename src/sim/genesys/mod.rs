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
mod behaviour;
mod cdn;
mod dates;
mod dispatch;
mod error;
mod login;
mod objects;
mod operation;
mod organization;
mod state;
mod tokens;
mod web_messaging;

pub use address::Region;
pub(in crate::sim) use address::{Service, host_of};
pub use behaviour::{ClientState, GenesysBehaviour};
pub(in crate::sim) use dispatch::dispatch;
pub(in crate::sim) use objects::{
    DEPLOYMENT_ID, HOME_DIVISION_ID, INTEGRATION_ID, ORGANIZATION_ID, ORIGIN,
};
pub(in crate::sim) use state::Platform;
