//! Why a browser had no answer to show, by what it wrote down.

use crate::decode::clean;
use crate::model::{Fault, FaultKind};

/// What the network errors of Chromium begin with, and what they mean. The first that fits decides.
const ERRORS: &[(&str, FaultKind, &str)] = &[
    ("ERR_NAME_", FaultKind::Dns, "the name could not be resolved"),
    ("ERR_DNS_", FaultKind::Dns, "the name could not be resolved"),
    ("ERR_CONNECTION_REFUSED", FaultKind::Refused, "nobody listens there"),
    ("ERR_CONNECTION_TIMED_OUT", FaultKind::Timeout, "no connection in time"),
    ("ERR_TIMED_OUT", FaultKind::Timeout, "no answer in time"),
    ("ERR_CONNECTION_", FaultKind::Connection, "the connection broke"),
    ("ERR_ADDRESS_UNREACHABLE", FaultKind::Connection, "there is no way to that address"),
    ("ERR_INTERNET_DISCONNECTED", FaultKind::Connection, "the machine was offline"),
    ("ERR_NETWORK_", FaultKind::Connection, "the network changed or was not there"),
    ("ERR_CERT_", FaultKind::Certificate, "the server's certificate was not trusted"),
    ("ERR_SSL_CLIENT_AUTH", FaultKind::Tls, "the server asked for a client certificate"),
    ("ERR_BAD_SSL_CLIENT_AUTH", FaultKind::Tls, "the server did not take the client certificate"),
    ("ERR_SSL_", FaultKind::Tls, "the TLS handshake failed"),
    ("ERR_PROXY_", FaultKind::Proxy, "the proxy refused or could not be reached"),
    ("ERR_TUNNEL_", FaultKind::Proxy, "the proxy did not open a tunnel"),
    ("ERR_EMPTY_RESPONSE", FaultKind::Protocol, "the server closed without an answer"),
    ("ERR_INVALID_", FaultKind::Protocol, "the answer could not be read"),
    ("ERR_HTTP2_", FaultKind::Protocol, "the answer could not be read"),
    ("ERR_TOO_MANY_REDIRECTS", FaultKind::Protocol, "the redirects lead in a circle"),
    ("ERR_RESPONSE_HEADERS_", FaultKind::Protocol, "the answer's headers could not be read"),
];

/// Errors that say that the page or the user did not want the answer any more, or that an extension kept the
/// request back: no failure of the API.
const NOT_WANTED: &[&str] =
    &["ERR_ABORTED", "ERR_BLOCKED_BY_CLIENT", "ERR_BLOCKED_BY_ADMINISTRATOR"];

/// Whether an error is of those that say nothing about the API.
pub(super) fn not_wanted(error: &str) -> bool {
    NOT_WANTED.iter().any(|name| error.contains(name))
}

/// Why no answer is to be seen.
pub(super) fn fault(error: &str) -> Fault {
    let name = error.strip_prefix("net::").unwrap_or(error);
    let known = ERRORS.iter().find(|(start, _, _)| name.starts_with(start));
    match known {
        Some((_, kind, meaning)) => {
            Fault { kind: *kind, message: format!("{meaning} ({})", clean(name)) }
        }
        // `ERR_FAILED` is what Chromium writes for an answer that CORS keeps from the page; Firefox and
        // Safari write nothing. Other reasons look the same.
        None => {
            let said = if name.is_empty() {
                "the browser wrote down no status".to_owned()
            } else {
                format!("the browser wrote down {} and no status", clean(name))
            };
            Fault {
                kind: FaultKind::Connection,
                message: format!(
                    "{said}: no answer, or one that it kept from the page; its console says which"
                ),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_browsers_are_told_apart() {
        for (error, kind) in [
            ("net::ERR_NAME_NOT_RESOLVED", FaultKind::Dns),
            ("net::ERR_CONNECTION_REFUSED", FaultKind::Refused),
            ("net::ERR_CONNECTION_RESET", FaultKind::Connection),
            ("net::ERR_CERT_AUTHORITY_INVALID", FaultKind::Certificate),
            ("net::ERR_TUNNEL_CONNECTION_FAILED", FaultKind::Proxy),
            ("net::ERR_FAILED", FaultKind::Connection),
            ("", FaultKind::Connection),
        ] {
            assert_eq!(fault(error).kind, kind, "{error}");
        }
        assert!(not_wanted("net::ERR_ABORTED") && !not_wanted("net::ERR_FAILED"));
    }
}
