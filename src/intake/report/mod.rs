//! An earlier JSON report, read back with all its facts, so that it can be judged again by what is known
//! today. Members that are not known are left out; a report of a newer version is refused.

mod check;
mod comparison;
mod configuration;
mod diagnosis;
mod document;
mod experiment;
mod fact;
mod permissions;
mod sent;
mod socket;
mod waiver;
mod word;

pub use check::KINDS;
pub use document::{Earlier, ReportError, looks_like_a_report, read};
