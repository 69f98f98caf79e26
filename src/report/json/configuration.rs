//! On the wire: how an OAuth client is configured.

use serde::Serialize;

use crate::model::{Change, ClientConfiguration, Difference, Excerpt, Source};

#[derive(Serialize)]
pub(super) struct ConfigurationWire<'a> {
    from: &'static str,
    identity: Option<&'a str>,
    matched_by: Option<&'a str>,
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
    assumed: &'a [String],
    place: Option<PlaceWire<'a>>,
    excerpts: Vec<ExcerptWire<'a>>,
    differences: Vec<DifferenceWire<'a>>,
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

#[derive(Serialize)]
struct ExcerptWire<'a> {
    member: &'a str,
    place: PlaceWire<'a>,
    text: &'a str,
}

#[derive(Serialize)]
struct DifferenceWire<'a> {
    member: &'a str,
    sure: bool,
    text: &'a str,
    only_configured: &'a [String],
    change: Option<ChangeWire<'a>>,
}

#[derive(Serialize)]
struct ChangeWire<'a> {
    place: PlaceWire<'a>,
    now: &'a str,
    then: &'a str,
}

fn place(place: &Source) -> PlaceWire<'_> {
    let Source { file, line, column } = place;
    PlaceWire { file, line: *line, column: *column }
}

fn difference(difference: &Difference) -> DifferenceWire<'_> {
    let Difference { member, sure, text, only_configured, change } = difference;
    DifferenceWire {
        member,
        sure: *sure,
        text,
        only_configured,
        change: change.as_ref().map(|Change { place: at, now, then }| ChangeWire {
            place: place(at),
            now,
            then,
        }),
    }
}

pub(super) fn configuration(fact: &ClientConfiguration) -> ConfigurationWire<'_> {
    let ClientConfiguration {
        from,
        identity,
        matched_by,
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
        assumed,
        place: at,
        excerpts,
        differences,
    } = fact;
    ConfigurationWire {
        from: from.as_str(),
        identity: identity.as_deref(),
        matched_by: matched_by.as_deref(),
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
        assumed,
        place: at.as_ref().map(place),
        excerpts: excerpts
            .iter()
            .map(|Excerpt { member, place: at, text }| ExcerptWire {
                member,
                place: place(at),
                text,
            })
            .collect(),
        differences: differences.iter().map(difference).collect(),
    }
}
