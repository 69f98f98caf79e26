//! What a request carried, how a client is configured, and remarks, read back.

use std::sync::Arc;

use serde::Deserialize;

use super::fact::{Named, pairs};
use super::word::{list, word};
use crate::model::{
    ClientConfiguration, ConfigurationSource, CredentialFlaw, CredentialKind, CredentialPlace,
    Remark, RemarkSource, Sent, SentBody, SentBodyKind, SentCredential, Source,
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

#[derive(Deserialize)]
pub(super) struct ConfigurationWire {
    #[serde(deserialize_with = "word")]
    from: ConfigurationSource,
    address: Option<String>,
    resource_type: Option<String>,
    resource_type_exists: Option<bool>,
    client_id: Option<String>,
    name: Option<String>,
    grant: Option<String>,
    state: Option<String>,
    scopes: Option<Vec<String>>,
    roles: Option<Vec<RoleWire>>,
    token_lifetime: Option<u64>,
    redirect_uris: Option<Vec<String>>,
    #[serde(default)]
    unreadable: Vec<String>,
    place: Option<SourceWire>,
    diff: Option<String>,
}

#[derive(Deserialize)]
struct RoleWire {
    role: String,
    division: String,
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

impl From<ConfigurationWire> for ClientConfiguration {
    fn from(wire: ConfigurationWire) -> Self {
        let ConfigurationWire {
            from,
            address,
            resource_type,
            resource_type_exists,
            client_id,
            name,
            grant,
            state,
            scopes,
            roles,
            token_lifetime,
            redirect_uris,
            unreadable,
            place,
            diff,
        } = wire;
        Self {
            from,
            address,
            resource_type,
            resource_type_exists,
            client_id,
            name,
            grant,
            state,
            scopes,
            roles: roles.map(|roles| {
                roles.into_iter().map(|RoleWire { role, division }| (role, division)).collect()
            }),
            token_lifetime,
            redirect_uris,
            unreadable,
            place: place.map(Source::from),
            diff,
        }
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
