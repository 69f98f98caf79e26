//! The `websocket` probe against real sockets: as they should be, and as they go wrong.

use std::future::Future;
use std::io::Write;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{WebSocketStream, accept_async};

use crate::world::{Ended, end, why401};

type Socket = WebSocketStream<TcpStream>;
type Serving = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A server that treats every connection alike.
struct Server {
    address: SocketAddr,
    _runtime: Runtime,
}

impl Server {
    fn raw(serve: impl Fn(TcpStream) -> Serving + Send + Sync + 'static) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
        let address = listener.local_addr().expect("an address");
        let serve = Arc::new(serve);
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream));
            }
        });
        Self { address, _runtime: runtime }
    }

    /// One that takes every handshake.
    fn open(serve: impl Fn(Socket) -> Serving + Send + Sync + 'static) -> Self {
        let serve = Arc::new(serve);
        Self::raw(move |stream| {
            let serve = Arc::clone(&serve);
            Box::pin(async move {
                if let Ok(socket) = accept_async(stream).await {
                    serve(socket).await;
                }
            })
        })
    }
}

const TOKEN: &str = "3d1f8f0e-55aa-4c6e-9f3b-5b1f0e7a2c44";

const STEPS: &str = r#"
      steps:
        - send: { action: configureSession, token: "${token}" }
          answer: [{ class: SessionResponse }, { class: string }]
          within: 500ms
      finally:
        - send: { action: closeSession, token: "${token}" }
    effect: read
    expect:
      frames[0].class: SessionResponse
      frames[0].body.connected: true
"#;

fn check(server: &Server, steps: &str, args: &[&str]) -> Ended {
    let pack = format!(
        r#"version: 1
name: talk
title: A talk
inputs:
  url: {{ type: url, env: URL, required: true }}
  token: {{ env: TOKEN, secret: true, generate: uuid }}
checks:
  - id: session
    title: a session begins
    websocket:
      url: ${{url}}
      origin: https://www.example.com{steps}"#
    );
    let mut file = tempfile::Builder::new().suffix(".yaml").tempfile().expect("a file");
    file.write_all(pack.as_bytes()).expect("written");
    let mut command = why401();
    command.arg("check").arg(file.path()).args(args).env("TOKEN", TOKEN);
    command.env("URL", format!("ws://{}/v1?deploymentId=d", server.address));
    end(&mut command)
}

/// The one check, the one exchange, and what was said over its WebSocket.
fn seen(ended: &Ended) -> (Value, Value) {
    assert!(!ended.stdout.contains(TOKEN) && !ended.stderr.contains(TOKEN), "{}", ended.all());
    let report = ended.json();
    let check = report["checks"][0].clone();
    let facts = check["facts"].as_array().expect("facts");
    let exchange = facts.iter().find(|fact| fact["kind"] == "exchange").expect("an exchange");
    (check.clone(), exchange.clone())
}

fn text(value: &Value) -> Message {
    Message::text(value.to_string())
}

/// Reads messages and does what the closure says of each, until the other side closes.
async fn answering(mut socket: Socket, answer: impl Fn(&Value) -> Vec<Message>) {
    while let Some(Ok(message)) = socket.next().await {
        let Message::Text(message) = message else { continue };
        let message = serde_json::from_str(&message).expect("JSON");
        for answer in answer(&message) {
            if socket.send(answer).await.is_err() {
                return;
            }
        }
    }
}

fn session() -> Value {
    json!({ "type": "response", "class": "SessionResponse", "code": 200, "body": { "connected": true } })
}

#[test]
fn a_session_begins_and_ends_and_what_was_said_is_not_shown() {
    let said = Arc::new(std::sync::Mutex::new(Vec::new()));
    let heard = Arc::clone(&said);
    let server = Server::open(move |socket| {
        let heard = Arc::clone(&heard);
        Box::pin(answering(socket, move |message| {
            heard.lock().expect("no panic").push(message.clone());
            match message["action"].as_str() {
                Some("configureSession") => vec![
                    Message::Ping(vec![1, 2, 3].into()),
                    Message::Binary(vec![0xff; 5].into()),
                    Message::text("no JSON at all"),
                    text(&json!({ "type": "message", "class": "Other", "token": TOKEN })),
                    text(&session()),
                ],
                _ => Vec::new(),
            }
        }))
    });
    let ended = check(&server, STEPS, &["--format", "json"]).expect_code(0);
    let (check, exchange) = seen(&ended);
    assert_eq!(check["saw"], "101, then SessionResponse response 200");
    assert_eq!(check["proves"], "permitted");
    let socket = &exchange["socket"];
    assert_eq!(exchange["status"], 101);
    assert_eq!(socket["received"], 4);
    assert_eq!(socket["closed"], json!({ "by_us": true, "code": 1000, "reason": "" }));
    let frames = socket["frames"].as_array().expect("frames");
    let kinds: Vec<_> =
        frames.iter().map(|one| (one["sent"] == true, one["text"] == true)).collect();
    let expected =
        [(true, true), (false, false), (false, true), (false, true), (false, true), (true, true)];
    assert_eq!(kinds, expected);
    assert_eq!(frames[1]["bytes"], 5);
    assert_eq!(frames[0]["members"], json!([{ "name": "action", "value": "configureSession" }]));
    assert!(!ended.stdout.contains("connected"), "{}", ended.all());
    let said = said.lock().expect("no panic").clone();
    assert_eq!(said[0]["token"], TOKEN);
    assert_eq!(said[1]["action"], "closeSession");
    // What was written is read back as it was.
    let mut file = tempfile::Builder::new().suffix(".json").tempfile().expect("a file");
    file.write_all(ended.stdout.as_bytes()).expect("written");
    let again = end(why401().arg("diff").arg(file.path()).arg(file.path())).expect_code(0);
    assert!(again.stderr.is_empty(), "{}", again.all());
}

#[test]
fn the_origin_goes_along_and_a_refused_handshake_is_a_refusal_as_any_other() {
    let server = Server::raw(|mut stream| {
        Box::pin(async move {
            let mut request = vec![0; 4096];
            let length = stream.read(&mut request).await.expect("a request");
            let request = String::from_utf8_lossy(&request[..length]).to_ascii_lowercase();
            for line in [
                "origin: https://www.example.com",
                "upgrade: websocket",
                "sec-websocket-version: 13",
            ] {
                assert!(request.contains(line), "{request}");
            }
            let body = r#"{"status":403,"code":"forbidden","message":"no"}"#;
            let answer = format!(
                "HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            stream.write_all(answer.as_bytes()).await.expect("sent");
        })
    });
    let ended = check(&server, STEPS, &["--format", "json"]).expect_code(1);
    let (check, exchange) = seen(&ended);
    assert_eq!(check["saw"], "403 forbidden: no");
    assert_eq!(exchange["socket"], Value::Null);
    assert_eq!(check["proves"], Value::Null);
}

#[test]
fn a_refusal_within_the_session_is_told_and_one_that_is_expected_is_not_a_wait() {
    let server = Server::open(|socket| {
        Box::pin(answering(socket, |message| match message["action"].as_str() {
            Some("configureSession") => vec![text(&json!({
                "type": "response", "class": "string", "code": 4007, "body": format!("unknown \u{1b}[31m{TOKEN}")
            }))],
            _ => Vec::new(),
        }))
    });
    let ended = check(&server, STEPS, &["--format", "json"]).expect_code(1);
    let (check, exchange) = seen(&ended);
    assert_eq!(exchange["error"]["code"], "4007");
    let saw = check["saw"].as_str().expect("text");
    assert!(saw.starts_with("101, then refused in a message: 4007: unknown"), "{saw}");
    assert!(!saw.contains('\u{1b}'), "{saw}");
    assert_eq!(exchange["socket"]["unanswered"], Value::Null);
}

#[test]
fn a_server_that_closes_gives_its_code_and_reason() {
    let server = Server::open(|mut socket| {
        Box::pin(async move {
            let _ = socket.next().await;
            let frame = CloseFrame { code: 4401.into(), reason: "token expired".into() };
            let _ = socket.close(Some(frame)).await;
            while let Some(Ok(_)) = socket.next().await {}
        })
    });
    let ended = check(&server, STEPS, &["--format", "json"]).expect_code(1);
    let (check, exchange) = seen(&ended);
    let closed = json!({ "by_us": false, "code": 4401, "reason": "token expired" });
    assert_eq!(exchange["socket"]["closed"], closed);
    assert_eq!(exchange["socket"]["unanswered"], 0);
    let saw = check["saw"].as_str().expect("text");
    assert!(saw.contains("4401: the server closed the WebSocket: token expired"), "{saw}");
}

#[test]
fn silence_is_waited_for_as_long_as_the_step_says_and_the_end_is_said_all_the_same() {
    let said = Arc::new(std::sync::Mutex::new(Vec::new()));
    let heard = Arc::clone(&said);
    let server = Server::open(move |socket| {
        let heard = Arc::clone(&heard);
        Box::pin(answering(socket, move |message| {
            heard.lock().expect("no panic").push(message["action"].to_string());
            vec![text(&json!({ "class": "Noise" }))]
        }))
    });
    let ended = check(&server, STEPS, &["--format", "json"]).expect_code(1);
    let (check, exchange) = seen(&ended);
    assert_eq!(check["saw"], "101, then Noise, no answer to step 1");
    assert_eq!(exchange["socket"]["unanswered"], 0);
    let said = said.lock().expect("no panic").clone();
    assert_eq!(said, ["\"configureSession\"", "\"closeSession\""]);
}

#[test]
fn a_flood_a_giant_and_nonsense_end_the_talk() {
    let flood: fn(Socket) -> Serving = |mut socket| {
        Box::pin(async move {
            while socket.send(Message::text(r#"{"class":"Noise"}"#)).await.is_ok() {}
        })
    };
    let giant: fn(Socket) -> Serving = |mut socket| {
        Box::pin(async move {
            let _ = socket.send(Message::text("x".repeat(2 * 1024 * 1024))).await;
            while let Some(Ok(_)) = socket.next().await {}
        })
    };
    let nonsense: fn(Socket) -> Serving = |mut socket| {
        Box::pin(async move {
            // A length of sixty-three bits, and reserved bits that nobody agreed on.
            let _ = socket.get_mut().write_all(&[0xf3, 0x7f, 0x7f, 0xff, 0xff, 0xff]).await;
            let _ = socket.next().await;
        })
    };
    for (serve, kind, said) in [
        (flood, "too-large", "it sent more than 1000 messages"),
        (giant, "too-large", "it sent a message that is longer than 1 MiB"),
        (nonsense, "protocol", "it sent what is no WebSocket frame"),
    ] {
        let server = Server::open(serve);
        let ended = check(&server, STEPS, &["--format", "json"]).expect_code(3);
        let (check, exchange) = seen(&ended);
        assert_eq!(exchange["fault"]["kind"], kind, "{}", ended.all());
        assert!(check["saw"].as_str().expect("text").contains(said), "{}", ended.all());
        assert!(exchange["socket"]["frames"].as_array().expect("frames").len() <= 40);
    }
}

#[test]
fn a_handshake_that_answers_another_one_is_refused() {
    for (extra, said) in [
        ("sec-websocket-accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n", "Sec-WebSocket-Accept"),
        ("", "Sec-WebSocket-Accept"),
    ] {
        let server = Server::raw(move |mut stream| {
            Box::pin(async move {
                let mut request = vec![0; 4096];
                let _ = stream.read(&mut request).await;
                let answer = format!(
                    "HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n{extra}\r\n"
                );
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.read(&mut request).await;
            })
        });
        let ended = check(&server, STEPS, &["--format", "json"]).expect_code(3);
        let (check, exchange) = seen(&ended);
        assert_eq!(exchange["fault"]["kind"], "protocol", "{}", ended.all());
        assert!(check["saw"].as_str().expect("text").contains(said), "{}", ended.all());
    }
}

#[test]
fn a_check_that_sends_is_a_write_unless_the_pack_says_otherwise() {
    let server = Server::open(|socket| Box::pin(answering(socket, |_| vec![text(&session())])));
    let steps =
        STEPS.replace("    effect: read\n", "    cleanup: { none: the session is closed }\n");
    let ended = check(&server, &steps, &["--format", "json"]).expect_code(3);
    assert_eq!(ended.json()["checks"][0]["status"], "skip");
    let ended = check(&server, &steps, &["--format", "json", "--allow", "write"]).expect_code(0);
    assert_eq!(ended.json()["checks"][0]["proves"], "proven");
}

#[test]
fn mistakes_in_steps_are_told_where_they_stand() {
    let server = Server::open(|socket| Box::pin(answering(socket, |_| Vec::new())));
    let steps = STEPS
        .replace("within: 500ms", "wihtin: 500ms")
        .replace("frames[0].class:", "frames.class:");
    let ended = check(&server, &steps, &[]).expect_code(2);
    assert!(ended.stderr.contains("an item of `steps` has no key `wihtin`"), "{}", ended.all());
    assert!(ended.stderr.contains("did you mean `within`?"), "{}", ended.all());
    assert!(ended.stderr.contains("say which step's message"), "{}", ended.all());
}

#[test]
fn a_session_token_is_made_anew_for_every_run() {
    let said = Arc::new(std::sync::Mutex::new(Vec::new()));
    let heard = Arc::clone(&said);
    let server = Server::open(move |socket| {
        let heard = Arc::clone(&heard);
        Box::pin(answering(socket, move |message| {
            heard.lock().expect("no panic").push(message["token"].clone());
            vec![text(&session())]
        }))
    });
    let pack = format!(
        r#"version: 1
name: talk
title: A talk
inputs:
  token: {{ secret: true, generate: uuid }}
checks:
  - id: session
    title: a session begins
    websocket:
      url: ws://{}{STEPS}"#,
        server.address
    );
    let mut file = tempfile::Builder::new().suffix(".yaml").tempfile().expect("a file");
    file.write_all(pack.as_bytes()).expect("written");
    for _ in 0..2 {
        end(why401().arg("check").arg(file.path())).expect_code(0);
    }
    let said: Vec<String> = said
        .lock()
        .expect("no panic")
        .iter()
        .map(|one| one.as_str().expect("text").to_owned())
        .collect();
    // One for the session and one for its end, the same within a run.
    assert_eq!(said.len(), 4);
    assert!(said[0] == said[1] && said[2] == said[3] && said[0] != said[2], "{said:?}");
    let shape = |text: &String| {
        text.len() == 36 && text.as_bytes()[14] == b'4' && text.matches('-').count() == 4
    };
    assert!(said.iter().all(shape), "{said:?}");
}
