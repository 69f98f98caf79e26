//! What a request carried: names and shapes, never values.

use super::request::{Body, Request};
use crate::decode::{Scrub, clean, credential, names_a_secret, request_header_may_leave};
use crate::model::{
    CredentialKind, CredentialPlace, Filled, Sent, SentBody, SentBodyKind, SentCredential,
};

/// What a request carried.
pub(super) fn sent(request: &Request, built: &reqwest::Request, scrub: &Scrub) -> Sent {
    let quote = |text: &str| clean(&scrub(text));
    let headers = built.headers();
    let shown = headers.iter().filter(|(name, _)| request_header_may_leave(name.as_str()));
    Sent {
        headers: headers.keys().map(|name| quote(name.as_str())).collect(),
        shown: shown
            .filter(|(name, _)| name.as_str() != "referer")
            .map(|(name, value)| {
                (name.to_string(), quote(&String::from_utf8_lossy(value.as_bytes())))
            })
            .collect(),
        query: built.url().query_pairs().map(|(name, _)| quote(&name)).collect(),
        credentials: credentials(request, built, &quote),
        body: body(&request.body, &quote),
    }
}

/// Every place in which a credential stands. What is wrong with how one is written is said of `Authorization`
/// alone: there it has a syntax.
fn credentials(
    request: &Request,
    built: &reqwest::Request,
    quote: &dyn Fn(&str) -> String,
) -> Vec<SentCredential> {
    let stands = |place, kind| SentCredential { place, scheme: None, kind, flaws: Vec::new() };
    let kind =
        |place: &CredentialPlace, text: &str| credential(place.clone(), text, true, true).kind;
    let secret = |name: &str, value: &Filled| value.is_secret() || names_a_secret(name);
    let mut all = Vec::new();
    for (name, value) in built.headers() {
        let given =
            request.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.as_str()));
        let text = String::from_utf8_lossy(value.as_bytes());
        match name.as_str() {
            "authorization" => {
                all.push(credential(CredentialPlace::Authorization, &text, true, true));
            }
            "cookie" => all.push(stands(CredentialPlace::Cookie, CredentialKind::Opaque)),
            other if given.is_some_and(|(_, given)| secret(other, given)) => {
                let place = CredentialPlace::Header(quote(other));
                let kind = kind(&place, &text);
                all.push(stands(place, kind));
            }
            _ => {}
        }
    }
    let in_query = request.query.iter().filter(|(name, value)| secret(name, value));
    for (name, value) in in_query {
        let place = CredentialPlace::Query(quote(name));
        let kind = kind(&place, &value.expose_text());
        all.push(stands(place, kind));
    }
    for (name, value) in built.url().query_pairs() {
        let known = request.query.iter().any(|(given, _)| *given == name);
        if !known && names_a_secret(&name) {
            let place = CredentialPlace::Query(quote(&name));
            let kind = kind(&place, &value);
            all.push(stands(place, kind));
        }
    }
    if let Body::Form(pairs) = &request.body {
        for (name, value) in pairs.iter().filter(|(name, value)| secret(name, value)) {
            let place = CredentialPlace::Body(quote(name));
            let kind = kind(&place, &value.expose_text());
            all.push(stands(place, kind));
        }
    }
    all
}

fn body(body: &Body, quote: &dyn Fn(&str) -> String) -> SentBody {
    let (kind, names) = match body {
        Body::Empty => (SentBodyKind::None, Vec::new()),
        Body::Json(value) => {
            let json = value.expose_json();
            let members = json.as_object().into_iter().flat_map(serde_json::Map::keys);
            (SentBodyKind::Json, members.map(|name| quote(name)).collect())
        }
        Body::Form(pairs) => {
            (SentBodyKind::Form, pairs.iter().map(|(name, _)| quote(name)).collect())
        }
        Body::Raw(_) => (SentBodyKind::Other, Vec::new()),
    };
    SentBody { kind, names }
}
