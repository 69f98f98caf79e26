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
