//! Who a token speaks for. Asking needs a good token, no permission, and where scopes are enforced one that
//! every client may have.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::ClientState;
use super::address::Region;
use super::api::CLIENT_SCOPES;
use super::objects::{
    CLIENT_NAME, ORGANIZATION_ID, ORGANIZATION_NAME, OTHER_ORGANIZATION_ID, USER_ID,
};
use super::operation::{Answer, Ask, found};
use super::organization::grants;

/// `GET /api/v2/tokens/me`.
pub(super) fn read(ask: &Ask<'_>) -> Answer {
    let organization = organization(ask.region);
    let user = ask.token.as_ref().is_some_and(|(_, token)| token.user);
    let mut client = json!({
        "id": ask.world.client_id,
        "name": CLIENT_NAME,
        "authorizedGrantType": if user { "CODE" } else { "CLIENT-CREDENTIALS" },
        "scope": scopes(ask),
        "state": state(ask),
        "organization": organization,
    });
    // Only clients of the client credentials grant have roles of their own.
    if !user && let Some(members) = client.as_object_mut() {
        members.insert("roleDivisions".to_owned(), role_divisions(ask));
    }
    let mut body = json!({
        "organization": organization,
        "homeOrganization": organization,
        "authorizedScope": scopes(ask),
        "OAuthClient": client,
    });
    if user && let Some(members) = body.as_object_mut() {
        let person = json!({ "id": USER_ID, "organization": organization });
        members.insert("clonedUser".to_owned(), person);
    }
    found(body)
}

/// `HEAD /api/v2/tokens/me`: alive or not.
pub(super) fn head(_: &Ask<'_>) -> Answer {
    Ok((StatusCode::OK, None))
}

/// `DELETE /api/v2/tokens/me`.
pub(super) fn revoke(ask: &Ask<'_>) -> Answer {
    if let Some((text, _)) = &ask.token {
        ask.world.genesys.revoke(ask.region, text);
    }
    Ok((StatusCode::OK, None))
}

/// The organization of a region, as references name it.
pub(super) fn organization(region: Region) -> Value {
    let id = match region {
        Region::North => ORGANIZATION_ID,
        Region::South => OTHER_ORGANIZATION_ID,
    };
    json!({ "id": id, "name": ORGANIZATION_NAME })
}

/// The roles of the client and the divisions they were given in.
pub(super) fn role_divisions(ask: &Ask<'_>) -> Value {
    let grants = grants(ask.behaviour)
        .into_iter()
        .map(|grant| json!({ "roleId": grant.role.id, "divisionId": grant.division.id }));
    grants.collect()
}

/// The scopes of the client: none, unless they are enforced.
pub(super) fn scopes(ask: &Ask<'_>) -> &'static [&'static str] {
    if ask.behaviour.scopes_enforced { &CLIENT_SCOPES } else { &[] }
}

/// The state of the client.
pub(super) fn state(ask: &Ask<'_>) -> &'static str {
    match ask.behaviour.client_state {
        ClientState::Active => "active",
        ClientState::Disabled => "disabled",
        ClientState::Inactive => "inactive",
    }
}
