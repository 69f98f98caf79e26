//! What a request carried, where its credential is not written as it should be: names and shapes, never values.
//! A credential that is well written needs no words.

use super::request::{Body, Request};
use crate::decode::{Scrub, clean, credential, request_header_may_leave};
use crate::model::{CredentialPlace, Sent, SentBody, SentBodyKind};

/// What a request carried; none where nothing is wrong with how its credential is written.
pub(super) fn sent(request: &Request, built: &reqwest::Request, scrub: &Scrub) -> Option<Sent> {
    let quote = |text: &str| clean(&scrub(text));
    let written = built.headers().get_all("authorization").iter().map(|value| {
        let text = String::from_utf8_lossy(value.as_bytes());
        credential(CredentialPlace::Authorization, &text, true, true)
    });
    let credentials: Vec<_> = written.collect();
    if credentials.iter().all(|one| one.flaws.is_empty()) {
        return None;
    }
    let headers = built.headers();
    let shown = headers.iter().filter(|(name, _)| request_header_may_leave(name.as_str()));
    let names = |pairs: &[(String, crate::model::Filled)]| {
        pairs.iter().map(|(name, _)| quote(name)).collect::<Vec<_>>()
    };
    let (kind, members) = match &request.body {
        Body::Empty => (SentBodyKind::None, Vec::new()),
        Body::Json(_) => (SentBodyKind::Json, Vec::new()),
        Body::Form(pairs) => (SentBodyKind::Form, names(pairs)),
        Body::Raw(_) => (SentBodyKind::Other, Vec::new()),
    };
    Some(Sent {
        headers: headers.keys().map(|name| quote(name.as_str())).collect(),
        shown: shown
            .filter(|(name, _)| name.as_str() != "referer")
            .map(|(name, value)| {
                (name.to_string(), quote(&String::from_utf8_lossy(value.as_bytes())))
            })
            .collect(),
        query: built.url().query_pairs().map(|(name, _)| quote(&name)).collect(),
        credentials,
        body: SentBody { kind, names: members },
    })
}
