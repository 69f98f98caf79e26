//! Refusals in the words of real makers: an answer that a fault puts in the place of the platform's own.

use axum::http::{HeaderName, StatusCode};
use axum::response::Response;

use super::answer::{empty, not_stored, set, text};
use super::world::World;

/// Where a request is refused. What lies before a place is passed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At both token endpoints, once the client has proved who it is.
    Token,
    /// In front of the API, before credentials are looked at. The token endpoints stand beside it.
    Edge,
    /// At the API, once the token is found good: every call, that for who asks included.
    Caller,
    /// At the API, once the token is found good: every call but that for who asks.
    Call,
    /// At the queue, once it is found and the caller has the permission: reading it and posting to it.
    Queue,
    /// At the post of a message, once its scope and its guest are found.
    Message,
}

/// One answer that refuses. In its texts `{client_id}` and `{url}` stand for the platform's own.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Where it is given.
    pub place: Place,
    /// The status code.
    pub status: u16,
    /// Headers beside the media type.
    pub headers: &'static [(&'static str, &'static str)],
    /// The media type of the body; an empty one for no body at all.
    pub media_type: &'static str,
    /// The body.
    pub body: &'static str,
}

impl Refusal {
    /// The answer.
    pub(super) fn answer(&self, world: &World) -> Response {
        let filled =
            |text: &str| text.replace("{client_id}", &world.client_id).replace("{url}", &world.url);
        let status =
            StatusCode::from_u16(self.status).expect("refusals have a status of three digits");
        let mut response = match self.media_type {
            "" => empty(status),
            media_type => text(status, media_type, filled(self.body)),
        };
        for (name, value) in self.headers {
            set(&mut response, HeaderName::from_static(name), &filled(value));
        }
        if self.place == Place::Token { not_stored(response) } else { response }
    }
}

/// The first refusal of that place; none where nothing is refused there.
pub(super) fn refused(world: &World, place: Place) -> Option<Response> {
    let behaviour = world.behaviour();
    let refusal = behaviour.refusals.iter().find(|one| one.place == place)?;
    Some(refusal.answer(world))
}
