//! Who the client is, at the token and introspection endpoints (RFC 6749, section 2.3).

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::answer::oauth_error;
use super::form::{Form, decode};
use super::world::World;
use super::{ClientProof, Delivery};

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
            let Some(mut pairs) = header.to_str().ok().and_then(basic) else {
                return refuse("invalid_client", "the Authorization header is not valid Basic");
            };
            if client_id.is_some_and(|id| pairs.iter().all(|(known, _)| known != id)) {
                return refuse(
                    "invalid_request",
                    "client_id differs from the Authorization header",
                );
            }
            match world.behaviour().client_proof {
                // Taking off an encoding that nobody should have put on would hide it.
                ClientProof::Any if world.behaviour().delivery == Delivery::PercentEncoded => {
                    pairs.truncate(1);
                    pairs
                }
                ClientProof::Any => pairs,
                ClientProof::EncodedBasic => pairs.split_off(1),
                // A server that knows one method says no more than that the client did not prove itself.
                ClientProof::Form => {
                    return refuse(
                        "invalid_client",
                        "Invalid client or Invalid client credentials",
                    );
                }
            }
        }
        (None, Some(id), Some(secret)) => vec![(id.to_owned(), secret.to_owned())],
        (None, _, _) => return refuse("invalid_client", "client authentication is missing"),
    };
    let known = |id: &str| world.behaviour().client_known && id == world.client_id;
    let right =
        |secret: &str| world.behaviour().secret_current && secret == world.client_secret.expose();
    if !pairs.iter().any(|(id, _)| known(id)) {
        return refuse("invalid_client", "client not found");
    }
    if !pairs.iter().any(|(id, secret)| known(id) && right(secret)) {
        return refuse("invalid_client", "client authentication failed");
    }
    Ok(())
}

/// The id and secret of a Basic header (RFC 7617): as they stand, and with form encoding taken off.
pub(super) fn basic(header: &str) -> Option<Vec<(String, String)>> {
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

#[cfg(test)]
mod tests {
    use super::super::testing::{FORM, GRANT, Reply, basic, own_basic, send, with_faults};
    use super::super::world::{CLIENT_ID, CLIENT_SECRET};
    use crate::model::Secret;
    use crate::sim::{Options, Simulator, start};

    async fn ask(simulator: &Simulator, authorization: Option<&str>, form: &str) -> Reply {
        let mut headers = vec![FORM];
        headers.extend(authorization.map(|value| ("authorization", value)));
        send(simulator, "POST", "/api/v2/oauth/token", &headers, form).await
    }

    #[tokio::test]
    async fn a_basic_header_and_a_form_are_both_taken() {
        let simulator = with_faults(&[]).await;
        let form = format!("{GRANT}&client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}");
        assert_eq!(ask(&simulator, None, &form).await.status, 200);
        assert_eq!(ask(&simulator, Some(&own_basic()), GRANT).await.status, 200);
        let id_beside_it = format!("{GRANT}&client_id={CLIENT_ID}");
        assert_eq!(ask(&simulator, Some(&own_basic()), &id_beside_it).await.status, 200);
        let lower = own_basic().replace("Basic", "basic");
        assert_eq!(ask(&simulator, Some(&lower), GRANT).await.status, 200);
    }

    #[tokio::test]
    async fn a_secret_with_special_characters_is_taken_raw_and_encoded() {
        let simulator = start(Options {
            client_id: Some("my client".to_owned()),
            client_secret: Some(Secret::new("p+ss/w%r:d=")),
            ..Options::default()
        })
        .await
        .expect("a free port");
        for (id, secret, status) in [
            ("my client", "p+ss/w%r:d=", 200),
            ("my+client", "p%2Bss%2Fw%25r%3Ad%3D", 200),
            ("my client", "p+ss/w%r:d", 401),
            (CLIENT_ID, CLIENT_SECRET, 401),
        ] {
            let reply = ask(&simulator, Some(&basic(id, secret)), GRANT).await;
            assert_eq!(reply.status, status, "{id}");
        }
    }

    #[tokio::test]
    async fn whoever_is_not_the_client_gets_a_challenge() {
        let simulator = with_faults(&[]).await;
        for (authorization, form, description) in [
            (None, GRANT, "client authentication is missing"),
            (Some(basic(CLIENT_ID, "wrong")), GRANT, "client authentication failed"),
            (Some(basic(CLIENT_ID, "")), GRANT, "client authentication failed"),
            (Some(basic("nobody", CLIENT_SECRET)), GRANT, "client not found"),
            (Some("Bearer abc".to_owned()), GRANT, "the Authorization header is not valid Basic"),
            (Some("Basic %%%".to_owned()), GRANT, "the Authorization header is not valid Basic"),
            (
                None,
                "grant_type=client_credentials&client_assertion=x",
                "client assertions are not supported",
            ),
        ] {
            let reply = ask(&simulator, authorization.as_deref(), form).await;
            assert_eq!(reply.status, 401, "{description}");
            assert_eq!(reply.error(), ("invalid_client".to_owned(), description.to_owned()));
            let challenge = reply.header("www-authenticate");
            assert_eq!(challenge, Some(r#"Basic realm="token endpoint", charset="UTF-8""#));
        }
    }

    #[tokio::test]
    async fn two_ways_at_once_are_refused() {
        let simulator = with_faults(&[]).await;
        let both = format!("{GRANT}&client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}");
        let other_id = format!("{GRANT}&client_id=somebody-else");
        for form in [both, other_id] {
            let reply = ask(&simulator, Some(&own_basic()), &form).await;
            assert_eq!(
                (reply.status, reply.error().0.as_str()),
                (400, "invalid_request"),
                "{form}"
            );
        }
        let own = own_basic();
        let twice = [FORM, ("authorization", own.as_str()), ("authorization", own.as_str())];
        let reply = send(&simulator, "POST", "/api/v2/oauth/token", &twice, GRANT).await;
        assert_eq!((reply.status, reply.error().0.as_str()), (400, "invalid_request"));
    }

    #[tokio::test]
    async fn a_wrong_secret_and_an_unknown_client_sound_different() {
        for (fault, description) in [
            ("secret-wrong", "client authentication failed"),
            ("client-unknown", "client not found"),
        ] {
            let simulator = with_faults(&[fault]).await;
            let in_form = format!("{GRANT}&client_id={CLIENT_ID}&client_secret={CLIENT_SECRET}");
            for reply in [
                ask(&simulator, Some(&own_basic()), GRANT).await,
                ask(&simulator, None, &in_form).await,
            ] {
                assert_eq!(reply.status, 401, "{fault}");
                assert_eq!(reply.error(), ("invalid_client".to_owned(), description.to_owned()));
            }
        }
    }
}
