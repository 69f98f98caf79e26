//! The files of web deployments, which anybody may read: `/webdeployments/v1/deployments/{id}/config.json`.

use axum::response::Response;

use super::answer::{Exchange, nothing_here};
use crate::sim::world::World;

/// Answers a request for the file host.
pub(super) fn answer(_world: &World, _exchange: &Exchange<'_>) -> Response {
    nothing_here()
}
