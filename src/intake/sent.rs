//! What a request carried: names and shapes, never values.

use serde_json::Value as Json;
use url::Url;

use super::request::{Payload, Request};
use super::value::Value;
use crate::decode::{Scrub, clean, credential, request_header_may_leave, shown_url};
use crate::decode::{is_credential_header, is_secret_member};
use crate::model::{
    CredentialFlaw, CredentialKind, CredentialPlace, Sent, SentBody, SentBodyKind, SentCredential,
};

/// What a request carried.
pub(super) fn sent(request: &Request, scrub: &Scrub) -> Sent {
    let quote = |text: &str| clean(&scrub(text));
    let mut headers: Vec<String> =
        request.headers.iter().map(|(name, _)| quote(&name.to_ascii_lowercase())).collect();
    let mut shown = Vec::new();
    for (name, value) in &request.headers {
        let name = name.to_ascii_lowercase();
        if request_header_may_leave(&name) {
            let value = match name.as_str() {
                "referer" => Url::parse(value.text())
                    .map_or_else(|_| quote(value.text()), |url| shown_url(&url, scrub)),
                _ => quote(value.text()),
            };
            shown.push((name, value));
        }
    }
    if request.program.is_some() {
        if !headers.iter().any(|name| name == "host") {
            headers.insert(0, "host".to_owned());
        }
        if request.basic.is_some() && !headers.iter().any(|name| name == "authorization") {
            headers.push("authorization".to_owned());
        }
    }
    let address = request.address();
    let query = address.iter().flat_map(|url| url.query_pairs().map(|(name, _)| quote(&name)));
    Sent {
        headers,
        shown,
        query: query.collect(),
        credentials: credentials(request, address.as_ref()),
        body: body(request, &quote),
    }
}

/// Every place in which a credential stands.
pub(super) fn credentials(request: &Request, address: Option<&Url>) -> Vec<SentCredential> {
    let read =
        |place, value: &Value| credential(place, value.text(), value.is_filled(), request.literal);
    let mut all = Vec::new();
    for (name, value) in &request.headers {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "authorization" => all.push(read(CredentialPlace::Authorization, value)),
            "proxy-authorization" => all.push(read(CredentialPlace::ProxyAuthorization, value)),
            "cookie" => all.push(SentCredential {
                place: CredentialPlace::Cookie,
                scheme: None,
                kind: CredentialKind::Opaque,
                flaws: Vec::new(),
            }),
            _ if is_credential_header(&name) => {
                all.push(read(CredentialPlace::Header(clean(&name)), value));
            }
            _ => {}
        }
    }
    if let Some((user, password)) = &request.basic {
        let filled = user.is_filled() && password.is_filled();
        all.push(SentCredential {
            place: CredentialPlace::Authorization,
            scheme: Some("Basic".to_owned()),
            kind: if filled { CredentialKind::UserAndPassword } else { CredentialKind::Masked },
            flaws: flaws_of_pair(request, user, password),
        });
    }
    if address.is_some_and(|url| url.password().is_some()) {
        all.push(SentCredential {
            place: CredentialPlace::Url,
            scheme: None,
            kind: CredentialKind::UserAndPassword,
            flaws: Vec::new(),
        });
    }
    for (name, value) in address.iter().flat_map(|url| url.query_pairs()) {
        if is_secret_member(&name) && name != "code" && name != "key" {
            let value = Value::new(value.into_owned());
            all.push(read(CredentialPlace::Query(clean(&name)), &value));
        }
    }
    for (name, value) in request.form() {
        if is_secret_member(&name) && name != "code_verifier" {
            all.push(read(CredentialPlace::Body(clean(&name)), &value));
        }
    }
    all
}

/// A secret that was copied with a line end or with quotes.
fn flaws_of_pair(request: &Request, user: &Value, password: &Value) -> Vec<CredentialFlaw> {
    let mut flaws = Vec::new();
    for value in [user, password].into_iter().filter(|value| value.is_filled()) {
        let place = CredentialPlace::Body(String::new());
        flaws.extend(credential(place, value.text(), true, request.literal).flaws);
    }
    flaws.retain(|flaw| {
        matches!(
            flaw,
            CredentialFlaw::WhiteSpace | CredentialFlaw::Placeholder | CredentialFlaw::Quoted
        )
    });
    flaws.dedup();
    flaws
}

fn body(request: &Request, quote: &dyn Fn(&str) -> String) -> SentBody {
    let form = |names: Vec<(String, Value)>| SentBody {
        kind: SentBodyKind::Form,
        names: names.iter().map(|(name, _)| quote(name)).collect(),
    };
    let other = SentBody { kind: SentBodyKind::Other, names: Vec::new() };
    match &request.body {
        Payload::None => SentBody::default(),
        Payload::File => other,
        Payload::Multipart(parts) => SentBody {
            kind: SentBodyKind::Other,
            names: parts.iter().map(|(name, _)| quote(name)).collect(),
        },
        Payload::Text(text) => match serde_json::from_str::<Json>(text.text()) {
            Ok(Json::Object(members)) => SentBody {
                kind: SentBodyKind::Json,
                names: members.keys().map(|name| quote(name)).collect(),
            },
            Ok(Json::Array(_)) => SentBody { kind: SentBodyKind::Json, names: Vec::new() },
            Ok(_) | Err(_) if text.text().trim_start().starts_with(['{', '[']) => {
                SentBody { kind: SentBodyKind::Json, names: Vec::new() }
            }
            Ok(_) | Err(_) => match request.form() {
                pairs if pairs.is_empty() => other,
                pairs => form(pairs),
            },
        },
    }
}
