//! The table: what was checked, what was seen, why, and what to change. Less of it when all is well.

mod checks;
mod closing;
mod demands;
mod fix;
mod why;

use super::page::Page;
use super::{Format, Style};
use crate::model::Report;

/// The table for people.
pub(super) static FORMAT: Format =
    Format { name: "table", docs: "for people: what was seen, why, and what to change", render };

fn render(report: &Report, style: &Style) -> String {
    let mut page = Page::new(style);
    checks::put(&mut page, report);
    let explained = why::put(&mut page, report);
    fix::put(&mut page, report, explained);
    closing::put(&mut page, report);
    page.finish()
}

/// Why, what to change and the counts, without the checks: for formats that show these in their own way.
pub(super) fn explanation(report: &Report) -> String {
    let style = Style::plain();
    let mut page = Page::new(&style);
    let explained = why::put(&mut page, report);
    fix::put(&mut page, report, explained);
    closing::put(&mut page, report);
    page.finish()
}

#[cfg(test)]
mod tests;
