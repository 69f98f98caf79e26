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
mod document;
mod filter;
mod rewrite;
mod search;
mod searchable;
mod sight;
mod spot;
mod token;
#[cfg(test)]
mod tests;
mod verify;
mod view;
mod xml;

pub use rewrite::{RedactError, Redacted, redact};
pub use scanner::{Hit, Scanner};
pub use scrubber::Scrubber;
pub use verify::{Finding, verify};
