//! Token requests (RFC 6749, section 4.4), one per identity and run.

use std::sync::Arc;

use serde_json::Value;
use tokio::time::Instant as Deadline;
use url::form_urlencoded::byte_serialize;

use super::request::{Basic, Body, Request};
use super::send::Reply;
use super::session::Session;
use crate::decode::{Inspection, Response, clean, credential, inspect, split_scopes};
use crate::model::{
    ClientAuthentication, Credential, CredentialFlaw, CredentialKind, CredentialPlace, Exchange,
    Expression, Filled, Identity, OAuth2, Observed, Path, Readings, Secret, Sent, SentBody,
    SentBodyKind, SentCredential, TokenPath, TokenRequestFact, Unfilled,
};

/// How an identity got its token, or why it did not.
pub struct Acquisition {
    /// The request and what came of it; none where the pack gives the token itself.
    pub request: Option<TokenRequestFact>,
    /// The token.
    pub token: Option<Secret>,
    /// What the token shows.
    pub inspection: Option<Inspection>,
    /// Why no request was made.
    pub unfilled: Option<Unfilled>,
    reply: Option<Reply>,
    response: Response,
}

impl Acquisition {
    /// What the token endpoint's answer and the token show at the paths.
    #[must_use]
    pub fn read(&self, session: &Session, paths: &[Path]) -> Vec<(Path, Observed)> {
        let mut readings =
            self.reply.as_ref().map(|reply| reply.read(session, paths)).unwrap_or_default();
        let optional = |value: Option<Value>| value.map_or(Observed::Absent, Observed::Value);
        for path in paths {
            let observed = match path {
                Path::Token(TokenPath::ExpiresIn) => {
                    optional(self.response.expires_in.map(Value::from))
                }
                Path::Token(TokenPath::Type) => {
                    optional(self.response.token_type.clone().map(Value::from))
                }
                Path::Token(TokenPath::Signature) => Observed::Absent,
                path => match &self.inspection {
                    Some(inspection) => match inspection.read(path) {
                        Some(observed) => observed,
                        None => continue,
                    },
                    None if matches!(path, Path::Token(_)) => Observed::Absent,
                    None => continue,
                },
            };
            readings.push((path.clone(), observed));
        }
        readings
    }

    /// Why there is no token, in one line.
    #[must_use]
    pub fn refusal(&self) -> String {
        match (&self.unfilled, &self.request) {
            (Some(unfilled), _) => unfilled.0.clone(),
            (None, Some(request)) => request.exchange.answer(),
            (None, None) => "the pack gives no token".to_owned(),
        }
    }
}

impl Session {
    /// The identity's token. Asked for once; every check that needs it observes that one acquisition.
    pub async fn token(
        &self,
        identity: &Identity,
        readings: &Readings,
        deadline: Deadline,
    ) -> Arc<Acquisition> {
        let place = self.acquisition(&identity.name);
        let acquired = place
            .get_or_init(|| async { Arc::new(self.acquire(identity, readings, deadline).await) })
            .await;
        Arc::clone(acquired)
    }

    /// Another token for the identity: asked for afresh, and remembered by nobody.
    pub async fn another_token(
        &self,
        identity: &Identity,
        readings: &Readings,
        deadline: Deadline,
    ) -> Acquisition {
        self.acquire(identity, readings, deadline).await
    }

    /// Reads a token without asking anybody.
    fn inspect(&self, identity: &str, token: &Secret, response: &Response) -> Inspection {
        inspect(identity, token.expose(), response, self.now(), &self.scrub)
    }

    async fn acquire(
        &self,
        identity: &Identity,
        readings: &Readings,
        deadline: Deadline,
    ) -> Acquisition {
        let nothing = |unfilled| Acquisition {
            request: None,
            token: None,
            inspection: None,
            unfilled: Some(unfilled),
            reply: None,
            response: Response::default(),
        };
        match &identity.credential {
            Credential::Bearer { token } => match token.fill(readings) {
                Err(unfilled) => nothing(unfilled),
                Ok(filled) => {
                    let token = Secret::new(filled.expose_text().trim());
                    self.keep(&format!("{}.token", identity.name), &token);
                    let response = Response::default();
                    let inspection = self.inspect(&identity.name, &token, &response);
                    Acquisition {
                        request: None,
                        token: Some(token),
                        inspection: Some(inspection),
                        unfilled: None,
                        reply: None,
                        response,
                    }
                }
            },
            Credential::OAuth2(oauth2) => match token_request(oauth2, readings) {
                Err(unfilled) => nothing(unfilled),
                Ok((mut request, scopes)) => {
                    request.token_endpoint = Some(identity.name.clone());
                    let reply = self.send(&request, deadline).await;
                    self.acquired(identity, oauth2, readings, reply, scopes)
                }
            },
        }
    }

    fn acquired(
        &self,
        identity: &Identity,
        oauth2: &OAuth2,
        readings: &Readings,
        reply: Reply,
        scopes_requested: Vec<String>,
    ) -> Acquisition {
        let json = reply.answer.as_ref().and_then(|answer| answer.json.as_ref());
        let text = |name: &str| json.and_then(|json| json.get(name)?.as_str());
        let ok = reply.exchange.status.is_some_and(|status| (200..300).contains(&status));
        let token = text("access_token").filter(|token| ok && !token.is_empty()).map(Secret::new);
        let quote = |text: &str| clean(&(self.scrub)(text));
        let response = Response {
            expires_in: json.and_then(|json| match json.get("expires_in")? {
                Value::String(text) => text.trim().parse().ok(),
                value => value.as_f64(),
            }),
            token_type: text("token_type").map(quote),
            scopes: json.and_then(|json| match json.get("scope")? {
                Value::String(text) => {
                    Some(split_scopes(text).iter().map(|scope| quote(scope)).collect())
                }
                Value::Array(items) => {
                    Some(items.iter().filter_map(Value::as_str).map(quote).collect())
                }
                _ => None,
            }),
        };
        let inspection = token.as_ref().map(|token| self.inspect(&identity.name, token, &response));
        let client_id = oauth2.client_id.fill(readings).ok();
        let request = TokenRequestFact {
            identity: identity.name.clone(),
            grant: oauth2.grant.as_str().to_owned(),
            client_auth: oauth2.client_auth.as_str().to_owned(),
            client_id: match client_id {
                Some(Filled::Value(value)) => clean(&Filled::Value(value).expose_text()),
                _ => "(secret)".to_owned(),
            },
            scopes_requested,
            scopes_granted: response.scopes.clone(),
            token_type: response.token_type.clone(),
            expires_in: response.expires_in,
            issued: token.is_some(),
            error: reply.exchange.error.clone(),
            exchange: Exchange {
                sent: Some(())
                    .filter(|()| !ok)
                    .and_then(|()| odd_secret(oauth2, readings))
                    .or_else(|| reply.exchange.sent.clone()),
                ..reply.exchange.clone()
            },
        };
        Acquisition {
            request: Some(request),
            token,
            inspection,
            unfilled: None,
            reply: Some(reply),
            response,
        }
    }
}

/// What the request carried, where the way in which the secret is written is odd: a line break at its end,
/// quotes around it, percent-encoding. Nothing is said of a secret that looks like one.
fn odd_secret(oauth2: &OAuth2, readings: &Readings) -> Option<Box<Sent>> {
    let secret = oauth2.client_secret.as_ref()?.fill(readings).ok()?;
    let place = CredentialPlace::Body("client_secret".to_owned());
    let text = secret.expose_text();
    let mut seen = credential(place, &text, true, true);
    // A pass phrase may have blanks inside; at its ends they come from a file.
    if text == text.trim() {
        seen.flaws.retain(|flaw| *flaw != CredentialFlaw::WhiteSpace);
    }
    let odd = [CredentialFlaw::WhiteSpace, CredentialFlaw::Quoted, CredentialFlaw::PercentEncoded];
    if !seen.flaws.iter().any(|flaw| odd.contains(flaw)) {
        return None;
    }
    let mut names = vec!["grant_type".to_owned()];
    let mut headers = vec!["content-type".to_owned()];
    let seen = match oauth2.client_auth {
        ClientAuthentication::Basic | ClientAuthentication::BasicEncoded => {
            headers.push("authorization".to_owned());
            SentCredential {
                place: CredentialPlace::Authorization,
                scheme: Some("Basic".to_owned()),
                kind: CredentialKind::UserAndPassword,
                flaws: seen.flaws,
            }
        }
        ClientAuthentication::Post => {
            names.extend(["client_id".to_owned(), "client_secret".to_owned()]);
            seen
        }
        ClientAuthentication::None => return None,
    };
    Some(Box::new(Sent {
        headers,
        credentials: vec![seen],
        body: SentBody { kind: SentBodyKind::Form, names },
        ..Sent::default()
    }))
}

/// The token request and the scopes it asks for. An empty parameter is not sent at all: servers read an
/// empty `scope` as a request for none, or refuse it.
fn token_request(oauth2: &OAuth2, readings: &Readings) -> Result<(Request, Vec<String>), Unfilled> {
    let mut request = Request::new("POST", oauth2.token_url.fill(readings)?);
    let plain = |text: &str| Filled::Value(text.into());
    let mut form = vec![("grant_type".to_owned(), plain(oauth2.grant.as_str()))];
    let fill = |expression: &Option<Expression>| -> Result<Option<Filled>, Unfilled> {
        let filled = expression.as_ref().map(|expression| expression.fill(readings)).transpose()?;
        Ok(filled.filter(|filled| !filled.expose_list().iter().all(String::is_empty)))
    };
    let scopes = fill(&oauth2.scopes)?.map(|filled| filled.expose_list()).unwrap_or_default();
    if !scopes.is_empty() {
        form.push(("scope".to_owned(), plain(&scopes.join(" "))));
    }
    for (name, value) in [("audience", &oauth2.audience), ("resource", &oauth2.resource)] {
        // RFC 8707: `resource` may be given several times.
        for value in fill(value)?.map(|filled| filled.expose_list()).unwrap_or_default() {
            form.push((name.to_owned(), plain(&value)));
        }
    }
    for (name, value) in &oauth2.extra {
        let value = value.fill(readings)?;
        if !value.expose_text().is_empty() {
            form.push((name.clone(), value));
        }
    }
    prove_who(oauth2, readings, &mut request, &mut form)?;
    request.body = Body::Form(form);
    let scopes = scopes.iter().map(|scope| clean(scope)).collect();
    Ok((request, scopes))
}

/// Adds to a request, or to its form, what proves who the client is (RFC 6749, section 2.3).
pub(super) fn prove_who(
    oauth2: &OAuth2,
    readings: &Readings,
    request: &mut Request,
    form: &mut Vec<(String, Filled)>,
) -> Result<(), Unfilled> {
    let client_id = oauth2.client_id.fill(readings)?;
    let secret = oauth2.client_secret.as_ref().map(|secret| secret.fill(readings)).transpose()?;
    let secret = secret.filter(|filled| !filled.expose_list().iter().all(String::is_empty));
    let encoded = |filled: &Filled| {
        let text: String = byte_serialize(filled.expose_text().as_bytes()).collect();
        Filled::Secret(Secret::new(text))
    };
    match (oauth2.client_auth, secret) {
        (ClientAuthentication::Basic, Some(password)) => {
            request.basic = Some(Basic { username: client_id, password });
        }
        (ClientAuthentication::BasicEncoded, Some(password)) => {
            request.basic =
                Some(Basic { username: encoded(&client_id), password: encoded(&password) });
        }
        (ClientAuthentication::Post, Some(password)) => {
            form.push(("client_id".to_owned(), client_id));
            form.push(("client_secret".to_owned(), password));
        }
        (ClientAuthentication::None, _) | (_, None) => {
            form.push(("client_id".to_owned(), client_id));
        }
    }
    Ok(())
}
