//! The platform's clock: asking it needs a token and nothing else.

use serde_json::json;

use super::operation::{Answer, Ask, found};

/// `GET /api/v2/date`.
pub(super) fn read(ask: &Ask<'_>) -> Answer {
    found(json!({ "currentDate": timestamp(ask.world.now()) }))
}

/// A time of ISO 8601 in UTC, as the API writes them.
pub(super) fn timestamp(seconds: i64) -> String {
    let time = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    time.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}
