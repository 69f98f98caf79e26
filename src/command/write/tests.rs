//! Whatever happens, every report that was asked for is there and says so.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::*;
use crate::cli::{Color, Terminal};
use crate::model::{Event, Secret};

const MACHINE: [&str; 6] = ["json", "jsonl", "junit", "tap", "sarif", "prometheus"];

fn console() -> Console {
    Console::detect(Terminal { color: Color::Never, quiet: true, verbose: false }, &|_| None)
}

fn outputs(folder: &Path) -> Outputs {
    let reports: Vec<String> =
        MACHINE.iter().map(|name| format!("{name}:{}", folder.join(name).display())).collect();
    Outputs::parse("table", &reports).unwrap_or_else(|failure| panic!("{}", failure.message))
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn last(folder: &Path) -> Value {
    let text = read(folder, "jsonl");
    serde_json::from_str(text.lines().last().expect("a record")).expect("JSON")
}

#[test]
fn work_that_fails_leaves_reports_that_say_why() {
    let bench = tempfile::tempdir().expect("a folder");
    let outputs = outputs(bench.path());
    // What an earlier run left is not taken for this one's.
    fs::write(bench.path().join("junit"), "<testsuites/>").expect("written");
    let ended = outputs.see_to(&console(), |_, _| Err(Failure::usage("error: no such file: x")));
    assert_eq!(ended.expect_err("it failed").code, ExitCode::Usage);
    let json: Value = serde_json::from_str(&read(bench.path(), "json")).expect("JSON");
    assert_eq!(json["run"]["died"], "no such file: x");
    assert_eq!(json["summary"]["exit_code"], 2);
    assert!(read(bench.path(), "junit").contains("<error type=\"error\" message=\"the run ended"));
    assert!(read(bench.path(), "tap").ends_with("\nBail out! no such file: x\n"));
    assert!(read(bench.path(), "prometheus").contains("\nwhy401_run_died 1\n"));
    assert!(read(bench.path(), "sarif").contains("\"executionSuccessful\": false"));
    assert_eq!(last(bench.path())["run"]["died"], "no such file: x");
}

#[test]
fn work_that_panics_leaves_reports_as_well() {
    let bench = tempfile::tempdir().expect("a folder");
    let ended = outputs(bench.path()).see_to(&console(), |_, stream| {
        stream.event(&Event::RunStarted { checks: 1 });
        panic!("what a defect does")
    });
    assert_eq!(ended.expect_err("it failed").code, ExitCode::Internal);
    for name in MACHINE {
        assert!(!read(bench.path(), name).is_empty(), "{name}");
    }
    let json: Value = serde_json::from_str(&read(bench.path(), "json")).expect("JSON");
    assert_eq!(json["summary"]["exit_code"], 4);
    assert!(json["run"]["died"].as_str().is_some_and(|why| why.contains("defect")));
    // What was told before stays told.
    assert!(read(bench.path(), "jsonl").starts_with("{\"event\":\"run-started\",\"checks\":1}\n"));
}

#[test]
fn a_reason_loses_what_is_secret_in_it() {
    let bench = tempfile::tempdir().expect("a folder");
    let ended = outputs(bench.path()).see_to(&console(), |custody, _| {
        custody.add("client_secret", &Secret::new("correct horse battery staple".to_owned()));
        Err(Failure::internal("it said correct horse battery staple"))
    });
    assert_eq!(ended.expect_err("it failed").code, ExitCode::Internal);
    for name in MACHINE {
        let text = read(bench.path(), name);
        assert!(!text.contains("battery"), "{name}: {text}");
        assert!(text.contains("[client_secret redacted]"), "{name}: {text}");
    }
}

#[test]
fn a_record_with_a_secret_in_it_is_withheld_and_the_others_are_not() {
    let bench = tempfile::tempdir().expect("a folder");
    let ended = outputs(bench.path()).see_to(&console(), |custody, stream| {
        custody.add("client_secret", &Secret::new("correct horse battery staple".to_owned()));
        stream.event(&Event::RunStarted { checks: 1 });
        stream.event(&Event::Stopping { why: "correct horse battery staple".to_owned() });
        Err(Failure::usage("error: over"))
    });
    assert_eq!(ended.expect_err("it failed").code, ExitCode::Withheld);
    let text = read(bench.path(), "jsonl");
    let records: Vec<&str> = text.lines().collect();
    assert_eq!(records.len(), 3, "{text}");
    assert_eq!(records[1], "{\"event\":\"withheld\"}");
    assert_eq!(last(bench.path())["event"], "report");
}

#[test]
fn everything_that_is_wrong_with_the_outputs_is_said_at_once() {
    let bench = tempfile::tempdir().expect("a folder");
    let path = bench.path().join("x").display().to_string();
    let dotted = bench.path().join(".").join("x").display().to_string();
    let reports = [
        "json".to_owned(),
        "yaml:x".to_owned(),
        "json:/no/such/folder/x".to_owned(),
        format!("json:{path}"),
        format!("tap:{dotted}"),
    ];
    let failure = Outputs::parse("tabel", &reports).err().expect("wrong");
    assert_eq!(failure.code, ExitCode::Usage);
    for part in [
        "no format `tabel`",
        "`--report json` is not FORMAT:PATH",
        "no format `yaml`",
        "there is no folder /no/such/folder",
        "the json report is written there already",
    ] {
        assert!(failure.message.contains(part), "{part}: {}", failure.message);
    }
    assert!(Outputs::parse("table", &[format!("json:{path}"), format!("tap:{path}2")]).is_ok());
}
