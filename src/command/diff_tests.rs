//! What counts as different, and what does not.

use crate::compare::{caveats, compare, got_worse};
use crate::model::{Aspect, Fact, Report, Status, Trend};
use crate::report::fixture;

/// Every report of the fixtures that has checks.
fn reports() -> Vec<Report> {
    fixture::all()
}

fn told(old: &Report, new: &Report) -> Vec<(Aspect, String, Trend)> {
    let shifts = compare(old, new).shifts;
    shifts.into_iter().map(|shift| (shift.aspect, shift.subject, shift.trend)).collect()
}

#[test]
fn a_report_is_no_different_from_itself() {
    for report in reports() {
        assert_eq!(compare(&report, &report).shifts, []);
        assert!(caveats(&report, &report).iter().all(|one| one.contains("run")));
    }
}

#[test]
fn worse_one_way_is_better_the_other_way_for_verdicts_and_causes() {
    let turned = |trend| match trend {
        Trend::Worse => Trend::Better,
        Trend::Neutral => Trend::Neutral,
        Trend::Better => Trend::Worse,
    };
    let of = |old: &Report, new: &Report| {
        let mut told = told(old, new);
        told.retain(|(aspect, ..)| matches!(aspect, Aspect::Verdict | Aspect::Cause));
        told.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
        told
    };
    let mut seen = 0;
    for old in reports() {
        for new in reports() {
            let back: Vec<_> =
                of(&new, &old).into_iter().map(|(a, s, trend)| (a, s, turned(trend))).collect();
            let there = of(&old, &new);
            seen += there.len();
            assert_eq!(there, back);
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn noise_is_not_told() {
    for old in reports() {
        let mut new = old.clone();
        new.run.id = "another".to_owned();
        new.run.started += std::time::Duration::from_secs(86_400);
        for check in &mut new.checks {
            check.duration += std::time::Duration::from_secs(3);
            check.attempts += 1;
            check.saw.push_str(" again");
        }
        assert_eq!(compare(&old, &new).shifts, []);
    }
}

#[test]
fn a_check_that_now_fails_is_worse_and_one_that_is_left_out_is_not() {
    let mut old = reports().into_iter().max_by_key(|one| one.checks.len()).expect("a report");
    old.checks.truncate(1);
    old.diagnosis = crate::model::Diagnosis::default();
    old.checks[0].status = Status::Pass;
    old.checks[0].waived = None;
    old.checks[0].facts.clear();
    for (status, trend) in [
        (Status::Fail, Trend::Worse),
        (Status::Warn, Trend::Worse),
        (Status::Blocked, Trend::Worse),
        (Status::Skip, Trend::Neutral),
    ] {
        let mut new = old.clone();
        new.checks[0].status = status;
        let comparison = compare(&old, &new);
        assert_eq!(comparison.shifts[0].trend, trend, "{status}");
        assert_eq!(got_worse(&comparison), trend == Trend::Worse, "{status}");
        new.checks.clear();
        assert!(!got_worse(&compare(&old, &new)), "{status}");
    }
}

/// Changes the token facts of every report that has one.
fn with_token(change: impl Fn(&mut crate::model::TokenFact)) -> Vec<(Report, Report)> {
    let mut pairs = Vec::new();
    for old in reports() {
        let mut new = old.clone();
        let mut changed = false;
        for fact in new.checks.iter_mut().flat_map(|check| &mut check.facts) {
            if let Fact::Token(token) = fact {
                change(token);
                changed = true;
            }
        }
        if changed {
            pairs.push((old, new));
        }
    }
    assert!(!pairs.is_empty());
    pairs
}

#[test]
fn a_scope_that_is_lost_is_worse_and_a_new_key_is_not() {
    let added = |token: &mut crate::model::TokenFact| {
        token.scopes.get_or_insert_default().push("of:tomorrow".to_owned());
    };
    let mut known = 0;
    for (old, new) in with_token(added) {
        // Where the scopes were not known before, none were gained.
        let gained = told(&old, &new);
        known += gained.len();
        assert!(
            gained.iter().all(|(aspect, _, trend)| {
                *aspect == Aspect::Scopes && *trend == Trend::Neutral
            })
        );
        assert_eq!(got_worse(&compare(&new, &old)), !gained.is_empty());
    }
    assert!(known > 0);
    for (old, new) in with_token(|token| token.key_id = Some("of tomorrow".to_owned())) {
        assert!(
            told(&old, &new)
                .iter()
                .all(|(aspect, _, trend)| { *aspect == Aspect::KeyId && *trend == Trend::Neutral })
        );
    }
    // Near miss: a token that was not seen this time has lost nothing.
    for (old, mut new) in with_token(|_| {}) {
        new.checks.iter_mut().for_each(|check| check.facts.clear());
        assert!(told(&old, &new).is_empty());
    }
}
