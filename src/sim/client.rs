//! Who the client is, at the token and introspection endpoints (RFC 6749, section 2.3).

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::answer::oauth_error;
use super::form::{Form, decode};
use super::world::World;

/// Checks that the registered client asks.
///
/// Credentials in a Basic header may be form-encoded first, as RFC 6749 demands, or raw, as many clients
/// send them.
///
/// # Errors
///
/// The answer that refuses it.
pub(super) fn authenticate(
    world: &World,
    headers: &HeaderMap,
    form: &Form,
) -> Result<(), Box<Response>> {
    let refuse = |error, description| Err(Box::new(oauth_error(error, description)));
    let mut authorizations = headers.get_all(AUTHORIZATION).iter();
    let authorization = authorizations.next();
    if authorizations.next().is_some() {
        return refuse("invalid_request", "more than one Authorization header");
    }
    if form.get("client_assertion").is_some() {
        return refuse("invalid_client", "client assertions are not supported");
    }
    let pairs = match (authorization, form.get("client_id"), form.get("client_secret")) {
        (Some(_), _, Some(_)) => {
            return refuse("invalid_request", "more than one way of client authentication");
        }
        (Some(header), client_id, None) => {
            let Some(pairs) = header.to_str().ok().and_then(basic) else {
                return refuse("invalid_client", "the Authorization header is not valid Basic");
            };
            if client_id.is_some_and(|id| pairs.iter().all(|(known, _)| known != id)) {
                return refuse(
                    "invalid_request",
                    "client_id differs from the Authorization header",
                );
            }
            pairs
        }
        (None, Some(id), Some(secret)) => vec![(id.to_owned(), secret.to_owned())],
        (None, _, _) => return refuse("invalid_client", "client authentication is missing"),
    };
    let known = |id: &str| world.behaviour.client_known && id == world.client_id;
    let right =
        |secret: &str| world.behaviour.secret_current && secret == world.client_secret.expose();
    if !pairs.iter().any(|(id, _)| known(id)) {
        return refuse("invalid_client", "client not found");
    }
    if !pairs.iter().any(|(id, secret)| known(id) && right(secret)) {
        return refuse("invalid_client", "client authentication failed");
    }
    Ok(())
}

/// The id and secret of a Basic header (RFC 7617): as they stand, and with form encoding taken off.
fn basic(header: &str) -> Option<Vec<(String, String)>> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    let mut pairs = vec![(id.to_owned(), secret.to_owned())];
    if let (Some(id), Some(secret)) = (decode(id), decode(secret)) {
        pairs.push((id, secret));
    }
    Some(pairs)
}
