//! One request and its answer, as far as it may be known outside `net`: born redacted.

use std::time::Duration;

use jiff::Timestamp;

use super::{Sent, Socket};

/// One request and its answer. Nothing in it came from outside an allow-list.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    /// When the request was sent, by this machine's clock.
    pub started: Timestamp,
    /// The method.
    pub method: String,
    /// The URL, with user information removed and query values masked.
    pub url: String,
    /// What the request carried, where that is known.
    pub sent: Option<Box<Sent>>,
    /// The identity whose credential went along.
    pub identity: Option<String>,
    /// The status code; none when no answer came.
    pub status: Option<u16>,
    /// Headers of the answer that are on the allow-list, names in lower case.
    pub headers: Vec<(String, String)>,
    /// What `WWW-Authenticate` said.
    pub challenges: Vec<Challenge>,
    /// What the body is.
    pub body: BodyKind,
    /// Length of the body in bytes.
    pub body_bytes: u64,
    /// What the body says went wrong.
    pub error: Option<ApiError>,
    /// Who answered.
    pub answered_by: AnsweredBy,
    /// The protocol version, such as `HTTP/1.1`.
    pub version: Option<String>,
    /// The address that answered.
    pub remote: Option<String>,
    /// The TLS session.
    pub tls: Option<TlsFact>,
    /// Redirects on the way here.
    pub redirects: Vec<Hop>,
    /// How long each phase took.
    pub timing: Timing,
    /// Why no answer came.
    pub fault: Option<Fault>,
    /// What was said over the WebSocket that the answer opened.
    pub socket: Option<Box<Socket>>,
}

/// Headers in which gateways name the node that answered.
pub const NODE_HEADERS: &[&str] = &[
    "x-served-by",
    "x-node",
    "x-gateway-node",
    "x-backend",
    "x-backend-server",
    "x-server",
    "x-server-id",
    "x-instance",
    "x-instance-id",
    "x-upstream",
    "x-node-id",
];

/// One challenge of a `WWW-Authenticate` header (RFC 9110, section 11.6.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// The scheme as the server wrote it.
    pub scheme: String,
    /// Parameters that are on the allow-list, names in lower case.
    pub parameters: Vec<(String, String)>,
}

impl Challenge {
    /// The value of a parameter.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// What a body says went wrong: the deciding fields, cleaned of control characters and secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiError {
    /// The machine-readable code: `error` of RFC 6749, `code`, `type` of RFC 9457.
    pub code: Option<String>,
    /// The sentence beside it: `error_description`, `message`, `detail`.
    pub message: Option<String>,
    /// The id under which the server remembers the request.
    pub correlation: Option<String>,
    /// The scopes or permissions that it says it wants.
    pub wanted: Vec<String>,
    /// The vendor whose answer it is, where it is recognised: a name of `checks/providers/`.
    pub vendor: Option<String>,
}

/// What a body is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BodyKind {
    /// None.
    #[default]
    Empty,
    /// JSON that could be read.
    Json,
    /// HTML.
    Html,
    /// Some other text.
    Text,
    /// Anything else.
    Binary,
}

impl BodyKind {
    /// The word that reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Json => "json",
            Self::Html => "html",
            Self::Text => "text",
            Self::Binary => "binary",
        }
    }
}

/// Who answered, as far as the answer shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AnsweredBy {
    /// It looks like the API itself.
    Api,
    /// A gateway in front of it.
    Gateway,
    /// An edge network or web application firewall.
    Edge,
    /// A proxy on the way.
    Proxy,
    /// A page for people to log in at.
    LoginPage,
    /// The answer does not show it.
    #[default]
    Unknown,
}

impl AnsweredBy {
    /// The word that packs and reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Gateway => "gateway",
            Self::Edge => "edge",
            Self::Proxy => "proxy",
            Self::LoginPage => "login-page",
            Self::Unknown => "unknown",
        }
    }
}

/// A redirect that was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// The status code of the redirect.
    pub status: u16,
    /// Where it points, redacted.
    pub location: String,
    /// Whether it points to another host, port or scheme.
    pub elsewhere: bool,
    /// Whether it was followed.
    pub followed: bool,
}

/// How long each phase took. A phase that did not happen (a connection used again) is absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timing {
    /// Name resolution.
    pub dns: Option<Duration>,
    /// The TCP connection.
    pub connect: Option<Duration>,
    /// The TLS handshake.
    pub tls: Option<Duration>,
    /// From the request being sent to the first byte of the answer.
    pub first_byte: Option<Duration>,
    /// All of it.
    pub total: Duration,
}

/// What is known of the TLS session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFact {
    /// The protocol version.
    pub version: Option<String>,
    /// The subject of the server's certificate.
    pub subject: String,
    /// The issuer of the server's certificate.
    pub issuer: String,
    /// The end of its validity.
    pub not_after: Timestamp,
}

/// Why no answer came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The kind of cause.
    pub kind: FaultKind,
    /// In words, with what to do.
    pub message: String,
}

/// The kinds of causes why no answer comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The name does not resolve.
    Dns,
    /// Nobody listens there.
    Refused,
    /// No way there, or the connection broke.
    Connection,
    /// The certificate was not trusted.
    Certificate,
    /// The TLS handshake failed for another reason.
    Tls,
    /// The proxy refused or could not be reached.
    Proxy,
    /// It took longer than the check allows.
    Timeout,
    /// The answer is no HTTP, or ended in the middle.
    Protocol,
    /// The answer is longer than is read.
    TooLarge,
    /// The request could not be built.
    Request,
    /// The pack does not name this host.
    HostNotNamed,
}

impl FaultKind {
    /// The word that reports use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Refused => "refused",
            Self::Connection => "connection",
            Self::Certificate => "certificate",
            Self::Tls => "tls",
            Self::Proxy => "proxy",
            Self::Timeout => "timeout",
            Self::Protocol => "protocol",
            Self::TooLarge => "too-large",
            Self::Request => "request",
            Self::HostNotNamed => "host-not-named",
        }
    }
}

impl Exchange {
    /// A header of the answer that is on the allow-list.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The scopes or permissions that the answer says it wants, in its body or in a challenge (RFC 6750,
    /// section 3).
    #[must_use]
    pub fn wanted(&self) -> Vec<&str> {
        let body = self.error.iter().flat_map(|error| &error.wanted).map(String::as_str);
        let challenged = self.challenges.iter().filter(|challenge| {
            challenge
                .get("error")
                .is_some_and(|error| error.eq_ignore_ascii_case("insufficient_scope"))
        });
        let scopes = challenged.filter_map(|challenge| challenge.get("scope"));
        let mut wanted: Vec<&str> = Vec::new();
        for one in body.chain(scopes.flat_map(str::split_whitespace)) {
            if !wanted.contains(&one) {
                wanted.push(one);
            }
        }
        wanted
    }

    /// The answer in one line: `401 unauthorized: User is not authorized`, or why none came. What the
    /// challenge says is added where the body does not say it already.
    #[must_use]
    pub fn answer(&self) -> String {
        let Some(status) = self.status else {
            return self
                .fault
                .as_ref()
                .map_or_else(|| "no answer".to_owned(), |fault| fault.message.clone());
        };
        let error = self.error.as_ref();
        let code = error.and_then(|error| error.code.as_deref());
        let message = error.and_then(|error| error.message.as_deref());
        let body = match (code, message) {
            (Some(code), Some(message)) => Some(format!("{code}: {message}")),
            (Some(text), None) | (None, Some(text)) => Some(text.to_owned()),
            (None, None) => None,
        };
        let challenge = self.challenges.iter().find_map(|challenge| {
            let error = challenge.get("error")?;
            Some(match challenge.get("error_description") {
                Some(description) => (error, format!("{error}: {description}")),
                None => (error, error.to_owned()),
            })
        });
        match (body, challenge) {
            (Some(body), Some((error, said))) if !body.contains(error) => {
                format!("{status} {body} (challenge: {said})")
            }
            // Slack and others say no in the body of a success.
            (Some(body), _) if error.is_some() && (200..300).contains(&status) => {
                format!("{status}, refused in the body: {body}")
            }
            (Some(body), _) if self.socket.is_some() => {
                format!("{status}, then refused in a message: {body}")
            }
            (Some(body), _) if self.body == BodyKind::Html => {
                format!("{status}, an HTML page: {body}")
            }
            (Some(body), _) => format!("{status} {body}"),
            (None, Some((_, said))) => format!("{status} {said}"),
            (None, None) if self.body == BodyKind::Html => format!("{status}, an HTML page"),
            (None, None) => status.to_string(),
        }
    }
}
