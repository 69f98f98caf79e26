//! Checks, read back.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::fact::facts;
use super::sent::SourceWire;
use super::waiver::WaivedWire;
use super::word::{maybe, word};
use crate::model::{
    Blocked, CheckResult, CleanupResult, Effect, Mismatch, Operator, Proof, Severity, SkipReason,
    Source, Status, Waived,
};

/// The kinds of check that a report of this version may have; a test holds them against those that packs have.
pub const KINDS: &[&str] =
    &["token", "jwt", "clock", "http", "websocket", "permissions", "terraform", "intake", "waiver"];

/// The kind of a check whose kind this version does not have.
const OTHER_KIND: &str = "other";

#[derive(Deserialize)]
pub(super) struct CheckWire {
    pack: String,
    id: String,
    title: String,
    kind: String,
    #[serde(deserialize_with = "word")]
    status: Status,
    #[serde(deserialize_with = "word")]
    severity: Severity,
    #[serde(deserialize_with = "word")]
    effect: Effect,
    #[serde(default, deserialize_with = "maybe")]
    proves: Option<Proof>,
    saw: String,
    #[serde(default)]
    mismatches: Vec<MismatchWire>,
    blocked_by: Option<String>,
    skipped: Option<SkippedWire>,
    #[serde(default)]
    facts: Vec<Value>,
    #[serde(default)]
    attempts: u32,
    #[serde(default)]
    duration_ms: u64,
    source: SourceWire,
    #[serde(default)]
    remedies: Vec<String>,
    docs: Option<String>,
    cleanup: Option<CleanupWire>,
    waived: Option<WaivedWire>,
}

#[derive(Deserialize)]
struct MismatchWire {
    path: String,
    matcher: String,
    expected: Value,
    actual: Value,
    source: SourceWire,
}

#[derive(Deserialize)]
#[serde(tag = "reason", content = "detail", rename_all = "kebab-case")]
enum SkippedWire {
    When(String),
    Effect,
    Selection,
    Need(String),
    NotApplicable,
}

#[derive(Deserialize)]
struct CleanupWire {
    done: bool,
    saw: String,
    #[serde(default)]
    facts: Vec<Value>,
}

/// Reads a check back. What cannot be read is said in `notes`.
pub(super) fn check(wire: CheckWire, notes: &mut Vec<String>) -> CheckResult {
    let whose = format!("{}/{}", wire.pack, wire.id);
    let kind = KINDS.iter().copied().find(|known| *known == wire.kind).unwrap_or_else(|| {
        notes.push(format!(
            "{whose} is of the kind {}, which this version does not have",
            wire.kind
        ));
        OTHER_KIND
    });
    let mismatches =
        wire.mismatches.into_iter().filter_map(|one| mismatch(&whose, one, notes)).collect();
    CheckResult {
        facts: facts(&whose, wire.facts, notes),
        cleanup: wire.cleanup.map(|CleanupWire { done, saw, facts: found }| CleanupResult {
            done,
            saw,
            facts: facts(&whose, found, notes),
        }),
        pack: wire.pack,
        id: wire.id,
        title: wire.title,
        kind,
        status: wire.status,
        severity: wire.severity,
        effect: wire.effect,
        proves: wire.proves,
        saw: wire.saw,
        mismatches,
        blocked: wire.blocked_by.map(|by| Blocked { by }),
        skipped: wire.skipped.map(SkipReason::from),
        attempts: wire.attempts,
        duration: Duration::from_millis(wire.duration_ms),
        source: Source::from(wire.source),
        remedies: wire.remedies,
        docs: wire.docs,
        waived: wire.waived.map(Waived::from),
    }
}

fn mismatch(whose: &str, wire: MismatchWire, notes: &mut Vec<String>) -> Option<Mismatch> {
    let MismatchWire { path, matcher, expected, actual, source } = wire;
    let Some(operator) = Operator::ALL.into_iter().find(|one| one.as_str() == matcher) else {
        notes.push(format!(
            "a demand of {whose} uses the matcher {matcher}, which this version does not have: it is left out"
        ));
        return None;
    };
    let source = Source::from(source);
    Some(Mismatch { path, matcher: operator.as_str(), expected, actual, source })
}

impl From<SkippedWire> for SkipReason {
    fn from(wire: SkippedWire) -> Self {
        match wire {
            SkippedWire::When(why) => Self::When(why),
            SkippedWire::Effect => Self::Effect,
            SkippedWire::Selection => Self::Selection,
            SkippedWire::Need(id) => Self::Need(id),
            SkippedWire::NotApplicable => Self::NotApplicable,
        }
    }
}
