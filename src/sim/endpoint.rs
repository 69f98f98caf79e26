//! The endpoints, in one table, and the router made from it.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::http::HeaderMap;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{MethodFilter, on};

use super::gateway::{Destination, serve};
use super::world::World;
use super::{genesys, issuer, message, queue, token, who_am_i};

/// One endpoint: a method and a route.
pub(super) struct Endpoint {
    method: MethodFilter,
    route: &'static str,
    /// The node that answers its first request; the next ones follow in turn.
    pub(super) first_node: usize,
    /// Answers it.
    pub(super) answer: fn(&World, &Call) -> Response,
}

/// One request, read whole.
pub(super) struct Call {
    /// The endpoint's place in the table.
    pub(super) endpoint: usize,
    /// How many requests that endpoint had before.
    pub(super) count: u64,
    /// Which node answers.
    pub(super) node: usize,
    /// The query of the URL.
    pub(super) query: Option<String>,
    /// The `{id}` of the route.
    pub(super) parameter: Option<String>,
    /// The headers.
    pub(super) headers: HeaderMap,
    /// The body.
    pub(super) body: Bytes,
}

/// Every endpoint. `GET` answers `HEAD` as well. Reading the queue begins at another node than posting a
/// message, so that nodes that disagree show in the first run.
pub(super) static ENDPOINTS: &[Endpoint] = &[
    endpoint(MethodFilter::POST, "/api/v2/oauth/token", 0, token::guest),
    endpoint(MethodFilter::GET, "/.well-known/jwks.json", 0, issuer::guest_keys),
    endpoint(MethodFilter::GET, "/api/v2/tokens/me", 0, who_am_i::read),
    endpoint(MethodFilter::GET, "/api/v2/routing/queues/{id}", 0, queue::read),
    endpoint(MethodFilter::POST, "/api/v2/conversations/messages", 1, message::post),
    endpoint(MethodFilter::DELETE, "/api/v2/conversations/messages/{id}", 0, message::delete),
    endpoint(MethodFilter::GET, "/oidc/.well-known/openid-configuration", 0, issuer::discovery),
    endpoint(
        MethodFilter::GET,
        "/.well-known/oauth-authorization-server/oidc",
        0,
        issuer::discovery,
    ),
    endpoint(MethodFilter::POST, "/oidc/token", 0, token::open_id),
    endpoint(MethodFilter::GET, "/oidc/jwks", 0, issuer::open_id_keys),
    endpoint(MethodFilter::POST, "/oidc/introspect", 0, issuer::introspection),
    endpoint(MethodFilter::GET, "/oidc/userinfo", 0, issuer::userinfo),
];

const fn endpoint(
    method: MethodFilter,
    route: &'static str,
    first_node: usize,
    answer: fn(&World, &Call) -> Response,
) -> Endpoint {
    Endpoint { method, route, first_node, answer }
}

/// A router over the table, behind whatever is for another platform; unknown paths and wrong methods go the same way.
pub(super) fn router(world: Arc<World>) -> Router {
    let mut router = Router::new();
    for (index, endpoint) in ENDPOINTS.iter().enumerate() {
        let handler = move |State(world): State<Arc<World>>,
                            parameters: Result<RawPathParams, RawPathParamsRejection>,
                            request: Request| async move {
            // An id that is not UTF-8 is no id that anything here has.
            let parameters = parameters.ok();
            let parameter = parameters.as_ref().and_then(|all| all.iter().next());
            let parameter = parameter.map(|(_, value)| value.to_owned());
            serve(world, Destination::Endpoint(index, parameter), request).await
        };
        router = router.route(endpoint.route, on(endpoint.method, handler));
    }
    router
        .method_not_allowed_fallback(|State(world): State<Arc<World>>, request: Request| {
            serve(world, Destination::WrongMethod, request)
        })
        .fallback(|State(world): State<Arc<World>>, request: Request| {
            serve(world, Destination::Nowhere, request)
        })
        .layer(from_fn_with_state(Arc::clone(&world), genesys::dispatch))
        .with_state(world)
}
