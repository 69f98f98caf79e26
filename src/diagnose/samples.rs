//! Hand-made results of checks, for the tests of causes.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::model::*;

pub(super) const API: &str = "https://api.example";
pub(super) const SCOPE: &str = "webchat:guest:write";

pub(super) fn now() -> Timestamp {
    Timestamp::from_second(1_795_000_000).expect("in range")
}

fn source() -> Source {
    Source { file: Arc::from("pack.yaml"), line: 1, column: 1 }
}

/// A check of the pack `sample` that passed and saw nothing.
pub(super) fn check(id: &str) -> CheckResult {
    CheckResult {
        pack: "sample".to_owned(),
        id: id.to_owned(),
        title: "a claim".to_owned(),
        kind: "http",
        status: Status::Pass,
        severity: Severity::Error,
        effect: Effect::Read,
        proves: None,
        saw: String::new(),
        mismatches: Vec::new(),
        blocked: None,
        skipped: None,
        facts: Vec::new(),
        attempts: 1,
        duration: Duration::ZERO,
        source: source(),
        remedies: Vec::new(),
        docs: None,
        cleanup: None,
        waived: None,
    }
}

pub(super) trait CheckExt: Sized {
    fn saw(self, fact: Fact) -> Self;
    fn failed(self) -> Self;
    fn mismatch(self, path: &str, matcher: &'static str, expected: Value, actual: Value) -> Self;
}

impl CheckExt for CheckResult {
    fn saw(mut self, fact: Fact) -> Self {
        self.facts.push(fact);
        self
    }

    fn failed(mut self) -> Self {
        self.status = Status::Fail;
        self.proves = None;
        self
    }

    fn mismatch(
        mut self,
        path: &str,
        matcher: &'static str,
        expected: Value,
        actual: Value,
    ) -> Self {
        let path = path.to_owned();
        self.mismatches.push(Mismatch { path, matcher, expected, actual, source: source() });
        self.failed()
    }
}

/// A GET with the identity `service`, answered with this status and an empty body.
pub(super) fn exchange(url: &str, status: u16) -> Exchange {
    Exchange {
        started: now(),
        method: "GET".to_owned(),
        url: url.to_owned(),
        sent: None,
        identity: Some("service".to_owned()),
        status: Some(status),
        headers: Vec::new(),
        challenges: Vec::new(),
        body: BodyKind::Empty,
        body_bytes: 0,
        error: None,
        answered_by: AnsweredBy::Unknown,
        version: None,
        remote: None,
        tls: None,
        redirects: Vec::new(),
        timing: Timing::default(),
        fault: None,
        socket: None,
    }
}

pub(super) fn error(code: &str, message: &str) -> Option<ApiError> {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Some(ApiError { code: text(code), message: text(message), ..ApiError::default() })
}

pub(super) fn challenge(scheme: &str, parameters: &[(&str, &str)]) -> Challenge {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Challenge { scheme: scheme.to_owned(), parameters: parameters.iter().map(own).collect() }
}

/// An answer with a JSON error body.
pub(super) fn refusal(url: &str, status: u16, code: &str, message: &str) -> Exchange {
    Exchange { body: BodyKind::Json, error: error(code, message), ..exchange(url, status) }
}

/// The thread's message post with this answer: a failed check.
pub(super) fn post(status: u16, code: &str, message: &str) -> CheckResult {
    let mut exchange = refusal(&messages(), status, code, message);
    exchange.method = "POST".to_owned();
    check("message-post").saw(Fact::Exchange(Box::new(exchange))).failed()
}

/// The answer of the thread, which says nothing.
pub(super) fn bare_post() -> CheckResult {
    post(401, "unauthorized", "User is not authorized")
}

/// A read of the queue that passed.
pub(super) fn queue_passed() -> CheckResult {
    let url = format!("{API}/api/v2/routing/queues/q-1");
    let mut check = check("queue-permission").saw(Fact::Exchange(Box::new(exchange(&url, 200))));
    check.proves = Some(Proof::Permitted);
    check
}

/// A read of the queue that was answered so.
pub(super) fn queue(status: u16, code: &str, message: &str) -> CheckResult {
    let url = format!("{API}/api/v2/routing/queues/q-1");
    let exchange = refusal(&url, status, code, message);
    check("queue-permission").saw(Fact::Exchange(Box::new(exchange))).failed()
}

/// A check that failed on one exchange.
pub(super) fn called(id: &str, exchange: Exchange) -> CheckResult {
    check(id).saw(Fact::Exchange(Box::new(exchange))).failed()
}

pub(super) fn token_request(requested: &[&str]) -> TokenRequestFact {
    let mut exchange = exchange(&format!("{API}/api/v2/oauth/token"), 200);
    exchange.method = "POST".to_owned();
    exchange.identity = None;
    TokenRequestFact {
        identity: "service".to_owned(),
        grant: "client_credentials".to_owned(),
        client_auth: "basic".to_owned(),
        client_id: "client-1".to_owned(),
        scopes_requested: requested.iter().map(|&scope| scope.to_owned()).collect(),
        scopes_granted: None,
        token_type: Some("Bearer".to_owned()),
        expires_in: Some(86_400.0),
        issued: true,
        error: None,
        exchange,
    }
}

/// A token was issued.
pub(super) fn issued(requested: &[&str]) -> CheckResult {
    let mut check =
        check("token-fetch").saw(Fact::TokenRequest(Box::new(token_request(requested))));
    check.proves = Some(Proof::Accepted);
    check
}

/// No token was issued.
pub(super) fn not_issued(
    requested: &[&str],
    status: u16,
    code: &str,
    message: &str,
) -> CheckResult {
    let mut request = token_request(requested);
    request.issued = false;
    request.error = error(code, message).filter(|_| !(code.is_empty() && message.is_empty()));
    request.exchange.status = Some(status);
    request.exchange.error = request.error.clone();
    request.exchange.body = if request.error.is_some() { BodyKind::Json } else { BodyKind::Empty };
    check("token-fetch").saw(Fact::TokenRequest(Box::new(request))).failed()
}

/// A JWT with these scopes and a day to live.
pub(super) fn token(scopes: &[&str]) -> TokenFact {
    let hours = |hours: i64| now().checked_add(SignedDuration::from_hours(hours)).ok();
    TokenFact {
        identity: "service".to_owned(),
        kind: TokenKind::Jwt,
        algorithm: Some("RS256".to_owned()),
        key_id: Some("2026-11".to_owned()),
        issuer: Some("https://issuer.example".to_owned()),
        audience: vec!["https://api.example".to_owned()],
        scopes: Some(scopes.iter().map(|&scope| scope.to_owned()).collect()),
        scopes_from: Some("scope".to_owned()),
        issued_at: Some(now()),
        not_before: None,
        expires_at: hours(24),
        now: now(),
        lifetime: Some(86_400.0),
        claims: Vec::new(),
        other_claims: Vec::new(),
        oddities: Vec::new(),
    }
}

pub(super) fn expired_by(seconds: i64) -> TokenFact {
    TokenFact {
        issued_at: now().checked_sub(SignedDuration::from_secs(seconds + 3600)).ok(),
        expires_at: now().checked_sub(SignedDuration::from_secs(seconds)).ok(),
        lifetime: Some(-(seconds as f64)),
        ..token(&[SCOPE])
    }
}

pub(super) fn token_fact(token: TokenFact) -> Fact {
    Fact::Token(Box::new(token))
}

/// A check that demands the scope of a token that has these.
pub(super) fn token_scopes(token: TokenFact) -> CheckResult {
    let actual = json!(token.scopes);
    check("token-scopes").saw(token_fact(token)).mismatch(
        "token.scopes",
        "contains_all",
        json!([SCOPE]),
        actual,
    )
}

pub(super) fn token_read(token: TokenFact) -> CheckResult {
    check("token-scopes").saw(token_fact(token))
}

pub(super) fn signature(verdict: SignatureVerdict, known: &[&str]) -> SignatureFact {
    SignatureFact {
        identity: "service".to_owned(),
        verdict,
        algorithm: Some("RS256".to_owned()),
        key_id: Some("2026-11".to_owned()),
        known_keys: known.iter().map(|&key| key.to_owned()).collect(),
        keys_from: "https://issuer.example/jwks".to_owned(),
        detail: None,
    }
}

/// The signature was held against the issuer's keys.
pub(super) fn signature_check(verdict: SignatureVerdict, known: &[&str]) -> CheckResult {
    let check = check("token-signature")
        .saw(token_fact(token(&[SCOPE])))
        .saw(Fact::Signature(Box::new(signature(verdict, known))));
    match verdict {
        SignatureVerdict::Valid => check,
        other => check.mismatch("token.signature", "equals", json!("valid"), json!(other.as_str())),
    }
}

pub(super) fn verified() -> CheckResult {
    signature_check(SignatureVerdict::Valid, &["2026-11"])
}

/// A clock between these offsets; the check warns when they are more than 30 s.
pub(super) fn clock(host: &str, low: f64, high: f64) -> CheckResult {
    let fact =
        ClockFact { host: host.to_owned(), low, high, samples: 3, unusable: None, token: None };
    let check = check(&format!("clock-{host}")).saw(Fact::Clock(Box::new(fact)));
    if low.abs().max(high.abs()) <= 30.0 {
        return check;
    }
    let mut check = check.mismatch("clock.offset", "within", json!("30s"), json!([low, high]));
    check.status = Status::Warn;
    check.severity = Severity::Warn;
    check
}

pub(super) fn good_clock() -> CheckResult {
    clock("api.example", -0.7, 0.3)
}

/// A check that a needed one holds up.
pub(super) fn blocked(id: &str, by: &str) -> CheckResult {
    let mut check = check(id);
    check.status = Status::Blocked;
    check.blocked = Some(Blocked { by: by.to_owned() });
    check
}

/// No answer came.
pub(super) fn silent(url: &str, kind: FaultKind) -> CheckResult {
    let mut exchange = exchange(url, 0);
    exchange.status = None;
    exchange.fault = Some(Fault { kind, message: format!("no answer: {}", kind.as_str()) });
    let mut check = check("call").saw(Fact::Exchange(Box::new(exchange)));
    check.status = Status::Error;
    check
}

/// An answer whose only words are a challenge.
pub(super) fn with_challenge(mut exchange: Exchange, parameters: &[(&str, &str)]) -> Exchange {
    exchange.challenges.push(challenge("Bearer", parameters));
    exchange.error = None;
    exchange
}

/// The URL that messages are posted to.
pub(super) fn messages() -> String {
    format!("{API}/api/v2/conversations/messages")
}

/// What a program printed.
pub(super) fn remark(text: &str) -> Fact {
    Fact::Remark(Box::new(Remark { source: RemarkSource::Log, text: text.to_owned() }))
}
