//! Waivers, read back.

use serde::Deserialize;

use super::sent::SourceWire;
use super::word::{Day, word};
use crate::model::{Source, Waived, Waiver, WaiverReport, WaiverState, WaiverTarget};

#[derive(Deserialize)]
pub(super) struct WaivedWire {
    reason: String,
    expires: Day,
}

impl From<WaivedWire> for Waived {
    fn from(WaivedWire { reason, expires }: WaivedWire) -> Self {
        Self { reason, expires: expires.0 }
    }
}

#[derive(Deserialize)]
pub(super) struct WaiverWire {
    kind: String,
    id: String,
    reason: String,
    expires: Day,
    #[serde(deserialize_with = "word")]
    state: WaiverState,
    source: SourceWire,
}

/// Reads a waiver back; one of a kind that this version does not have is left out.
pub(super) fn waiver(wire: WaiverWire) -> Option<WaiverReport> {
    let WaiverWire { kind, id, reason, expires, state, source } = wire;
    let of = match kind.as_str() {
        "check" => WaiverTarget::Check(id),
        "cause" => WaiverTarget::Cause(id),
        _ => return None,
    };
    Some(WaiverReport {
        waiver: Waiver { of, reason, expires: expires.0, source: Source::from(source) },
        state,
    })
}
