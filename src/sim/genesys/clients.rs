//! The OAuth client as its administrators see it, and the scopes that there are.

use serde_json::{Value, json};

use super::authorization::page;
use super::objects::{CLIENT_NAME, USER_ID};
use super::operation::{Answer, Ask, found, not_found};
use super::operations::OPERATIONS;
use super::tokens::{role_divisions, scopes as scopes_of_client, state};

/// When the client was made.
const MADE: &str = "2026-01-12T09:30:00.000Z";

/// `GET /api/v2/oauth/clients/{clientId}`. The answer carries the secret, as the platform's does.
pub(super) fn read(ask: &Ask<'_>) -> Answer {
    if ask.id(0) != ask.world.client_id {
        return Err(not_found());
    }
    let maker = json!({ "id": USER_ID, "selfUri": format!("/api/v2/users/{USER_ID}") });
    found(json!({
        "id": ask.world.client_id,
        "name": CLIENT_NAME,
        "accessTokenValiditySeconds": ask.behaviour.token_validity,
        "registeredRedirectUri": [],
        "secret": ask.world.client_secret.expose(),
        "roleDivisions": role_divisions(ask),
        "authorizedGrantType": "CLIENT-CREDENTIALS",
        "scope": scopes_of_client(ask),
        "state": state(ask),
        "dateCreated": MADE,
        "dateModified": MADE,
        "createdBy": maker,
        "modifiedBy": maker,
        "selfUri": format!("/api/v2/oauth/clients/{}", ask.world.client_id),
    }))
}

/// `GET /api/v2/oauth/scopes`: those that the served operations want.
pub(super) fn scopes(ask: &Ask<'_>) -> Answer {
    let mut known: Vec<&str> =
        OPERATIONS.iter().flat_map(|operation| operation.scopes.iter().copied()).collect();
    known.sort_unstable();
    known.dedup();
    let all: Vec<Value> = known
        .into_iter()
        .map(|scope| json!({ "id": scope, "selfUri": format!("/api/v2/oauth/scopes/{scope}") }))
        .collect();
    found(page(ask, &all))
}
