//! The cases of which the truth is known: no confirmed cause is wrong, and the README says how often the
//! diagnosis is right. `WHY401_UPDATE=1` writes the README's table anew.

#[path = "../bench/measure.rs"]
mod measure;

use std::fs;
use std::path::Path;

use measure::Measured;

/// Cases are looked at long after they happened: no token in them is alive, as in tickets.
const LOOKED_AT: &str = "2027-06-01T00:00:00Z";

const BEGIN: &str = "<!-- accuracy: begin -->\n";
const END: &str = "<!-- accuracy: end -->";

#[test]
fn no_confirmed_cause_is_wrong_and_the_readme_says_how_often_it_is_right() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let now = LOOKED_AT.parse().expect("a time");
    let measured = Measured::of(&root.join("tests/bench/cases"), now).expect("the cases are there");
    assert!(measured.problems.is_empty(), "{}", measured.problems.join("\n"));
    let wrong: Vec<&str> =
        measured.lines.iter().filter(|(wrong, _)| *wrong).map(|(_, line)| line.as_str()).collect();
    assert_eq!(measured.wrong_confirmed(), 0, "{}\n{}", wrong.join("\n"), measured.table());

    let path = root.join("README.md");
    let readme = fs::read_to_string(&path).expect("the README is there");
    let (before, rest) = readme.split_once(BEGIN).expect("the README has a place for the table");
    let (table, after) = rest.split_once(END).expect("the place ends");
    if std::env::var_os("WHY401_UPDATE").is_some() {
        let text = format!("{before}{BEGIN}{}{END}{after}", measured.markdown());
        fs::write(&path, text).expect("the README can be written");
    } else {
        assert_eq!(
            table,
            measured.markdown(),
            "`WHY401_UPDATE=1 cargo test accuracy` writes it anew"
        );
    }
}
