//! What a request carried, how a client is configured, and remarks, read back.

use std::sync::Arc;

use serde::Deserialize;

use super::fact::{Named, pairs};
use super::word::{list, word};
use crate::model::{
    CredentialFlaw, CredentialKind, CredentialPlace, Remark, RemarkSource, Sent, SentBody,
    SentBodyKind, SentCredential, Source,
};

#[derive(Deserialize)]
pub(super) struct SentWire {
    #[serde(default)]
    headers: Vec<String>,
    #[serde(default)]
    shown: Vec<Named>,
    #[serde(default)]
    query: Vec<String>,
    #[serde(default)]
    credentials: Vec<CredentialWire>,
    #[serde(default)]
    body: Option<BodyWire>,
}

#[derive(Deserialize)]
struct CredentialWire {
    place: PlaceWire,
    name: Option<String>,
    scheme: Option<String>,
    #[serde(deserialize_with = "word")]
    kind: CredentialKind,
    #[serde(default, deserialize_with = "list")]
    flaws: Vec<CredentialFlaw>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PlaceWire {
    Authorization,
    ProxyAuthorization,
    Header,
    Query,
    Body,
    Cookie,
    Url,
}

#[derive(Deserialize)]
struct BodyWire {
    #[serde(deserialize_with = "word")]
    kind: SentBodyKind,
    #[serde(default)]
    names: Vec<String>,
}

impl From<SentWire> for Sent {
    fn from(wire: SentWire) -> Self {
        let SentWire { headers, shown, query, credentials, body } = wire;
        Self {
            headers,
            shown: pairs(shown),
            query,
            credentials: credentials.into_iter().map(SentCredential::from).collect(),
            body: body.map_or_else(SentBody::default, |BodyWire { kind, names }| SentBody {
                kind,
                names,
            }),
        }
    }
}

impl From<CredentialWire> for SentCredential {
    fn from(wire: CredentialWire) -> Self {
        let CredentialWire { place, name, scheme, kind, flaws } = wire;
        let name = name.unwrap_or_default();
        let place = match place {
            PlaceWire::Authorization => CredentialPlace::Authorization,
            PlaceWire::ProxyAuthorization => CredentialPlace::ProxyAuthorization,
            PlaceWire::Header => CredentialPlace::Header(name),
            PlaceWire::Query => CredentialPlace::Query(name),
            PlaceWire::Body => CredentialPlace::Body(name),
            PlaceWire::Cookie => CredentialPlace::Cookie,
            PlaceWire::Url => CredentialPlace::Url,
        };
        Self { place, scheme, kind, flaws }
    }
}

/// Where something stands in a file.
#[derive(Deserialize)]
pub(super) struct SourceWire {
    file: String,
    line: usize,
    column: usize,
}

impl From<SourceWire> for Source {
    fn from(SourceWire { file, line, column }: SourceWire) -> Self {
        Self { file: Arc::from(file), line, column }
    }
}

#[derive(Deserialize)]
pub(super) struct RemarkWire {
    #[serde(deserialize_with = "word")]
    source: RemarkSource,
    text: String,
}

impl From<RemarkWire> for Remark {
    fn from(RemarkWire { source, text }: RemarkWire) -> Self {
        Self { source, text }
    }
}
