//! What waivers accept, and what they leave alone.

use std::sync::Arc;

use super::*;
use crate::model::{Confidence, Source};

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn check(pack: &str, id: &str, status: Status) -> CheckResult {
    CheckResult {
        pack: pack.to_owned(),
        id: id.to_owned(),
        title: String::new(),
        kind: "http",
        status,
        severity: Severity::Error,
        effect: Effect::Read,
        proves: None,
        saw: "403".to_owned(),
        mismatches: Vec::new(),
        blocked: None,
        skipped: None,
        facts: Vec::new(),
        attempts: 1,
        duration: Duration::ZERO,
        source: Source { file: Arc::from("p"), line: 1, column: 1 },
        remedies: Vec::new(),
        docs: None,
        cleanup: None,
        waived: None,
    }
}

fn waiver(of: WaiverTarget, expires: &str) -> Waiver {
    Waiver {
        of,
        reason: "known".to_owned(),
        expires: day(expires),
        source: Source { file: Arc::from("w"), line: 7, column: 3 },
    }
}

fn of_check(id: &str, expires: &str) -> Waiver {
    waiver(WaiverTarget::Check(id.to_owned()), expires)
}

fn cause(id: &str, explains: &[&str]) -> CauseReport {
    CauseReport {
        cause: id.to_owned(),
        leaf: Vec::new(),
        confidence: Confidence::Possible,
        title: String::new(),
        because: Vec::new(),
        explains: explains.iter().map(|one| (*one).to_owned()).collect(),
        waived: None,
        remedies: Vec::new(),
    }
}

fn waived_of(checks: &[CheckResult]) -> Vec<String> {
    let waived = checks.iter().filter(|check| check.waived.is_some());
    waived.map(|check| format!("{}/{}", check.pack, check.id)).collect()
}

const TODAY: &str = "2026-11-22";

#[test]
fn only_failures_and_warnings_of_the_named_check_and_pack_are_waived() {
    for status in Status::ALL {
        let mut checks = vec![
            check("p", "one", status),
            check("p", "two", Status::Fail),
            check("q", "one", Status::Fail),
        ];
        let waivers = [(Some("p".to_owned()), of_check("one", "2026-12-31"))];
        let made = apply(&waivers, day(TODAY), &mut checks, &mut Diagnosis::default());
        let failed = matches!(status, Status::Fail | Status::Warn);
        assert_eq!(waived_of(&checks), if failed { vec!["p/one"] } else { vec![] }, "{status}");
        let expected = if failed { WaiverState::Used } else { WaiverState::Unused };
        assert_eq!(made[0].state, expected, "{status}");
        assert_eq!(checks[0].status, status);
    }
}

#[test]
fn a_waiver_for_no_particular_pack_is_for_all() {
    let mut checks = vec![check("p", "one", Status::Fail), check("q", "one", Status::Warn)];
    let waivers = [(None, of_check("one", "2026-12-31"))];
    let _ = apply(&waivers, day(TODAY), &mut checks, &mut Diagnosis::default());
    assert_eq!(waived_of(&checks), ["p/one", "q/one"]);
}

#[test]
fn a_cause_waives_what_it_explains_wherever_it_ranks() {
    let mut checks = vec![
        check("p", "one", Status::Fail),
        check("q", "one", Status::Fail),
        check("p", "two", Status::Fail),
        check("p", "three", Status::Pass),
    ];
    let mut diagnosis = Diagnosis {
        root: Some(cause("token-expired", &["two"])),
        others: vec![cause("scope-missing", &["p/one", "three"])],
        ..Diagnosis::default()
    };
    let target = WaiverTarget::Cause("scope-missing".to_owned());
    let waivers = [(None, waiver(target, "2026-12-31"))];
    let made = apply(&waivers, day(TODAY), &mut checks, &mut diagnosis);
    assert_eq!(waived_of(&checks), ["p/one"]);
    assert_eq!(made[0].state, WaiverState::Used);
    assert!(diagnosis.others[0].waived.is_some());
    assert!(diagnosis.root.expect("a root").waived.is_none());
}

#[test]
fn the_last_day_still_counts_and_the_day_after_it_fails() {
    for (expires, expired) in [("2026-11-22", false), ("2026-11-23", false), ("2026-11-21", true)] {
        let mut checks = vec![check("p", "one", Status::Fail), check("q", "two", Status::Pass)];
        let before = checks.clone();
        let waivers = [(Some("p".to_owned()), of_check("one", expires))];
        let made = apply(&waivers, day(TODAY), &mut checks, &mut Diagnosis::default());
        assert_eq!(made[0].state == WaiverState::Expired, expired, "{expires}");
        if !expired {
            assert_eq!(checks.len(), 2);
            assert_eq!(waived_of(&checks), ["p/one"]);
            continue;
        }
        assert_eq!((&checks[0], &checks[2]), (&before[0], &before[1]));
        let own = &checks[1];
        assert_eq!((own.pack.as_str(), own.id.as_str(), own.kind), ("p", "waiver:one", KIND));
        assert_eq!((own.status, own.source.line), (Status::Fail, 7));
        assert_eq!(own.saw, "expired on 2026-11-21: known");
    }
}

#[test]
fn a_waiver_does_not_accept_that_another_has_expired() {
    let mut checks = vec![check("p", "one", Status::Pass)];
    let waivers =
        [(None, of_check("one", "2026-11-01")), (None, of_check("waiver:one", "2026-12-31"))];
    let made = apply(&waivers, day(TODAY), &mut checks, &mut Diagnosis::default());
    assert_eq!(checks[1].id, "waiver:one");
    assert!(checks[1].waived.is_none());
    assert_eq!(made[1].state, WaiverState::Unused);
}
