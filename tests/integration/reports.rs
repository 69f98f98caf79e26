//! Reports that are written to files: none is lost, and none is begun that has no place.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use crate::world::{end, run, why401};

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_written_is_told_and_costs_no_other() {
    let bench = tempfile::tempdir().expect("a folder");
    let good = bench.path().join("good.json");
    // A device that is always full: the report cannot be written, which only shows when it is.
    let ended = run(&[
        "check",
        "guest-api",
        "--sim",
        "--report",
        "json:/dev/full",
        "--report",
        &format!("json:{}", good.display()),
    ]);
    assert_eq!(ended.code, 4, "{}", ended.all());
    assert!(ended.stderr.contains("/dev/full was not written"), "{}", ended.all());
    assert!(ended.stdout.contains("passed"), "{}", ended.all());
    let written: Value =
        serde_json::from_str(&fs::read_to_string(&good).expect("written")).expect("JSON");
    assert_eq!(written["summary"]["exit_code"], 0);
}

#[test]
fn a_report_that_has_no_place_is_refused_before_anything_is_sent() {
    let bench = tempfile::tempdir().expect("a folder");
    let folder = bench.path().join("folder");
    fs::create_dir(&folder).expect("a folder");
    for (path, why) in [
        ("/no/such/dir/x", "there is no folder /no/such/dir"),
        ("-", "standard output is for --format"),
        (&folder.display().to_string(), "is a folder"),
    ] {
        let ended = run(&["check", "guest-api", "--sim", "--report", &format!("json:{path}")]);
        assert_eq!(ended.code, 2, "{}", ended.all());
        assert!(ended.stdout.is_empty() && ended.stderr.contains(why), "{}", ended.all());
    }
}

const FORMATS: [&str; 8] =
    ["table", "json", "jsonl", "junit", "tap", "sarif", "github", "prometheus"];

/// `--report` for every format, into a folder.
fn all_into(folder: &Path) -> Vec<String> {
    let one =
        |name: &&str| ["--report".to_owned(), format!("{name}:{}", folder.join(name).display())];
    FORMATS.iter().flat_map(one).collect()
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// That every report is there, is whole, and tells of this end.
fn all_tell(folder: &Path, code: i32, why: Option<&str>) {
    for name in FORMATS {
        let text = read(folder, name);
        assert!(text.ends_with('\n'), "{name}: {text}");
        if let Some(why) = why {
            // Tables break lines.
            let flat = |text: &str| text.split_whitespace().collect::<String>();
            assert!(flat(&text).contains(&flat(why)), "{name}: {text}");
        }
    }
    let json: Value = serde_json::from_str(&read(folder, "json")).expect("JSON");
    assert_eq!(json["summary"]["exit_code"], code);
    let last = read(folder, "jsonl");
    let last: Value = serde_json::from_str(last.lines().last().expect("a record")).expect("JSON");
    assert_eq!((&last["event"], &last["summary"]["exit_code"]), (&"report".into(), &code.into()));
    let sarif: Value = serde_json::from_str(&read(folder, "sarif")).expect("JSON");
    assert_eq!(sarif["runs"][0]["invocations"][0]["exitCode"], code);
    assert!(read(folder, "prometheus").contains(&format!("\nwhy401_run_exit_code {code}\n")));
    let (junit, tap) = (read(folder, "junit"), read(folder, "tap"));
    assert!(junit.starts_with("<?xml") && junit.ends_with("</testsuites>\n"));
    assert!(tap.starts_with("TAP version 14\n1.."));
    if code != 0 {
        assert!(junit.contains("<failure ") || junit.contains("<error "), "{junit}");
        assert!(tap.contains("\nnot ok "), "{tap}");
    }
    assert!(read(folder, "github").contains("\n::stop-commands::") || code == 0);
}

#[test]
fn every_way_to_end_leaves_every_report() {
    let bench = tempfile::tempdir().expect("a folder");
    let broken = bench.path().join("broken.yaml");
    fs::write(&broken, "version: 1\nname: x\ntitel: secret-looking-line-4711\nchecks: []\n")
        .expect("written");
    let broken = broken.display().to_string();
    for (args, code, why) in [
        (vec!["check", "guest-api", "--sim"], 0, None),
        (vec!["check", "guest-api", "--sim=scope-missing"], 1, Some("scope-missing")),
        (vec!["check", "no-such-pack"], 2, Some("no-such-pack")),
        (vec!["check", &broken], 2, Some("a pack has no key `titel`")),
        (vec!["check", "guest-api"], 2, Some("api_url")),
        (
            vec!["check", "guest-api", "--sim", "--set", "client_secret=file:/no/such/file"],
            2,
            Some("/no/such/file"),
        ),
        (vec!["check", "guest-api", "--sim", "--cacert", "/no/such/file"], 2, Some("--cacert")),
        (vec!["check", "guest-api", "--sim", "--skip", "*"], 3, None),
        (vec!["check", "guest-api", "--sim=slow", "--deadline", "200ms"], 3, Some("deadline")),
        (vec!["diagnose", "/no/such/file"], 2, Some("/no/such/file")),
        (
            vec!["diagnose", "tests/scenarios/given-expired-token/input.txt"],
            0,
            Some("token-expired"),
        ),
    ] {
        for name in FORMATS {
            let _ = fs::remove_file(bench.path().join(name));
        }
        let mut command = why401();
        let ended = end(command.args(&args).args(all_into(bench.path())));
        assert_eq!(ended.code, code, "{args:?}: {}", ended.all());
        all_tell(bench.path(), code, why);
        // Lines of a file are for the eyes of whoever owns it.
        for name in FORMATS {
            assert!(!read(bench.path(), name).contains("secret-looking-line"), "{name}");
        }
    }
}

#[test]
fn a_program_that_reads_the_result_is_told_of_a_run_that_died() {
    let ended = run(&["check", "no-such-pack", "--format", "json"]).expect_code(2);
    let died = ended.json()["run"]["died"].as_str().expect("a reason").to_owned();
    assert!(died.contains("no-such-pack") && ended.stderr.contains("no-such-pack"));
    // People are told on standard error, once.
    let ended = run(&["check", "no-such-pack"]).expect_code(2);
    assert!(ended.stdout.is_empty(), "{}", ended.all());
}

#[cfg(target_os = "linux")]
#[test]
fn no_format_that_cannot_be_written_costs_another() {
    let bench = tempfile::tempdir().expect("a folder");
    for name in FORMATS {
        let ended = end(why401()
            .args(["check", "guest-api", "--sim", "--report", &format!("{name}:/dev/full")])
            .args(["--report", &format!("{name}:/proc/why401-report")])
            .args(all_into(bench.path())));
        assert_eq!(ended.code, 4, "{name}: {}", ended.all());
        for path in ["/dev/full", "/proc/why401-report"] {
            let told = ended.stderr.matches(&format!("{path} was not written")).count();
            assert_eq!(told, 1, "{name}: {}", ended.all());
        }
        assert!(ended.stdout.contains("passed"), "{}", ended.all());
        all_tell(bench.path(), 0, None);
    }
}

#[test]
fn a_reader_that_goes_away_takes_no_report_along() {
    let bench = tempfile::tempdir().expect("a folder");
    for name in FORMATS {
        let mut command = why401();
        command.args(["check", "guest-api", "--sim=scope-missing", "--format", name]);
        command.args(all_into(bench.path())).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        drop(child.stdout.take());
        let ended = child.wait_with_output().expect("it ends");
        assert_eq!(ended.status.code(), Some(1), "{name}");
        assert_eq!(String::from_utf8_lossy(&ended.stderr), "", "{name}");
        all_tell(bench.path(), 1, Some("scope-missing"));
    }
}

#[test]
fn two_reports_cannot_have_one_file() {
    let bench = tempfile::tempdir().expect("a folder");
    let path = bench.path().join("x").display().to_string();
    let (one, other) = (format!("json:{path}"), format!("tap:{path}"));
    let ended = run(&["check", "guest-api", "--sim", "--report", &one, "--report", &other]);
    assert_eq!(ended.code, 2, "{}", ended.all());
    assert!(ended.stderr.contains("the json report is written there already"), "{}", ended.all());
    assert!(!bench.path().join("x").exists());
}

#[test]
fn events_come_in_order_and_the_last_of_a_check_is_its_result() {
    let bench = tempfile::tempdir().expect("a folder");
    let files = all_into(bench.path());
    let mut command = why401();
    command.args(["check", "guest-api", "--sim=scope-missing", "--format", "jsonl"]).args(files);
    let ended = end(&mut command).expect_code(1);
    assert_eq!(ended.stdout, read(bench.path(), "jsonl"), "the same on both ways");
    let records: Vec<Value> = ended
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("a record is JSON on a line"))
        .collect();
    let at = |event: &str, id: &str| {
        let is = |one: &Value| one["event"] == event && one["id"] == id;
        records.iter().position(is).unwrap_or_else(|| panic!("no {event} of {id}"))
    };
    assert_eq!(records[0]["event"], "run-started");
    assert!(at("check-started", "token-fetch") < at("check-finished", "token-fetch"));
    assert!(at("check-finished", "token-fetch") < at("check-started", "token-scopes"));
    let whole: Value = serde_json::from_str(&read(bench.path(), "json")).expect("JSON");
    for check in whole["checks"].as_array().expect("checks") {
        let told = records
            .iter()
            .rfind(|one| one["event"] == "check-finished" && one["id"] == check["id"]);
        let mut told = told.expect("told").clone();
        told.as_object_mut().expect("an object").shift_remove("event");
        assert_eq!(&told, check);
    }
    let experiment = |one: &&Value| one["event"] == "experiment-finished";
    let made = whole["diagnosis"]["experiments"].as_array().map_or(0, Vec::len);
    assert!(made > 0 && records.iter().filter(experiment).count() == made);
}

#[test]
fn github_is_told_by_itself_and_only_where_it_runs() {
    let bench = tempfile::tempdir().expect("a folder");
    let (summary, output) = (bench.path().join("summary"), bench.path().join("output"));
    fs::write(&summary, "before\n").expect("written");
    let report = bench.path().join("report.json");
    let on = |value: &str, format: &str| {
        let mut command = why401();
        command.env("GITHUB_ACTIONS", value);
        command.env("GITHUB_STEP_SUMMARY", &summary).env("GITHUB_OUTPUT", &output);
        command.args(["check", "guest-api", "--sim=scope-missing", "--format", format]);
        end(command.args(["--report", &format!("json:{}", report.display())])).expect_code(1)
    };
    let ended = on("false", "table");
    assert!(ended.stderr.is_empty() && !output.exists(), "{}", ended.all());
    let ended = on("true", "table");
    assert!(ended.stderr.starts_with("::error title=scope-missing (likely)::"), "{}", ended.all());
    assert!(!ended.stdout.contains("::"), "{}", ended.all());
    let text = fs::read_to_string(&summary).expect("the summary");
    assert!(text.starts_with("before\n") && text.contains("scope-missing"), "{text}");
    let text = fs::read_to_string(&output).expect("the outputs");
    for (name, value) in [
        ("exit_code", "1"),
        ("verdict", "failed"),
        ("cause", "scope-missing"),
        ("confidence", "likely"),
        ("report", &report.display().to_string()),
    ] {
        assert!(text.contains(&format!("{name}<<why401-end\n{value}\nwhy401-end\n")), "{text}");
    }
    // The format has the annotations already.
    let ended = on("true", "github");
    assert!(ended.stderr.is_empty() && ended.stdout.starts_with("::error "), "{}", ended.all());
    // What cannot be told is told here, and costs nothing else.
    let mut command = why401();
    command.env("GITHUB_ACTIONS", "true").env("GITHUB_OUTPUT", "/no/such/folder/x");
    let ended = end(command.args(["check", "guest-api", "--sim"])).expect_code(4);
    assert!(ended.stderr.contains("GitHub was not told everything"), "{}", ended.all());
    assert!(ended.stdout.contains("passed"), "{}", ended.all());
}
