//! Formats: a report in, text out. No format counts, decides an exit code or looks anything up.

mod cell;
mod diagnosis;
mod diff;
mod json;
pub mod listing;
mod markdown;
mod paint;
mod table;

pub use paint::Style;

use crate::model::Report;

/// A way to write a report down.
pub struct Format {
    /// The name that `--format` and `--report` take.
    pub name: &'static str,
    /// What it is for; the first line stands for all of it.
    pub docs: &'static str,
    /// Writes it. The style is for people's formats; others take no notice of it.
    pub render: fn(&Report, &Style) -> String,
}

/// Every format, in the order in which documentation lists them.
pub const FORMATS: &[&Format] = &[&table::FORMAT, &json::FORMAT];

/// The format of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.name == name)
}
