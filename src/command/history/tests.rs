//! Which runs are kept and compared, where, how many, and what is made of files that are not ours.

use std::path::Path;
use std::time::{Duration, SystemTime};

use clap::Parser;
use tempfile::TempDir;

use super::*;
use crate::cli::{Cli, Color, Command, Terminal};
use crate::model::{Custody, Secret, Waived};
use crate::redact::Scrubber;
use crate::report::fixture;

fn arguments(flags: &[&str]) -> CheckArgs {
    let all = ["why401", "check", "guest-api"].iter().chain(flags);
    match Cli::try_parse_from(all).expect("arguments").command {
        Command::Check(args) => *args,
        other => panic!("{other:?}"),
    }
}

fn of(flags: &[&str], variables: &[(&str, &str)]) -> Option<History> {
    let variable = |name: &str| {
        variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    };
    History::of(&arguments(flags), &variable)
}

fn history(folder: &TempDir) -> History {
    History { folder: folder.path().join("why401"), whole: true }
}

fn console() -> Console {
    Console::detect(Terminal { color: Color::Never, quiet: true, verbose: false }, &|_| None)
}

/// A run in which every check passed.
fn good() -> Report {
    let all = fixture::all().into_iter();
    let mut good = all.filter(|one| !one.checks.is_empty()).find(|one| !troubled(one));
    let good = good.take().expect("a good run");
    assert_eq!(good.summary.exit_code, 0);
    good
}

/// The same, where one fails now.
fn failing() -> Report {
    let mut failing = good();
    failing.checks[0].status = Status::Fail;
    failing.summary = crate::model::Summary::count(&failing.checks);
    failing.summary.exit_code = 1;
    failing
}

fn json(report: &Report) -> String {
    (Format::find("json").expect("a format").render)(report, &Style::plain())
}

fn files(history: &History) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(&history.folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn it_is_off_where_it_was_asked_to_be_and_where_nobody_would_find_it_again() {
    let home = ("HOME", "/users/somebody");
    let on = of(&[], &[home]).expect("a history");
    assert!(on.whole && on.folder.starts_with("/users/somebody"), "{}", on.folder.display());
    for flags in [&["--no-history"][..], &["--sim"], &["--sim=scope-missing"]] {
        assert!(of(flags, &[home]).is_none(), "{flags:?}");
    }
    assert!(of(&[], &[home, ("CI", "true")]).is_none());
    assert!(of(&[], &[]).is_none(), "no home");
    assert!(of(&[], &[("HOME", "relative")]).is_none());
    // Near misses: a variable that is empty is not set, and a relative state folder is ignored.
    assert!(of(&[], &[home, ("CI", "")]).is_some());
    let relative = of(&[], &[home, ("XDG_STATE_HOME", "state")]).expect("a history");
    assert!(relative.folder.starts_with("/users/somebody"));
    let given = of(&[], &[home, ("XDG_STATE_HOME", "/state")]).expect("a history");
    assert_eq!(given.folder, Path::new("/state/why401"));
}

#[test]
fn only_a_whole_run_without_trouble_is_one_to_measure_others_by() {
    let whole = of(&[], &[("HOME", "/users/somebody")]).expect("a history");
    assert!(whole.is_good(&good()));
    for flags in [["--only", "a"], ["--skip", "a"], ["--tag", "a"]] {
        let some = of(&flags, &[("HOME", "/users/somebody")]).expect("a history");
        assert!(!some.is_good(&good()), "{flags:?}");
    }
    assert!(!whole.is_good(&failing()));
    // A failure that is accepted is one all the same.
    let mut accepted = failing();
    accepted.summary.exit_code = 0;
    let expires = "2026-12-31".parse().expect("a day");
    accepted.checks[0].waived = Some(Waived { reason: "known".to_owned(), expires });
    assert!(!whole.is_good(&accepted));
    // Where nothing was looked at, nothing was good.
    let mut nothing = good();
    nothing.checks.clear();
    nothing.summary = crate::model::Summary::default();
    assert!(!whole.is_good(&nothing));
}

#[test]
fn what_was_kept_is_found_again_for_the_same_packs_and_target_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let history = history(&folder);
    let scanner = Scrubber::new(Custody::default()).scanner();
    assert!(history.last(&failing()).expect("no trouble").is_none(), "nothing was kept yet");
    history.keep(&good(), &scanner, &console());
    let last = history.last(&failing()).expect("no trouble").expect("a run");
    assert_eq!(last.run.id, good().run.id);
    let mut compared = failing();
    history.compare(&mut compared, &console());
    let shifts = compared.compared.expect("a comparison").shifts;
    assert!(shifts.iter().any(|one| one.after.as_deref() == Some("fail")), "{shifts:?}");
    // Near misses: another target, other packs, a good run, one that was interrupted.
    let mut other = failing();
    other.run.target = "elsewhere.example".to_owned();
    assert!(history.last(&other).expect("no trouble").is_none());
    let mut other = failing();
    other.packs.push(("another".to_owned(), String::new()));
    assert!(history.last(&other).expect("no trouble").is_none());
    let mut fine = good();
    history.compare(&mut fine, &console());
    assert!(fine.compared.is_none());
    let mut interrupted = failing();
    interrupted.run.interrupted = true;
    history.compare(&mut interrupted, &console());
    assert!(interrupted.compared.is_none());
}

#[test]
fn what_the_user_left_out_is_no_news() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut history = history(&folder);
    let scanner = Scrubber::new(Custody::default()).scanner();
    let with = |mut report: Report, status| {
        let mut more = good().checks.remove(0);
        (more.id, more.status) = ("more".to_owned(), status);
        report.checks.push(more);
        report
    };
    history.keep(&with(good(), Status::Pass), &scanner, &console());
    let mut some = with(failing(), Status::Skip);
    let skipped = |report: &Report| {
        let compared = report.compared.as_ref().expect("a comparison");
        let skip = |one: &&crate::model::Shift| one.after.as_deref() == Some("skip");
        (compared.shifts.iter().filter(skip).count(), compared.shifts.len())
    };
    history.compare(&mut some, &console());
    assert_eq!(skipped(&some), (1, 2));
    history.whole = false;
    history.compare(&mut some, &console());
    assert_eq!(skipped(&some), (0, 1));
}

#[test]
fn a_file_that_is_cut_off_or_not_ours_is_told_and_never_compared_with() {
    let folder = tempfile::tempdir().expect("a folder");
    let history = history(&folder);
    let scanner = Scrubber::new(Custody::default()).scanner();
    history.keep(&good(), &scanner, &console());
    let path = history.folder.join(name(&good()));
    let whole = fs::read_to_string(&path).expect("a file");
    let half = &whole[..whole.len() / 2];
    let newer = whole.replacen("\"version\": 1", "\"version\": 2", 1);
    assert_ne!(newer, whole);
    for (text, why) in [
        ("", "no whole JSON document"),
        (half, "no whole JSON document"),
        ("{\"theirs\": true}", "no report of why401"),
        (&newer, "use the newer why401"),
        ("\u{1}\u{2}", "no whole JSON document"),
    ] {
        fs::write(&path, text).expect("written");
        let said = history.last(&failing()).expect_err("trouble");
        assert!(said.contains(why) && said.contains(&path.display().to_string()), "{said}");
        let mut report = failing();
        history.compare(&mut report, &console());
        assert!(report.compared.is_none());
    }
    fs::write(&path, b"\xff\xff").expect("written");
    assert!(history.last(&failing()).expect_err("trouble").contains("it is no text"));
    fs::remove_file(&path).expect("removed");
    fs::create_dir(&path).expect("a folder");
    assert!(history.last(&failing()).expect_err("trouble").contains("it is a folder"));
    fs::remove_dir(&path).expect("removed");
    // A report of other packs under this name, as two names may come to the same number: no word about it.
    let mut other = good();
    other.packs = vec![("another".to_owned(), String::new())];
    fs::write(&path, json(&other)).expect("written");
    assert!(history.last(&failing()).expect("no trouble").is_none());
    // The next good run puts it right.
    history.keep(&good(), &scanner, &console());
    assert!(history.last(&failing()).expect("no trouble").is_some());
}

#[test]
fn a_hundred_runs_are_kept_and_the_oldest_go_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let history = history(&folder);
    fs::create_dir_all(&history.folder).expect("a folder");
    let begin = SystemTime::now() - Duration::from_secs(1_000_000);
    let put = |name: &str, age: u64| {
        let file = File::create(history.folder.join(name)).expect("a file");
        file.set_modified(begin + Duration::from_secs(age)).expect("a time");
    };
    for n in 0..KEPT as u64 + 2 {
        // The later the name, the older the file.
        put(&format!("{:04}.json", 9_000 - n), n);
    }
    put("notes.txt", 0);
    let scanner = Scrubber::new(Custody::default()).scanner();
    history.keep(&good(), &scanner, &console());
    let left = files(&history);
    let json = |name: &&String| name.ends_with(".json");
    assert_eq!(left.iter().filter(json).count(), KEPT);
    for gone in [9_000, 8_999, 8_998] {
        assert!(!left.contains(&format!("{gone:04}.json")), "{gone}");
    }
    assert!(left.contains(&"8997.json".to_owned()) && left.contains(&name(&good())));
    assert!(left.contains(&"notes.txt".to_owned()), "what is not ours stays");
    // One more of the same packs takes the place of the last one.
    history.keep(&good(), &scanner, &console());
    assert_eq!(files(&history), left);
}

#[test]
fn what_a_secret_is_found_in_is_not_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let history = history(&folder);
    let custody = Custody::default();
    let mut report = good();
    report.checks[0].saw = "it answered Zq8vQm2Lp9Xw".to_owned();
    custody.add("client_secret", &Secret::new("Zq8vQm2Lp9Xw"));
    history.keep(&report, &Scrubber::new(custody).scanner(), &console());
    assert!(!history.folder.exists());
}

#[test]
fn where_nothing_can_be_written_nothing_is_left_and_the_trouble_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let history = history(&folder);
    // A file stands where the folder would be.
    fs::write(&history.folder, "").expect("a file");
    assert!(history.write("x.json", "{}").is_err());
    assert!(history.last(&failing()).is_err());
    fs::remove_file(&history.folder).expect("removed");
    // A folder stands where the file would be: what was begun is removed.
    fs::create_dir_all(history.folder.join("x.json/y")).expect("a folder");
    assert!(history.write("x.json", "{}").is_err());
    assert_eq!(files(&history), ["x.json"]);
}
