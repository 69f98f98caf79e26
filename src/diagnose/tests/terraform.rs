//! What Terraform adds to a diagnosis, and what it must not be taken for.

use serde_json::json;

use super::*;
use crate::model::Confidence::{Confirmed, Likely};
use crate::model::*;

fn texts(items: &[&str]) -> Vec<String> {
    items.iter().map(|&item| item.to_owned()).collect()
}

/// The client in code with these scopes.
fn code(scopes: &[&str]) -> ClientConfiguration {
    let place = |line| Source { file: std::sync::Arc::from("main.tf"), line, column: 1 };
    let quoted: Vec<String> = scopes.iter().map(|scope| format!("\"{scope}\"")).collect();
    ClientConfiguration {
        identity: Some("service".to_owned()),
        address: Some("genesyscloud_oauth_client.chat".to_owned()),
        resource_type: Some("genesyscloud_oauth_client".to_owned()),
        resource_type_exists: Some(true),
        scopes: Some(texts(scopes)),
        place: Some(place(1)),
        excerpts: vec![Excerpt {
            member: "scopes".to_owned(),
            place: place(7),
            text: format!("  scopes = [{}]\n", quoted.join(", ")),
        }],
        ..ClientConfiguration::default()
    }
}

fn difference(member: &str, sure: bool, only_configured: &[&str]) -> Difference {
    Difference {
        member: member.to_owned(),
        sure,
        text: format!("the {member} differ"),
        only_configured: texts(only_configured),
        change: None,
    }
}

fn terraform(code: ClientConfiguration) -> CheckResult {
    let mut check = check("terraform");
    check.proves = Some(Proof::Config);
    let sure = code.differences.iter().any(|one| one.sure);
    let open = !sure && !code.differences.is_empty();
    let mut check = check.saw(Fact::Configuration(Box::new(code)));
    if sure {
        check = check.failed();
    } else if open {
        check.status = Status::Error;
    }
    check
}

/// Texts of the first cause, and its remedy.
fn root(checks: &[CheckResult]) -> (String, String, String) {
    let root = diagnose(checks).root.expect("a cause");
    let because: Vec<String> = root
        .because
        .iter()
        .map(|one| match one {
            Because::Check { text, .. } | Because::Experiment { text, .. } => text.clone(),
        })
        .collect();
    let remedy = root.remedies.first().map_or_else(String::new, |remedy| remedy.text.clone());
    (root.cause, because.join("\n"), remedy)
}

#[test]
fn a_scope_that_the_file_lacks_is_added_to_the_file() {
    let checks = [issued(&[]), token_scopes(token(&["a:read"])), terraform(code(&["a:read"]))];
    let (cause, because, remedy) = root(&checks);
    assert_eq!(cause, "scope-missing");
    assert!(because.contains("main.tf, line 7 does not have webchat:guest:write"), "{because}");
    let then = "```hcl then\n  scopes = [\"a:read\", \"webchat:guest:write\"]\n```";
    assert!(remedy.contains(then), "{remedy}");
    assert!(!remedy.contains("Admin console"), "code is changed in code: {remedy}");
    assert!(diagnose(&checks).others.iter().all(|one| one.cause != "configuration-drift"));
}

#[test]
fn a_scope_that_the_file_has_was_not_applied() {
    let mut asked = code(&["a:read", SCOPE]);
    asked.differences = vec![difference("scopes", true, &[SCOPE])];
    let refused = not_issued(&[SCOPE], 400, "invalid_scope", "scope not granted to this client");
    let checks = [refused, terraform(asked)];
    let (cause, because, remedy) = root(&checks);
    assert_eq!(cause, "scope-missing");
    assert!(because.contains("has webchat:guest:write: it was not applied"), "{because}");
    assert!(remedy.contains("stands there already"), "{remedy}");
    let diagnosis = diagnose(&checks);
    assert_eq!(diagnosis.root.expect("a cause").confidence, Confirmed);
    assert!(diagnosis.others.is_empty() && diagnosis.unexplained.is_empty());
}

#[test]
fn a_scope_that_nobody_asked_for_leaves_it_open() {
    let mut open = code(&["a:read", SCOPE]);
    open.differences = vec![difference("scopes", false, &[SCOPE])];
    let checks = [issued(&[]), token_scopes(token(&["a:read"])), terraform(open)];
    let (_, because, _) = root(&checks);
    assert!(because.contains("not applied, or not asked for"), "{because}");
    assert_eq!(sure("configuration-drift", &checks), None);
    assert!(diagnose(&checks).unexplained.is_empty());
}

#[test]
fn what_cannot_be_read_says_nothing() {
    let mut computed = code(&[]);
    computed.scopes = None;
    computed.excerpts.clear();
    computed.unreadable = texts(&["scopes"]);
    let checks = [issued(&[]), token_scopes(token(&["a:read"])), terraform(computed)];
    let (_, because, remedy) = root(&checks);
    assert!(!because.contains("main.tf"), "{because}");
    assert!(remedy.contains("Admin console"), "{remedy}");
}

#[test]
fn another_identity_has_another_client() {
    let mut other = code(&["a:read"]);
    other.identity = Some("other".to_owned());
    let checks = [issued(&[]), token_scopes(token(&["a:read"])), terraform(other)];
    assert!(!root(&checks).1.contains("main.tf"));
}

#[test]
fn drift_is_likely_at_most_and_agreement_rules_it_out() {
    let mut drifted = code(&["a:read"]);
    drifted.differences = vec![difference("grant", true, &[])];
    assert_eq!(sure("configuration-drift", &[issued(&[]), terraform(drifted)]), Some(Likely));
    let agreed = terraform(code(&["a:read"]));
    assert!(is_ruled_out("configuration-drift", &[issued(&[]), agreed, bare_post()]));
    assert_eq!(sure("configuration-drift", &[issued(&[]), bare_post()]), None);
}

#[test]
fn a_grant_in_code_is_shown_beside_its_refusal() {
    let mut other = code(&[]);
    other.grant = Some("CODE".to_owned());
    other.excerpts = vec![Excerpt {
        member: "grant".to_owned(),
        place: Source { file: std::sync::Arc::from("main.tf"), line: 3, column: 1 },
        text: "  authorized_grant_type = \"CODE\"\n".to_owned(),
    }];
    let refused =
        not_issued(&[], 400, "unauthorized_client", "client not authorized to use this grant");
    let found = finding("grant-not-allowed", &[refused, terraform(other)]);
    let changes = found.particulars.iter().find(|(name, _)| *name == "terraform_changes");
    assert_eq!(
        changes.expect("a change").1,
        json!([{
            "place": "main.tf, line 3",
            "now": ["  authorized_grant_type = \"CODE\""],
            "then": ["  authorized_grant_type = \"CLIENT-CREDENTIALS\""],
        }])
    );
}
