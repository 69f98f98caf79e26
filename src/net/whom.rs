//! Asking an issuer about a token that it issued: introspection (RFC 7662) and userinfo (OpenID Connect Core 1.0,
//! section 5.3).

use serde_json::Value;
use tokio::time::Instant as Deadline;

use super::oauth2::prove_who;
use super::request::{Body, Request};
use super::session::Session;
use crate::model::{ApiError, Credential, Exchange, Filled, Identity, Readings, Secret};

/// Where an issuer tells of its tokens, as its discovery document says.
#[derive(Default)]
pub struct Tellers {
    /// For tokens of people.
    pub userinfo: Option<String>,
    /// For every token, and only to clients.
    pub introspection: Option<String>,
}

impl Session {
    /// Where the issuer tells of its tokens (OpenID Connect Discovery, section 3; RFC 8414, section 2).
    pub async fn tellers_of(&self, issuer: &str, deadline: Deadline) -> (Tellers, Exchange) {
        let url = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let reply = self.send(&Request::new("GET", Filled::Value(url.into())), deadline).await;
        let answer = reply.answer.as_ref().filter(|answer| answer.status == 200);
        let named = |name: &str| {
            let member = answer?.json.as_ref()?.get(name)?;
            member.as_str().map(str::to_owned)
        };
        let tellers = Tellers {
            userinfo: named("userinfo_endpoint"),
            introspection: named("introspection_endpoint"),
        };
        (tellers, reply.exchange)
    }

    /// Whether a token is active in the eyes of its issuer (RFC 7662, section 2). The client proves who it is as at
    /// the token endpoint. None for an identity that is no client with a secret; within it none where the answer
    /// does not say.
    ///
    /// The exchange tells what `active` was: with `true` the identity's token counts as accepted, with `false` as
    /// refused in the body.
    pub async fn introspect(
        &self,
        identity: &Identity,
        url: &str,
        token: &Secret,
        readings: &Readings,
        deadline: Deadline,
    ) -> Option<(Option<bool>, Exchange)> {
        let Credential::OAuth2(oauth2) = &identity.credential else { return None };
        oauth2.client_secret.as_ref()?;
        let mut request = Request::new("POST", Filled::Value(url.into()));
        let hint = Filled::Value(Value::from("access_token"));
        let mut form = vec![
            ("token".to_owned(), Filled::Secret(token.clone())),
            ("token_type_hint".to_owned(), hint),
        ];
        prove_who(oauth2, readings, &mut request, &mut form).ok()?;
        request.body = Body::Form(form);
        let reply = self.send(&request, deadline).await;
        let answer = reply.answer.as_ref().filter(|answer| answer.status == 200);
        let active = answer.and_then(|answer| answer.json.as_ref()?.get("active")?.as_bool());
        let mut exchange = reply.exchange;
        match active {
            Some(true) => exchange.identity = Some(identity.name.clone()),
            Some(false) => {
                exchange.identity = Some(identity.name.clone());
                exchange.error = Some(ApiError {
                    message: Some("active is false".to_owned()),
                    ..ApiError::default()
                });
            }
            None => {}
        }
        Some((active, exchange))
    }
}
