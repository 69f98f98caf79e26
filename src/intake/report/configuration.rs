//! How an OAuth client was configured, read back.

use serde::Deserialize;

use super::sent::SourceWire;
use super::word::word;
use crate::model::{Change, ClientConfiguration, ConfigurationSource, Difference, Excerpt, Source};

#[derive(Deserialize)]
pub(super) struct ConfigurationWire {
    #[serde(deserialize_with = "word")]
    from: ConfigurationSource,
    identity: Option<String>,
    matched_by: Option<String>,
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
    #[serde(default)]
    assumed: Vec<String>,
    place: Option<SourceWire>,
    #[serde(default)]
    excerpts: Vec<ExcerptWire>,
    #[serde(default)]
    differences: Vec<DifferenceWire>,
}

#[derive(Deserialize)]
struct RoleWire {
    role: String,
    division: String,
}

#[derive(Deserialize)]
struct ExcerptWire {
    member: String,
    place: SourceWire,
    text: String,
}

#[derive(Deserialize)]
struct DifferenceWire {
    member: String,
    sure: bool,
    text: String,
    #[serde(default)]
    only_configured: Vec<String>,
    change: Option<ChangeWire>,
}

#[derive(Deserialize)]
struct ChangeWire {
    place: SourceWire,
    now: String,
    then: String,
}

impl From<DifferenceWire> for Difference {
    fn from(wire: DifferenceWire) -> Self {
        let DifferenceWire { member, sure, text, only_configured, change } = wire;
        let change = change.map(|ChangeWire { place, now, then }| Change {
            place: Source::from(place),
            now,
            then,
        });
        Self { member, sure, text, only_configured, change }
    }
}

impl From<ConfigurationWire> for ClientConfiguration {
    fn from(wire: ConfigurationWire) -> Self {
        Self {
            from: wire.from,
            identity: wire.identity,
            matched_by: wire.matched_by,
            address: wire.address,
            resource_type: wire.resource_type,
            resource_type_exists: wire.resource_type_exists,
            client_id: wire.client_id,
            name: wire.name,
            grant: wire.grant,
            state: wire.state,
            scopes: wire.scopes,
            roles: wire.roles.map(|roles| {
                roles.into_iter().map(|RoleWire { role, division }| (role, division)).collect()
            }),
            token_lifetime: wire.token_lifetime,
            redirect_uris: wire.redirect_uris,
            unreadable: wire.unreadable,
            assumed: wire.assumed,
            place: wire.place.map(Source::from),
            excerpts: wire
                .excerpts
                .into_iter()
                .map(|ExcerptWire { member, place, text }| Excerpt {
                    member,
                    place: Source::from(place),
                    text,
                })
                .collect(),
            differences: wire.differences.into_iter().map(Difference::from).collect(),
        }
    }
}
