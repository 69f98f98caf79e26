//! What was different since an earlier run, read back.

use serde::Deserialize;

use super::word::{Time, word};
use crate::model::{Aspect, Comparison, Shift, Trend};

#[derive(Deserialize)]
pub(super) struct ComparisonWire {
    run: String,
    started: Time,
    #[serde(default)]
    shifts: Vec<ShiftWire>,
}

#[derive(Deserialize)]
struct ShiftWire {
    aspect: String,
    subject: String,
    before: Option<String>,
    after: Option<String>,
    #[serde(deserialize_with = "word")]
    trend: Trend,
}

/// Reads a comparison back; shifts of aspects that this version does not have are left out.
pub(super) fn comparison(wire: ComparisonWire) -> Comparison {
    let shift = |wire: ShiftWire| {
        let ShiftWire { aspect, subject, before, after, trend } = wire;
        let aspect = Aspect::ALL.into_iter().find(|one| one.as_str() == aspect)?;
        Some(Shift { aspect, subject, before, after, trend })
    };
    Comparison {
        run: wire.run,
        started: wire.started.0,
        shifts: wire.shifts.into_iter().filter_map(shift).collect(),
    }
}
