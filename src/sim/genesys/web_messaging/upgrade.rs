//! The handshake: which deployment, from which site.

use std::sync::Arc;

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{FromRequest as _, Request};
use axum::http::header::ORIGIN;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::session::Connection;
use crate::sim::answer::empty;
use crate::sim::form::decode;
use crate::sim::genesys::address::Address;
use crate::sim::genesys::answer::nothing_here;
use crate::sim::genesys::objects;
use crate::sim::world::World;

/// The longest message that is taken, in bytes.
const LONGEST: usize = 128 * 1024;

/// Answers a request for the host of web messaging. It gets the request whole, to take the connection over.
pub(in crate::sim::genesys) async fn serve(
    world: Arc<World>,
    address: Address,
    request: Request,
) -> Response {
    if address.path != "/v1" || *request.method() != Method::GET {
        return nothing_here();
    }
    if !is_allowed(&world, &address, &request) {
        // Only the status was captured.
        return empty(StatusCode::FORBIDDEN);
    }
    match WebSocketUpgrade::from_request(request, &()).await {
        Err(rejection) => rejection.into_response(),
        Ok(upgrade) => {
            let connection = Connection::new(world, address.region);
            upgrade
                .max_message_size(LONGEST)
                .max_frame_size(LONGEST)
                .on_upgrade(move |socket| talk(socket, connection))
        }
    }
}

/// Whether the deployment is there, active, and open to the site that the page comes from. The path of a base URL
/// names the region, so that only the deployment and the site are left to be looked at.
fn is_allowed(world: &World, address: &Address, request: &Request) -> bool {
    let all = world.behaviour();
    let behaviour = &all.genesys.web_messaging;
    let query = request.uri().query().unwrap_or_default();
    let mut parameters = query.split('&').filter_map(|pair| pair.split_once('='));
    let deployment = parameters.find(|(name, _)| *name == "deploymentId");
    let deployment = deployment.and_then(|(_, id)| decode(id));
    let origin = request.headers().get(ORIGIN).and_then(|origin| origin.to_str().ok());
    deployment.as_deref() == Some(objects::DEPLOYMENT_ID)
        && behaviour.deployment_region == Some(address.region)
        && behaviour.deployment_active
        && match origin {
            None => !behaviour.origin_needed,
            Some(origin) => {
                behaviour.origin_allowed && origin.eq_ignore_ascii_case(objects::ORIGIN)
            }
        }
}

async fn talk(mut socket: WebSocket, mut connection: Connection) {
    let mut closing = connection.world.closing.clone();
    loop {
        let message = tokio::select! {
            message = socket.recv() => message,
            () = async { drop(closing.wait_for(|closing| *closing).await) } => {
                let frame = CloseFrame { code: 1001, reason: "going away".into() };
                // Whoever is gone already need not hear it.
                let _ = socket.send(Message::Close(Some(frame))).await;
                return;
            }
        };
        let Some(Ok(message)) = message else { return };
        let Message::Text(text) = message else { continue };
        for answer in connection.answer(&text) {
            if socket.send(Message::text(answer.to_string())).await.is_err() {
                return;
            }
        }
    }
}
