//! The Platform API: which operation a request is for, and what is demanded of whoever calls it.

use axum::http::header::AUTHORIZATION;

use super::answer::Exchange;
use super::error::Refusal;
use super::operation::{Answer, Ask, Context, Credential, Operation, Permissions};
use super::operations::OPERATIONS;
use super::organization::divisions_with;
use super::state::Token;
use crate::sim::bearer::presented;
use crate::sim::form::decode;
use crate::sim::world::World;

/// The requests that are allowed in a minute, as the headers have it.
pub(super) const ALLOWED: u32 = 300;

/// The scopes of the client, which count where they are enforced.
pub(super) const CLIENT_SCOPES: [&str; 1] = ["user-basic-info"];

/// The id of the policy that refuses.
const POLICY_ID: &str = "3c9a5f02-e1d7-48b6-92f4-7a08b6d5c13e";
/// The address that is not let in: one of those for documentation (RFC 5737).
const ADDRESS: &str = "203.0.113.7";

/// The operation of a request and what stands in the places of its `{…}`. `web_chat` says whether that is still there.
///
/// # Errors
///
/// The refusal of a path that does not exist, or does not take the method.
pub(super) fn find(
    method: &str,
    path: &str,
    web_chat: bool,
) -> Result<(&'static Operation, Vec<String>), Refusal> {
    let mut known = false;
    // What a path that was removed answers was not captured: here, as one that never was.
    let there = |operation: &&Operation| web_chat || operation.credential == Credential::Token;
    for operation in OPERATIONS.iter().filter(there) {
        if let Some(ids) = operation.ids(path) {
            if operation.parts().0 == method {
                return Ok((operation, ids));
            }
            known = true;
        }
    }
    Err(if known { Refusal::wrong_method() } else { Refusal::new("not.found", &[]) })
}

/// Answers a request for an operation.
pub(super) fn answer(
    world: &World,
    exchange: &Exchange<'_>,
    operation: &'static Operation,
    ids: Vec<String>,
) -> Answer {
    let all = world.behaviour();
    let behaviour = &all.genesys;
    if all.rate_limited {
        let refusal = Refusal::new("too.many.requests", &[&ALLOWED.to_string(), "60"]);
        return Err(refusal.retry_after(30));
    }
    if all.broken {
        return Err(Refusal::new("service.unavailable", &[]));
    }
    let mut ask = Ask {
        world,
        behaviour,
        region: exchange.region,
        operation,
        count: exchange.count,
        ids,
        query: exchange.query.map(parameters).unwrap_or_default(),
        headers: exchange.headers,
        body: exchange.body,
        token: None,
    };
    // Guests prove who they are to the operation itself.
    if operation.credential == Credential::Token {
        demand_token(&mut ask)?;
    }
    (operation.answer)(&ask)
}

/// Checks the token and what it may do.
fn demand_token(ask: &mut Ask<'_>) -> Result<(), Refusal> {
    let (operation, behaviour) = (ask.operation, ask.behaviour);
    ask.token = Some(caller(ask)?);
    if !behaviour.address_allowed {
        return Err(Refusal::new("ip.not.authorized", &[ADDRESS]));
    }
    let scopes = operation.scopes;
    let without = !scopes.is_empty() && !scopes.iter().any(|scope| CLIENT_SCOPES.contains(scope));
    if behaviour.scopes_enforced && without {
        let scopes = format!("[{}]", scopes.join(", "));
        return Err(Refusal::new("app.not.authorized.for.scope", &[&scopes]));
    }
    permitted(ask)?;
    let user = ask.token.as_ref().is_some_and(|(_, token)| token.user);
    match operation.context {
        Context::Client if user => Err(Refusal::new("not.a.client", &[])),
        Context::User if !user => Err(Refusal::new("not.a.user", &[])),
        Context::Client | Context::User | Context::Either => Ok(()),
    }
}

/// The token that came with a request.
fn caller(ask: &Ask<'_>) -> Result<(String, Token), Refusal> {
    let stripped = ask.world.behaviour().authorization_stripped;
    let one = ask.headers.get_all(AUTHORIZATION).iter().count() == 1;
    let text = presented(ask.headers).filter(|_| one && !stripped);
    let Some(text) = text else { return Err(Refusal::new("authentication.required", &[])) };
    let token = ask.world.genesys.token(ask.region, text);
    let good = token.filter(|token| token.expires > ask.world.now());
    let good = good.filter(|_| ask.behaviour.client_state != super::ClientState::Disabled);
    let token = good.ok_or_else(|| Refusal::new("bad.credentials", &[]))?;
    Ok((text.to_owned(), token))
}

/// Checks that the operation's permissions are held in some division.
fn permitted(ask: &Ask<'_>) -> Result<(), Refusal> {
    let held = |permission: &&str| {
        !divisions_with(ask.behaviour, permission).is_empty()
            && !ask.behaviour.conditional.contains(permission)
    };
    let (code, missing) = match ask.operation.permissions {
        Permissions::None => return Ok(()),
        Permissions::All(all) => {
            let missing: Vec<&str> = all.iter().copied().filter(|one| !held(one)).collect();
            ("missing.permissions", missing)
        }
        Permissions::Any(any) if any.iter().any(held) => return Ok(()),
        Permissions::Any(any) => ("missing.any.permissions", any.to_vec()),
    };
    if !missing.is_empty() {
        let named =
            ask.behaviour.named_instead.map_or_else(|| missing.join(", "), ToOwned::to_owned);
        return Err(Refusal::new(code, &[&format!("[{named}]")]));
    }
    if ask.behaviour.policy_denies {
        return Err(Refusal::new("authz.policy.denied", &[POLICY_ID]));
    }
    if !ask.behaviour.feature_enabled {
        return Err(Refusal::new("feature.toggle.disabled", &[]));
    }
    Ok(())
}

fn parameters(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter_map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((decode(name)?, decode(value)?))
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_without_its_id_and_a_method_that_is_not_taken_are_refused() {
        let status = |method, path| {
            find(method, path, true).map(|_| 200).unwrap_or_else(|no| no.status.as_u16())
        };
        assert_eq!(status("GET", "/api/v2/tokens/me"), 200);
        assert_eq!(status("PUT", "/api/v2/tokens/me"), 405);
        for path in ["/api/v2/tokens", "/api/v2/tokens/me/", "/api/v2/oauth/token", "/"] {
            assert_eq!(status("GET", path), 404, "{path}");
        }
    }
}
