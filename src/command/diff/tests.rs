//! What counts as different, and what does not.

use super::every_shift::{CHANGES, one, token};
use super::{document, table};
use crate::compare::{caveats, compare, got_worse};
use crate::model::{Aspect, Diagnosis, Fact, Report, Status, TokenFact, Trend};
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
    old.diagnosis = Diagnosis::default();
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
fn with_token(change: impl Fn(&mut TokenFact)) -> Vec<(Report, Report)> {
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
    let added = |token: &mut TokenFact| {
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

/// The text and the document tell the same shifts in the same order, with the same end.
fn agree(old: &Report, new: &Report) -> usize {
    let (comparison, caveats) = (compare(old, new), caveats(old, new));
    let text = table(&comparison, &caveats);
    let json = document(&comparison, &caveats, old, new);
    let shifts = json["shifts"].as_array().expect("shifts");
    let notes = json["caveats"].as_array().expect("caveats");
    let lines: Vec<&str> = text.lines().collect();
    let (said, rest) = lines.split_at(notes.len());
    for (line, note) in said.iter().zip(notes) {
        assert_eq!(*line, format!("note: {}", note.as_str().expect("words")));
    }
    assert_eq!(json["worse"], shifts.iter().any(|shift| shift["trend"] == "worse"));
    if shifts.is_empty() {
        assert_eq!(rest, ["nothing is different"]);
        return 0;
    }
    for (line, shift) in rest.iter().zip(shifts) {
        let word = |name: &str| shift[name].as_str();
        let trend = match word("trend").expect("a trend") {
            "neutral" => "changed",
            other => other,
        };
        let head = format!(
            "{trend:<8}{} of {}: ",
            word("aspect").expect("an aspect"),
            word("subject").expect("a subject")
        );
        let tail = line.strip_prefix(&head).unwrap_or_else(|| panic!("{line} is not {head}"));
        let expected = match (word("before"), word("after")) {
            (Some(before), Some(after)) => format!("{before} -> {after}"),
            (Some(before), None) => format!("{before} is gone"),
            (None, after) => format!("{} is new", after.expect("something")),
        };
        assert_eq!(tail, expected);
    }
    assert_eq!(rest.len(), shifts.len() + 2, "a line each, an empty one and the count: {text}");
    let count = |trend: &str| shifts.iter().filter(|shift| shift["trend"] == trend).count();
    let end = format!(
        "{} worse, {} better, {} neither",
        count("worse"),
        count("better"),
        count("neutral")
    );
    assert_eq!(rest.last(), Some(&end.as_str()));
    shifts.len()
}

#[test]
fn the_text_and_the_document_give_the_same_answer() {
    let mut told = 0;
    for old in reports() {
        // What a hostile server said is shown without what a terminal obeys: not letter by letter the same.
        for new in reports() {
            if [&old, &new].iter().all(|one| !format!("{one:?}").contains("owned")) {
                told += agree(&old, &new);
            }
        }
    }
    let old = one();
    for (change, _) in CHANGES {
        let mut new = old.clone();
        change(&mut new);
        told += agree(&old, &new) + agree(&new, &old);
    }
    assert!(told > 50, "{told}");
}

#[test]
fn no_text_of_a_report_makes_a_line_of_its_own() {
    let hostile = "x\nworse   verdict of forged: pass -> fail\u{1b}[2J\u{202e}";
    let old = one();
    let mut new = old.clone();
    new.run.target = hostile.to_owned();
    new.packs = vec![(hostile.to_owned(), String::new())];
    new.checks[0].id = hostile.to_owned();
    token(&mut new, |token| token.issuer = Some(hostile.to_owned()));
    let comparison = compare(&old, &new);
    let text = table(&comparison, &caveats(&old, &new));
    assert_eq!(text.lines().count(), 2 + comparison.shifts.len() + 2, "{text}");
    assert!(!text.lines().any(|line| line.starts_with("worse   verdict of forged")), "{text}");
    assert!(!text.chars().any(|one| one != '\n' && crate::model::is_hidden(one)), "{text}");
}

#[test]
fn reports_of_other_things_are_compared_with_a_word_about_it() {
    let old = one();
    assert_eq!(caveats(&old, &old), [""; 0]);
    let mut new = old.clone();
    new.run.target = "api.example.org".to_owned();
    new.packs.pop();
    new.run.interrupted = true;
    let told = caveats(&old, &new).join("\n");
    for word in ["packs are not the same", "different targets", "later run did not come to its end"]
    {
        assert!(told.contains(word), "{told}");
    }
    let died = fixture::all().into_iter().find(|one| one.run.died.is_some()).expect("one died");
    assert!(caveats(&died, &old).join("\n").contains("the earlier run died: "));
}
