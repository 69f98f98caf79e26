//! What is different since an earlier run, in the JSON report.

use serde::Serialize;

use super::Time;
use crate::model::{Comparison, Shift};

#[derive(Serialize)]
pub(super) struct ComparisonWire<'a> {
    run: &'a str,
    started: Time,
    shifts: Vec<ShiftWire<'a>>,
}

#[derive(Serialize)]
struct ShiftWire<'a> {
    aspect: &'static str,
    subject: &'a str,
    before: Option<&'a str>,
    after: Option<&'a str>,
    /// `worse`, `neutral` or `better`.
    trend: &'static str,
}

pub(super) fn comparison(comparison: &Comparison) -> ComparisonWire<'_> {
    let Comparison { run, started, shifts } = comparison;
    ComparisonWire { run, started: Time(*started), shifts: shifts.iter().map(shift).collect() }
}

fn shift(shift: &Shift) -> ShiftWire<'_> {
    let Shift { aspect, subject, before, after, trend } = shift;
    ShiftWire {
        aspect: aspect.as_str(),
        subject,
        before: before.as_deref(),
        after: after.as_deref(),
        trend: trend.as_str(),
    }
}
