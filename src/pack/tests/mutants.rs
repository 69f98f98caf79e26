//! Packs broken at random: whatever is wrong, it is told, and nothing panics.

use proptest::prelude::*;

use super::super::BUILTIN;
use super::{World, read};

/// Pieces that break YAML or the language in interesting ways.
const PIECES: &[&str] = &[
    "${",
    "}",
    "$${",
    "\t",
    "\n",
    "\n    ",
    ": ",
    "- ",
    "é",
    "\u{1f600}",
    "\"",
    "'",
    "|\n",
    "{",
    "[",
    "]",
    "*a",
    "&a ",
    "<<: ",
    "#",
    "hunter2",
    "null",
    "${clock-skew.clock.offset}",
    "${x.y",
    "\u{0}",
    "\u{1b}",
    "\r",
    "!!int ",
    "? ",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_broken_pack_is_told_and_never_panics(
        pack in 0..BUILTIN.len(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..12, any::<prop::sample::Index>()), 1..5),
    ) {
        let mut text: Vec<char> = BUILTIN[pack].text.chars().collect();
        for (at, cut, piece) in edits {
            let at = at.index(text.len());
            let end = (at + cut).min(text.len());
            text.splice(at..end, piece.get(PIECES).chars());
        }
        let text: String = text.into_iter().collect();
        match read(&text) {
            Ok(pack) => {
                let world = World::default().set("client_id", "x").set("issuer", "https://a.example");
                if let Err(problems) = world.plan(&pack) {
                    prop_assert!(!problems.is_empty());
                    prop_assert!(!problems.render(true).is_empty());
                }
            }
            Err(problems) => {
                prop_assert!(!problems.is_empty());
                let shown = problems.render(false);
                prop_assert!(shown.starts_with("error: "));
                prop_assert!(!shown.contains('\u{1b}'), "{shown:?}");
                for problem in problems.iter() {
                    prop_assert!(problem.line().is_none_or(|line| line <= text.lines().count() + 1));
                }
            }
        }
    }
}
