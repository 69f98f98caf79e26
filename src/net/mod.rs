//! The only door to the network. Raw headers and bodies never leave it: it evaluates the paths that a
//! check names and hands out typed values, redacted by policy; what is needed to build a later request
//! travels as a `Secret` or a typed value.

mod clock;
mod connect_to;
mod fault;
mod jwks;
mod limits;
mod oauth2;
mod reading;
mod request;
mod send;
mod sent;
mod session;
mod signature;
mod trace;
mod transport;
mod trust;
mod vary;
mod websocket;
mod whom;

pub use clock::{ClockSample, SampleError};
pub use connect_to::{ConnectTo, ConnectToError, parse_resolve};
pub use oauth2::Acquisition;
pub use request::{Basic, Bearer, Body, Request};
pub use send::Reply;
pub use session::{Now, Session};
pub use signature::KeySource;
pub use transport::{Transport, TransportError, TransportOptions};
pub use vary::encoding_matters;
pub use websocket::{Conversation, Step, uuid};
