//! What people have at hand, read into the same facts that a run gives: nothing is sent.

pub mod har;
pub mod report;
