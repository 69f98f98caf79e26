//! Talks over a WebSocket (RFC 6455): asks for it with an HTTP request as any other, sends messages, and waits for
//! those that answer them. What was said leaves as lengths and a few members; at paths that a check names, as values.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aws_lc_rs::rand;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::time::{Instant as Deadline, timeout_at};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::limits::{MESSAGE_BYTES, MESSAGES, MESSAGES_NOTED};
use super::reading::{body, member};
use super::request::Request;
use super::send::Reply;
use super::session::Session;
use crate::decode::{clean, members_of_message, refusal_in_message, vendor_of_message};
use crate::model::{
    ApiError, BodyKind, Close, Fault, FaultKind, Filled, Frame, Observed, Path, Segment, Socket,
    SocketPath, follow,
};

/// How long the other side has to close after this one did.
const FAREWELL: Duration = Duration::from_secs(1);

/// One step of a talk.
pub struct Step {
    /// The message to send; a text as it stands, anything else as JSON.
    pub send: Option<Filled>,
    /// What answers it: a JSON message that has the members of any of these, with these values. Empty waits for none.
    pub answers: Vec<Filled>,
    /// How long to wait for the answer.
    pub within: Duration,
}

/// What came of a talk. The raw messages stay inside.
pub struct Conversation {
    /// The handshake, and what was said after it, born redacted.
    pub reply: Reply,
    /// What answered each step.
    answers: Vec<Option<Value>>,
}

impl Session {
    /// Asks for a WebSocket and takes the steps in order until one gets no answer; then, whatever came before, those
    /// of `last`, and closes. What goes wrong is in the exchange.
    pub async fn converse(
        &self,
        request: Request,
        subprotocols: &[String],
        steps: &[Step],
        last: &[Step],
        deadline: Deadline,
    ) -> Conversation {
        let key = nonce();
        let request = asking(request, &key, subprotocols);
        let mut reply = self.send(&request, deadline).await;
        let taken = reply.upgraded.take().map(Mutex::into_inner);
        let Some(upgraded) = taken.map(|taken| taken.unwrap_or_else(PoisonError::into_inner))
        else {
            return Conversation { reply, answers: Vec::new() };
        };
        let protocol = match accepted(&reply, &key, subprotocols) {
            Ok(protocol) => protocol,
            Err(message) => {
                reply.exchange.fault = Some(Fault { kind: FaultKind::Protocol, message });
                return Conversation { reply, answers: Vec::new() };
            }
        };
        let config = WebSocketConfig::default()
            .max_message_size(Some(MESSAGE_BYTES))
            .max_frame_size(Some(MESSAGE_BYTES));
        let stream = WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await;
        let host = url::Url::parse(&reply.exchange.url).ok();
        let mut talk = Talk {
            session: self,
            stream,
            begun: Deadline::now(),
            deadline,
            host: host.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default(),
            socket: Socket { protocol, ..Socket::default() },
            error: None,
            fault: None,
        };
        let mut answers = Vec::new();
        for (index, step) in steps.iter().enumerate() {
            let answer = talk.take(step).await;
            let unanswered = answer.is_none() && !step.answers.is_empty();
            answers.push(answer);
            if unanswered || !talk.is_open() {
                talk.socket.unanswered = unanswered.then_some(index);
                break;
            }
        }
        for step in last {
            if talk.is_open() {
                talk.take(step).await;
            }
        }
        talk.close().await;
        let exchange = &mut reply.exchange;
        exchange.timing.total += talk.begun.elapsed();
        if talk.error.is_some() {
            exchange.body = BodyKind::Json;
            exchange.error = talk.error;
        }
        exchange.fault = talk.fault;
        exchange.socket = Some(Box::new(talk.socket));
        Conversation { reply, answers }
    }
}

impl Conversation {
    /// What was seen at the paths that are about answers and about talks.
    #[must_use]
    pub fn read(&self, session: &Session, paths: &[Path]) -> Vec<(Path, Observed)> {
        let mut all = self.reply.read(session, paths);
        for path in paths {
            let observed = match path {
                Path::Frames(segments) => self.message(segments, session),
                Path::Socket(path) => self.socket(*path),
                Path::Status
                | Path::Header(_)
                | Path::Body(_)
                | Path::Query(_)
                | Path::Token(_)
                | Path::Claims(_)
                | Path::Jose(_)
                | Path::Clock(_)
                | Path::Tls(_)
                | Path::Timing(_)
                | Path::AnsweredBy
                | Path::Host
                | Path::Configuration(_)
                | Path::Permissions(_) => continue,
            };
            if let Observed::Secret(secret) = &observed {
                session.keep(&path.to_string(), secret);
            }
            all.push((path.clone(), observed));
        }
        all
    }

    fn message(&self, segments: &[Segment], session: &Session) -> Observed {
        let Some((Segment::Index(step), rest)) = segments.split_first() else {
            return Observed::Absent;
        };
        let message = self.answers.get(*step).and_then(Option::as_ref);
        let value = message.and_then(|message| follow(message, rest));
        value.map_or(Observed::Absent, |value| {
            body(rest.iter().rev().find_map(member), value, true, &session.scrub)
        })
    }

    fn socket(&self, path: SocketPath) -> Observed {
        let Some(socket) = &self.reply.exchange.socket else { return Observed::Absent };
        let closed = socket.closed.as_ref().filter(|closed| !closed.by_us);
        let value: Option<Value> = match path {
            SocketPath::Protocol => socket.protocol.as_deref().map(Value::from),
            SocketPath::Answered => Some(socket.unanswered.is_none().into()),
            SocketPath::Received => Some(socket.received.into()),
            SocketPath::CloseCode => closed.and_then(|closed| closed.code).map(Value::from),
            SocketPath::CloseReason => closed.map(|closed| closed.reason.as_str().into()),
        };
        value.map_or(Observed::Absent, Observed::Value)
    }
}

/// A talk that goes on.
struct Talk<'a> {
    session: &'a Session,
    stream: WebSocketStream<reqwest::Upgraded>,
    begun: Deadline,
    deadline: Deadline,
    host: String,
    socket: Socket,
    /// What a message says went wrong, or the frame that closed.
    error: Option<ApiError>,
    fault: Option<Fault>,
}

impl Talk<'_> {
    fn is_open(&self) -> bool {
        self.socket.closed.is_none() && self.fault.is_none()
    }

    /// Takes a step; what answers it.
    async fn take(&mut self, step: &Step) -> Option<Value> {
        let until = self.deadline.min(Deadline::now() + step.within);
        if let Some(message) = &step.send {
            let text = message.expose_text();
            self.note(true, true, text.len(), serde_json::from_str(&text).ok().as_ref());
            let sent = timeout_at(until, self.stream.send(Message::text(text))).await;
            match sent {
                Ok(Ok(())) => {}
                Ok(Err(error)) => {
                    self.broke(&error);
                    return None;
                }
                Err(_) => {
                    self.failed(FaultKind::Timeout, "it took no more messages");
                    return None;
                }
            }
        }
        let wanted: Vec<Value> = step.answers.iter().map(Filled::expose_json).collect();
        while !wanted.is_empty() {
            let message = self.next(until).await?;
            if wanted.iter().any(|wanted| has(&message, wanted)) {
                return Some(message);
            }
        }
        None
    }

    /// The next message that is JSON; none when the time is over or the other side has closed.
    async fn next(&mut self, until: Deadline) -> Option<Value> {
        loop {
            if self.socket.received >= MESSAGES {
                self.failed(FaultKind::TooLarge, &format!("it sent more than {MESSAGES} messages"));
                return None;
            }
            let message = match timeout_at(until, self.stream.next()).await {
                Err(_) => return None,
                Ok(None) => {
                    self.ended(None);
                    return None;
                }
                Ok(Some(Err(error))) => {
                    self.broke(&error);
                    return None;
                }
                Ok(Some(Ok(message))) => message,
            };
            match message {
                Message::Text(text) => {
                    self.socket.received += 1;
                    let json: Option<Value> = serde_json::from_str(&text).ok();
                    self.note(false, true, text.len(), json.as_ref());
                    if let Some(json) = json {
                        if self.error.is_none() {
                            self.error = self.refusal(&json);
                        }
                        return Some(json);
                    }
                }
                Message::Binary(bytes) => {
                    self.socket.received += 1;
                    self.note(false, false, bytes.len(), None);
                }
                // A ping is answered by the protocol itself with the next read or write.
                Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
                Message::Close(frame) => {
                    self.ended(frame);
                    return None;
                }
            }
        }
    }

    /// The other side has closed.
    fn ended(&mut self, frame: Option<CloseFrame>) {
        let code = frame.as_ref().map(|frame| u16::from(frame.code));
        let reason = frame.map(|frame| self.quoted(&frame.reason)).unwrap_or_default();
        // 1000 and 1001 say that all is well (RFC 6455, section 7.4.1).
        if let Some(code) = code.filter(|code| !matches!(code, 1000 | 1001))
            && self.error.is_none()
        {
            let message = if reason.is_empty() {
                "the server closed the WebSocket".to_owned()
            } else {
                format!("the server closed the WebSocket: {reason}")
            };
            let vendor = vendor_of_message(&Value::Null, Some(&self.host), &self.session.scrub);
            self.error = Some(ApiError {
                code: Some(code.to_string()),
                message: Some(message),
                vendor,
                ..ApiError::default()
            });
        }
        self.socket.closed.get_or_insert(Close { by_us: false, code, reason });
    }

    fn broke(&mut self, error: &Error) {
        match error {
            Error::ConnectionClosed | Error::AlreadyClosed => self.ended(None),
            Error::Capacity(_) => {
                let limit = MESSAGE_BYTES / 1024 / 1024;
                let message = format!("it sent a message that is longer than {limit} MiB");
                self.failed(FaultKind::TooLarge, &message);
            }
            Error::Io(_) => self.failed(FaultKind::Connection, "the connection broke"),
            _ => self.failed(FaultKind::Protocol, "it sent what is no WebSocket frame (RFC 6455)"),
        }
    }

    fn failed(&mut self, kind: FaultKind, what: &str) {
        let message = format!("the WebSocket of {}: {what}", self.host);
        self.fault.get_or_insert(Fault { kind, message });
    }

    /// Says goodbye, and hears the other side out for a moment.
    async fn close(&mut self) {
        let until = self.deadline.min(Deadline::now() + FAREWELL);
        if self.is_open() {
            let frame = CloseFrame { code: CloseCode::Normal, reason: "".into() };
            let sent = timeout_at(until, self.stream.close(Some(frame))).await;
            let by_us = Close { by_us: true, code: Some(1000), reason: String::new() };
            self.socket.closed = Some(by_us);
            if !matches!(sent, Ok(Ok(()))) {
                return;
            }
        }
        // A frame that is sent behind the closing one is of no interest.
        while let Ok(Some(Ok(_))) = timeout_at(until, self.stream.next()).await {}
    }

    fn note(&mut self, sent: bool, text: bool, bytes: usize, json: Option<&Value>) {
        if self.socket.frames.len() >= MESSAGES_NOTED {
            return;
        }
        let scrub = &self.session.scrub;
        let members = json.map(|json| members_of_message(json, scrub)).unwrap_or_default();
        let frame = Frame { sent, text, bytes: bytes as u64, after: self.begun.elapsed(), members };
        self.socket.frames.push(frame);
    }

    fn quoted(&self, text: &str) -> String {
        clean(&(self.session.scrub)(text))
    }

    /// What a message says went wrong.
    fn refusal(&self, message: &Value) -> Option<ApiError> {
        refusal_in_message(message, Some(&self.host), &self.session.scrub)
    }
}

/// Whether a message has these members with these values, and others beside them.
fn has(message: &Value, wanted: &Value) -> bool {
    match (message, wanted) {
        (Value::Object(message), Value::Object(wanted)) => wanted
            .iter()
            .all(|(name, wanted)| message.get(name).is_some_and(|value| has(value, wanted))),
        (message, wanted) => message == wanted,
    }
}

/// A new key for a handshake: sixteen random bytes (RFC 6455, section 4.1).
fn nonce() -> String {
    let mut bytes = [0; 16];
    // Without a source of randomness a key that everybody knows will do: it proves nothing but that the other side
    // speaks the protocol.
    let _ = rand::fill(&mut bytes);
    STANDARD.encode(bytes)
}

/// A new random UUID (RFC 9562, section 5.4).
#[must_use]
pub fn uuid() -> String {
    let mut bytes = [0_u8; 16];
    rand::fill(&mut bytes).expect("a system without random numbers cannot speak TLS either");
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let part = |range: std::ops::Range<usize>| digits[range].concat();
    [part(0..4), part(4..6), part(6..8), part(8..10), part(10..16)].join("-")
}

/// The request with what asks for a WebSocket.
fn asking(mut request: Request, key: &str, subprotocols: &[String]) -> Request {
    let url = request.url.expose_text();
    let url = match url.split_once("://") {
        Some(("ws", rest)) => format!("http://{rest}"),
        Some(("wss", rest)) => format!("https://{rest}"),
        _ => url,
    };
    request.url = if request.url.is_secret() {
        Filled::Secret(crate::model::Secret::new(url))
    } else {
        Filled::Value(url.into())
    };
    request.upgrade = true;
    let mut add = |name: &str, value: String| {
        request.headers.push((name.to_owned(), Filled::Value(value.into())));
    };
    add("connection", "Upgrade".to_owned());
    add("upgrade", "websocket".to_owned());
    add("sec-websocket-version", "13".to_owned());
    add("sec-websocket-key", key.to_owned());
    if !subprotocols.is_empty() {
        add("sec-websocket-protocol", subprotocols.join(", "));
    }
    request
}

/// The subprotocol of a handshake that is in order (RFC 6455, section 4.1); else what is not.
fn accepted(reply: &Reply, key: &str, offered: &[String]) -> Result<Option<String>, String> {
    let headers = reply.answer.as_ref().map(|answer| &answer.headers);
    let header = |name: &str| headers.and_then(|headers| headers.get(name)?.to_str().ok());
    let expected = derive_accept_key(key.as_bytes());
    if header("sec-websocket-accept") != Some(expected.as_str()) {
        return Err("the answer 101 is not to this handshake: its Sec-WebSocket-Accept is missing or wrong \
                    (RFC 6455, section 4.2.2)"
            .to_owned());
    }
    match header("sec-websocket-protocol") {
        None => Ok(None),
        Some(chosen) if offered.iter().any(|one| one == chosen) => Ok(Some(chosen.to_owned())),
        Some(_) => {
            Err("the server chose a subprotocol that was not offered (RFC 6455, section 4.2.2)"
                .to_owned())
        }
    }
}
