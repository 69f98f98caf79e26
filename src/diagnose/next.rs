//! What would tell most about a check that nothing explains.

use super::evidence::Evidence;
use super::sent::in_header;
use super::words;
use crate::model::words as in_words;
use crate::model::{CheckResult, CredentialKind, Exchange, Fact, FaultKind, TokenRequestFact};
use crate::provider::Meaning;

/// The one request or act that would tell most.
pub(super) fn of(check: &CheckResult, evidence: &Evidence<'_>) -> Option<String> {
    // Requests that measure a clock are about their Date and nothing else.
    if check.facts.iter().any(|fact| matches!(fact, Fact::Clock(_))) {
        return None;
    }
    check.facts.iter().find_map(|fact| match fact {
        // An answer alone: what was sent is not known, and nothing can be said of it.
        Fact::Exchange(exchange) if check.kind == "intake" && exchange.sent.is_none() => None,
        Fact::Exchange(exchange) => of_exchange(exchange, evidence),
        Fact::TokenRequest(request) if refused_as_written(request) => Some(format!(
            "hold the token request against what {} documents, parameter by parameter: it refuses the \
             request as it is written, and says nothing against the id or the secret",
            request.exchange.url
        )),
        Fact::TokenRequest(request) if !request.issued => Some(format!(
            "request a token from {} with curl, with the id and the secret as the administration shows them: \
             the same answer means that the credential or its registration is wrong, \
             a token means that it reaches this tool changed",
            request.exchange.url
        )),
        Fact::TokenRequest(_)
        | Fact::Token(_)
        | Fact::Signature(_)
        | Fact::Clock(_)
        | Fact::Configuration(_)
        | Fact::Permissions(_)
        | Fact::Remark(_) => None,
    })
}

/// Whether a token endpoint calls the request itself wrong (RFC 6749, section 5.2).
fn refused_as_written(request: &TokenRequestFact) -> bool {
    let error = request.error.as_ref().or(request.exchange.error.as_ref());
    !request.issued && error.and_then(|error| error.code.as_deref()) == Some("invalid_request")
}

/// Whether an answer shows that the token arrived and was read.
fn token_was_read(exchange: &Exchange, evidence: &Evidence<'_>) -> bool {
    let told = exchange.error.iter().filter_map(|error| error.code.as_deref());
    let challenged = exchange.challenges.iter().filter_map(|challenge| challenge.get("error"));
    let in_words = evidence.said(exchange).iter().any(|meaning| {
        matches!(
            meaning,
            Meaning::Expired
                | Meaning::NotYetValid
                | Meaning::Signature
                | Meaning::UnknownKey
                | Meaning::Audience
                | Meaning::Issuer
                | Meaning::Claim
                | Meaning::Malformed
        )
    });
    in_words || told.chain(challenged).any(|code| code == "invalid_token")
}

/// Whether an answer calls a token expired that is not past its end by any clock that was read.
fn alive_and_called_expired(exchange: &Exchange, identity: &str, evidence: &Evidence<'_>) -> bool {
    let token = evidence.token(identity).map(|one| one.fact);
    let end = token.and_then(|token| Some((token.expires_at?, token.now)));
    evidence.said(exchange).contains(&Meaning::Expired)
        && end.is_some_and(|(end, now)| end > now)
        && evidence
            .times(identity)
            .all(|times| times.until_expired.is_none_or(|(least, _)| least > 0.0))
}

/// Whether a name and a password went along in the `Authorization` header.
fn by_password(exchange: &Exchange) -> bool {
    exchange
        .sent
        .as_ref()
        .is_some_and(|sent| in_header(sent).any(|one| one.kind == CredentialKind::UserAndPassword))
}

fn path_or_host(exchange: &Exchange) -> String {
    let path = words::path(&exchange.url);
    if path.len() > 1 { path } else { words::host(&exchange.url) }
}

/// Whose token, where a pack names the identity; a token of an input has no name but its kind.
fn token_of(identity: &str) -> String {
    if identity == "token" || identity.starts_with("token-") {
        "the token".to_owned()
    } else {
        format!("the token of {identity}")
    }
}

/// How long ago a token ended by this machine's clock, in words.
fn ended(identity: &str, evidence: &Evidence<'_>) -> Option<String> {
    let token = evidence.token(identity)?.fact;
    let left = token.expires_at?.duration_since(token.now).as_secs_f64();
    (left < 0.0).then(|| in_words(-left))
}

fn of_exchange(exchange: &Exchange, evidence: &Evidence<'_>) -> Option<String> {
    let call = format!("{} {}", exchange.method, exchange.url);
    if let Some(fault) = &exchange.fault {
        return match fault.kind {
            FaultKind::Request | FaultKind::HostNotNamed => {
                Some(format!("nothing was sent: {}", fault.message))
            }
            FaultKind::Dns
            | FaultKind::Refused
            | FaultKind::Connection
            | FaultKind::Certificate
            | FaultKind::Tls
            | FaultKind::Proxy
            | FaultKind::Timeout
            | FaultKind::Protocol
            | FaultKind::TooLarge => None,
        };
    }
    match (exchange.status?, &exchange.identity) {
        (401, Some(identity)) if alive_and_called_expired(exchange, identity, evidence) => {
            Some(format!(
                "{host} calls {token} expired, and its `exp` lies ahead: compare the clock of \
                 the server behind {host} and what it remembers of the token (a cached introspection), and \
                 see whether another token reached it",
                token = token_of(identity),
                host = words::host(&exchange.url)
            ))
        }
        (401, Some(identity)) if ended(identity, evidence).is_some() => Some(format!(
            "send {call} with a fresh token and give that answer: {} ended {} ago by this machine's \
             clock, and nothing here shows whether it had when it was refused",
            token_of(identity),
            ended(identity, evidence).unwrap_or_default()
        )),
        (401, Some(identity)) if token_was_read(exchange, evidence) => Some(format!(
            "compare {} with what {} accepts: issuer, audience, and the key set that \
             it verifies with; a `jwt` check with `issuer` shows whether the signature is good",
            token_of(identity),
            words::host(&exchange.url)
        )),
        (401, Some(_))
            if exchange.sent.as_ref().is_some_and(|sent| in_header(sent).next().is_none()) =>
        {
            Some(format!(
                "send {call} once without its credential: the same answer means that it does not arrive \
                 or is not read, another answer means that it was read and refused"
            ))
        }
        (401, Some(_)) if by_password(exchange) => Some(format!(
            "hold the name and the password that went to {host} against what its administration shows, and \
             how it wants them written: it answers alike to an unknown name, an old password and a wrong form",
            host = words::host(&exchange.url)
        )),
        (401, Some(_)) => Some(format!(
            "send {call} once without the Authorization header: the same answer means that the token \
             does not arrive or is not read, another answer means that it was read and refused"
        )),
        (401, None) => Some(format!("send {call} with a credential: none went along")),
        (403, _) => Some(format!(
            "send {call} as a caller who is known to be allowed: success means that this caller lacks a \
             permission, the same answer means that the refusal is not about the caller"
        )),
        // Refused in the body: Slack and others answer 200 and say no there.
        (200..=299, _) if exchange.error.is_some() => Some(format!(
            "look the code up in the reference of {}: {} refuses in the body of a {}, so that the \
             status tells nothing",
            path_or_host(exchange),
            words::host(&exchange.url),
            exchange.status.unwrap_or_default()
        )),
        (404, _) => Some(format!(
            "open the API's own description and compare the path of {call} with it, letter by letter"
        )),
        _ => None,
    }
}
