//! Waivers in the JSON report.

use serde::Serialize;

use super::Day;
use super::v1::{SourceWire, source};
use crate::model::{Waived, Waiver, WaiverReport};

#[derive(Serialize)]
pub(super) struct WaivedWire<'a> {
    reason: &'a str,
    /// As in `2026-12-31`.
    expires: Day,
}

#[derive(Serialize)]
pub(super) struct WaiverWire<'a> {
    /// `check` or `cause`.
    kind: &'static str,
    id: &'a str,
    reason: &'a str,
    /// As in `2026-12-31`.
    expires: Day,
    /// `used`, `unused` or `expired`.
    state: &'static str,
    source: SourceWire<'a>,
}

pub(super) fn waived(waived: &Waived) -> WaivedWire<'_> {
    let Waived { reason, expires } = waived;
    WaivedWire { reason, expires: Day(*expires) }
}

pub(super) fn waiver(report: &WaiverReport) -> WaiverWire<'_> {
    let WaiverReport { waiver: Waiver { of, reason, expires, source: place }, state } = report;
    WaiverWire {
        kind: of.kind(),
        id: of.id(),
        reason,
        expires: Day(*expires),
        state: state.as_str(),
        source: source(place),
    }
}
