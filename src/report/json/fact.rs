//! Facts in version 1 of the document: everything that a later version needs to judge again.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::model::{
    ApiError, Challenge, ClockFact, Exchange, Fact, Fault, Hop, SignatureFact, TimeFact, Timing,
    TlsFact, TokenFact, TokenRequestFact,
};

/// Milliseconds with their microseconds.
pub(super) fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1000.0
}

/// A fact with its kind.
pub(super) fn fact(fact: &Fact) -> Value {
    let body = match fact {
        Fact::Exchange(one) => exchange(one),
        Fact::TokenRequest(one) => token_request(one),
        Fact::Token(one) => token(one),
        Fact::Signature(one) => signature(one),
        Fact::Clock(one) => clock(one),
    };
    let mut members = Map::new();
    members.insert("kind".to_owned(), fact.kind().into());
    if let Value::Object(body) = body {
        members.extend(body);
    }
    Value::Object(members)
}

fn exchange(exchange: &Exchange) -> Value {
    let Exchange {
        started,
        method,
        url,
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
    } = exchange;
    json!({
        "started": started.to_string(),
        "method": method,
        "url": url,
        "identity": identity,
        "status": status,
        "headers": pairs(headers),
        "challenges": challenges.iter().map(challenge).collect::<Vec<_>>(),
        "body": body.as_str(),
        "body_bytes": body_bytes,
        "error": error.as_ref().map(api_error),
        "answered_by": answered_by.as_str(),
        "version": version,
        "remote": remote,
        "tls": tls.as_ref().map(self::tls),
        "redirects": redirects.iter().map(hop).collect::<Vec<_>>(),
        "timing": self::timing(*timing),
        "fault": fault.as_ref().map(|Fault { kind, message }| json!({ "kind": kind.as_str(), "message": message })),
    })
}

/// Names and values as a list of pairs: a header may come twice.
fn pairs(pairs: &[(String, String)]) -> Value {
    pairs.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

fn challenge(challenge: &Challenge) -> Value {
    let Challenge { scheme, parameters } = challenge;
    json!({ "scheme": scheme, "parameters": pairs(parameters) })
}

fn api_error(error: &ApiError) -> Value {
    let ApiError { code, message, correlation } = error;
    json!({ "code": code, "message": message, "correlation": correlation })
}

fn tls(tls: &TlsFact) -> Value {
    let TlsFact { version, subject, issuer, not_after } = tls;
    json!({ "version": version, "subject": subject, "issuer": issuer, "not_after": not_after.to_string() })
}

fn hop(hop: &Hop) -> Value {
    let Hop { status, location, elsewhere, followed } = hop;
    json!({ "status": status, "location": location, "elsewhere": elsewhere, "followed": followed })
}

fn timing(timing: Timing) -> Value {
    let Timing { dns, connect, tls, first_byte, total } = timing;
    json!({
        "dns_ms": dns.map(milliseconds),
        "connect_ms": connect.map(milliseconds),
        "tls_ms": tls.map(milliseconds),
        "first_byte_ms": first_byte.map(milliseconds),
        "total_ms": milliseconds(total),
    })
}

fn token_request(request: &TokenRequestFact) -> Value {
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
    } = request;
    json!({
        "identity": identity,
        "grant": grant.as_str(),
        "client_auth": client_auth.as_str(),
        "client_id": client_id,
        "scopes_requested": scopes_requested,
        "scopes_granted": scopes_granted,
        "token_type": token_type,
        "expires_in": expires_in,
        "issued": issued,
        "error": error.as_ref().map(api_error),
        "exchange": self::exchange(exchange),
    })
}

fn token(token: &TokenFact) -> Value {
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
    } = token;
    json!({
        "identity": identity,
        "token_kind": kind.as_str(),
        "algorithm": algorithm,
        "key_id": key_id,
        "issuer": issuer,
        "audience": audience,
        "scopes": scopes,
        "scopes_from": scopes_from,
        "issued_at": issued_at.map(|time| time.to_string()),
        "not_before": not_before.map(|time| time.to_string()),
        "expires_at": expires_at.map(|time| time.to_string()),
        "now": now.to_string(),
        "lifetime": lifetime,
        "claims": claims.iter().cloned().collect::<Map<String, Value>>(),
        "other_claims": other_claims,
        "oddities": oddities,
    })
}

fn signature(signature: &SignatureFact) -> Value {
    let SignatureFact { identity, verdict, algorithm, key_id, known_keys, keys_from, detail } =
        signature;
    json!({
        "identity": identity,
        "verdict": verdict.as_str(),
        "algorithm": algorithm,
        "key_id": key_id,
        "known_keys": known_keys,
        "keys_from": keys_from,
        "detail": detail,
    })
}

fn clock(clock: &ClockFact) -> Value {
    let ClockFact { host, low, high, samples, unusable, token } = clock;
    json!({
        "host": host,
        "low": low,
        "high": high,
        "samples": samples,
        "unusable": unusable,
        "token": token.as_ref().map(time),
    })
}

fn time(time: &TimeFact) -> Value {
    let TimeFact { identity, server_now, since_issued, since_not_before, until_expired } = time;
    json!({
        "identity": identity,
        "server_now": server_now.to_string(),
        "since_issued": since_issued,
        "since_not_before": since_not_before,
        "until_expired": until_expired,
    })
}
