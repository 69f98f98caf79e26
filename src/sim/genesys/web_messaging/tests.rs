//! A guest's talk with the simulated web messaging: every answer is held to the vendor's schema.

use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;

use crate::sim::genesys::objects::{DEPLOYMENT_ID, ORIGIN};
use crate::sim::genesys::testing::ask;
use crate::sim::testing::with_faults;
use crate::sim::transcript_web_messaging::{self, open};

const TOKEN: &str = "0d9c5f3e-7b21-4a86-9c4d-1f2e3a4b5c6d";

/// Says it, and holds the answer to its schema.
async fn say(guest: &mut WebSocketStream<TcpStream>, message: &Value) -> Value {
    let answer = transcript_web_messaging::say(guest, message).await;
    let class = answer["class"].as_str().expect("a class").to_owned();
    match class.as_str() {
        // The description wants an object as the body; a refusal has text there, as it was captured.
        "string" => assert!(answer["body"].is_string(), "{answer}"),
        _ => {
            hold("BaseMessage", &answer);
            hold(&class, &answer["body"]);
        }
    }
    answer
}

fn hold(name: &str, body: &Value) {
    let mut schema: Value =
        serde_json::from_str(include_str!("answer-schemas.json")).expect("JSON");
    assert!(schema.get(name).is_some(), "there is no schema {name}");
    schema = json!({ "$ref": format!("#/definitions/{name}"), "definitions": schema });
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let problems: Vec<String> = validator.iter_errors(body).map(|one| one.to_string()).collect();
    assert!(problems.is_empty(), "{name}: {problems:?} in {body}");
}

fn configure() -> Value {
    json!({ "action": "configureSession", "deploymentId": DEPLOYMENT_ID, "token": TOKEN, "startNew": false,
            "tracingId": "t-1" })
}

fn text(action: &str, text: &str) -> Value {
    json!({ "action": action, "token": TOKEN, "message": { "type": "Text", "text": text } })
}

#[tokio::test]
async fn a_guest_writes_hears_the_echo_and_reads_it_again() {
    let simulator = with_faults(&[]).await;
    let mut guest = open(&simulator, "north", DEPLOYMENT_ID, ORIGIN).await.expect("it opens");
    let answer = say(&mut guest, &configure()).await;
    assert_eq!(
        (&answer["class"], &answer["tracingId"]),
        (&json!("SessionResponse"), &json!("t-1"))
    );
    assert_eq!(answer["body"]["newSession"], true);
    let answer = say(&mut guest, &configure()).await;
    assert_eq!(answer["body"]["newSession"], false);
    let answer = say(&mut guest, &text("echo", "ping")).await;
    assert_eq!((&answer["type"], &answer["body"]["text"]), (&json!("response"), &json!("ping")));
    let answer = say(&mut guest, &text("onMessage", "Hello")).await;
    assert_eq!(
        (&answer["body"]["direction"], &answer["body"]["text"]),
        (&json!("Inbound"), &json!("Hello"))
    );
    let answer = say(
        &mut guest,
        &json!({ "action": "getConfiguration", "token": TOKEN, "deploymentId": DEPLOYMENT_ID }),
    )
    .await;
    assert_eq!(answer["class"], "GetConfigurationResponse");
    let answer = say(&mut guest, &json!({ "action": "getJwt", "token": TOKEN })).await;
    let bearer = format!("Bearer {}", answer["body"]["jwt"].as_str().expect("a JWT"));

    let read = |bearer: String| {
        let simulator = &simulator;
        async move {
            ask(
                simulator,
                "GET",
                "/api/api/v2/webmessaging/messages",
                &[("authorization", &bearer)],
                "",
            )
            .await
        }
    };
    let reply = read(bearer.clone()).await;
    assert_eq!(reply.status, 200);
    hold("WebMessagingMessageEntityList", &reply.json());
    // What was only echoed is in nobody's history.
    assert_eq!(reply.json()["total"], 1);
    assert_eq!(reply.json()["entities"][0]["text"], "Hello");
    let platform = crate::sim::genesys::testing::token(&simulator).await;
    let reply = read(format!("Bearer {platform}")).await;
    assert_eq!((reply.status, reply.error().0.as_str()), (401, "bad.credentials"));

    let close = json!({ "action": "closeSession", "token": TOKEN, "closeAllConnections": true });
    assert_eq!(say(&mut guest, &close).await["class"], "ConnectionClosedEvent");
    assert_eq!(say(&mut guest, &text("onMessage", "still there?")).await["code"], 4007);
}

#[tokio::test]
async fn a_handshake_without_the_site_the_deployment_or_its_region_is_refused() {
    let simulator = with_faults(&[]).await;
    for (region, deployment, origin) in [
        ("north", DEPLOYMENT_ID, ""),
        ("north", DEPLOYMENT_ID, "https://www.example.com.evil.example"),
        ("north", DEPLOYMENT_ID, "http://www.example.com"),
        ("north", "00000000-0000-4000-8000-000000000000", ORIGIN),
        ("south", DEPLOYMENT_ID, ORIGIN),
    ] {
        let refused = open(&simulator, region, deployment, origin).await.err();
        assert_eq!(refused, Some(403), "{region} {deployment} {origin}");
    }
    let plain = ask(
        &simulator,
        "GET",
        &format!("/webmessaging/v1?deploymentId={DEPLOYMENT_ID}"),
        &[("origin", ORIGIN)],
        "",
    )
    .await;
    assert_eq!(plain.status, 400);
}

#[tokio::test]
async fn what_is_wrong_with_a_request_has_its_code() {
    let simulator = with_faults(&[]).await;
    let mut guest = open(&simulator, "north", DEPLOYMENT_ID, ORIGIN).await.expect("it opens");
    assert_eq!(say(&mut guest, &text("onMessage", "too early")).await["code"], 4007);
    let mut elsewhere = configure();
    elsewhere["deploymentId"] = json!("00000000-0000-4000-8000-000000000000");
    assert_eq!(say(&mut guest, &elsewhere).await["code"], 4007);
    say(&mut guest, &configure()).await;
    let mut large = text("onMessage", "hi");
    large["channel"] = json!({ "metadata": { "customAttributes": { "a": "x".repeat(2048) } } });
    for (request, code) in [
        (text("onMessage", &"x".repeat(4097)), 4011),
        (large, 4013),
        (json!({ "action": "onMessage", "token": TOKEN }), 4020),
        (json!({ "action": "configureSession", "token": TOKEN }), 4020),
        (json!({ "action": "dance", "token": TOKEN }), 5000),
        (json!({ "action": "echo", "token": 7, "message": { "type": "Text" } }), 5000),
        (json!(["no object"]), 5000),
    ] {
        assert_eq!(say(&mut guest, &request).await["code"], code, "{request}");
    }
    assert_eq!(say(&mut guest, &text("onMessage", &"x".repeat(4096))).await["code"], 200);
}
