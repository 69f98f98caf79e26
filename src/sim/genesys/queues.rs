//! Queues: read by id, listed, and looked up by division. Each way wants its own permission.

use serde_json::{Value, json};

use super::authorization::page;
use super::error::Refusal;
use super::objects::{QUEUE_ID, SALES_QUEUE_ID};
use super::operation::{Answer, Ask, found, not_found};
use super::organization::{Division, SALES, SUPPORT, divisions_with};

struct Queue {
    id: &'static str,
    name: &'static str,
    division: &'static Division,
}

static QUEUES: [Queue; 2] = [
    Queue { id: QUEUE_ID, name: "Support", division: &SUPPORT },
    Queue { id: SALES_QUEUE_ID, name: "Sales", division: &SALES },
];

impl Queue {
    fn body(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "division": {
                "id": self.division.id,
                "name": self.division.name,
                "selfUri": format!("/api/v2/authorization/divisions/{}", self.division.id),
            },
            "memberCount": 5,
            "enableTranscription": false,
            "selfUri": format!("/api/v2/routing/queues/{}", self.id),
        })
    }
}

fn queues(ask: &Ask<'_>) -> impl Iterator<Item = &'static Queue> {
    let there = ask.world.behaviour().queue_exists;
    QUEUES.iter().filter(move |queue| there || queue.id != QUEUE_ID)
}

/// `GET /api/v2/routing/queues/{queueId}`.
pub(super) fn read(ask: &Ask<'_>) -> Answer {
    if !is_uuid(ask.id(0)) {
        return Err(Refusal::new("invalid.id", &[]));
    }
    let queue = queues(ask).find(|queue| queue.id == ask.id(0)).ok_or_else(not_found)?;
    ask.within(queue.division)?;
    found(queue.body())
}

/// `GET /api/v2/routing/queues`: those in divisions that the caller's roles cover.
pub(super) fn list(ask: &Ask<'_>) -> Answer {
    found(listed(ask, "routing:queue:view"))
}

/// `GET /api/v2/routing/queues/divisionviews`: as [`list`], with another permission.
pub(super) fn search(ask: &Ask<'_>) -> Answer {
    found(listed(ask, "routing:queue:search"))
}

/// `GET /api/v2/routing/queues/me`: a person's own.
pub(super) fn own(ask: &Ask<'_>) -> Answer {
    found(page(ask, &[]))
}

/// Whether an id has the form of one: 8, 4, 4, 4 and 12 hexadecimal digits.
fn is_uuid(id: &str) -> bool {
    let lengths = id.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && id.bytes().all(|it| it == b'-' || it.is_ascii_hexdigit())
}

fn listed(ask: &Ask<'_>, permission: &str) -> Value {
    let divisions = divisions_with(ask.behaviour, permission);
    let id = ask.parameter("id");
    let name = ask.parameter("name").map(str::to_lowercase);
    let all: Vec<Value> = queues(ask)
        .filter(|queue| divisions.contains(&queue.division))
        .filter(|queue| id.is_none_or(|id| id == queue.id))
        .filter(|queue| name.as_ref().is_none_or(|name| queue.name.to_lowercase() == *name))
        .map(Queue::body)
        .collect();
    page(ask, &all)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{api, token};
    use super::*;
    use crate::sim::testing::with_faults;

    #[test]
    fn an_id_has_five_parts_of_hexadecimal_digits() {
        assert!(is_uuid(QUEUE_ID));
        let short = &QUEUE_ID[1..];
        for id in
            ["", "support", "----", short, &QUEUE_ID.replace('-', ""), &QUEUE_ID.replace('7', "g")]
        {
            assert!(!is_uuid(id), "{id}");
        }
    }

    #[tokio::test]
    async fn what_is_no_id_is_told_apart_from_an_id_that_nothing_has() {
        let simulator = with_faults(&[]).await;
        let token = token(&simulator).await;
        for (id, status, code) in [
            ("support", 400, "invalid.id"),
            ("00000000-0000-4000-8000-000000000000", 404, "not.found"),
        ] {
            let path = format!("/api/v2/routing/queues/{id}");
            let reply = api(&simulator, "GET", &path, &token, "").await;
            assert_eq!((reply.status, reply.json()["code"].as_str()), (status, Some(code)), "{id}");
        }
    }
}
