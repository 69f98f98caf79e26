//! `--only`, `--skip`, `--tag` and `--allow write`.

use super::super::{Selection, select};
use super::{World, with};
use crate::model::SkipReason;
use crate::plan::Plan;

fn plan() -> Plan {
    World::default().good(&with(
        "inputs: { q: {} }\n",
        "    http: { url: \"https://a.example/\" }
    tags: [base]
  - { id: two-a, title: t, needs: [one], tags: [two], http: { url: \"https://a.example/\" } }
  - { id: two-b, title: t, when: { one.status: 200 }, tags: [two], http: { url: \"https://a.example/${two-a.body.x}\" } }
  - { id: write, title: t, http: { url: \"https://a.example/\", method: POST }, cleanup: { none: nothing } }
  - { id: after, title: t, needs: [write], http: { url: \"https://a.example/\" } }
  - { id: off, title: t, when: \"${q}\", http: { url: \"https://a.example/\" } }
",
    ))
}

/// One letter per check: runs, left out by its `when`, the selection, its effect, or a need.
fn letters(selection: &Selection) -> String {
    let mut plan = plan();
    select(std::slice::from_mut(&mut plan), selection)
        .unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    plan.checks
        .iter()
        .map(|check| match check.skip {
            None => 'r',
            Some(SkipReason::When(_)) => 'w',
            Some(SkipReason::Selection) => 's',
            Some(SkipReason::Effect) => 'e',
            Some(SkipReason::Need(_)) => 'n',
            Some(SkipReason::NotApplicable) => '?',
        })
        .collect()
}

fn list(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn checks_are_chosen_with_what_they_need() {
    let all = Selection { allow_write: true, ..Selection::default() };
    assert_eq!(letters(&all), "rrrrrw");
    assert_eq!(letters(&Selection::default()), "rrrenw");
    assert_eq!(letters(&Selection { only: list(&["two-a"]), ..all.clone() }), "rrsssw");
    assert_eq!(letters(&Selection { only: list(&["two-b"]), ..all.clone() }), "rrrssw");
    assert_eq!(letters(&Selection { only: list(&["test/two-?"]), ..all.clone() }), "rrrssw");
    assert_eq!(letters(&Selection { tags: list(&["base"]), ..all.clone() }), "rssssw");
    assert_eq!(
        letters(&Selection { tags: list(&["two"]), only: list(&["*-a"]), ..all.clone() }),
        "rrsssw"
    );
    assert_eq!(letters(&Selection { skip: list(&["one"]), ..all.clone() }), "srrrrw");
    assert_eq!(letters(&Selection { skip: list(&["two-a"]), ..all.clone() }), "rsnrrw");
    assert_eq!(letters(&Selection { only: list(&["after"]), ..Selection::default() }), "sssenw");
    assert_eq!(letters(&Selection { skip: list(&["*"]), ..all }), "sssssw");
}

#[test]
fn what_fits_no_check_is_told() {
    let selection = Selection {
        only: list(&["two_a", "one"]),
        skip: list(&["tow-*"]),
        tags: list(&["bas", "two"]),
        ..Selection::default()
    };
    let mut plan = plan();
    let said =
        select(std::slice::from_mut(&mut plan), &selection).expect_err("problems").render(false);
    assert_eq!(
        said,
        "\
error: `--only two_a` fits no check
help: did you mean `two-a`?

error: `--skip tow-*` fits no check
help: known here: after, off, one, two-a, two-b, write

error: `--tag bas` fits no check
help: did you mean `base`?
"
    );
}
