//! A HAR file (1.2, as browsers, proxies and API clients write it): the entries that failed, found by
//! themselves, and those that explain them.
//!
//! The file is read once, front to back. Bodies stay where they are unless their entry matters, so that a file
//! of a hundred megabytes costs little more memory than itself.

mod entry;
mod fault;
mod heed;
mod lenient;
mod read;
mod select;
mod story;
#[cfg(test)]
mod tests;
mod wire;

pub use entry::{Answered, Asked, Entry, Redirected, Role};
pub use read::{Har, HarError, looks_like_a_har, read};
