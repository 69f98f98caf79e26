//! What a run of the pack `genesys-cloud/web-messaging` sees of a simulator, up to the message of a guest.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::Simulator;
use super::genesys::{DEPLOYMENT_ID, ORIGIN};
use super::testing::send;

/// The token of the guest's session.
const TOKEN: &str = "0d9c5f3e-7b21-4a86-9c4d-1f2e3a4b5c6d";

/// The transcript, for whoever waits so long for an answer.
pub(super) async fn web_messaging(simulator: &Simulator, patience: Duration) -> Vec<String> {
    let path = format!(
        "/genesys-cloud/north/api-cdn/webdeployments/v1/deployments/{DEPLOYMENT_ID}/config.json"
    );
    let Ok(config) = timeout(patience, send(simulator, "GET", &path, &[], "")).await else {
        return vec!["config: no answer".to_owned()];
    };
    let shown = config.json();
    let endpoint = &shown["messenger"]["apps"]["conversations"]["messagingEndpoint"];
    let mut lines = vec![format!("config: {} {} {endpoint}", config.status, shown["status"])];
    if shown.is_null() {
        return lines;
    }
    let opened = timeout(patience, open(simulator, "north", DEPLOYMENT_ID, ORIGIN)).await;
    let mut guest = match opened {
        Err(_) => return [lines, vec!["handshake: no answer".to_owned()]].concat(),
        Ok(Err(status)) => {
            let bare = open(simulator, "north", DEPLOYMENT_ID, "").await.map(|_| "opens");
            lines.push(format!("handshake: {status}, without an origin {bare:?}"));
            return lines;
        }
        Ok(Ok(guest)) => guest,
    };
    lines.push("handshake: 101".to_owned());
    let configure =
        json!({ "action": "configureSession", "deploymentId": DEPLOYMENT_ID, "token": TOKEN });
    let message = json!({ "action": "onMessage", "token": TOKEN, "message": { "type": "Text", "text": "Hello" } });
    for (what, request) in [("session", configure), ("message", message)] {
        let answer = say(&mut guest, &request).await;
        let said = if answer["body"].is_string() { &answer["body"] } else { &Value::Null };
        lines.push(format!("{what}: {} {} {said}", answer["class"], answer["code"]));
    }
    lines
}

/// The handshake, by the path of a base URL; the status where it is refused.
pub(super) async fn open(
    simulator: &Simulator,
    region: &str,
    deployment: &str,
    origin: &str,
) -> Result<WebSocketStream<TcpStream>, u16> {
    let host = simulator.url().strip_prefix("http://").expect("plain HTTP");
    let url =
        format!("ws://{host}/genesys-cloud/{region}/webmessaging/v1?deploymentId={deployment}");
    let mut request = url.into_client_request().expect("a request");
    if !origin.is_empty() {
        request.headers_mut().insert("origin", origin.parse().expect("a header"));
    }
    let stream = TcpStream::connect(host).await.expect("it listens");
    match client_async(request, stream).await {
        Ok((guest, _)) => Ok(guest),
        Err(Error::Http(response)) => Err(response.status().as_u16()),
        Err(other) => panic!("{other}"),
    }
}

/// Sends a message and waits for what answers it.
pub(super) async fn say(guest: &mut WebSocketStream<TcpStream>, message: &Value) -> Value {
    guest.send(Message::text(message.to_string())).await.expect("sent");
    let answer = guest.next().await.expect("an answer").expect("a frame");
    serde_json::from_str(answer.to_text().expect("text")).expect("JSON")
}
