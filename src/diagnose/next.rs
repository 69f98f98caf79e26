//! What would tell most about a check that nothing explains.

use super::words;
use crate::model::{CheckResult, Exchange, Fact, FaultKind, TokenRequestFact};

/// The one request or act that would tell most.
pub(super) fn of(check: &CheckResult) -> Option<String> {
    // Requests that measure a clock are about their Date and nothing else.
    if check.facts.iter().any(|fact| matches!(fact, Fact::Clock(_))) {
        return None;
    }
    check.facts.iter().find_map(|fact| match fact {
        Fact::Exchange(exchange) => of_exchange(exchange),
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
        Fact::TokenRequest(_) | Fact::Token(_) | Fact::Signature(_) | Fact::Clock(_) => None,
    })
}

/// Whether a token endpoint calls the request itself wrong (RFC 6749, section 5.2).
fn refused_as_written(request: &TokenRequestFact) -> bool {
    let error = request.error.as_ref().or(request.exchange.error.as_ref());
    !request.issued && error.and_then(|error| error.code.as_deref()) == Some("invalid_request")
}

/// Whether an answer shows that the token arrived and was read.
fn token_was_read(exchange: &Exchange) -> bool {
    let told = exchange.error.iter().filter_map(|error| error.code.as_deref());
    let challenged = exchange.challenges.iter().filter_map(|challenge| challenge.get("error"));
    told.chain(challenged).any(|code| code == "invalid_token")
}

fn of_exchange(exchange: &Exchange) -> Option<String> {
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
        (401, Some(identity)) if token_was_read(exchange) => Some(format!(
            "compare the token of {identity} with what {} accepts: issuer, audience, and the key set that \
             it verifies with; a `jwt` check with `issuer` shows whether the signature is good",
            words::host(&exchange.url)
        )),
        (401, Some(_)) => Some(format!(
            "send {call} once without the Authorization header: the same answer means that the token \
             does not arrive or is not read, another answer means that it was read and refused"
        )),
        (401, None) => Some(format!(
            "send {call} with a credential: the check names no identity, so none went along"
        )),
        (403, _) => Some(format!(
            "send {call} as a caller who is known to be allowed: success means that this caller lacks a \
             permission, the same answer means that the refusal is not about the caller"
        )),
        (404, _) => Some(format!(
            "open the API's own description and compare the path of {call} with it, letter by letter"
        )),
        _ => None,
    }
}
