//! On the wire: what a request carried, how a client is configured, and remarks.

use serde::Serialize;

use super::fact::{Named, pairs};
use crate::model::{ClientConfiguration, CredentialPlace, Remark, Sent};

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
pub(super) struct ConfigurationWire<'a> {
    from: &'static str,
    address: Option<&'a str>,
    resource_type: Option<&'a str>,
    resource_type_exists: Option<bool>,
    client_id: Option<&'a str>,
    name: Option<&'a str>,
    grant: Option<&'a str>,
    state: Option<&'a str>,
    scopes: Option<&'a [String]>,
    roles: Option<Vec<RoleWire<'a>>>,
    token_lifetime: Option<u64>,
    redirect_uris: Option<&'a [String]>,
    unreadable: &'a [String],
    place: Option<PlaceWire<'a>>,
    diff: Option<&'a str>,
}

#[derive(Serialize)]
struct RoleWire<'a> {
    role: &'a str,
    division: &'a str,
}

#[derive(Serialize)]
struct PlaceWire<'a> {
    file: &'a str,
    line: usize,
    column: usize,
}

pub(super) fn configuration(fact: &ClientConfiguration) -> ConfigurationWire<'_> {
    let ClientConfiguration {
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
    } = fact;
    ConfigurationWire {
        from: from.as_str(),
        address: address.as_deref(),
        resource_type: resource_type.as_deref(),
        resource_type_exists: *resource_type_exists,
        client_id: client_id.as_deref(),
        name: name.as_deref(),
        grant: grant.as_deref(),
        state: state.as_deref(),
        scopes: scopes.as_deref(),
        roles: roles.as_ref().map(|roles| {
            roles.iter().map(|(role, division)| RoleWire { role, division }).collect()
        }),
        token_lifetime: *token_lifetime,
        redirect_uris: redirect_uris.as_deref(),
        unreadable,
        place: place.as_ref().map(|place| PlaceWire {
            file: &place.file,
            line: place.line,
            column: place.column,
        }),
        diff: diff.as_deref(),
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
