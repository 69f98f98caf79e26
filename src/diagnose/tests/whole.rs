//! Whole runs: what is named first, what is explained, what is ruled out, what would tell more.

use super::*;
use crate::model::*;

fn ruled_out(diagnosis: &Diagnosis) -> Vec<&str> {
    diagnosis.ruled_out.iter().map(|one| one.cause.as_str()).collect()
}

#[test]
fn a_healthy_run_names_nothing() {
    let healthy = [
        issued(&[]),
        token_read(token(&["conversation:read"])),
        verified(),
        good_clock(),
        queue_passed(),
    ];
    assert_eq!(diagnose(&healthy), Diagnosis::default());
    assert_eq!(diagnose(&[]), Diagnosis::default());
}

#[test]
fn the_run_of_the_thread() {
    let checks = [
        issued(&[]),
        token_scopes(token(&["conversation:read", "conversation:write", "guest:access"])),
        verified(),
        good_clock(),
        queue_passed(),
        bare_post(),
    ];
    let diagnosis = diagnose(&checks);
    assert_eq!(root(&diagnosis), Some(("scope-missing", Confidence::Likely)));
    let root = diagnosis.root.as_ref().expect("named");
    assert_eq!(root.explains, ["token-scopes", "message-post"]);
    assert_eq!(
        root.remedies.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(),
        ["add-oauth-scope"]
    );
    let others: Vec<_> = diagnosis.others.iter().map(|one| one.cause.as_str()).collect();
    assert_eq!(others, ["scope-not-requested"]);
    assert_eq!(
        diagnosis.next.as_deref(),
        Some(
            "request a token with scope=webchat:guest:write: issued means scope-not-requested; refused or dropped means scope-missing"
        )
    );
    assert!(ruled_out(&diagnosis).contains(&"queue-forbidden"));
    assert!(diagnosis.unexplained.is_empty());
}

#[test]
fn the_answer_of_the_thread_alone_names_nothing() {
    let diagnosis = diagnose(&[issued(&[]), good_clock(), queue_passed(), bare_post()]);
    assert_eq!(root(&diagnosis), None);
    assert_eq!(diagnosis.unexplained, ["message-post"]);
    assert!(diagnosis.next.is_some_and(|next| next.contains("without the Authorization header")));
    assert_eq!(root(&diagnose(&[bare_post()])), None);
}

#[test]
fn a_pack_remedy_is_offered_where_no_cause_was_named() {
    let mut post = bare_post();
    post.remedies = vec!["add-oauth-scope".to_owned(), "no-such-remedy".to_owned()];
    let diagnosis = diagnose(&[post]);
    let ids: Vec<_> = diagnosis.remedies.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, ["add-oauth-scope"]);
}

#[test]
fn what_is_held_up_is_explained_by_what_holds_it_up() {
    let checks = [
        not_issued(&[], 401, "invalid_client", ""),
        blocked("token-scopes", "token-fetch"),
        blocked("message-post", "token-scopes"),
    ];
    let diagnosis = diagnose(&checks);
    assert_eq!(root(&diagnosis), Some(("client-secret-wrong", Confidence::Likely)));
    let explains = &diagnosis.root.as_ref().expect("named").explains;
    assert_eq!(explains, &["token-fetch", "token-scopes", "message-post"]);
    assert!(diagnosis.next.is_some());
}

#[test]
fn a_failure_outranks_a_warning_and_both_are_named() {
    let checks = [
        issued(&[SCOPE]),
        token_scopes(token(&["a"])),
        clock("api.example", -90.0, -89.0),
        bare_post(),
    ];
    let diagnosis = diagnose(&checks);
    assert_eq!(root(&diagnosis), Some(("scope-missing", Confidence::Likely)));
    let others: Vec<_> = diagnosis.others.iter().map(|one| one.cause.as_str()).collect();
    assert_eq!(others, ["clock-wrong"]);
    assert!(ruled_out(&diagnosis).contains(&"scope-not-requested"));
    assert!(diagnosis.next.is_some_and(|next| next.contains("another reason")));
}

#[test]
fn independent_causes_are_both_named() {
    let guest = check("guest-context").saw(token_fact(token(&["a"]))).mismatch(
        "claims.guest_id",
        "exists",
        serde_json::json!(true),
        serde_json::json!(null),
    );
    let checks =
        [issued(&[SCOPE]), token_scopes(token(&["a"])), guest, queue(404, "not.found", "")];
    let diagnosis = diagnose(&checks);
    let mut named: Vec<_> = diagnosis.others.iter().map(|one| one.cause.as_str()).collect();
    named.extend(diagnosis.root.as_ref().map(|root| root.cause.as_str()));
    named.sort_unstable();
    assert_eq!(named, ["guest-context-missing", "queue-not-found", "scope-missing"]);
}

#[test]
fn a_wrong_clock_takes_the_expired_token_with_it() {
    // By the API's clock the token ended an hour ago; by this machine's and the issuer's it lives.
    let mut short = token(&[SCOPE]);
    short.expires_at = now().checked_add(jiff::SignedDuration::from_mins(10)).ok();
    short.lifetime = Some(600.0);
    let checks = [
        issued(&[]),
        token_read(short),
        clock("api.example", -3601.0, -3600.0),
        post(401, "invalid_token", "The token is expired"),
    ];
    let diagnosis = diagnose(&checks);
    assert_eq!(root(&diagnosis), Some(("clock-wrong", Confidence::Confirmed)));
    assert!(diagnosis.others.is_empty(), "{:?}", diagnosis.others);
    assert!(diagnosis.unexplained.is_empty());
}

/// The pack of the thread at a genuine host of the platform: no remedy that cannot work there.
#[test]
fn a_genuine_platform_is_told_from_a_gateway() {
    let mut request = token_request(&[]);
    request.issued = false;
    request.exchange =
        refusal("https://api.mypurecloud.com/api/v2/oauth/token", 404, "not.found", "");
    let mut fetch = check("token-fetch").saw(Fact::TokenRequest(Box::new(request))).failed();
    let url = "https://api.mypurecloud.com/api/v2/conversations/messages";
    let mut post = called(
        "message-post",
        refusal(url, 400, "queue.address.required", "The queue or the address is required"),
    );
    post.remedies = vec!["add-oauth-scope".to_owned()];
    fetch.pack = "guest-api".to_owned();
    post.pack = "guest-api".to_owned();
    let diagnosis = diagnose(&[fetch, post]);
    assert_eq!(root(&diagnosis), Some(("wrong-platform", Confidence::Confirmed)));
    assert!(diagnosis.others.is_empty(), "{:?}", diagnosis.others);
    let root = diagnosis.root.as_ref().expect("named");
    assert_eq!(root.remedies.len(), 1);
    assert!(root.remedies[0].text.contains("https://login.mypurecloud.com/oauth/token"));
    let all = diagnosis.remedies.iter().chain(&root.remedies);
    for one in all {
        let works = crate::remedy::find(&one.id)
            .is_some_and(|remedy| remedy.works_on(Some("genesys-cloud")));
        assert!(works, "{}", one.id);
    }
}

#[test]
fn the_same_checks_give_the_same_words() {
    let checks = [issued(&[]), token_scopes(token(&["a"])), good_clock(), bare_post()];
    assert_eq!(diagnose(&checks), diagnose(&checks));
}

#[test]
fn what_a_genuine_platform_refuses_for_a_reason_of_its_own_is_named_as_well() {
    let mut fetch = issued(&[]);
    let scopes = token_scopes(token(&["a"]));
    let url = "https://api.mypurecloud.com/api/v2/routing/queues/q-1";
    let words = "You are missing the following permission(s): [routing:queue:view]";
    let mut queue = called("queue-permission", refusal(url, 403, "missing.permissions", words));
    let mut skewed = clock("api.mypurecloud.com", 90.0, 91.0);
    let mut kind = scopes;
    for check in [&mut fetch, &mut queue, &mut skewed, &mut kind] {
        check.pack = "guest-api".to_owned();
    }
    let diagnosis = diagnose(&[fetch, kind, queue, skewed]);
    let named: Vec<_> =
        diagnosis.root.iter().chain(&diagnosis.others).map(|one| one.cause.as_str()).collect();
    assert_eq!(named, ["wrong-platform", "queue-forbidden", "clock-wrong"]);
    let explains = &diagnosis.root.as_ref().expect("named").explains;
    assert_eq!(explains, &["token-scopes"]);
}

#[test]
fn one_node_of_several_refuses() {
    let signature = "The signature of the access token could not be verified";
    let checks = [issued(&[]), verified(), queue_passed(), post(401, "invalid_token", signature)];
    let diagnosis = diagnose(&checks);
    assert_eq!(root(&diagnosis), Some(("cluster-disagrees", Confidence::Likely)));
    assert!(diagnosis.others.is_empty());
    assert!(ruled_out(&diagnosis).contains(&"signing-key-stale"));
    assert!(diagnosis.next.is_some());
}
