//! Where a request goes: to a service of a region, or past this platform to the guest API.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::DATE;
use axum::middleware::Next;
use axum::response::Response;
use httpdate::fmt_http_date;

use super::address::{Address, Service};
use super::answer::{Exchange, api, nothing_here};
use super::{cdn, login, web_messaging};
use crate::sim::LogLine;
use crate::sim::answer::set;
use crate::sim::gateway::{read, wait};
use crate::sim::world::World;

/// Answers what is for this platform and passes on what is not.
///
/// Each service has one function: those that answer at once get an [`Exchange`], whose body is read; web
/// messaging gets the whole request, because it takes the connection over.
pub(in crate::sim) async fn dispatch(
    State(world): State<Arc<World>>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let Some(address) = Address::of(&parts) else {
        return next.run(Request::from_parts(parts, body)).await;
    };
    let (method, shown) = (parts.method.to_string(), address.shown.clone());
    wait(&world).await;
    let mut response = if address.service == Service::WebMessaging {
        let request = Request::from_parts(parts, body);
        web_messaging::serve(Arc::clone(&world), address, request).await
    } else {
        match read(&parts, body).await {
            Err(refused) => refused,
            Ok(body) => {
                let exchange = Exchange {
                    region: address.region,
                    method: &parts.method,
                    path: &address.path,
                    query: parts.uri.query(),
                    headers: &parts.headers,
                    body: &body,
                    count: world.genesys.count(address.region, address.service.name()),
                };
                match address.service {
                    Service::Login => login::answer(&world, &exchange),
                    Service::Api => api(&world, exchange),
                    Service::Cdn => cdn::answer(&world, &exchange),
                    Service::Apps | Service::WebMessaging => nothing_here(),
                }
            }
        }
    };
    set(&mut response, DATE, &fmt_http_date(world.time()));
    if let Some(on_request) = &world.on_request {
        let status = response.status().as_u16();
        on_request(&LogLine { method, path: shown, status, node: "genesys" });
    }
    response
}
