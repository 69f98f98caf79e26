//! Causes that a resource shows of itself when it is read: its state, its flow, who has a permission where. For
//! each a hit and its near miss.

use serde_json::json;

use super::*;
use crate::model::Confidence::{Confirmed, Likely};
use crate::model::*;

const API: &str = "https://api.mypurecloud.de/api/v2";

fn read(path: &str, status: u16, member: &str, shown: serde_json::Value) -> CheckResult {
    called("read", exchange(&format!("{API}{path}"), status)).mismatch(
        member,
        "equals",
        json!("Active"),
        shown,
    )
}

#[test]
fn a_state_that_the_resource_shows_itself() {
    let path = "/conversations/messaging/integrations/open/i-1";
    let sure = |status, member, shown: &str| {
        sure("resource-disabled", &[read(path, status, member, json!(shown))])
    };
    assert_eq!(sure(200, "body.status", "Inactive"), Some(Confirmed));
    assert_eq!(sure(200, "body.OAuthClient.state", "disabled"), Some(Confirmed));
    // It is on its way, it is another member, it was not read.
    assert_eq!(sure(200, "body.status", "Pending"), None);
    assert_eq!(sure(200, "body.name", "Inactive"), None);
    assert_eq!(sure(200, "headers.status", "Inactive"), None);
    assert_eq!(sure(403, "body.status", "Inactive"), None);
}

#[test]
fn a_recipient_that_names_no_flow() {
    let recipient = "/routing/message/recipients/i-1";
    let sure = |path, status, member, shown| {
        sure("recipient-without-flow", &[read(path, status, member, shown)])
    };
    assert_eq!(sure(recipient, 200, "body.flow.id", json!(null)), Some(Likely));
    assert_eq!(sure(recipient, 200, "body.flow", json!(null)), Some(Likely));
    // Another flow than was meant, another member, another resource, a recipient that was not read.
    assert_eq!(sure(recipient, 200, "body.flow.id", json!("f-2")), None);
    assert_eq!(sure(recipient, 200, "body.flowers", json!(null)), None);
    assert_eq!(sure("/routing/queues/q-1", 200, "body.flow.id", json!(null)), None);
    assert_eq!(sure(recipient, 404, "body.flow.id", json!(null)), None);
}

#[test]
fn a_list_that_leaves_out_the_queue_that_it_was_asked_for() {
    let seen = |id: &str, path: &str, status| {
        check(id).saw(Fact::Exchange(Box::new(exchange(&format!("{API}{path}"), status))))
    };
    let list = |shown| {
        let read = exchange(&format!("{API}/routing/queues/divisionviews?id=…"), 200);
        called("queue-search", read).mismatch("body.entities[0].id", "equals", json!("q-1"), shown)
    };
    let sure = |checks: &[CheckResult]| sure("division-missing", checks);
    let queue = "/routing/queues/q-1";
    let (read, refused) = (seen("queue-view", queue, 200), seen("queue-view", queue, 403).failed());
    let gone = seen("queue-view", queue, 404).failed();
    assert_eq!(sure(&[read.clone(), list(json!(null))]), Some(Likely));
    assert_eq!(sure(&[refused, list(json!(null))]), Some(Confidence::Possible));
    let page = list(json!(null)).mismatch("body.entities", "type", json!("list"), json!(null));
    assert_eq!(sure(&[read.clone(), page]), None);
    // There is no such queue, the list has another one, or it was not the list.
    assert_eq!(sure(&[gone, list(json!(null))]), None);
    assert_eq!(sure(&[read.clone(), list(json!("q-2"))]), None);
    let other = exchange(&format!("{API}/routing/queues"), 200);
    let other = called("queues", other).mismatch(
        "body.entities[0].id",
        "equals",
        json!("q-1"),
        json!(null),
    );
    assert_eq!(sure(&[read, other]), None);
}

#[test]
fn a_queue_that_nothing_sends_guests_to() {
    let tracking = "/architect/dependencytracking/consumingresources?id=…&objectType=…&resourceType=…&flowFilter=…";
    let recipients = "/routing/message/recipients?pageSize=100";
    let (ids, flows) = ("body.$['entities'][*]['id']", "body.$['entities'][*]['flow']['id']");
    let list = |id: &str, path: &str, status, matcher, place: &str| {
        called(id, exchange(&format!("{API}{path}"), status)).mismatch(
            place,
            matcher,
            json!(true),
            json!(null),
        )
    };
    let queue = || {
        let read = exchange(&format!("{API}/routing/queues/q-1"), 200);
        check("queue-view").saw(Fact::Exchange(Box::new(read)))
    };
    let sure = |checks: &[CheckResult]| {
        let all: Vec<CheckResult> = [queue()].into_iter().chain(checks.iter().cloned()).collect();
        self::sure("queue-without-guests", &all)
    };
    let no_flow = list("queue-flow", tracking, 200, "exists", ids);
    assert_eq!(sure(&[no_flow]), Some(Likely));
    // It was not let to ask, asked for something else than flows, or a page stood where the list is.
    assert_eq!(sure(&[list("queue-flow", tracking, 403, "exists", ids)]), None);
    let wide = tracking.split_once("&resourceType").expect("a part").0;
    assert_eq!(sure(&[list("consumers", wide, 200, "exists", ids)]), None);
    let page = list("queue-flow", tracking, 200, "exists", ids);
    let page = page.mismatch("body.entities", "type", json!("list"), json!(null));
    assert_eq!(sure(&[page]), None);
    // No queue was read, or there is none of that id: it may be the list of something else.
    let alone = list("queue-flow", tracking, 200, "exists", ids);
    assert_eq!(self::sure("queue-without-guests", std::slice::from_ref(&alone)), None);
    let gone = called("queue-view", exchange(&format!("{API}/routing/queues/q-1"), 404));
    assert_eq!(self::sure("queue-without-guests", &[gone, alone]), None);
    // A flow is there, and guests are sent to others.
    let found = || {
        let read = exchange(&format!("{API}{tracking}"), 200);
        check("queue-flow").saw(Fact::Exchange(Box::new(read)))
    };
    let elsewhere = || list("recipient-of-flow", recipients, 200, "contains_any", flows);
    assert_eq!(sure(&[found(), elsewhere()]), Some(Likely));
    // Nobody said which flows name the queue; or it is a recipient that has no flow at all.
    assert_eq!(sure(&[elsewhere()]), None);
    let one = list("recipient-flow", "/routing/message/recipients/i-1", 200, "exists", flows);
    assert_eq!(sure(&[found(), one]), None);
}

#[test]
fn a_permission_that_is_held_in_no_division() {
    let permitted =
        "/authorization/divisionspermitted/paged/me?permission=conversation:message:receive";
    let asked = |path: &str, status, shown| {
        sure("permission-missing", &[read(path, status, "body.entities", shown)])
    };
    assert_eq!(asked(permitted, 200, json!([])), Some(Confirmed));
    // It is held somewhere, the question was refused, or was another.
    assert_eq!(asked(permitted, 200, json!([{ "id": "d-1" }])), None);
    assert_eq!(asked(permitted, 200, json!(null)), None);
    assert_eq!(asked(permitted, 403, json!([])), None);
    assert_eq!(asked("/authorization/divisionspermitted/paged/me", 200, json!([])), None);
    assert_eq!(asked("/routing/queues?permission=a:b:c", 200, json!([])), None);
}

#[test]
fn scopes_of_which_one_is_enough() {
    let refused = |code: &str, message: &str| {
        let exchange = refusal(&format!("{API}/routing/queues/q-1"), 403, code, message);
        called("queue-view", exchange)
    };
    let words = "App not authorized to use scope [routing, routing:readonly]";
    let known = refused("app.not.authorized.for.scope", words);
    let Verdict::Finding(finding) = judge("scope-missing", &[known]) else { panic!("a finding") };
    assert_eq!(finding.confidence, Likely);
    assert!(finding.title.ends_with("none of routing and routing:readonly"), "{}", finding.title);
    let other = refused("missing.permissions", "You are missing: [routing:queue:view]");
    assert_eq!(sure("scope-missing", &[other]), None);
}

#[test]
fn a_token_of_a_users_grant_where_a_clients_is_demanded() {
    let me =
        |expected: &str, shown| {
            let check = called("token-of-client", exchange(&format!("{API}/tokens/me"), 200))
                .mismatch("body.OAuthClient.authorizedGrantType", "equals", json!(expected), shown);
            sure("actor-wrong", &[check])
        };
    assert_eq!(me("CLIENT-CREDENTIALS", json!("CODE")), Some(Likely));
    assert_eq!(me("CLIENT-CREDENTIALS", json!(null)), None);
    assert_eq!(me("CODE", json!("CLIENT-CREDENTIALS")), None);
    assert_eq!(me("CODE", json!("TOKEN")), None);
}

#[test]
fn what_one_pack_demands_of_its_token_is_not_said_of_another_packs_platform() {
    let mut scope = token_scopes(token(&["a:read"]));
    scope.pack = "gateway".to_owned();
    let refused = |pack: &str| {
        let url = format!("{API}/conversations/messages");
        let mut check = called("message", refusal(&url, 503, "service.unavailable", ""));
        check.pack = pack.to_owned();
        check
    };
    assert_eq!(sure("wrong-platform", &[refused("gateway"), scope.clone()]), Some(Confirmed));
    assert_eq!(sure("wrong-platform", &[refused("platform"), scope]), None);
}
