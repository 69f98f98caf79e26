//! What a SARIF document says of the reports of the fixtures.

use serde_json::{Value, json};

use super::FORMAT;
use super::place::PACKS as PACKS_BASE;
use crate::model::{Documentation, Report, Source, Status};
use crate::report::{Style, fixture};

fn run(report: &Report) -> Value {
    let text = (FORMAT.render)(report, &Style::plain());
    let document: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(document["version"], "2.1.0");
    document["runs"][0].clone()
}

#[test]
fn a_cause_is_a_rule_with_its_documentation_and_one_result_with_its_evidence() {
    let mut report = fixture::scope_missing();
    report.documentation = vec![Documentation {
        cause: "scope-missing".to_owned(),
        title: "a scope is not granted".to_owned(),
        text: "## What it means\n\nMore.".to_owned(),
    }];
    let run = run(&report);
    let rule = &run["tool"]["driver"]["rules"][0];
    assert_eq!(rule["id"], "scope-missing");
    assert_eq!(rule["shortDescription"]["text"], "a scope is not granted");
    assert_eq!(rule["help"]["markdown"], "## What it means\n\nMore.");
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 1, "one cause explains both checks");
    let result = &results[0];
    assert_eq!(result["level"], "error");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(
        place["artifactLocation"],
        json!({ "uri": "guest-api.yaml", "uriBaseId": PACKS_BASE })
    );
    assert_eq!(place["region"]["startLine"], 34);
    let related = result["relatedLocations"].as_array().expect("locations");
    assert_eq!(related.len(), 2);
    let chain = &result["codeFlows"][0]["threadFlows"][0]["locations"];
    assert_eq!(chain.as_array().map(Vec::len), Some(2));
    let first = &chain[0]["location"]["message"]["text"];
    assert!(first.as_str().expect("a text").starts_with("token-scopes: granted:"), "{first}");
    assert_eq!(result["partialFingerprints"]["why401/v1"], "scope-missing/guest-api");
    assert_eq!(result.get("suppressions"), None);
    assert_eq!(run["invocations"][0]["exitCode"], 1);
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    assert_eq!(run["invocations"][0]["endTimeUtc"], "2026-11-22T15:00:00.031Z");
}

#[test]
fn a_fingerprint_stays_when_words_and_times_change() {
    let mut report = fixture::everything();
    let prints = |report: &Report| -> Vec<Value> {
        let run = run(report);
        let results = run["results"].as_array().expect("results");
        results.iter().map(|one| one["partialFingerprints"].clone()).collect()
    };
    let before = prints(&report);
    assert!(before.len() >= 3);
    report.run.id = "another".to_owned();
    report.checks.iter_mut().for_each(|check| check.saw.push_str(" this time"));
    if let Some(root) = &mut report.diagnosis.root {
        root.title.push_str(" this time");
    }
    assert_eq!(prints(&report), before);
}

#[test]
fn what_is_waived_is_suppressed_and_what_is_not_is_not() {
    let run_waived = run(&fixture::waived());
    let suppressed: Vec<&Value> = run_waived["results"]
        .as_array()
        .expect("results")
        .iter()
        .filter(|one| one.get("suppressions").is_some())
        .collect();
    assert_eq!(suppressed.len(), 1);
    assert_eq!(suppressed[0]["suppressions"][0]["kind"], "external");
    assert_eq!(suppressed[0]["suppressions"][0]["status"], "accepted");
    // The expired waiver is a result of its own.
    let expired =
        |one: &Value| one["properties"]["check"] == "waiver:queue" && one["level"] == "error";
    assert!(run_waived["results"].as_array().expect("results").iter().any(expired));
}

#[test]
fn what_nothing_explains_has_a_result_and_what_could_not_be_told_a_notification() {
    let mut report = fixture::everything();
    report.diagnosis.root = None;
    report.diagnosis.others.clear();
    let run = run(&report);
    let unexplained = |id: &str| {
        let results = run["results"].as_array().expect("results");
        results.iter().any(|one| one["ruleId"] == "unexplained" && one["properties"]["check"] == id)
    };
    for check in &report.checks {
        let bad = matches!(check.status, Status::Fail | Status::Warn | Status::Error);
        assert_eq!(unexplained(&check.id), bad, "{}", check.id);
    }
    let notifications = &run["invocations"][0]["toolExecutionNotifications"];
    let says = |text: &str| notifications.to_string().contains(text);
    assert!(says("introspection: connection refused") && says("active: "), "{notifications}");
    assert_eq!(run["invocations"][0]["executionSuccessful"], false, "it was interrupted");
}

#[test]
fn a_run_that_died_was_not_successful_and_says_why() {
    let run = run(&fixture::died());
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    assert_eq!(run["results"].as_array().map(Vec::len), Some(1));
    let text = run["results"][0]["message"]["text"].as_str().expect("a text");
    assert!(text.contains("the configuration of TLS cannot be read"), "{text}");
}

#[test]
fn files_are_references_that_code_scanning_can_follow() {
    let uri = |file: &str| {
        let source = Source { file: file.into(), line: 1, column: 1 };
        let location = super::place::location(&source);
        let artifact = location["physicalLocation"]["artifactLocation"].clone();
        artifact["uri"].as_str().expect("a text").to_owned()
    };
    assert_eq!(uri("./why401.yaml"), "why401.yaml");
    assert_eq!(uri("packs/my pack#1.yaml"), "packs/my%20pack%231.yaml");
    assert_eq!(uri("/srv/a b.yaml"), "file:///srv/a%20b.yaml");
    assert_eq!(uri(r"packs\a.yaml"), "packs/a.yaml");
    assert_eq!(uri(r"C:\packs\a.yaml"), "file:///C%3A/packs/a.yaml");
    assert_eq!(uri("javascript:alert(1)"), "javascript%3Aalert%281%29");
    assert_eq!(uri("builtin:oidc/login"), "oidc/login.yaml");
}

#[test]
fn a_cause_that_lies_in_terraform_points_there() {
    let mut report = fixture::everything();
    let root = report.diagnosis.root.as_mut().expect("a root");
    // The first check of the fixture carries every kind of fact, a configuration that differs among them.
    root.because.push(crate::model::Because::Check {
        check: "token-fetch".to_owned(),
        text: "main.tf has another scope".to_owned(),
    });
    let run = run(&report);
    let place = &run["results"][0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!(place["startLine"], 4, "the line of the change, not that of the check");
}
