//! Facts on the wire: all that a later version needs to judge again. Taken apart in full.

use std::time::Duration;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::Time;
use super::configuration::{ConfigurationWire, configuration};
use super::permissions::{PermissionsWire, permissions};
use super::sent::{RemarkWire, SentWire, remark, sent};
use super::socket::{SocketWire, socket};
use crate::model::{
    ApiError, Challenge, ClockFact, Exchange, Fact, Fault, Hop, SignatureFact, TimeFact, Timing,
    TlsFact, TokenFact, TokenRequestFact,
};

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(super) enum FactWire<'a> {
    Exchange(Box<ExchangeWire<'a>>),
    TokenRequest(Box<TokenRequestWire<'a>>),
    Token(Box<TokenWire<'a>>),
    Signature(SignatureWire<'a>),
    Clock(ClockWire<'a>),
    Configuration(Box<ConfigurationWire<'a>>),
    Permissions(PermissionsWire<'a>),
    Remark(RemarkWire<'a>),
}

/// A name that may occur more than once, and its value.
#[derive(Serialize)]
pub(in crate::report::json) struct Named<'a> {
    name: &'a str,
    value: &'a str,
}

/// Members of an object, in their order.
fn object<S: Serializer>(members: &[(String, Value)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(members.iter().map(|(name, value)| (name, value)))
}

#[derive(Serialize)]
pub(super) struct ExchangeWire<'a> {
    started: Time,
    method: &'a str,
    url: &'a str,
    sent: Option<SentWire<'a>>,
    identity: Option<&'a str>,
    status: Option<u16>,
    headers: Vec<Named<'a>>,
    challenges: Vec<ChallengeWire<'a>>,
    body: &'static str,
    body_bytes: u64,
    error: Option<ErrorWire<'a>>,
    answered_by: &'static str,
    version: Option<&'a str>,
    remote: Option<&'a str>,
    tls: Option<TlsWire<'a>>,
    redirects: Vec<HopWire<'a>>,
    timing: TimingWire,
    fault: Option<FaultWire<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    socket: Option<SocketWire<'a>>,
}

#[derive(Serialize)]
struct ChallengeWire<'a> {
    scheme: &'a str,
    parameters: Vec<Named<'a>>,
}

#[derive(Serialize)]
struct ErrorWire<'a> {
    code: Option<&'a str>,
    message: Option<&'a str>,
    correlation: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    wanted: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    vendor: Option<&'a str>,
}

#[derive(Serialize)]
struct TlsWire<'a> {
    version: Option<&'a str>,
    subject: &'a str,
    issuer: &'a str,
    not_after: Time,
}

#[derive(Serialize)]
struct HopWire<'a> {
    status: u16,
    location: &'a str,
    elsewhere: bool,
    followed: bool,
}

/// Milliseconds with their fractions.
#[derive(Serialize)]
struct TimingWire {
    dns_ms: Option<f64>,
    connect_ms: Option<f64>,
    tls_ms: Option<f64>,
    first_byte_ms: Option<f64>,
    total_ms: f64,
}

#[derive(Serialize)]
struct FaultWire<'a> {
    kind: &'static str,
    message: &'a str,
}

#[derive(Serialize)]
pub(super) struct TokenRequestWire<'a> {
    identity: &'a str,
    grant: &'a str,
    client_auth: &'a str,
    client_id: &'a str,
    scopes_requested: &'a [String],
    scopes_granted: Option<&'a [String]>,
    token_type: Option<&'a str>,
    expires_in: Option<f64>,
    issued: bool,
    error: Option<ErrorWire<'a>>,
    exchange: ExchangeWire<'a>,
}

#[derive(Serialize)]
pub(super) struct TokenWire<'a> {
    identity: &'a str,
    token_kind: &'static str,
    algorithm: Option<&'a str>,
    key_id: Option<&'a str>,
    issuer: Option<&'a str>,
    audience: &'a [String],
    scopes: Option<&'a [String]>,
    scopes_from: Option<&'a str>,
    issued_at: Option<Time>,
    not_before: Option<Time>,
    expires_at: Option<Time>,
    now: Time,
    lifetime: Option<f64>,
    #[serde(serialize_with = "object")]
    claims: &'a [(String, Value)],
    other_claims: &'a [String],
    oddities: &'a [String],
}

#[derive(Serialize)]
pub(super) struct SignatureWire<'a> {
    identity: &'a str,
    verdict: &'static str,
    algorithm: Option<&'a str>,
    key_id: Option<&'a str>,
    known_keys: &'a [String],
    keys_from: &'a str,
    detail: Option<&'a str>,
}

#[derive(Serialize)]
pub(super) struct ClockWire<'a> {
    host: &'a str,
    /// The offset lies between these, in seconds; positive when this machine is ahead.
    low: f64,
    high: f64,
    samples: u32,
    unusable: Option<&'a str>,
    token: Option<TimeWire<'a>>,
}

#[derive(Serialize)]
struct TimeWire<'a> {
    identity: &'a str,
    server_now: Time,
    since_issued: Option<f64>,
    since_not_before: Option<f64>,
    until_expired: Option<f64>,
}

impl<'a> From<&'a Fact> for FactWire<'a> {
    fn from(fact: &'a Fact) -> Self {
        match fact {
            Fact::Exchange(fact) => Self::Exchange(Box::new(exchange(fact))),
            Fact::TokenRequest(fact) => Self::TokenRequest(Box::new(token_request(fact))),
            Fact::Token(fact) => Self::Token(Box::new(token(fact))),
            Fact::Signature(fact) => Self::Signature(signature(fact)),
            Fact::Clock(fact) => Self::Clock(clock(fact)),
            Fact::Permissions(fact) => Self::Permissions(permissions(fact)),
            Fact::Configuration(fact) => Self::Configuration(Box::new(configuration(fact))),
            Fact::Remark(fact) => Self::Remark(remark(fact)),
        }
    }
}

pub(super) fn pairs(pairs: &[(String, String)]) -> Vec<Named<'_>> {
    pairs.iter().map(|(name, value)| Named { name, value }).collect()
}

fn exchange(exchange: &Exchange) -> ExchangeWire<'_> {
    let Exchange {
        started,
        method,
        url,
        sent,
        identity,
        status,
        headers,
        challenges,
        body,
        body_bytes,
        error,
        answered_by,
        version,
        remote,
        tls,
        redirects,
        timing,
        fault,
        socket,
    } = exchange;
    ExchangeWire {
        started: Time(*started),
        method,
        url,
        sent: sent.as_deref().map(self::sent),
        identity: identity.as_deref(),
        status: *status,
        headers: pairs(headers),
        challenges: challenges
            .iter()
            .map(|Challenge { scheme, parameters }| ChallengeWire {
                scheme,
                parameters: pairs(parameters),
            })
            .collect(),
        body: body.as_str(),
        body_bytes: *body_bytes,
        error: error.as_ref().map(self::error),
        answered_by: answered_by.as_str(),
        version: version.as_deref(),
        remote: remote.as_deref(),
        tls: tls.as_ref().map(|TlsFact { version, subject, issuer, not_after }| TlsWire {
            version: version.as_deref(),
            subject,
            issuer,
            not_after: Time(*not_after),
        }),
        redirects: redirects
            .iter()
            .map(|Hop { status, location, elsewhere, followed }| HopWire {
                status: *status,
                location,
                elsewhere: *elsewhere,
                followed: *followed,
            })
            .collect(),
        timing: self::timing(timing),
        fault: fault
            .as_ref()
            .map(|Fault { kind, message }| FaultWire { kind: kind.as_str(), message }),
        socket: socket.as_deref().map(self::socket),
    }
}

fn error(error: &ApiError) -> ErrorWire<'_> {
    let ApiError { code, message, correlation, wanted, vendor } = error;
    ErrorWire {
        code: code.as_deref(),
        message: message.as_deref(),
        correlation: correlation.as_deref(),
        wanted,
        vendor: vendor.as_deref(),
    }
}

/// Milliseconds to the microsecond.
pub(super) fn fine(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1000.0
}

fn timing(timing: &Timing) -> TimingWire {
    let Timing { dns, connect, tls, first_byte, total } = *timing;
    TimingWire {
        dns_ms: dns.map(fine),
        connect_ms: connect.map(fine),
        tls_ms: tls.map(fine),
        first_byte_ms: first_byte.map(fine),
        total_ms: fine(total),
    }
}

fn token_request(fact: &TokenRequestFact) -> TokenRequestWire<'_> {
    let TokenRequestFact {
        identity,
        grant,
        client_auth,
        client_id,
        scopes_requested,
        scopes_granted,
        token_type,
        expires_in,
        issued,
        error,
        exchange,
    } = fact;
    TokenRequestWire {
        identity,
        grant,
        client_auth,
        client_id,
        scopes_requested,
        scopes_granted: scopes_granted.as_deref(),
        token_type: token_type.as_deref(),
        expires_in: *expires_in,
        issued: *issued,
        error: error.as_ref().map(self::error),
        exchange: self::exchange(exchange),
    }
}

fn token(fact: &TokenFact) -> TokenWire<'_> {
    let TokenFact {
        identity,
        kind,
        algorithm,
        key_id,
        issuer,
        audience,
        scopes,
        scopes_from,
        issued_at,
        not_before,
        expires_at,
        now,
        lifetime,
        claims,
        other_claims,
        oddities,
    } = fact;
    TokenWire {
        identity,
        token_kind: kind.as_str(),
        algorithm: algorithm.as_deref(),
        key_id: key_id.as_deref(),
        issuer: issuer.as_deref(),
        audience,
        scopes: scopes.as_deref(),
        scopes_from: scopes_from.as_deref(),
        issued_at: issued_at.map(Time),
        not_before: not_before.map(Time),
        expires_at: expires_at.map(Time),
        now: Time(*now),
        lifetime: *lifetime,
        claims,
        other_claims,
        oddities,
    }
}

fn signature(fact: &SignatureFact) -> SignatureWire<'_> {
    let SignatureFact { identity, verdict, algorithm, key_id, known_keys, keys_from, detail } =
        fact;
    SignatureWire {
        identity,
        verdict: verdict.as_str(),
        algorithm: algorithm.as_deref(),
        key_id: key_id.as_deref(),
        known_keys,
        keys_from,
        detail: detail.as_deref(),
    }
}

fn clock(fact: &ClockFact) -> ClockWire<'_> {
    let ClockFact { host, low, high, samples, unusable, token } = fact;
    ClockWire {
        host,
        low: *low,
        high: *high,
        samples: *samples,
        unusable: unusable.as_deref(),
        token: token.as_ref().map(time),
    }
}

fn time(fact: &TimeFact) -> TimeWire<'_> {
    let TimeFact { identity, server_now, since_issued, since_not_before, until_expired } = fact;
    TimeWire {
        identity,
        server_now: Time(*server_now),
        since_issued: *since_issued,
        since_not_before: *since_not_before,
        until_expired: *until_expired,
    }
}
