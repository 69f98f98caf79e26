//! A signal that comes before anything was sent: the command ends at once, and every report says so.

#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::packs::{CLIENT, Pack};
use crate::server::{Answer, Server};
use crate::world::{Ended, FORMATS, ended, eventually, why401};

const CHECK: &str =
    "checks:\n  - { id: read, title: read, http: { url: \"${api}/things\", identity: service } }\n";

fn asks_for_every_report(command: &mut Command, folder: &Path) {
    for format in FORMATS {
        command.arg("--report").arg(format!("{format}:{}", folder.join(format).display()));
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
}

fn interrupted(child: Child, signal: &str) -> Ended {
    let kill = Command::new("kill").args([signal, &child.id().to_string()]).status();
    assert!(kill.expect("kill").success());
    ended(child.wait_with_output().expect("it ends")).expect_code(130)
}

/// Every report is there, whole, of its own format, and says that the run was ended.
fn all_say_so(folder: &Path) {
    let read = |name: &str| {
        fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    let why = "interrupted before anything was sent";
    for name in FORMATS.iter().filter(|name| **name != "prometheus") {
        // Tables and tickets break lines.
        let flat = read(name).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(why), "{name}:\n{}", read(name));
    }
    let json = |text: &str| -> Value { serde_json::from_str(text).expect("JSON") };
    let report = json(&read("json"));
    assert_eq!(report["run"]["died"], why);
    assert_eq!(report["run"]["interrupted"], true);
    assert_eq!(report["summary"]["exit_code"], 130);
    let lines = read("jsonl");
    let last = lines.lines().map(json).next_back().expect("a record");
    assert_eq!((&last["event"], &last["run"]["died"]), (&"report".into(), &why.into()));
    assert_eq!(json(&read("sarif"))["runs"][0]["invocations"][0]["executionSuccessful"], false);
    assert!(read("junit").contains("<error ") && read("junit").ends_with("</testsuites>\n"));
    assert!(read("tap").ends_with(&format!("\nBail out! {why}\n")));
    assert!(read("prometheus").contains("\nwhy401_run_died 1\n"));
    assert!(read("html").trim_end().ends_with("</html>"));
    let left: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .filter(|name| name.to_string_lossy().ends_with(".tmp"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

/// A program that says that it runs and then takes its time.
fn slow(folder: &TempDir) -> (String, std::path::PathBuf) {
    let (script, runs) = (folder.path().join("slow.sh"), folder.path().join("runs"));
    // One process, whose id it says; it ends by itself in any case.
    let text = format!("echo $$ > {}\nexec sleep 20\n", runs.display());
    fs::write(&script, text).expect("a file");
    (format!("cmd:sh {}", script.display()), runs)
}

/// It does not outlive the command: it would hold on to standard error.
fn is_ended(runs: &Path) {
    let id = fs::read_to_string(runs).expect("an id");
    let alive = Command::new("kill").args(["-0", id.trim()]).stderr(Stdio::null()).status();
    assert!(!alive.expect("kill").success(), "it still runs");
}

#[test]
fn while_a_secret_is_read_every_report_is_written() {
    let server = Server::start(|_, _| Answer::json(200, "{}"));
    for signal in ["-INT", "-TERM", "-HUP"] {
        let folder = tempfile::tempdir().expect("a folder");
        let (source, runs) = slow(&folder);
        let pack = Pack::new(&format!("{CLIENT}{CHECK}"));
        let reports = tempfile::tempdir().expect("a folder");
        let mut command = why401();
        command.arg("check").arg(&pack.path).args(["--set", &format!("secret={source}")]);
        asks_for_every_report(&mut command, reports.path());
        command.env("API", server.url()).env("XDG_STATE_HOME", folder.path());
        let child = command.spawn().expect("it starts");
        eventually("the program of the secret", || {
            fs::read_to_string(&runs).is_ok_and(|id| id.ends_with('\n'))
        });
        let ended = interrupted(child, signal);
        is_ended(&runs);
        assert_eq!(ended.stdout, "");
        assert!(ended.stderr.contains("interrupted before anything was sent"), "{}", ended.all());
        all_say_so(reports.path());
        assert!(!folder.path().join("why401").exists(), "no run to measure others by");
    }
    assert!(server.asked().is_empty(), "{:?}", server.asked());
}

#[test]
fn a_machine_that_reads_standard_output_is_told_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let (source, runs) = slow(&folder);
    let mut command = why401();
    command.args(["check", "guest-api", "--sim", "--format", "json"]);
    command.args(["--set", &format!("client_secret={source}")]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    eventually("the program of the secret", || {
        fs::read_to_string(&runs).is_ok_and(|id| id.ends_with('\n'))
    });
    let report = interrupted(child, "-INT").json();
    is_ended(&runs);
    assert_eq!(report["run"]["died"], "interrupted before anything was sent");
}

#[test]
fn while_diagnose_waits_for_standard_input() {
    let reports = tempfile::tempdir().expect("a folder");
    let mut command = why401();
    command.arg("diagnose").stdin(Stdio::piped());
    asks_for_every_report(&mut command, reports.path());
    let mut child = command.spawn().expect("it starts");
    let input = child.stdin.take();
    // The events' file is opened when the work begins, and that work waits for what is never written.
    eventually("the work", || reports.path().join("jsonl").exists());
    std::thread::sleep(std::time::Duration::from_millis(300));
    interrupted(child, "-TERM");
    drop(input);
    all_say_so(reports.path());
}
