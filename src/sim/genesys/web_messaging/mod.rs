//! Guests of web messaging, by WebSocket.

use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;

use super::address::Address;
use super::answer::nothing_here;
use crate::sim::world::World;

/// Answers a request for the host of web messaging. It gets the request whole, to take the connection over.
pub(super) async fn serve(_world: Arc<World>, _address: Address, _request: Request) -> Response {
    nothing_here()
}
