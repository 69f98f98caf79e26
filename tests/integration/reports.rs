//! Reports that are written to files: none is lost, and none is begun that has no place.

use std::fs;

use serde_json::Value;

use crate::world::run;

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
