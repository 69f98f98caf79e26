//! The platform as a client sees it, held to the API definition.

use serde_json::{Value, json};

use super::super::testing::{FORM, GRANT, basic, own_basic, send, with_faults};
use super::super::world::{CLIENT_ID, CLIENT_SECRET};
use super::address::Region;
use super::objects::{DEPLOYMENT_ID, FLOW_ID, INTEGRATION_ID, QUEUE_ID, SALES_QUEUE_ID};
use super::testing::{api, ask, hold, login, token};
use crate::sim::Simulator;

const INBOUND: &str =
    "/api/v2/conversations/messages/6fd20c94-b7a1-4e35-8c02-9d4f1e5b7a68/inbound/open/message";

fn message() -> Value {
    let from = json!({ "id": "guest-1", "idType": "Opaque", "nickname": "Ada" });
    json!({ "channel": { "from": from, "time": "2026-11-22T10:00:00.000Z" }, "text": "Hello" })
}

/// What the login host refuses is flat, and says everything twice.
fn refused(reply: &super::super::testing::Reply) -> (u16, String, String) {
    let body = reply.json();
    assert_eq!(body["description"], body["error_description"]);
    assert!(body["code"].is_null());
    let (error, words) = reply.error();
    (reply.status, error, words)
}

#[tokio::test]
async fn the_login_host_takes_the_client_in_a_header_and_in_the_form() {
    let simulator = with_faults(&[]).await;
    let form = format!("{GRANT}&client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}");
    let in_form = ask(&simulator, "POST", "/login/oauth/token", &[FORM], &form).await;
    let in_header = login(&simulator, Region::North, &own_basic(), GRANT).await;
    for reply in [in_form, in_header] {
        assert_eq!(reply.status, 200, "{}", reply.body);
        let body = reply.json();
        assert_eq!((&body["token_type"], &body["expires_in"]), (&json!("bearer"), &json!(86_399)));
        assert_eq!(
            body.as_object().map(serde_json::Map::len),
            Some(3),
            "no scope, no refresh token"
        );
        assert_eq!(body["access_token"].as_str().map(str::len), Some(86));
        assert_eq!(reply.header("cache-control"), Some("no-cache, no-store, must-revalidate"));
        assert!(reply.header("inin-correlation-id").is_some());
    }
}

#[tokio::test]
async fn the_login_host_refuses_in_its_own_words() {
    let simulator = with_faults(&[]).await;
    let failed = |status| (status, "invalid_client".to_owned(), "authentication failed".to_owned());
    let unknown = (400, "invalid_client".to_owned(), "client not found".to_owned());
    let wrong = basic(CLIENT_ID, "wrong");
    assert_eq!(refused(&login(&simulator, Region::North, &wrong, GRANT).await), failed(401));
    let nobody = basic("nobody", CLIENT_SECRET);
    assert_eq!(refused(&login(&simulator, Region::North, &nobody, GRANT).await), unknown);
    // The right client at another region's host sounds like a wrong secret.
    assert_eq!(refused(&login(&simulator, Region::South, &own_basic(), GRANT).await), failed(400));
    for (form, error) in [
        ("", "invalid_request"),
        ("grant_type=magic", "unsupported_grant_type"),
        ("grant_type=authorization_code&code=x", "unauthorized_client"),
    ] {
        let (status, said, _) =
            refused(&login(&simulator, Region::North, &own_basic(), form).await);
        assert_eq!((status, said.as_str()), (400, error), "{form}");
    }
    let own = own_basic();
    let json = [super::super::testing::JSON, ("authorization", own.as_str())];
    let body = r#"{"grant_type":"client_credentials"}"#;
    let reply = ask(&simulator, "POST", "/login/oauth/token", &json, body).await;
    assert_eq!(refused(&reply).0, 400);
    assert_eq!(ask(&simulator, "GET", "/login/oauth/token", &[], "").await.status, 405);
    for path in ["/login/", "/login/.well-known/openid-configuration", "/apps/"] {
        assert_eq!(ask(&simulator, "GET", path, &[], "").await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_host_leads_to_the_same_place_as_a_path() {
    let simulator = with_faults(&[]).await;
    let address = simulator.url().trim_start_matches("http://").to_owned();
    let mut stream = tokio::net::TcpStream::connect(&address).await.expect("it listens");
    let request =
        "GET /api/v2/date HTTP/1.1\r\nhost: api.north.genesys.test\r\nconnection: close\r\n\r\n";
    tokio::io::AsyncWriteExt::write_all(&mut stream, request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    tokio::io::AsyncReadExt::read_to_string(&mut stream, &mut answer).await.expect("an answer");
    assert!(answer.contains(r#""code":"authentication.required""#), "{answer}");
    let guest = send(&simulator, "GET", "/api/v2/tokens/me", &[], "").await;
    assert_eq!(
        guest.header("inin-correlation-id"),
        None,
        "without such a host it is the guest API"
    );
}

#[tokio::test]
async fn every_answer_fits_the_schema_of_the_api_definition() {
    let simulator = with_faults(&[]).await;
    let token = token(&simulator).await;
    for (path, schema) in [
        ("/api/v2/tokens/me".to_owned(), "TokenInfo"),
        ("/api/v2/organizations/me".to_owned(), "Organization"),
        ("/api/v2/authorization/subjects/me".to_owned(), "AuthzSubject"),
        (format!("/api/v2/authorization/subjects/{CLIENT_ID}"), "AuthzSubject"),
        ("/api/v2/authorization/divisions/home".to_owned(), "AuthzDivision"),
        (format!("/api/v2/oauth/clients/{CLIENT_ID}"), "OAuthClient"),
        ("/api/v2/oauth/scopes".to_owned(), "OAuthScopeListing"),
        ("/api/v2/routing/queues".to_owned(), "QueueEntityListing"),
        (format!("/api/v2/routing/queues/{QUEUE_ID}"), "Queue"),
        (format!("/api/v2/routing/message/recipients/{INTEGRATION_ID}"), "Recipient"),
        (format!("/api/v2/webdeployments/deployments/{DEPLOYMENT_ID}"), "WebDeployment"),
        (
            format!("/api/v2/conversations/messaging/integrations/open/{INTEGRATION_ID}"),
            "OpenIntegration",
        ),
    ] {
        let reply = api(&simulator, "GET", &path, &token, "").await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        hold(schema, &reply.json());
    }
    for (path, schema) in [
        ("/api/v2/authorization/permissions", "DomainPermissionCollection"),
        ("/api/v2/authorization/divisions", "AuthzDivision"),
        (
            "/api/v2/authorization/divisionspermitted/paged/me?permission=routing:queue:view",
            "AuthzDivision",
        ),
        ("/api/v2/authorization/roles", "AuthzGrantRole"),
        ("/api/v2/routing/message/recipients", "Recipient"),
        ("/api/v2/webdeployments/deployments", "WebDeployment"),
        ("/api/v2/routing/queues/divisionviews", "Queue"),
    ] {
        let reply = api(&simulator, "GET", path, &token, "").await;
        let body = reply.json();
        let entities = body["entities"].as_array().expect("a list").clone();
        assert!(!entities.is_empty(), "{path}");
        assert_eq!(body["total"], entities.len());
        entities.iter().for_each(|one| hold(schema, one));
    }
    for (path, status) in [
        (format!("/api/v2/flows/{FLOW_ID}"), 200),
        ("/api/v2/organizations/ipaddressauthentication".to_owned(), 200),
        ("/api/v2/date".to_owned(), 200),
        (format!("/api/v2/flows/{QUEUE_ID}"), 404),
        ("/api/v2/nothing".to_owned(), 404),
        ("/api/v2/users/me".to_owned(), 400),
        (format!("/api/v2/routing/queues/{SALES_QUEUE_ID}"), 403),
    ] {
        let reply = api(&simulator, "GET", &path, &token, "").await;
        assert_eq!(reply.status, status, "{path}: {}", reply.body);
        if status != 200 {
            hold("ErrorBody", &reply.json());
            let correlation = reply.header("inin-correlation-id");
            assert_eq!(reply.json()["contextId"].as_str(), correlation);
        }
        assert_eq!(reply.header("inin-ratelimit-allowed"), Some("300"));
    }
}

#[tokio::test]
async fn a_list_has_pages() {
    let simulator = with_faults(&[]).await;
    let token = token(&simulator).await;
    let path = "/api/v2/authorization/divisions?pageSize=2&pageNumber=";
    let mut names = Vec::new();
    for number in 1..=3 {
        let page = api(&simulator, "GET", &format!("{path}{number}"), &token, "").await.json();
        assert_eq!((&page["pageCount"], &page["total"]), (&json!(2), &json!(3)));
        names.push(page["entities"].as_array().map_or(0, Vec::len));
    }
    assert_eq!(names, [2, 1, 0]);
}

#[tokio::test]
async fn a_token_ends_when_it_is_revoked_and_is_worth_nothing_elsewhere() {
    let simulator = with_faults(&[]).await;
    let token = token(&simulator).await;
    let me = "/api/v2/tokens/me";
    let head = api(&simulator, "HEAD", me, &token, "").await;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    let bearer = format!("Bearer {token}");
    let south = format!("/genesys-cloud/south/api{me}");
    let reply = send(&simulator, "GET", &south, &[("authorization", &bearer)], "").await;
    assert_eq!((reply.status, reply.error().0.as_str()), (401, "bad.credentials"));
    assert_eq!(api(&simulator, "DELETE", me, &token, "").await.status, 200);
    let reply = api(&simulator, "GET", me, &token, "").await;
    assert_eq!(
        reply.error(),
        ("bad.credentials".to_owned(), "Invalid login credentials.".to_owned())
    );
    let reply =
        ask(&simulator, "GET", &format!("/api{me}"), &[("authorization", "Basic YTpi")], "").await;
    assert_eq!((reply.status, reply.error().0.as_str()), (401, "authentication.required"));
}

async fn inbound(simulator: &Simulator, token: &str, body: &Value) -> super::super::testing::Reply {
    let path = format!("{INBOUND}?prefetchConversationId=true");
    api(simulator, "POST", &path, token, &body.to_string()).await
}

#[tokio::test]
async fn a_guests_messages_are_one_conversation_until_it_is_disconnected() {
    let simulator = with_faults(&[]).await;
    let token = token(&simulator).await;
    let first = inbound(&simulator, &token, &message()).await;
    assert_eq!(first.status, 202, "{}", first.body);
    hold("OpenMessageNormalizedMessage", &first.json());
    let conversation = first.json()["conversationId"].as_str().expect("an id").to_owned();
    let again = inbound(&simulator, &token, &message()).await;
    assert_eq!(again.json()["conversationId"], conversation.as_str());
    let silent = api(&simulator, "POST", INBOUND, &token, &message().to_string()).await;
    assert!(silent.json()["conversationId"].is_null(), "nobody asked for it");
    let path = format!("/api/v2/conversations/{conversation}/disconnect");
    assert_eq!(api(&simulator, "POST", &path, &token, "").await.status, 202);
    assert_eq!(api(&simulator, "POST", &path, &token, "").await.status, 404);
    let new = inbound(&simulator, &token, &message()).await;
    assert_ne!(new.json()["conversationId"], conversation.as_str());
}

#[tokio::test]
async fn a_message_that_is_not_one_is_refused_by_its_member() {
    let simulator = with_faults(&[]).await;
    let token = token(&simulator).await;
    for (pointer, value, code) in [
        ("/channel/time", json!(null), "missing.open.channel.date"),
        ("/channel/from/idType", json!("Name"), "invalid.property"),
        ("/channel/from/id", json!(null), "constraint.validation"),
        ("/channel", json!(null), "constraint.validation"),
        ("/text", json!(null), "constraint.validation"),
    ] {
        let mut body = message();
        *body.pointer_mut(pointer).expect("it is there") = value;
        let reply = inbound(&simulator, &token, &body).await;
        assert_eq!((reply.status, reply.error().0.as_str()), (400, code), "{pointer}");
        hold("ErrorBody", &reply.json());
    }
    let reply = api(&simulator, "POST", INBOUND, &token, "Hello").await;
    assert_eq!((reply.status, reply.error().0.as_str()), (400, "bad.request"));
}

#[tokio::test]
async fn a_guests_message_is_nothing_that_an_outbound_conversation_takes() {
    let simulator = with_faults(&[]).await;
    let token = token(&simulator).await;
    let path = "/api/v2/conversations/messages";
    let thread = super::super::testing::HELLO;
    let reply = api(&simulator, "POST", path, &token, thread).await;
    assert_eq!((reply.status, reply.error().0.as_str()), (400, "constraint.validation"));
    let whole = json!({ "queueId": QUEUE_ID, "toAddress": "ada@example.com", "toAddressMessengerType": "open" });
    let reply = api(&simulator, "POST", path, &token, &whole.to_string()).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    hold("CreateOutboundMessagingConversationResponse", &reply.json());
    let whole = json!({ "fromAddress": INTEGRATION_ID, "toAddress": "ada", "toAddressMessengerType": "open", "textBody": "Hello" });
    let reply =
        api(&simulator, "POST", &format!("{path}/agentless"), &token, &whole.to_string()).await;
    assert_eq!(reply.status, 202, "{}", reply.body);
    hold("SendAgentlessOutboundMessageResponse", &reply.json());
}

#[tokio::test]
async fn a_guest_of_the_web_chat_has_a_credential_of_its_own() {
    let simulator = with_faults(&[]).await;
    let path = "/api/api/v2/webchat/guest/conversations";
    let target = json!({ "targetType": "QUEUE", "targetAddress": "Support" });
    let request = json!({
        "organizationId": super::objects::ORGANIZATION_ID,
        "deploymentId": DEPLOYMENT_ID,
        "routingTarget": target,
        "memberInfo": { "displayName": "Ada" },
    });
    let json = [super::super::testing::JSON];
    let begun = ask(&simulator, "POST", path, &json, &request.to_string()).await;
    assert_eq!(begun.status, 200, "{}", begun.body);
    hold("CreateWebChatConversationResponse", &begun.json());
    let text = |name: &str| begun.json()[name].as_str().expect("a text").to_owned();
    let (id, jwt) = (text("id"), text("jwt"));
    let member = begun.json()["member"]["id"].as_str().expect("a member").to_owned();
    let members = format!("/api/v2/webchat/guest/conversations/{id}/members");
    let listed = api(&simulator, "GET", &members, &jwt, "").await;
    hold("WebChatMemberInfoEntityList", &listed.json());
    let own = format!("{members}/{member}");
    hold("WebChatMemberInfo", &api(&simulator, "GET", &own, &jwt, "").await.json());
    let body = r#"{"body":"Hello","bodyType":"standard"}"#;
    let sent = api(&simulator, "POST", &format!("{own}/messages"), &jwt, body).await;
    assert_eq!(sent.status, 200, "{}", sent.body);
    hold("WebChatMessage", &sent.json());
    // Neither credential is good in the place of the other.
    let platform = token(&simulator).await;
    for (path, credential) in [(members.as_str(), platform.as_str()), ("/api/v2/tokens/me", &jwt)] {
        let reply = api(&simulator, "GET", path, credential, "").await;
        assert_eq!((reply.status, reply.error().0.as_str()), (401, "bad.credentials"), "{path}");
    }
    assert_eq!(api(&simulator, "DELETE", &own, &jwt, "").await.status, 204);
    let late = api(&simulator, "POST", &format!("{own}/messages"), &jwt, body).await;
    assert_eq!((late.status, late.error().0.as_str()), (400, "chat.error.member.state"));
    for (origin, status) in [("https://www.example.com", 200), ("https://www.example.org", 403)] {
        let headers = [super::super::testing::JSON, ("origin", origin)];
        let reply = ask(&simulator, "POST", path, &headers, &request.to_string()).await;
        assert_eq!(reply.status, status, "{origin}");
    }
    let mut elsewhere = request.clone();
    elsewhere["routingTarget"]["targetAddress"] = json!("Nobody");
    let reply = ask(&simulator, "POST", path, &json, &elsewhere.to_string()).await;
    assert_eq!((reply.status, reply.error().0.as_str()), (400, "chat.error.invalid.queue"));
}
