//! On the wire: what a request carried, and remarks.

use serde::Serialize;

use super::fact::{Named, pairs};
use crate::model::{CredentialPlace, Remark, Sent};

#[derive(Serialize)]
pub(super) struct SentWire<'a> {
    headers: &'a [String],
    shown: Vec<Named<'a>>,
    query: &'a [String],
    credentials: Vec<CredentialWire<'a>>,
    body: BodyWire<'a>,
}

#[derive(Serialize)]
struct CredentialWire<'a> {
    place: &'static str,
    name: Option<&'a str>,
    scheme: Option<&'a str>,
    kind: &'static str,
    flaws: Vec<&'static str>,
}

#[derive(Serialize)]
struct BodyWire<'a> {
    kind: &'static str,
    names: &'a [String],
}

pub(super) fn sent(sent: &Sent) -> SentWire<'_> {
    let Sent { headers, shown, query, credentials, body } = sent;
    SentWire {
        headers,
        shown: pairs(shown),
        query,
        credentials: credentials
            .iter()
            .map(|one| {
                let (place, name) = match &one.place {
                    CredentialPlace::Authorization => ("authorization", None),
                    CredentialPlace::ProxyAuthorization => ("proxy-authorization", None),
                    CredentialPlace::Header(name) => ("header", Some(name.as_str())),
                    CredentialPlace::Query(name) => ("query", Some(name.as_str())),
                    CredentialPlace::Body(name) => ("body", Some(name.as_str())),
                    CredentialPlace::Cookie => ("cookie", None),
                    CredentialPlace::Url => ("url", None),
                };
                CredentialWire {
                    place,
                    name,
                    scheme: one.scheme.as_deref(),
                    kind: one.kind.as_str(),
                    flaws: one.flaws.iter().map(|flaw| flaw.as_str()).collect(),
                }
            })
            .collect(),
        body: BodyWire { kind: body.kind.as_str(), names: &body.names },
    }
}

#[derive(Serialize)]
pub(super) struct RemarkWire<'a> {
    source: &'static str,
    text: &'a str,
}

pub(super) fn remark(fact: &Remark) -> RemarkWire<'_> {
    let Remark { source, text } = fact;
    RemarkWire { source: source.as_str(), text }
}
