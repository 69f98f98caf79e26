//! Sends a request, follows redirects only as far as a credential may go, and hands out what may leave.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode, Upgraded, Url};
use tokio::time::{Instant as Deadline, timeout_at};

use super::clock::{self, ClockSample, SampleError};
use super::fault::classify;
use super::limits::BODY_BYTES;
use super::reading;
use super::request::{Body, Request};
use super::session::Session;
use super::trace::traced;
use crate::decode::{Answer, clean, cookie_pair_is_secret, shown_url};
use crate::model::{
    AnsweredBy, BodyKind, Exchange, Fault, FaultKind, Hop, Observed, Path, Secret, Sent, Timing,
    TlsFact,
};

/// What came of a request. The raw answer stays inside.
pub struct Reply {
    /// The exchange, born redacted.
    pub exchange: Exchange,
    /// What the `Date` header shows of the server's clock.
    pub clock: Result<ClockSample, SampleError>,
    pub(super) answer: Option<Answer>,
    /// The connection, where the answer gave it over. Taken once; the lock only lets a reply be shared.
    pub(super) upgraded: Option<Mutex<Upgraded>>,
    token_endpoint: bool,
}

impl Reply {
    /// What the answer shows at the paths that are about answers.
    #[must_use]
    pub fn read(&self, session: &Session, paths: &[Path]) -> Vec<(Path, Observed)> {
        let answer = self.answer.as_ref();
        paths
            .iter()
            .filter_map(|path| {
                let observed = reading::read(
                    path,
                    answer,
                    &self.exchange,
                    self.token_endpoint,
                    &session.scrub,
                )?;
                if let Observed::Secret(secret) = &observed {
                    session.keep(&path.to_string(), secret);
                }
                Some((path.clone(), observed))
            })
            .collect()
    }
}

/// One hop's raw outcome.
struct Raw {
    sent: Option<Box<Sent>>,
    answer: Option<Answer>,
    upgraded: Option<Mutex<Upgraded>>,
    version: Option<String>,
    remote: Option<String>,
    tls: Option<TlsFact>,
    timing: Timing,
    fault: Option<Fault>,
    clock: Result<ClockSample, SampleError>,
}

impl Session {
    /// Sends a request and waits for all of its answer until `deadline`. What goes wrong is in the exchange.
    pub async fn send(&self, request: &Request, deadline: Deadline) -> Reply {
        let started = self.now();
        let mut redirects = Vec::new();
        let mut url = match Url::parse(&request.url.expose_text()) {
            Ok(url) => url,
            Err(error) => {
                let message = format!("the URL cannot be read: {error}");
                let raw = Raw::failed(FaultKind::Request, message);
                return self.reply(request, started, "", raw, redirects);
            }
        };
        for (name, value) in &request.query {
            url.query_pairs_mut().append_pair(name, &value.expose_text());
        }
        let origin = url.origin();
        let mut left = request.redirects;
        loop {
            let shown = self.shown(&url);
            if let Some(fault) = self.refuse(&url) {
                let raw = Raw {
                    fault: Some(fault),
                    ..Raw::failed(FaultKind::HostNotNamed, String::new())
                };
                return self.reply(request, started, &shown, raw, redirects);
            }
            let with_credentials = url.origin() == origin;
            let raw = self.hop(request, &url, with_credentials, deadline).await;
            let location = raw.answer.as_ref().and_then(|answer| redirect(answer, &url));
            let Some(next) = location else {
                return self.reply(request, started, &shown, raw, redirects);
            };
            let status = raw.answer.as_ref().map_or(0, |answer| answer.status);
            let safe = matches!(request.method.as_str(), "GET" | "HEAD");
            let followed = left > 0 && safe && self.refuse(&next).is_none();
            redirects.push(Hop {
                status,
                location: self.shown(&next),
                elsewhere: next.origin() != origin,
                followed,
            });
            if !followed {
                return self.reply(request, started, &shown, raw, redirects);
            }
            left -= 1;
            url = next;
        }
    }

    /// Why this URL may not be contacted.
    fn refuse(&self, url: &Url) -> Option<Fault> {
        let host = url.host_str().unwrap_or_default();
        let authority = format!("{host}:{}", url.port_or_known_default().unwrap_or_default());
        let hosts = self.hosts.as_ref()?;
        (!hosts.contains(&authority)).then(|| Fault {
            kind: FaultKind::HostNotNamed,
            message: format!(
                "not sent: the pack does not name the host {authority}; name it in a URL of the pack, or \
                 allow it with --allow other-hosts"
            ),
        })
    }

    async fn hop(
        &self,
        request: &Request,
        url: &Url,
        with_credentials: bool,
        deadline: Deadline,
    ) -> Raw {
        let host = url.host_str().unwrap_or_default().to_owned();
        let client = if request.upgrade {
            self.transport.client_for_upgrades()
        } else if request.past_proxy {
            self.transport.client_past_proxy()
        } else {
            self.transport.client()
        };
        let client = match client {
            Ok(client) => client,
            Err(error) => return Raw::failed(FaultKind::Request, error.to_string()),
        };
        let built = match build(client, request, url, with_credentials) {
            Ok(built) => built,
            Err(message) => return Raw::failed(FaultKind::Request, message),
        };
        let sent = Box::new(super::sent::sent(request, &built, &self.scrub));
        let wall = self.now();
        let limit = deadline.saturating_duration_since(Deadline::now());
        let started = Instant::now();
        let mut answered = None;
        let work = async {
            let mut response = client.execute(built).await?;
            answered = Some(Instant::now());
            let head = Head::of(&response);
            let mut body = Vec::new();
            let mut too_large = false;
            if request.upgrade && head.status == StatusCode::SWITCHING_PROTOCOLS {
                let upgraded = response.upgrade().await?;
                return Ok((head, body, too_large, Some(upgraded)));
            }
            while let Some(chunk) = response.chunk().await? {
                if body.len() + chunk.len() > BODY_BYTES {
                    too_large = true;
                    break;
                }
                body.extend_from_slice(&chunk);
            }
            Ok::<_, reqwest::Error>((head, body, too_large, None))
        };
        let (outcome, trace) = traced(timeout_at(deadline, work)).await;
        let trace = trace.lock().unwrap_or_else(PoisonError::into_inner);
        let timing = trace.timing(started, answered);
        let failed =
            |fault| Raw { sent: Some(sent.clone()), fault: Some(fault), timing, ..Raw::default() };
        let (head, body, too_large, upgraded) = match outcome {
            Err(_) => {
                // To a tenth of a second: no more is known of who was late.
                let waited = (limit.as_secs_f64() * 10.0).ceil() / 10.0;
                return failed(Fault {
                    kind: FaultKind::Timeout,
                    message: format!("{host} did not answer within {waited} s"),
                });
            }
            Ok(Err(error)) => {
                return failed(classify(&error, trace.certificate_error.as_ref(), &host));
            }
            Ok(Ok(done)) => done,
        };
        let clock = clock::sample(&head.headers, wall, timing, &host);
        self.keep_cookies(&head.headers, url);
        Raw {
            sent: Some(sent),
            version: Some(head.version),
            remote: head.remote,
            tls: head.tls,
            answer: Some(Answer::new(head.status.as_u16(), head.headers, body).at(&host)),
            upgraded: upgraded.map(Mutex::new),
            timing,
            fault: too_large.then(|| Fault {
                kind: FaultKind::TooLarge,
                message: format!(
                    "the answer of {host} is longer than {} MiB",
                    BODY_BYTES / 1024 / 1024
                ),
            }),
            clock,
        }
    }

    /// Takes the cookies of an answer (RFC 6265, section 4.1.1) into custody: they may be sessions, and a
    /// message may repeat them. What stands in the URL is no secret.
    fn keep_cookies(&self, headers: &HeaderMap, url: &Url) {
        for header in headers.get_all("set-cookie") {
            let text = String::from_utf8_lossy(header.as_bytes());
            let pair = text.split(';').next().and_then(|pair| pair.split_once('='));
            let Some((name, value)) = pair else { continue };
            let value = value.trim().trim_matches('"');
            if cookie_pair_is_secret(name, value) && !url.as_str().contains(value) {
                let name = clean(&(self.scrub)(name));
                self.keep(&format!("cookie {name}"), &Secret::new(value));
            }
        }
    }

    /// A URL as reports may show it.
    pub(super) fn shown(&self, url: &Url) -> String {
        shown_url(url, &self.scrub)
    }

    /// Takes what a token endpoint issued into custody.
    fn keep_issued(&self, identity: &str, answer: &Answer) {
        for name in ["access_token", "refresh_token", "id_token"] {
            let issued = answer.json.as_ref().and_then(|json| json.get(name)?.as_str());
            if let Some(issued) = issued {
                self.keep(&format!("{identity}.{name}"), &Secret::new(issued));
            }
        }
    }

    fn reply(
        &self,
        request: &Request,
        started: Timestamp,
        url: &str,
        raw: Raw,
        redirects: Vec<Hop>,
    ) -> Reply {
        let answer = raw.answer;
        // Before anything of the answer is quoted: a server may repeat in a header what it has just issued.
        if let (Some(identity), Some(answer)) = (&request.token_endpoint, &answer) {
            self.keep_issued(identity, answer);
        }
        let scrub = &self.scrub;
        let exchange = Exchange {
            started,
            method: request.method.clone(),
            url: url.to_owned(),
            sent: raw.sent,
            identity: request.bearer.as_ref().map(|bearer| bearer.identity.clone()),
            status: answer.as_ref().map(|answer| answer.status),
            headers: answer.as_ref().map(|answer| answer.shown_headers(scrub)).unwrap_or_default(),
            challenges: answer.as_ref().map(|answer| answer.challenges(scrub)).unwrap_or_default(),
            body: answer.as_ref().map_or(BodyKind::Empty, |answer| answer.kind),
            body_bytes: answer.as_ref().map_or(0, |answer| answer.body.len() as u64),
            error: answer.as_ref().and_then(|answer| answer.error(scrub)),
            answered_by: answer.as_ref().map_or(AnsweredBy::Unknown, Answer::answered_by),
            version: raw.version,
            remote: raw.remote,
            tls: raw.tls,
            redirects,
            timing: raw.timing,
            fault: raw.fault,
            socket: None,
        };
        Reply {
            exchange,
            upgraded: raw.upgraded,
            clock: raw.clock,
            answer,
            token_endpoint: request.token_endpoint.is_some(),
        }
    }
}

impl Default for Raw {
    fn default() -> Self {
        Self {
            sent: None,
            answer: None,
            upgraded: None,
            version: None,
            remote: None,
            tls: None,
            timing: Timing::default(),
            fault: None,
            clock: Err(SampleError::NoAnswer),
        }
    }
}

impl Raw {
    fn failed(kind: FaultKind, message: String) -> Self {
        Self { fault: Some(Fault { kind, message }), ..Self::default() }
    }
}

/// What an answer begins with.
struct Head {
    status: StatusCode,
    headers: HeaderMap,
    version: String,
    remote: Option<String>,
    tls: Option<TlsFact>,
}

impl Head {
    fn of(response: &reqwest::Response) -> Self {
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            version: format!("{:?}", response.version()),
            remote: response.remote_addr().map(|address| address.to_string()),
            tls: response.extensions().get::<reqwest::tls::TlsInfo>().and_then(tls_fact),
        }
    }
}

/// Where a redirect points.
fn redirect(answer: &Answer, from: &Url) -> Option<Url> {
    if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = answer.headers.get("location")?.to_str().ok()?;
    from.join(location).ok().filter(|next| matches!(next.scheme(), "http" | "https"))
}

/// Builds the request of one hop. Credentials go only to the origin that the pack named.
fn build(
    client: &reqwest::Client,
    request: &Request,
    url: &Url,
    with_credentials: bool,
) -> Result<reqwest::Request, String> {
    let method =
        Method::from_bytes(request.method.as_bytes()).map_err(|error| error.to_string())?;
    let named =
        |name: &str| request.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
    let mut builder = client.request(method, url.clone());
    if !named("accept") {
        builder = builder.header("accept", "application/json, */*;q=0.5");
    }
    for (name, value) in &request.headers {
        let credential =
            name.eq_ignore_ascii_case("authorization") || name.eq_ignore_ascii_case("cookie");
        if with_credentials || !(credential || value.is_secret()) {
            builder = builder.header(name, value.expose_text());
        }
    }
    if with_credentials {
        // A credential that is written out is sent as it stands.
        if let Some(bearer) = request.bearer.as_ref().filter(|_| !named("authorization")) {
            builder = builder.header("authorization", format!("Bearer {}", bearer.token.expose()));
        }
        if let Some(basic) = &request.basic {
            let pair = format!("{}:{}", basic.username.expose_text(), basic.password.expose_text());
            builder = builder.header("authorization", format!("Basic {}", STANDARD.encode(pair)));
        }
    }
    let typed = |builder: reqwest::RequestBuilder, content_type: &str| {
        if named("content-type") { builder } else { builder.header("content-type", content_type) }
    };
    builder = match &request.body {
        Body::Empty => builder,
        Body::Json(value) => {
            typed(builder, "application/json").body(value.expose_json().to_string())
        }
        Body::Form(pairs) => {
            let mut form = url::form_urlencoded::Serializer::new(String::new());
            for (name, value) in pairs {
                form.append_pair(name, &value.expose_text());
            }
            typed(builder, "application/x-www-form-urlencoded").body(form.finish())
        }
        Body::Raw(text) => builder.body(text.expose_text()),
    };
    // The error of a header with forbidden characters does not show the value.
    builder.build().map_err(|error| clean(&error.to_string()))
}

fn tls_fact(info: &reqwest::tls::TlsInfo) -> Option<TlsFact> {
    use x509_cert::der::Decode;
    let certificate = x509_cert::Certificate::from_der(info.peer_certificate()?).ok()?;
    let certificate = certificate.tbs_certificate;
    let end = certificate.validity.not_after.to_unix_duration();
    Some(TlsFact {
        version: info.version().map(|version| tls_version(version).to_owned()),
        subject: clean(&certificate.subject.to_string()),
        issuer: clean(&certificate.issuer.to_string()),
        not_after: Timestamp::from_second(i64::try_from(end.as_secs()).ok()?).ok()?,
    })
}

/// A protocol version as people write it.
fn tls_version(version: reqwest::tls::Version) -> &'static str {
    use reqwest::tls::Version;
    match version {
        Version::TLS_1_3 => "TLS 1.3",
        Version::TLS_1_2 => "TLS 1.2",
        Version::TLS_1_1 => "TLS 1.1",
        _ => "TLS 1.0",
    }
}

/// The `Date` header's time.
pub(super) fn http_date(text: &str) -> Option<Timestamp> {
    let time = httpdate::parse_http_date(text).ok()?;
    let seconds = time.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs();
    let timestamp = Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
    Some(timestamp.to_zoned(TimeZone::UTC).timestamp())
}
