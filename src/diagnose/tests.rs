//! For every cause a hit and a near miss; the tables; what holds for any evidence at all.

mod accepted_scopes;
mod acquisition;
mod answers;
mod any_evidence;
mod beliefs;
mod beside;
mod forbidden;
mod grants;
mod hits;
mod hits_around;
mod requests;
mod sessions;
mod states;
mod hits_shapes;
mod hits_words;
mod minds;
mod tables;
mod token_content;
mod terraform;
mod unproven;
mod whole;

use super::samples::*;
use super::{Verdict, find};
use crate::model::{CheckResult, Confidence, Diagnosis, Finding};

/// A diagnosis without experiments.
fn diagnose(checks: &[CheckResult]) -> Diagnosis {
    super::diagnose(checks, &[])
}

/// What a cause makes of these checks.
fn judge(id: &str, checks: &[CheckResult]) -> Verdict {
    (find(id).expect("a cause").judge)(&super::Evidence::new(checks, &[]))
}

/// The finding of a cause, which must fit.
fn finding(id: &str, checks: &[CheckResult]) -> Finding {
    match judge(id, checks) {
        Verdict::Finding(finding) => finding,
        other => panic!("{id}: {other:?}"),
    }
}

/// How sure a cause is; `None` when it does not fit.
fn sure(id: &str, checks: &[CheckResult]) -> Option<Confidence> {
    match judge(id, checks) {
        Verdict::Finding(finding) => Some(finding.confidence),
        Verdict::RuledOut(_) | Verdict::Unknown => None,
    }
}

fn is_ruled_out(id: &str, checks: &[CheckResult]) -> bool {
    matches!(judge(id, checks), Verdict::RuledOut(_))
}

fn root(diagnosis: &Diagnosis) -> Option<(&str, Confidence)> {
    diagnosis.root.as_ref().map(|root| (root.cause.as_str(), root.confidence))
}
