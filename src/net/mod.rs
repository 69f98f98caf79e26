//! The only door to the network.

mod session;

pub use session::Session;
