//! A request and its answer as a fact, redacted: a call to an API, or to a token endpoint.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value as Json;
use url::Url;

use super::curl::HEADER_NOT_SENT;
use super::item::Reply;
use super::request::{Payload, Request};
use super::sent::sent;
use super::value::Value;
use crate::decode::{
    Answer, Response, Scrub, clean, members_of_message, refusal_in_message, shown_url, split_scopes,
};
use crate::model::{BodyKind, Exchange, Frame, Hop, Sent, Socket, Timing, TokenRequestFact};

/// What stands for the method and the URL of a request that is not here: "the request to the API".
pub(super) const UNKNOWN_METHOD: &str = "the request to";
const UNKNOWN_API: &str = "the API";
const UNKNOWN_ENDPOINT: &str = "the token endpoint";

/// A request and what became of it; either may be missing.
#[derive(Default)]
pub(super) struct Pair {
    pub(super) request: Option<Request>,
    /// Redirects on the way to the answer.
    pub(super) hops: Vec<Reply>,
    /// What was sent after the redirects, where that shows.
    pub(super) last: Option<Request>,
    pub(super) reply: Option<Reply>,
    /// How long each phase took, where that was recorded.
    pub(super) timing: Timing,
    /// Whether what was sent cannot be told: a recording from which credentials were taken out.
    pub(super) sent_unknown: bool,
}

impl Pair {
    /// The time by the server's clock, where the answer tells it.
    pub(super) fn date(&self) -> Option<Timestamp> {
        let date = self.reply.as_ref()?.headers.get("date")?.to_str().ok()?;
        Timestamp::try_from(httpdate::parse_http_date(date).ok()?).ok()
    }

    fn answer(&self) -> Option<Answer> {
        let reply = self.reply.as_ref()?;
        let answer = Answer::new(reply.status?, reply.headers.clone(), reply.body.clone());
        let address = self.address();
        Some(match address.as_ref().and_then(Url::host_str) {
            Some(host) => answer.at(host),
            None => answer,
        })
    }

    /// The URL that was asked in the end.
    fn address(&self) -> Option<Url> {
        let mut url = self.request.as_ref()?.address()?;
        for hop in &self.hops {
            if let Some(next) = location(hop).and_then(|to| url.join(&to).ok()) {
                url = next;
            }
        }
        Some(url)
    }

    /// The exchange as it may be known.
    pub(super) fn exchange(
        &self,
        identity: Option<String>,
        now: Timestamp,
        scrub: &Scrub,
    ) -> Exchange {
        let quote = |text: &str| clean(&scrub(text));
        let answer = self.answer();
        let message = self.message();
        let reply = self.reply.as_ref();
        let method = self.request.as_ref().map(|request| quote(&request.method));
        let url = match (&self.request, self.address()) {
            (Some(_), Some(url)) => shown(&url, scrub),
            (Some(request), None) => quote(&without_query(request.url.text())),
            (None, _) if self.is_token_request() => UNKNOWN_ENDPOINT.to_owned(),
            (None, _) => UNKNOWN_API.to_owned(),
        };
        let fault = reply.and_then(|reply| reply.fault.clone()).map(|mut fault| {
            fault.message = quote(&fault.message);
            fault
        });
        Exchange {
            started: reply.and_then(|reply| reply.started).or_else(|| self.date()).unwrap_or(now),
            method: method.unwrap_or_else(|| UNKNOWN_METHOD.to_owned()),
            url,
            sent: self.sent(scrub).map(Box::new),
            identity,
            status: answer.as_ref().map(|answer| answer.status),
            headers: answer.as_ref().map(|one| one.shown_headers(scrub)).unwrap_or_default(),
            challenges: answer.as_ref().map(|one| one.challenges(scrub)).unwrap_or_default(),
            body: answer.as_ref().map_or(BodyKind::Empty, |answer| answer.kind),
            body_bytes: answer.as_ref().map_or(0, |answer| answer.body.len() as u64),
            error: match &message {
                Some(message) => refusal_in_message(message, self.host().as_deref(), scrub),
                None => answer.as_ref().and_then(|answer| answer.error(scrub)),
            },
            answered_by: answer.as_ref().map(Answer::answered_by).unwrap_or_default(),
            version: reply.and_then(|reply| reply.version.as_deref()).map(quote),
            remote: reply.and_then(|reply| reply.remote.as_deref()).map(quote),
            tls: None,
            redirects: self.redirects(scrub),
            timing: self.timing,
            fault,
            socket: message.map(|message| {
                let frame = Frame {
                    sent: false,
                    text: true,
                    bytes: reply.map_or(0, |reply| reply.body.len() as u64),
                    after: Duration::ZERO,
                    members: members_of_message(&message, scrub),
                };
                Box::new(Socket { frames: vec![frame], received: 1, ..Socket::default() })
            }),
        }
    }

    /// The message that came behind a handshake: nothing else has a body there (RFC 9110, section 15.2).
    fn message(&self) -> Option<Json> {
        let reply = self.reply.as_ref().filter(|reply| reply.status == Some(101))?;
        serde_json::from_slice(&reply.body).ok().filter(Json::is_object)
    }

    fn host(&self) -> Option<String> {
        self.address()?.host_str().map(str::to_owned)
    }

    /// What the request carried: the one that was sent first, since that is what somebody wrote.
    pub(super) fn sent(&self, scrub: &Scrub) -> Option<Sent> {
        let request = self.request.as_ref().filter(|_| !self.sent_unknown)?;
        let sent = sent(request, scrub);
        // A credential that does not show may stand in what could not be read.
        let unread = request.unread.iter().any(|text| text != HEADER_NOT_SENT);
        let hidden = sent.credentials.is_empty() && (unread || request.abridged);
        (!hidden).then_some(sent)
    }

    fn redirects(&self, scrub: &Scrub) -> Vec<Hop> {
        let mut from = self.request.as_ref().and_then(Request::address);
        let answered = self.reply.as_ref().filter(|reply| is_redirect(reply));
        let followed = self.hops.iter().map(|hop| (hop, true));
        let all = followed.chain(answered.map(|hop| (hop, false)));
        all.filter_map(|(hop, followed)| {
            let to = location(hop)?;
            let next = match &from {
                Some(base) => base.join(&to).ok(),
                None => Url::parse(&to).ok(),
            };
            let elsewhere = match (&from, &next) {
                (Some(from), Some(next)) => from.origin() != next.origin(),
                (None, _) | (_, None) => false,
            };
            let shown = next
                .as_ref()
                .map_or_else(|| clean(&scrub(&without_query(&to))), |url| shown_url(url, scrub));
            from = next.or(from.take());
            Some(Hop { status: hop.status?, location: shown, elsewhere, followed })
        })
        .collect()
    }

    /// Whether it is a request for a token, as far as it shows.
    pub(super) fn is_token_request(&self) -> bool {
        match &self.request {
            Some(request) => {
                let asks = request.method == "POST" || request.method.is_empty();
                let grant = member(request, "grant_type").is_some();
                let path = request.address().map(|url| url.path().to_ascii_lowercase());
                asks && (grant || path.is_some_and(|path| is_token_path(&path)))
            }
            // These words no other endpoint says (RFC 6749, section 5.2).
            None => self.answer().and_then(|answer| answer.json).is_some_and(|json| {
                const CODES: [&str; 5] = [
                    "invalid_client",
                    "invalid_grant",
                    "unauthorized_client",
                    "unsupported_grant_type",
                    "invalid_scope",
                ];
                let error = json.get("error").and_then(Json::as_str);
                error.is_some_and(|error| CODES.contains(&error))
            }),
        }
    }

    /// The request for a token, and the token that came, with what the answer says of it.
    pub(super) fn token_request(
        &self,
        identity: &str,
        now: Timestamp,
        scrub: &Scrub,
    ) -> (TokenRequestFact, Option<(Value, Response)>) {
        let quote = |text: &str| clean(&scrub(text));
        let exchange = self.exchange(Some(identity.to_owned()), now, scrub);
        let json = self.answer().and_then(|answer| answer.json);
        let text = |name: &str| json.as_ref().and_then(|json| json.get(name)?.as_str());
        let ok = exchange.status.is_some_and(|status| (200..300).contains(&status));
        let token = text("access_token").filter(|token| ok && !token.is_empty());
        let response = Response {
            expires_in: json.as_ref().and_then(|json| match json.get("expires_in")? {
                Json::String(text) => text.trim().parse().ok(),
                value => value.as_f64(),
            }),
            token_type: text("token_type").map(quote),
            scopes: text("scope")
                .map(|scopes| split_scopes(scopes).iter().map(|scope| quote(scope)).collect()),
        };
        let given = |name: &str| {
            self.request
                .as_ref()
                .and_then(|request| member(request, name))
                .map(|value| quote(value.text()))
        };
        let user = self.request.as_ref().and_then(basic_user);
        let scopes = given("scope").map(|scopes| split_scopes(&scopes)).unwrap_or_default();
        let fact = TokenRequestFact {
            identity: identity.to_owned(),
            grant: given("grant_type").unwrap_or_else(|| "(not shown)".to_owned()),
            client_auth: self.client_auth().to_owned(),
            client_id: user
                .map(|user| quote(&user))
                .or_else(|| given("client_id"))
                .unwrap_or_else(|| "(not shown)".to_owned()),
            scopes_requested: scopes,
            scopes_granted: response.scopes.clone(),
            token_type: response.token_type.clone(),
            expires_in: response.expires_in,
            issued: token.is_some(),
            error: exchange.error.clone(),
            exchange,
        };
        let token = token.map(|token| (Value::new(token), response));
        (fact, token)
    }

    /// How the client proves who it is (RFC 6749, section 2.3; RFC 7523, section 2.2).
    fn client_auth(&self) -> &'static str {
        let Some(request) = &self.request else { return "(not shown)" };
        let header = request.header("authorization");
        let basic = |value: &Value| {
            value.text().get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("basic"))
        };
        if request.basic.is_some() || header.is_some_and(basic) {
            "basic"
        } else if member(request, "client_assertion").is_some()
            || member(request, "assertion").is_some()
        {
            "assertion"
        } else if member(request, "client_secret").is_some() {
            "post"
        } else {
            "none"
        }
    }
}

/// A parameter of the body, as a form or as JSON.
pub(super) fn member(request: &Request, name: &str) -> Option<Value> {
    if let Some((_, value)) = request.form().into_iter().find(|(known, _)| known == name) {
        return Some(value);
    }
    let Payload::Text(text) = &request.body else { return None };
    let json: Json = serde_json::from_str(text.text()).ok()?;
    Some(Value::new(json.get(name)?.as_str()?))
}

/// The user of Basic, wherever it stands: at a token endpoint that is the client's id.
fn basic_user(request: &Request) -> Option<String> {
    basic_pair(request).map(|(user, _)| user)
}

/// User and password of Basic, wherever they stand.
pub(super) fn basic_pair(request: &Request) -> Option<(String, String)> {
    use base64::Engine;
    if let Some((user, password)) = &request.basic {
        return Some((user.text().to_owned(), password.text().to_owned()));
    }
    let value = request.header("authorization")?;
    let encoded = value.text().trim().get(6..).filter(|_| value.is_filled())?;
    let basic = value.text().get(..5)?.eq_ignore_ascii_case("basic");
    let pair = base64::engine::general_purpose::STANDARD.decode(encoded.trim()).ok()?;
    let pair = String::from_utf8(pair).ok().filter(|_| basic)?;
    let (user, password) = pair.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

pub(super) fn is_token_path(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    const ENDS: [&str; 8] = [
        "/oauth/token",
        "/oauth2/token",
        "/oauth2/v2.0/token",
        "/connect/token",
        "/openid-connect/token",
        "/oauth/access_token",
        "/login/oauth/access_token",
        "/as/token.oauth2",
    ];
    ENDS.iter().any(|end| path.ends_with(end))
        || path == "/token"
        || path.ends_with("/v1/token") && path.contains("oauth")
}

/// Whether an answer points elsewhere.
pub(super) fn is_redirect(reply: &Reply) -> bool {
    matches!(reply.status, Some(301 | 302 | 303 | 307 | 308)) && location(reply).is_some()
}

fn location(reply: &Reply) -> Option<String> {
    let to = reply.headers.get("location")?;
    Some(String::from_utf8_lossy(to.as_bytes()).into_owned())
}

/// A URL as reports may show it, with the braces of path parameters as people write them.
fn shown(url: &Url, scrub: &Scrub) -> String {
    shown_url(url, scrub).replace("%7B", "{").replace("%7D", "}")
}

fn without_query(url: &str) -> String {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    match url[..end].split_once('@') {
        Some((head, rest)) if head.contains("://") => {
            format!("{}://{rest}", head.split("://").next().unwrap_or_default())
        }
        Some(_) | None => url[..end].to_owned(),
    }
}

/// What is worth saying of how the credential was written.
pub(super) fn flaws(sent: Option<&Sent>) -> Vec<String> {
    let credentials = sent.into_iter().flat_map(|sent| &sent.credentials);
    let all = credentials.filter(|one| !one.flaws.is_empty()).map(|one| {
        let flaws: Vec<&str> = one.flaws.iter().map(|flaw| flaw.as_str()).collect();
        format!("{}: {}", place(&one.place), flaws.join(", "))
    });
    all.collect()
}

fn place(place: &crate::model::CredentialPlace) -> String {
    use crate::model::CredentialPlace as Place;
    match place {
        Place::Authorization => "Authorization".to_owned(),
        Place::ProxyAuthorization => "Proxy-Authorization".to_owned(),
        Place::Header(name) | Place::Query(name) | Place::Body(name) => name.clone(),
        Place::Cookie => "cookie".to_owned(),
        Place::Url => "the URL".to_owned(),
    }
}
