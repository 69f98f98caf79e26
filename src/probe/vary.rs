//! Whose token goes along when a control request is made: the run's own, or another where that is what differs.

use std::sync::Arc;

use serde_json::Value;

use super::Context;
use crate::model::{Credential, Expression, Fact, Identity, Variation};
use crate::net::Acquisition;

/// The token that goes along: the run's own, or another where that is what differs.
pub(super) async fn token(context: &Context<'_>, identity: &Identity) -> Arc<Acquisition> {
    let (session, readings) = (context.session, context.readings);
    match context.variation {
        Some(Variation::FreshToken) => {
            Arc::new(session.another_token(identity, readings, context.deadline).await)
        }
        Some(Variation::TokenWithScopes(scopes)) => {
            let identity = with_scopes(identity, scopes);
            Arc::new(session.another_token(&identity, readings, context.deadline).await)
        }
        Some(
            Variation::WithoutAuthorization
            | Variation::InvalidToken
            | Variation::CanonicalHeader
            | Variation::RedirectTarget(_)
            | Variation::Repeat { .. }
            | Variation::NonsenseObject { .. }
            | Variation::OtherRoute,
        )
        | None => session.token(identity, readings, context.deadline).await,
    }
}

/// What another token than the run's own shows.
pub(super) fn facts(context: &Context<'_>, acquired: &Acquisition) -> Vec<Fact> {
    let another =
        matches!(context.variation, Some(Variation::FreshToken | Variation::TokenWithScopes(_)));
    if another { of_token(acquired) } else { Vec::new() }
}

/// A token request and the token that came of it.
pub(super) fn of_token(acquired: &Acquisition) -> Vec<Fact> {
    let request = acquired.request.iter().map(|one| Fact::TokenRequest(Box::new(one.clone())));
    let token = acquired.inspection.iter().map(|one| Fact::Token(Box::new(one.fact.clone())));
    request.chain(token).collect()
}

/// The identity, asking for these scopes.
pub(super) fn with_scopes(identity: &Identity, scopes: &[String]) -> Identity {
    let mut identity = identity.clone();
    if let Credential::OAuth2(oauth2) = &mut identity.credential {
        let scopes = scopes.iter().map(|scope| Value::from(scope.as_str())).collect();
        oauth2.scopes = Some(Expression::Literal(Value::Array(scopes)));
    }
    identity
}
