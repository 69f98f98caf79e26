//! Known secrets and their derived forms; the scan of finished artefacts; the receipt.
//!
//! Secrets are kept out of reports by their type. This is the second lock: whatever is about to leave
//! the process is searched for every secret that the run knows, in every form that it could have taken
//! on the way.

mod base64;
mod form;
mod json;
mod jwt;
mod pem;
mod percent;
mod place;
mod scanner;
mod scrubber;
mod search;
mod searchable;
#[cfg(test)]
mod tests;
mod view;
mod xml;

pub use scanner::{Hit, Scanner};
pub use scrubber::Scrubber;
