//! What a check of permissions computed tells the kinds of 403 apart; each hit beside its near misses.

use serde_json::json;

use super::*;
use crate::model::PermissionState::{Elsewhere, Held, Missing, Unavailable};
use crate::model::*;

/// A check of permissions in which each stands so. `demanded` is the path that was not met.
fn computed(demanded: &str, catalogue: bool, any: bool, states: &[PermissionState]) -> CheckResult {
    let need = |(n, state): (usize, &PermissionState)| PermissionNeed {
        permission: format!("routing:queue:p{n}"),
        state: *state,
        divisions: match state {
            Held | Elsewhere => vec!["Home".to_owned()],
            Missing | Unavailable => Vec::new(),
        },
        conditional: false,
    };
    let fact = PermissionsFact {
        identity: "client".to_owned(),
        from: GrantSource::Subject,
        application: Some(true),
        division: Some("d-1".to_owned()),
        catalogue_read: catalogue,
        operations: vec![OperationNeeds {
            call: "GET /api/v2/routing/queues/{queueId}".to_owned(),
            standing: Standing::Current,
            any,
            permissions: states.iter().enumerate().map(need).collect(),
            wants_actor: None,
        }],
        others: Vec::new(),
        unneeded: None,
    };
    let mut check = check("operations-permitted").saw(Fact::Permissions(Box::new(fact))).failed();
    check.mismatches = vec![Mismatch {
        path: format!("permissions.{demanded}"),
        matcher: "equals",
        expected: json!([]),
        actual: json!(["routing:queue:p0"]),
        source: check.source.clone(),
    }];
    check
}

fn found(id: &str, check: CheckResult) -> Option<Confidence> {
    match judge(id, &[check]) {
        Verdict::Finding(finding) => Some(finding.confidence),
        Verdict::Unknown | Verdict::RuledOut(_) => None,
    }
}

#[test]
fn each_kind_is_named_by_its_own_cause_and_by_no_other() {
    let causes = ["permission-missing", "division-missing", "licence-missing"];
    for (path, state, cause, sure) in [
        ("missing", Missing, "permission-missing", Confidence::Confirmed),
        ("elsewhere", Elsewhere, "division-missing", Confidence::Confirmed),
        ("unavailable", Unavailable, "licence-missing", Confidence::Likely),
    ] {
        for id in causes {
            let expected = (id == cause).then_some(sure);
            assert_eq!(found(id, computed(path, true, false, &[state])), expected, "{path} {id}");
        }
    }
}

#[test]
fn without_the_catalogue_a_permission_in_no_role_is_likely_only() {
    let check = computed("missing", false, false, &[Missing]);
    assert_eq!(found("permission-missing", check), Some(Confidence::Likely));
}

#[test]
fn one_that_is_held_is_enough_where_one_is_wanted() {
    let states = [Missing, Held];
    assert_eq!(found("permission-missing", computed("missing", true, true, &states)), None);
    assert!(found("permission-missing", computed("missing", true, false, &states)).is_some());
    // The nearest of several is what to cure.
    let both = || computed("elsewhere", true, true, &[Missing, Elsewhere]);
    assert_eq!(found("permission-missing", both()), None);
    assert_eq!(found("division-missing", both()), Some(Confidence::Confirmed));
}

#[test]
fn a_check_that_demands_something_else_is_not_explained() {
    assert_eq!(found("permission-missing", computed("unneeded", true, false, &[Missing])), None);
}

/// A check of permissions with one operation that stands so, or wants this kind of token.
fn listed(demanded: &str, standing: Standing, wants: Option<&str>) -> CheckResult {
    let mut check = computed(demanded, true, false, &[Held]);
    if let Some(Fact::Permissions(fact)) = check.facts.first_mut() {
        fact.application = wants.map(|wants| wants == "user");
        fact.operations[0].standing = standing;
        fact.operations[0].wants_actor = wants.map(str::to_owned);
    }
    check
}

#[test]
fn a_token_of_the_wrong_kind_is_the_actor() {
    for (wants, title) in
        [("user", "a token of a user"), ("application", "a token of an application")]
    {
        let checks = [listed("wrong_kind", Standing::Current, Some(wants))];
        let named = diagnose(&checks).root.expect("named");
        assert_eq!(
            (named.cause.as_str(), named.confidence),
            ("actor-wrong", Confidence::Confirmed)
        );
        assert!(named.title.contains(title), "{}", named.title);
        assert!(named.remedies.iter().any(|one| one.id == "use-right-actor"));
    }
    // The right kind; and a check that demands something else.
    assert_eq!(found("actor-wrong", listed("wrong_kind", Standing::Current, None)), None);
    assert_eq!(found("actor-wrong", listed("unneeded", Standing::Current, Some("user"))), None);
    // Beside an answer that says the same of a call it explains both.
    let answer = post(400, "not.a.user", "This request requires a user context.");
    let checks = [answer, listed("wrong_kind", Standing::Current, Some("user"))];
    let named = diagnose(&checks).root.expect("named");
    assert_eq!((named.cause.as_str(), named.explains.len()), ("actor-wrong", 2));
}

#[test]
fn an_operation_that_is_not_there_is_the_address() {
    let sure = |standing| found("request-address-wrong", listed("unknown", standing, None));
    assert_eq!(sure(Standing::Removed), Some(Confidence::Confirmed));
    // The definition is of a day.
    assert_eq!(sure(Standing::Unknown), Some(Confidence::Likely));
    assert_eq!(sure(Standing::Deprecated), None);
    assert_eq!(sure(Standing::Current), None);
    let other = listed("unneeded", Standing::Unknown, None);
    assert_eq!(found("request-address-wrong", other), None);
}
