//! Facts, read back.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::configuration::ConfigurationWire;
use super::permissions::PermissionsWire;
use super::sent::{RemarkWire, SentWire};
use super::socket::SocketWire;
use super::word::{Time, word};
use crate::model::{
    AnsweredBy, ApiError, BodyKind, Challenge, ClientConfiguration, ClockFact, Exchange, Fact,
    Fault, FaultKind, Hop, PermissionsFact, Remark, Sent, SignatureFact, SignatureVerdict, Socket,
    TimeFact, Timing, TlsFact, TokenFact, TokenKind, TokenRequestFact,
};

/// A fact on the wire. One that this version does not know cannot be read, and is left out by whoever asks.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum FactWire {
    Exchange(Box<ExchangeWire>),
    TokenRequest(Box<TokenRequestWire>),
    Token(Box<TokenWire>),
    Signature(Box<SignatureWire>),
    Clock(Box<ClockWire>),
    Configuration(Box<ConfigurationWire>),
    Permissions(Box<PermissionsWire>),
    Remark(Box<RemarkWire>),
}

/// Reads the facts; what cannot be read is said in `notes`, after `whose`.
pub(super) fn facts(whose: &str, values: Vec<Value>, notes: &mut Vec<String>) -> Vec<Fact> {
    let mut facts = Vec::new();
    for value in values {
        let kind = value.get("kind").and_then(Value::as_str).unwrap_or("unknown").to_owned();
        match serde_json::from_value::<FactWire>(value) {
            Ok(wire) => facts.push(Fact::from(wire)),
            Err(error) => notes.push(format!(
                "a fact of {whose} (kind {kind}) cannot be read and is left out: {error}"
            )),
        }
    }
    facts
}

impl From<FactWire> for Fact {
    fn from(wire: FactWire) -> Self {
        match wire {
            FactWire::Exchange(wire) => Self::Exchange(Box::new(Exchange::from(*wire))),
            FactWire::TokenRequest(wire) => {
                Self::TokenRequest(Box::new(TokenRequestFact::from(*wire)))
            }
            FactWire::Token(wire) => Self::Token(Box::new(TokenFact::from(*wire))),
            FactWire::Signature(wire) => Self::Signature(Box::new(SignatureFact::from(*wire))),
            FactWire::Clock(wire) => Self::Clock(Box::new(ClockFact::from(*wire))),
            FactWire::Configuration(wire) => {
                Self::Configuration(Box::new(ClientConfiguration::from(*wire)))
            }
            FactWire::Permissions(wire) => {
                Self::Permissions(Box::new(PermissionsFact::from(*wire)))
            }
            FactWire::Remark(wire) => Self::Remark(Box::new(Remark::from(*wire))),
        }
    }
}

/// A name that may occur more than once, and its value.
#[derive(Deserialize)]
pub(super) struct Named {
    name: String,
    value: String,
}

pub(super) fn pairs(named: Vec<Named>) -> Vec<(String, String)> {
    named.into_iter().map(|Named { name, value }| (name, value)).collect()
}

#[derive(Deserialize)]
struct ExchangeWire {
    started: Time,
    method: String,
    url: String,
    sent: Option<SentWire>,
    identity: Option<String>,
    status: Option<u16>,
    #[serde(default)]
    headers: Vec<Named>,
    #[serde(default)]
    challenges: Vec<ChallengeWire>,
    #[serde(deserialize_with = "word")]
    body: BodyKind,
    #[serde(default)]
    body_bytes: u64,
    error: Option<ErrorWire>,
    #[serde(deserialize_with = "word")]
    answered_by: AnsweredBy,
    version: Option<String>,
    remote: Option<String>,
    tls: Option<TlsWire>,
    #[serde(default)]
    redirects: Vec<HopWire>,
    #[serde(default)]
    timing: TimingWire,
    fault: Option<FaultWire>,
    socket: Option<SocketWire>,
}

#[derive(Deserialize)]
struct ChallengeWire {
    scheme: String,
    #[serde(default)]
    parameters: Vec<Named>,
}

#[derive(Deserialize)]
struct ErrorWire {
    code: Option<String>,
    message: Option<String>,
    correlation: Option<String>,
    #[serde(default)]
    wanted: Vec<String>,
    vendor: Option<String>,
}

#[derive(Deserialize)]
struct TlsWire {
    version: Option<String>,
    subject: String,
    issuer: String,
    not_after: Time,
}

#[derive(Deserialize)]
struct HopWire {
    status: u16,
    location: String,
    elsewhere: bool,
    followed: bool,
}

#[derive(Default, Deserialize)]
struct TimingWire {
    dns_ms: Option<f64>,
    connect_ms: Option<f64>,
    tls_ms: Option<f64>,
    first_byte_ms: Option<f64>,
    #[serde(default)]
    total_ms: f64,
}

#[derive(Deserialize)]
struct FaultWire {
    #[serde(deserialize_with = "word")]
    kind: FaultKind,
    message: String,
}

impl From<ExchangeWire> for Exchange {
    fn from(wire: ExchangeWire) -> Self {
        Self {
            started: wire.started.0,
            method: wire.method,
            url: wire.url,
            sent: wire.sent.map(|sent| Box::new(Sent::from(sent))),
            identity: wire.identity,
            status: wire.status,
            headers: pairs(wire.headers),
            challenges: wire
                .challenges
                .into_iter()
                .map(|ChallengeWire { scheme, parameters }| Challenge {
                    scheme,
                    parameters: pairs(parameters),
                })
                .collect(),
            body: wire.body,
            body_bytes: wire.body_bytes,
            error: wire.error.map(ApiError::from),
            answered_by: wire.answered_by,
            version: wire.version,
            remote: wire.remote,
            tls: wire.tls.map(|TlsWire { version, subject, issuer, not_after }| TlsFact {
                version,
                subject,
                issuer,
                not_after: not_after.0,
            }),
            redirects: wire
                .redirects
                .into_iter()
                .map(|HopWire { status, location, elsewhere, followed }| Hop {
                    status,
                    location,
                    elsewhere,
                    followed,
                })
                .collect(),
            timing: Timing {
                dns: wire.timing.dns_ms.map(duration),
                connect: wire.timing.connect_ms.map(duration),
                tls: wire.timing.tls_ms.map(duration),
                first_byte: wire.timing.first_byte_ms.map(duration),
                total: duration(wire.timing.total_ms),
            },
            fault: wire.fault.map(|FaultWire { kind, message }| Fault { kind, message }),
            socket: wire.socket.map(|socket| Box::new(Socket::from(socket))),
        }
    }
}

/// Milliseconds with their fractions; what is no length of time is none.
pub(super) fn duration(milliseconds: f64) -> Duration {
    let microseconds = (milliseconds * 1000.0).round();
    Duration::try_from_secs_f64(microseconds / 1_000_000.0).unwrap_or_default()
}

impl From<ErrorWire> for ApiError {
    fn from(wire: ErrorWire) -> Self {
        let ErrorWire { code, message, correlation, wanted, vendor } = wire;
        Self { code, message, correlation, wanted, vendor }
    }
}

#[derive(Deserialize)]
struct TokenRequestWire {
    identity: String,
    grant: String,
    client_auth: String,
    client_id: String,
    #[serde(default)]
    scopes_requested: Vec<String>,
    scopes_granted: Option<Vec<String>>,
    token_type: Option<String>,
    expires_in: Option<f64>,
    issued: bool,
    error: Option<ErrorWire>,
    exchange: ExchangeWire,
}

impl From<TokenRequestWire> for TokenRequestFact {
    fn from(wire: TokenRequestWire) -> Self {
        Self {
            identity: wire.identity,
            grant: wire.grant,
            client_auth: wire.client_auth,
            client_id: wire.client_id,
            scopes_requested: wire.scopes_requested,
            scopes_granted: wire.scopes_granted,
            token_type: wire.token_type,
            expires_in: wire.expires_in,
            issued: wire.issued,
            error: wire.error.map(ApiError::from),
            exchange: Exchange::from(wire.exchange),
        }
    }
}

#[derive(Deserialize)]
struct TokenWire {
    identity: String,
    #[serde(deserialize_with = "word")]
    token_kind: TokenKind,
    algorithm: Option<String>,
    key_id: Option<String>,
    issuer: Option<String>,
    #[serde(default)]
    audience: Vec<String>,
    scopes: Option<Vec<String>>,
    scopes_from: Option<String>,
    issued_at: Option<Time>,
    not_before: Option<Time>,
    expires_at: Option<Time>,
    now: Time,
    lifetime: Option<f64>,
    #[serde(default)]
    claims: Map<String, Value>,
    #[serde(default)]
    other_claims: Vec<String>,
    #[serde(default)]
    oddities: Vec<String>,
}

impl From<TokenWire> for TokenFact {
    fn from(wire: TokenWire) -> Self {
        Self {
            identity: wire.identity,
            kind: wire.token_kind,
            algorithm: wire.algorithm,
            key_id: wire.key_id,
            issuer: wire.issuer,
            audience: wire.audience,
            scopes: wire.scopes,
            scopes_from: wire.scopes_from,
            issued_at: wire.issued_at.map(|time| time.0),
            not_before: wire.not_before.map(|time| time.0),
            expires_at: wire.expires_at.map(|time| time.0),
            now: wire.now.0,
            lifetime: wire.lifetime,
            claims: wire.claims.into_iter().collect(),
            other_claims: wire.other_claims,
            oddities: wire.oddities,
        }
    }
}

#[derive(Deserialize)]
struct SignatureWire {
    identity: String,
    #[serde(deserialize_with = "word")]
    verdict: SignatureVerdict,
    algorithm: Option<String>,
    key_id: Option<String>,
    #[serde(default)]
    known_keys: Vec<String>,
    keys_from: String,
    detail: Option<String>,
}

impl From<SignatureWire> for SignatureFact {
    fn from(wire: SignatureWire) -> Self {
        let SignatureWire { identity, verdict, algorithm, key_id, known_keys, keys_from, detail } =
            wire;
        Self { identity, verdict, algorithm, key_id, known_keys, keys_from, detail }
    }
}

#[derive(Deserialize)]
struct ClockWire {
    host: String,
    low: f64,
    high: f64,
    #[serde(default)]
    samples: u32,
    unusable: Option<String>,
    token: Option<TimeWire>,
}

#[derive(Deserialize)]
struct TimeWire {
    identity: String,
    server_now: Time,
    since_issued: Option<f64>,
    since_not_before: Option<f64>,
    until_expired: Option<f64>,
}

impl From<ClockWire> for ClockFact {
    fn from(wire: ClockWire) -> Self {
        let ClockWire { host, low, high, samples, unusable, token } = wire;
        Self {
            host,
            low,
            high,
            samples,
            unusable,
            token: token.map(|time| TimeFact {
                identity: time.identity,
                server_now: time.server_now.0,
                since_issued: time.since_issued,
                since_not_before: time.since_not_before,
                until_expired: time.until_expired,
            }),
        }
    }
}
