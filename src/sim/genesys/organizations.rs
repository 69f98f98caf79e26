//! The organization and the addresses that it takes requests from.

use serde_json::json;

use super::operation::{Answer, Ask, found};
use super::tokens::organization;

/// `GET /api/v2/organizations/me`.
pub(super) fn read(ask: &Ask<'_>) -> Answer {
    let mut body = organization(ask.region);
    if let Some(members) = body.as_object_mut() {
        let more = [
            ("defaultLanguage", json!("en-US")),
            ("domain", json!(ask.region.name())),
            ("state", json!("active")),
            ("version", json!(7)),
            ("selfUri", json!("/api/v2/organizations/me")),
        ];
        members.extend(more.map(|(name, value)| (name.to_owned(), value)));
    }
    found(body)
}

/// `GET /api/v2/organizations/ipaddressauthentication`: an empty list takes requests from everywhere.
pub(super) fn addresses(_: &Ask<'_>) -> Answer {
    found(json!({ "networkWhitelist": [] }))
}
