//! What the definition of the API and the caller's grants say of a refusal that names a permission; each hit beside
//! its near misses.

use super::*;
use crate::model::*;

const GENESYS: &str = "https://api.mypurecloud.com/api/v2";
const MISSING: &str =
    "Unable to perform the requested action. You are missing the following permission(s): ";

/// A read of a queue that was refused for want of these permissions.
fn refused_at(host: &str, named: &str) -> CheckResult {
    let words = format!("{MISSING}[{named}]");
    let exchange =
        refusal(&format!("{host}/routing/queues/q-1"), 403, "missing.permissions", &words);
    called("queue-view", exchange)
}

fn refused(named: &str) -> CheckResult {
    refused_at(GENESYS, named)
}

/// A call that was served with the same token.
fn served(path: &str) -> CheckResult {
    let exchange = exchange(&format!("{GENESYS}/{path}"), 200);
    check("queue-search").saw(Fact::Exchange(Box::new(exchange)))
}

/// What a check computed of permissions: each with how it stands, and whether under a condition alone.
fn computed(identity: &str, states: &[(&str, PermissionState, bool)]) -> CheckResult {
    let need = |(permission, state, conditional): &(&str, PermissionState, bool)| PermissionNeed {
        permission: (*permission).to_owned(),
        state: *state,
        divisions: Vec::new(),
        conditional: *conditional,
    };
    let fact = PermissionsFact {
        identity: identity.to_owned(),
        from: GrantSource::Subject,
        application: Some(true),
        division: None,
        catalogue_read: true,
        operations: vec![OperationNeeds {
            call: "GET /api/v2/routing/queues/{queueId}".to_owned(),
            standing: Standing::Current,
            any: false,
            permissions: states.iter().map(need).collect(),
            wants_actor: None,
        }],
        others: Vec::new(),
        unneeded: Some(Vec::new()),
    };
    check("operations-permitted").saw(Fact::Permissions(Box::new(fact)))
}

const VIEW: &str = "routing:queue:view";
const SEARCH: &str = "routing:queue:search";

use PermissionState::{Held, Missing};

#[test]
fn a_refusal_that_names_what_the_call_needs_is_right() {
    for checks in [
        vec![refused(VIEW)],
        vec![refused(VIEW), served("routing/queues/divisionviews")],
        vec![refused("routing:queue:view, routing:queue:search")],
        vec![refused("Routing:Queue:View")],
        vec![refused("routing:*:view")],
        vec![refused("")],
    ] {
        assert_eq!(sure("permission-misnamed", &checks), None);
        assert_eq!(sure("queue-forbidden", &checks), Some(Confidence::Confirmed));
    }
}

#[test]
fn by_the_definition_alone_another_name_is_possible_only() {
    let checks = [refused(SEARCH)];
    assert_eq!(sure("permission-misnamed", &checks), Some(Confidence::Possible));
    // What the refusal says stays the better guess, and is proof no more.
    assert_eq!(root(&diagnose(&checks)), Some(("queue-forbidden", Confidence::Likely)));
    let others = diagnose(&checks).others;
    assert!(others.iter().any(|one| one.cause == "permission-misnamed"), "{others:?}");
    // Nobody else's API has this definition, and a call that it does not know says nothing.
    let elsewhere = [refused_at("https://api.example/api/v2", SEARCH)];
    assert_eq!(sure("permission-misnamed", &elsewhere), None);
    let unknown = refusal(
        &format!("{GENESYS}/routing/nothing/q-1"),
        403,
        "missing.permissions",
        &format!("{MISSING}[{SEARCH}]"),
    );
    assert_eq!(sure("permission-misnamed", &[called("x", unknown)]), None);
    // Nor a call that by its definition needs none.
    let open = refusal(
        &format!("{GENESYS}/tokens/me"),
        403,
        "missing.permissions",
        &format!("{MISSING}[{SEARCH}]"),
    );
    assert_eq!(sure("permission-misnamed", &[called("x", open)]), None);
}

#[test]
fn what_another_call_was_served_for_is_likely_held() {
    let checks = [refused(SEARCH), served("routing/queues/divisionviews")];
    let named = diagnose(&checks).root.expect("named");
    assert_eq!(
        (named.cause.as_str(), named.confidence),
        ("permission-misnamed", Confidence::Likely)
    );
    let remedy = &named.remedies[0];
    assert!(remedy.title.contains(VIEW) && !remedy.title.contains(SEARCH), "{remedy:?}");
    assert!(remedy.text.contains("2026-07-19") && remedy.text.contains(SEARCH), "{remedy:?}");
    // Another call, another caller, or one that wants one of several, shows nothing.
    let mut of_another = exchange(&format!("{GENESYS}/routing/queues/divisionviews"), 200);
    of_another.identity = Some("somebody".to_owned());
    let of_another = check("x").saw(Fact::Exchange(Box::new(of_another)));
    for near in [served("routing/queues/me"), served("routing/queues/q-1/members"), of_another] {
        let checks = [refused(SEARCH), near];
        assert_eq!(sure("permission-misnamed", &checks), Some(Confidence::Possible));
    }
}

#[test]
fn grants_that_hold_what_is_named_and_lack_what_is_needed_prove_it() {
    let lacks =
        |identity: &str| computed(identity, &[(VIEW, Missing, false), (SEARCH, Held, false)]);
    let checks = [refused(SEARCH), lacks("service")];
    let diagnosis = diagnose(&checks);
    assert_eq!(root(&diagnosis), Some(("permission-misnamed", Confidence::Confirmed)));
    assert!(diagnosis.others.is_empty(), "{:?}", diagnosis.others);
    // Of another identity; under a condition; both lacking; neither lacking.
    assert_eq!(
        sure("permission-misnamed", &[refused(SEARCH), lacks("somebody")]),
        Some(Confidence::Possible)
    );
    for (states, expected) in [
        ([(VIEW, Missing, false), (SEARCH, Held, true)], Some(Confidence::Possible)),
        ([(VIEW, Missing, false), (SEARCH, Missing, false)], None),
        ([(VIEW, Held, false), (SEARCH, Held, false)], None),
    ] {
        let checks = [refused(SEARCH), computed("service", &states)];
        assert_eq!(sure("permission-misnamed", &checks), expected, "{states:?}");
    }
}

#[test]
fn a_refusal_for_the_division_is_none_that_misnames() {
    let words =
        format!("You are missing the following permission '{SEARCH}' in the provided division(s).");
    let exchange = refusal(
        &format!("{GENESYS}/routing/queues/q-1"),
        403,
        "missing.division.permission",
        &words,
    );
    let checks = [called("queue-view", exchange), served("routing/queues/divisionviews")];
    assert_eq!(sure("permission-misnamed", &checks), None);
    let named = diagnose(&checks).root.expect("named");
    assert_eq!(named.cause, "division-missing");
    // What the call needs is said all the same.
    assert!(named.remedies[0].text.contains(VIEW), "{:?}", named.remedies);
}

#[test]
fn a_condition_of_the_role_takes_the_proof_away_and_is_said() {
    let cause = |states: &[(&str, PermissionState, bool)]| {
        let checks = [refused(VIEW), computed("service", states)];
        diagnose(&checks).root.expect("named")
    };
    let plain = cause(&[(VIEW, Missing, false)]);
    assert_eq!(
        (plain.cause.as_str(), plain.confidence),
        ("queue-forbidden", Confidence::Confirmed)
    );
    for (states, word) in
        [([(VIEW, Held, true)], "condition"), ([(VIEW, Held, false)], "granted since")]
    {
        let named = cause(&states);
        assert_eq!(
            (named.cause.as_str(), named.confidence),
            ("queue-forbidden", Confidence::Likely)
        );
        let said = named.because.iter().any(|because| match because {
            Because::Check { text, .. } => text.contains(word),
            Because::Experiment { .. } => false,
        });
        assert!(said, "{word}: {:?}", named.because);
        let remedy = named.remedies.iter().any(|one| one.text.contains("under a condition"));
        assert_eq!(remedy, states[0].2, "{:?}", named.remedies);
    }
}

#[test]
fn one_of_several_is_said_to_be_enough() {
    let exchange = refusal(
        &format!("{GENESYS}/routing/queues/q-1/members"),
        403,
        "missing.any.permissions",
        "You must have at least one of the following permissions assigned: [routing:queue:view]",
    );
    let named = diagnose(&[called("members", exchange)]).root.expect("named");
    let text = &named.remedies[0].text;
    assert!(
        text.contains("one of `routing:queue:edit`") || text.contains("needs one of"),
        "{text}"
    );
}

const GUESTS: &str = "webchat/guest/conversations/c-1/members";

/// A call that was refused as the platform refuses a token that it does not know, sent with one of this kind.
fn refused_with(method: &str, path: &str, kind: TokenKind, code: &str) -> [CheckResult; 1] {
    let url = format!("{GENESYS}/{path}");
    let mut exchange = refusal(&url, 401, code, "Invalid login credentials.");
    exchange.method = method.to_owned();
    let token = TokenFact { kind, scopes: None, ..token(&[]) };
    [called("call", exchange).saw(token_fact(token))]
}

#[test]
fn a_token_of_the_platform_is_no_guests_and_a_guests_is_none_of_the_platform() {
    use TokenKind::{Jwe, Jwt, Opaque};
    for (method, path, kind, code, expected) in [
        ("GET", GUESTS, Opaque, "bad.credentials", Some(Confidence::Likely)),
        ("GET", "webmessaging/messages", Opaque, "bad.credentials", Some(Confidence::Likely)),
        ("GET", "users/me", Jwt, "bad.credentials", Some(Confidence::Likely)),
        // Each with its own; what cannot be read; a call without a credential; one that nobody knows.
        ("GET", GUESTS, Jwt, "bad.credentials", None),
        ("GET", "users/me", Opaque, "bad.credentials", None),
        ("GET", GUESTS, Jwe, "bad.credentials", None),
        ("POST", "webchat/guest/conversations", Opaque, "bad.credentials", None),
        ("GET", "nothing/there", Jwt, "bad.credentials", None),
        // It says something else.
        ("GET", GUESTS, Opaque, "ip.not.authorized", None),
        ("GET", GUESTS, Opaque, "credentials.expired", None),
    ] {
        let checks = refused_with(method, path, kind, code);
        let label = format!("{method} {path} {kind:?} {code}");
        assert_eq!(sure("credential-kind-wrong", &checks), expected, "{label}");
        if expected.is_some() {
            let named = diagnose(&checks).root.expect("named");
            assert_eq!(named.cause, "credential-kind-wrong", "{label}");
            let remedy = &named.remedies[0].text;
            assert!(remedy.contains("opaque access token"), "{remedy}");
        }
    }
}

#[test]
fn a_token_that_was_pasted_counts_and_a_masked_one_says_nothing() {
    let of = |kind: CredentialKind| {
        let mut exchange = refusal(
            &format!("{GENESYS}/{GUESTS}"),
            401,
            "bad.credentials",
            "Invalid login credentials.",
        );
        exchange.identity = None;
        exchange.sent = Some(Box::new(Sent {
            credentials: vec![SentCredential {
                place: CredentialPlace::Authorization,
                scheme: Some("Bearer".to_owned()),
                kind,
                flaws: Vec::new(),
            }],
            ..Sent::default()
        }));
        sure("credential-kind-wrong", &[called("call", exchange)])
    };
    assert_eq!(of(CredentialKind::Opaque), Some(Confidence::Likely));
    assert_eq!(of(CredentialKind::Jwt), None);
    assert_eq!(of(CredentialKind::Masked), None);
}
