//! Whose token goes along when a control request is made: the run's own, or another where that is what differs.

use std::sync::Arc;

use serde_json::Value;

use super::{Context, Observation};
use crate::model::{Credential, Expression, Fact, Identity, Variation};
use crate::net::{Acquisition, Bearer};

/// The bearer token of the identity of that name, and what it shows where it is not the run's own; else what is seen
/// in the place of an answer.
pub(super) async fn bearer(
    context: &Context<'_>,
    name: &str,
) -> Result<(Bearer, Vec<Fact>), Observation> {
    let Some(identity) = context.identity(name) else {
        return Err(Observation::could_not_tell(format!("there is no identity {name}")));
    };
    let acquired = token(context, identity).await;
    let Some(token) = &acquired.token else { return Err(Observation::no_token(&acquired)) };
    let bearer = Bearer { identity: name.to_owned(), token: token.clone() };
    Ok((bearer, facts(context, &acquired)))
}

/// The token that goes along: the run's own, or another where that is what differs.
async fn token(context: &Context<'_>, identity: &Identity) -> Arc<Acquisition> {
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
            | Variation::WithoutOrigin
            | Variation::RedirectTarget(_)
            | Variation::Repeat { .. }
            | Variation::NonsenseObject { .. }
            | Variation::OtherRoute,
        )
        | None => session.token(identity, readings, context.deadline).await,
    }
}

/// What another token than the run's own shows.
fn facts(context: &Context<'_>, acquired: &Acquisition) -> Vec<Fact> {
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
