//! Who a person is. A client's token has nobody to tell of.

use serde_json::json;

use super::objects::USER_ID;
use super::operation::{Answer, Ask, found};
use super::organization::HOME;

/// `GET /api/v2/users/me`.
pub(super) fn read(_: &Ask<'_>) -> Answer {
    found(json!({
        "id": USER_ID,
        "name": "Ada Example",
        "division": { "id": HOME.id, "name": HOME.name },
        "email": "ada@example.com",
        "state": "active",
        "username": "ada@example.com",
        "version": 4,
        "selfUri": format!("/api/v2/users/{USER_ID}"),
    }))
}
