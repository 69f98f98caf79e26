//! What the tests of the simulator share: a client that knows nothing but sockets.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::world::{CLIENT_ID, CLIENT_SECRET, QUEUE_ID};
use super::{Options, Simulator, find, start};

/// The media type of forms.
pub(super) const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
/// The media type of JSON.
pub(super) const JSON: (&str, &str) = ("content-type", "application/json");
/// The token request of the thread that the guest API comes from.
pub(super) const GRANT: &str = "grant_type=client_credentials";
/// The message of the same thread.
pub(super) const HELLO: &str = r#"{"text":"Hello support","language":"en-US"}"#;

/// A simulator with these faults.
pub(super) async fn with_faults(ids: &[&str]) -> Simulator {
    let faults = find(ids).expect("the faults exist");
    let slow_delay = Duration::from_secs(60);
    start(Options { faults, slow_delay, ..Options::default() }).await.expect("a free port")
}

/// An answer.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl Reply {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    /// `error` and `error_description` of RFC 6749, or `code` and `message` of the API.
    pub(super) fn error(&self) -> (String, String) {
        let body = self.json();
        let word = |names: [&str; 2]| {
            let value = names.iter().find_map(|name| body[*name].as_str());
            value.unwrap_or_default().to_owned()
        };
        (word(["error", "code"]), word(["error_description", "message"]))
    }
}

/// Sends one request on a connection of its own and reads the answer to the end.
pub(super) async fn send(
    simulator: &Simulator,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Reply {
    let host = simulator.url().strip_prefix("http://").expect("plain HTTP");
    let mut request = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
    let mut stream = TcpStream::connect(host).await.expect("the simulator listens");
    stream.write_all(request.as_bytes()).await.expect("the request is taken");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("an answer");
    parse(&String::from_utf8(answer).expect("answers are UTF-8"))
}

fn parse(answer: &str) -> Reply {
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.get(9..12)).expect("a status line");
    let headers = lines
        .map(|line| line.split_once(": ").expect("a header"))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    Reply { status: status.parse().expect("a number"), headers, body: body.to_owned() }
}

/// A Basic header (RFC 7617).
pub(super) fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

/// The Basic header of the simulator's own client.
pub(super) fn own_basic() -> String {
    basic(CLIENT_ID, CLIENT_SECRET)
}

/// Posts a form with the simulator's own credentials.
pub(super) async fn post_form(simulator: &Simulator, path: &str, form: &str) -> Reply {
    send(simulator, "POST", path, &[FORM, ("authorization", &own_basic())], form).await
}

/// Fetches a token of the guest API.
pub(super) async fn guest_token(simulator: &Simulator) -> String {
    let reply = post_form(simulator, "/api/v2/oauth/token", GRANT).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.json()["access_token"].as_str().expect("a token").to_owned()
}

/// Calls the API with a token.
pub(super) async fn call(
    simulator: &Simulator,
    method: &str,
    path: &str,
    token: &str,
    body: &str,
) -> Reply {
    let bearer = format!("Bearer {token}");
    send(simulator, method, path, &[JSON, ("authorization", &bearer)], body).await
}

/// Reads the one queue.
pub(super) async fn read_queue(simulator: &Simulator, token: &str) -> Reply {
    call(simulator, "GET", &format!("/api/v2/routing/queues/{QUEUE_ID}"), token, "").await
}

/// Posts the message of the thread.
pub(super) async fn post_message(simulator: &Simulator, token: &str) -> Reply {
    call(simulator, "POST", "/api/v2/conversations/messages", token, HELLO).await
}

/// One part of a JWT: 0 is the header, 1 the claims.
pub(super) fn jwt_part(token: &str, part: usize) -> Value {
    let part = token.split('.').nth(part).expect("the part is there");
    let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64url");
    serde_json::from_slice(&bytes).expect("JSON")
}
