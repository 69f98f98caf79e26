//! Why no answer came, from the client's chain of errors: typed first, wording last.

use std::error::Error;
use std::io;

use rustls::CertificateError;

use crate::decode::clean;
use crate::model::{Fault, FaultKind};

/// Why no answer came. `certificate` is what the verifier said of the server's certificate, if it was asked.
pub(super) fn classify(
    error: &reqwest::Error,
    certificate: Option<&rustls::Error>,
    host: &str,
) -> Fault {
    let fault = |kind, message: String| Fault { kind, message };
    if let Some(error) = certificate {
        return fault(FaultKind::Certificate, certificate_words(error, host));
    }
    let mut chain: Vec<&(dyn Error + 'static)> = Vec::new();
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = next {
        chain.push(error);
        next = error.source();
    }
    let texts = || chain.iter().map(|error| error.to_string().to_ascii_lowercase());
    let says = |word: &str| texts().any(|text| text.contains(word));
    if error.is_timeout() {
        return fault(FaultKind::Timeout, format!("{host} did not answer in time"));
    }
    if says("proxy") || says("tunnel") || says("socks") {
        let last = chain.last().map(|error| clean(&error.to_string())).unwrap_or_default();
        return fault(
            FaultKind::Proxy,
            format!("the proxy refused or could not be reached on the way to {host}: {last}"),
        );
    }
    if error.is_dns() || says("dns error") || says("failed to lookup address") {
        return fault(
            FaultKind::Dns,
            format!("the name {host} does not resolve: check its spelling, the DNS and the VPN"),
        );
    }
    if let Some(tls) = chain.iter().find_map(|error| tls_error(*error)) {
        return match tls {
            rustls::Error::InvalidCertificate(_) => {
                fault(FaultKind::Certificate, certificate_words(tls, host))
            }
            rustls::Error::InvalidMessage(_) => fault(
                FaultKind::Tls,
                format!(
                    "{host} does not speak TLS on this port: is the URL's scheme or port right?"
                ),
            ),
            other => fault(
                FaultKind::Tls,
                format!("the TLS handshake with {host} failed: {}", clean(&other.to_string())),
            ),
        };
    }
    let kind =
        chain.iter().find_map(|error| error.downcast_ref::<io::Error>()).map(io::Error::kind);
    match kind {
        Some(io::ErrorKind::ConnectionRefused) => fault(
            FaultKind::Refused,
            format!("{host} refuses the connection: nothing listens there, or a firewall says no"),
        ),
        Some(io::ErrorKind::TimedOut) => {
            fault(FaultKind::Timeout, format!("{host} did not answer in time"))
        }
        Some(
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof
            | io::ErrorKind::ConnectionAborted,
        ) => fault(
            FaultKind::Connection,
            format!("the connection to {host} broke before the answer was complete"),
        ),
        Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable) => {
            fault(FaultKind::Connection, format!("there is no way to {host} from here"))
        }
        _ if error.is_builder() => fault(
            FaultKind::Request,
            format!("the request cannot be built: {}", clean(&error.to_string())),
        ),
        _ if says("incomplete") || says("connection closed") => fault(
            FaultKind::Connection,
            format!("{host} closed the connection before the answer was complete"),
        ),
        _ => {
            let last = chain.last().map(|error| clean(&error.to_string())).unwrap_or_default();
            fault(FaultKind::Protocol, format!("the answer of {host} is not HTTP: {last}"))
        }
    }
}

/// The TLS library's error inside another: I/O errors may wrap it more than once.
fn tls_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    error
        .downcast_ref::<rustls::Error>()
        .or_else(|| tls_error(error.downcast_ref::<io::Error>()?.get_ref()?))
}

fn certificate_words(error: &rustls::Error, host: &str) -> String {
    let rustls::Error::InvalidCertificate(reason) = error else {
        return format!(
            "the certificate of {host} could not be verified: {}",
            clean(&error.to_string())
        );
    };
    match reason {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            format!("the certificate of {host} has expired (or this machine's clock is wrong)")
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            format!("the certificate of {host} is not valid yet (or this machine's clock is wrong)")
        }
        CertificateError::UnknownIssuer => format!(
            "the certificate of {host} comes from an issuer that this machine does not trust: a private CA \
             or a TLS-inspecting proxy; name its certificate with --cacert or SSL_CERT_FILE"
        ),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            format!("the certificate that was shown is not for {host}")
        }
        CertificateError::Revoked => format!("the certificate of {host} is revoked"),
        other => format!("the certificate of {host} was refused: {}", clean(&other.to_string())),
    }
}
