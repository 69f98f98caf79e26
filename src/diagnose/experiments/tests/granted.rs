//! The experiment that asks what the caller may do: when it is asked for, and what is made of it.

use super::*;

const VIEW: &str = "routing:queue:view";
const SEARCH: &str = "routing:queue:search";

/// A read of a queue, refused for want of this.
fn refused_at(host: &str, code: &str, named: &str) -> [CheckResult; 1] {
    let url = format!("https://{host}/api/v2/routing/queues/q-1");
    let words = format!("You are missing the following permission(s): [{named}]");
    [called("queue-view", refusal(&url, 403, code, &words))]
}

fn refused(named: &str) -> [CheckResult; 1] {
    refused_at("api.mypurecloud.com", "missing.permissions", named)
}

fn need(permission: &str, state: PermissionState, conditional: bool) -> PermissionNeed {
    let (permission, divisions) = (permission.to_owned(), Vec::new());
    PermissionNeed { permission, state, divisions, conditional }
}

/// What the platform said: of what the call needs, and of what the refusal names beside.
fn told(
    checks: &[CheckResult],
    needed: (PermissionState, bool),
    named: Option<(PermissionState, bool)>,
) -> ExperimentResult {
    let fact = PermissionsFact {
        identity: "service".to_owned(),
        from: GrantSource::Subject,
        application: None,
        division: None,
        catalogue_read: true,
        operations: vec![OperationNeeds {
            call: "GET /api/v2/routing/queues/{queueId}".to_owned(),
            standing: Standing::Current,
            any: false,
            permissions: vec![need(VIEW, needed.0, needed.1)],
            wants_actor: None,
        }],
        others: named.into_iter().map(|(state, under)| need(SEARCH, state, under)).collect(),
        unneeded: None,
    };
    let asked = exchange("https://api.mypurecloud.com/api/v2/authorization/subjects/me", 200);
    let facts = vec![self::fact(asked), Fact::Permissions(Box::new(fact))];
    made("own-grants", checks, &[], facts)
}

fn named(checks: &[CheckResult], told: ExperimentResult) -> (String, Confidence) {
    let root = diagnose(checks, &[told]).root.expect("named");
    (root.cause, root.confidence)
}

#[test]
fn it_is_asked_for_where_a_refusal_names_permissions_and_the_definition_knows_the_call() {
    // The cause is proven, and what cures it is not: this alone is asked for.
    let checks = refused(VIEW);
    assert_eq!(kinds(&checks, &[]), ["own-grants"]);
    let asked = ask(&checks, &[]).into_iter().next().expect("asked for");
    let Act::ReadGrants { identity, api, operations, permissions } = &asked.act else {
        panic!("{:?}", asked.act)
    };
    assert_eq!((identity.as_str(), api.as_str()), ("service", "https://api.mypurecloud.com"));
    assert_eq!(operations, &["GET /api/v2/routing/queues/{queueId}"]);
    assert!(permissions.is_empty(), "{permissions:?}");
    let other = ask(&refused(SEARCH), &[]);
    let other = other.iter().find(|one| one.kind == "own-grants").expect("asked for");
    let Act::ReadGrants { permissions, .. } = &other.act else { panic!("{:?}", other.act) };
    assert_eq!(permissions, &[SEARCH]);
    // Another API; a division; no reason; a token of nobody; grants that were read before.
    assert!(!asks("own-grants", &refused_at("api.example", "missing.permissions", VIEW)));
    let host = "api.mypurecloud.com";
    assert!(!asks("own-grants", &refused_at(host, "missing.division.permission", VIEW)));
    let url = format!("https://{host}/api/v2/routing/queues/q-1");
    let words = "You are not authorized to perform the requested action.";
    assert!(!asks("own-grants", &[called("x", refusal(&url, 403, "not.authorized", words))]));
    let mut nobody = refused(VIEW);
    if let Some(Fact::Exchange(exchange)) = nobody[0].facts.first_mut() {
        exchange.identity = None;
    }
    assert!(!asks("own-grants", &nobody));
    let done = told(&checks, (PermissionState::Missing, false), None);
    assert_eq!(kinds(&checks, &[done]), [""; 0]);
    let limited = [refused(VIEW)[0].clone(), called("x", exchange("https://api.example/", 429))];
    assert!(!asks("own-grants", &limited));
}

#[test]
fn what_the_platform_says_decides_what_cures_it() {
    use PermissionState::{Held, Missing, Unavailable};
    let right = refused(VIEW);
    let of = |state, conditional| named(&right, told(&right, (state, conditional), None));
    assert_eq!(of(Missing, false), ("queue-forbidden".to_owned(), Confidence::Confirmed));
    assert_eq!(of(Unavailable, false), ("licence-missing".to_owned(), Confidence::Likely));
    // It is there after all, or under a condition: the refusal proves no lack.
    assert_eq!(of(Held, false), ("queue-forbidden".to_owned(), Confidence::Likely));
    assert_eq!(of(Held, true), ("queue-forbidden".to_owned(), Confidence::Likely));

    let wrong = refused(SEARCH);
    let of = |needed, named_too: (PermissionState, bool)| {
        named(&wrong, told(&wrong, (needed, false), Some(named_too)))
    };
    let misnamed = "permission-misnamed".to_owned();
    assert_eq!(of(Missing, (Held, false)), (misnamed, Confidence::Confirmed));
    // What the call needs cannot be granted: no role cures it, whatever is named.
    assert_eq!(of(Unavailable, (Held, false)), ("licence-missing".to_owned(), Confidence::Likely));
    for (needed, named_too) in
        [(Missing, (Held, true)), (Missing, (Missing, false)), (Held, (Held, false))]
    {
        let (cause, _) = of(needed, named_too);
        assert_eq!(cause, "queue-forbidden", "{needed:?} {named_too:?}");
    }
}

#[test]
fn one_that_was_not_made_says_nothing() {
    let checks = refused(SEARCH);
    let told =
        told(&checks, (PermissionState::Missing, false), Some((PermissionState::Held, false)));
    let not_made = ExperimentResult { ran: false, ..told };
    assert_eq!(named(&checks, not_made), ("queue-forbidden".to_owned(), Confidence::Likely));
}
