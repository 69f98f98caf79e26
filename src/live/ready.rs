//! The plan of a request.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value as Json;
use url::Url;

use super::check::{check, held};
use super::credential::{bearer, client};
use super::{CLOCK, REQUEST, TOKEN};
use crate::decode::{Scrub, request_header_may_leave};
use crate::intake::{PACK, Request};
use crate::model::{CredentialPlace, Expression, Identity, Secret, Severity, Source, TokenKind};
use crate::plan::{Plan, PlannedCheck};

/// What a request is made ready with.
pub struct Live<'a> {
    /// The request, its variables filled in.
    pub request: &'a Request,
    /// Another request of the input that fetches the token, where this one carries none.
    pub fetch: Option<&'a Request>,
    /// The name that the evidence has for whose credential it is.
    pub identity: Option<&'a str>,
    /// When the answer that was given came, by the server's clock.
    pub answered: Option<Timestamp>,
    /// The URLs of every request of the input: no other host is asked.
    pub named: &'a [Url],
    /// Whether other hosts may be asked.
    pub other_hosts: bool,
    /// Whether a request that writes may be sent.
    pub write: bool,
    /// The time by this machine's clock.
    pub now: Timestamp,
    /// Takes known secrets out of texts.
    pub scrub: &'a Scrub,
}

/// Why nothing is sent, in words.
pub struct NotSent(pub String);

/// Headers that belong to a connection, or that the client writes itself.
const OWN: &[&str] = &[
    "content-length",
    "connection",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "transfer-encoding",
    "te",
    "trailer",
    "upgrade",
    "expect",
    "accept-encoding",
];

/// The plan.
///
/// # Errors
/// With why the request is not sent.
pub fn ready(live: &Live<'_>) -> Result<Plan, NotSent> {
    let request = live.request;
    let Some(url) = request.address() else {
        return Err(NotSent("its URL cannot be read".to_owned()));
    };
    if !matches!(url.scheme(), "http" | "https") {
        return Err(NotSent("only http and https are spoken".to_owned()));
    }
    if request.url.text().contains(['{', '}', '<', '>']) {
        return Err(NotSent("its URL has a placeholder in it".to_owned()));
    }
    if let Some(what) = request.spends() {
        return Err(NotSent(format!("it carries {what}, which is spent by sending it")));
    }
    if request.is_masked() {
        return Err(NotSent(
            "its credential is masked; write $TOKEN in its place and set the variable TOKEN"
                .to_owned(),
        ));
    }
    let source = Source { file: Arc::from(PACK), line: 0, column: 0 };
    let name = live.identity.unwrap_or("token");
    let planned = match request.token_ask() {
        Some(ask) => {
            let name = live.identity.unwrap_or("client");
            let identity = client(name, url.as_str(), &ask, &source).map_err(NotSent)?;
            token_request(identity, &url, &source)
        }
        None => call(live, name, &url, &source)?,
    };
    let Some((identities, checks)) = planned else {
        return Err(NotSent("it needs a kind of check that is not there".to_owned()));
    };
    Ok(Plan {
        name: PACK.to_owned(),
        title: String::new(),
        file: PACK.to_owned(),
        identities,
        checks,
        hosts: live.named.iter().filter_map(authority).collect::<BTreeSet<String>>(),
    })
}

type Planned = Option<(Vec<Identity>, Vec<PlannedCheck>)>;

/// A token is asked for as before, and the clock of the endpoint is read.
fn token_request(identity: Identity, url: &Url, source: &Source) -> Planned {
    let name = Expression::text(&identity.name);
    let title = "the token endpoint issues an access token";
    let token = check(TOKEN, title, "token", vec![("identity", name)], Severity::Error, source)?;
    Some((vec![identity], vec![token, clock(url, None, source)?]))
}

/// The request itself, the token that it carries, the clock of its host.
fn call(live: &Live<'_>, name: &str, url: &Url, source: &Source) -> Result<Planned, NotSent> {
    let request = live.request;
    let body = request.body_text().map_err(|why| NotSent(why.to_owned()))?;
    let token = request.token();
    let mut identities = Vec::new();
    let mut jwt = None;
    let mut settings = vec![
        ("url", Expression::Secret(Secret::new(url.as_str()))),
        ("method", Expression::text(method(request))),
    ];
    // A credential that is not written as it should be is sent as it was written.
    let mut written = true;
    if let Some(token) = token.as_ref().filter(|token| request.has_in_authorization(token)) {
        if let Some(ended) = has_ended(live, name, token) {
            return Err(NotSent(ended));
        }
        written = !request.is_canonical(token);
        identities.push(bearer(name, token, source));
        settings.push(("identity", Expression::text(name)));
        jwt = jwt_check(live, name, token, source);
    } else if let Some(fetch) = live.fetch
        && let Some(ask) = fetch.token_ask()
        && let Some(endpoint) = fetch.address()
        && let Ok(identity) = client(name, endpoint.as_str(), &ask, source)
    {
        written = false;
        identities.push(identity);
        settings.push(("identity", Expression::text(name)));
        let name = Expression::text(name);
        let title = "the token endpoint issues an access token";
        jwt = check(TOKEN, title, "token", vec![("identity", name)], Severity::Error, source);
    }
    settings.push(("headers", headers(request, url, written)));
    if let Some((user, password)) = &request.basic {
        let pair = vec![
            ("username".to_owned(), Expression::Secret(Secret::new(user.text()))),
            ("password".to_owned(), Expression::Secret(Secret::new(password.text()))),
        ];
        settings.push(("basic", Expression::Map(pair)));
    }
    if let Some(body) = body {
        settings.push(("body", Expression::Secret(Secret::new(body.text()))));
    }
    if request.follow {
        settings.push(("redirects", Expression::Literal(Json::from(10))));
    }
    let title = "the request is accepted";
    let Some(sent) = check(REQUEST, title, "http", settings, Severity::Error, source) else {
        return Ok(None);
    };
    let mut checks = vec![held(sent, live.write)];
    checks.extend(jwt);
    let of = identities.first().filter(|_| token.is_some()).map(|one| one.name.as_str());
    checks.extend(clock(url, of, source));
    Ok(Some((identities, checks)))
}

fn method(request: &Request) -> &str {
    if request.method.is_empty() { "GET" } else { &request.method }
}

/// Headers as they were written, but for those of the connection, and for `Authorization` where the identity
/// writes it.
fn headers(request: &Request, url: &Url, authorization: bool) -> Expression {
    let host = url.host_str().unwrap_or_default();
    let with_port = format!("{host}:{}", url.port_or_known_default().unwrap_or_default());
    let kept = request.headers.iter().filter(|(name, value)| {
        let name = name.to_ascii_lowercase();
        let same_host = name == "host" && (value.text() == host || value.text() == with_port);
        let own = OWN.contains(&name.as_str()) || name.starts_with(':') || same_host;
        let given = name == "authorization" && (!authorization || request.basic.is_some());
        !own && !given
    });
    let all = kept.map(|(name, value)| {
        let value = if request_header_may_leave(&name.to_ascii_lowercase()) {
            Expression::text(value.text())
        } else {
            Expression::Secret(Secret::new(value.text()))
        };
        (name.clone(), value)
    });
    Expression::Map(all.collect())
}

/// Whether a token that had not ended when it was refused has ended since: its refusal now would tell nothing of
/// the one that was given.
fn has_ended(live: &Live<'_>, name: &str, token: &Secret) -> Option<String> {
    let answered = live.answered?;
    let shown = Request::shows(token, name, live.now, live.scrub);
    let end = shown.expires_at?;
    (end > answered && end <= live.now).then(|| {
        format!(
            "its token was good when the answer came, and has ended since, at {end}: its refusal now would tell \
             nothing; write $TOKEN in its place and set the variable TOKEN to a new one"
        )
    })
}

/// What the token says, held against the issuer's keys where its host may be asked.
fn jwt_check(live: &Live<'_>, name: &str, token: &Secret, source: &Source) -> Option<PlannedCheck> {
    let shown = Request::shows(token, name, live.now, live.scrub);
    if shown.kind != TokenKind::Jwt {
        return None;
    }
    let mut settings = vec![("identity", Expression::text(name))];
    let issuer = shown.issuer.as_deref().and_then(|issuer| Url::parse(issuer).ok());
    let issuer = issuer.filter(|url| matches!(url.scheme(), "http" | "https"));
    let named = |url: &Url| live.named.iter().any(|one| authority(one) == authority(url));
    if let Some(issuer) = issuer.filter(|url| live.other_hosts || named(url)) {
        // As the claim has it: a slash at the end belongs to it.
        let text = shown.issuer.unwrap_or_else(|| issuer.to_string());
        settings.push(("issuer", Expression::text(text)));
    }
    check(TOKEN, "the token can be good", "jwt", settings, Severity::Error, source)
}

fn clock(url: &Url, identity: Option<&str>, source: &Source) -> Option<PlannedCheck> {
    let root = url.join("/").ok()?;
    let mut bare = root;
    // What stands before the host is a credential.
    bare.set_username("").ok()?;
    bare.set_password(None).ok()?;
    let mut settings = vec![("url", Expression::text(bare.as_str()))];
    settings.extend(identity.map(|name| ("identity", Expression::text(name))));
    let title = "this machine's clock agrees with the API's";
    check(CLOCK, title, "clock", settings, Severity::Warn, source)
}

/// `host:port`.
fn authority(url: &Url) -> Option<String> {
    Some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?))
}

/// Whether the credential of a request stands in `Authorization` and nowhere else: then leaving it out leaves
/// the request without any.
pub(super) fn only_in_authorization(request: &Request) -> bool {
    let all = request.credentials();
    !all.is_empty() && all.iter().all(|one| one.place == CredentialPlace::Authorization)
}
