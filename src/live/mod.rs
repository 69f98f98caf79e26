//! A request that was pasted becomes a plan: the one request that decides, the token that it carries, the clock
//! of its host. Nothing is sent here.

mod aim;
mod check;
mod choice;
mod credential;
mod ready;

pub use aim::aim;
pub use choice::choose;
pub use ready::{Live, NotSent, ready};

/// The ids of the checks that are made, so that they can be told from what was given.
pub const REQUEST: &str = "live-request";
/// The token that the request carries, or the one that is fetched.
pub const TOKEN: &str = "live-token";
/// The clock of the host.
pub const CLOCK: &str = "live-clock";
