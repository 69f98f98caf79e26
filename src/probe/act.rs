//! Experiments that vary no check's request: who the token is, another token request, fresh keys, clocks.

use futures_util::future::join_all;

use super::{Context, Observation, Outcome, permissions, token, vary};
use crate::model::{
    Act, ClockFact, Credential, Exchange, Expression, Fact, Filled, Identity, Whom,
};
use crate::net::{Bearer, Request};

/// Carries out an experiment. One that varies a check's own request is that check's probe to look again.
pub async fn act(act: &Act, context: &Context<'_>) -> Observation {
    match act {
        Act::Send(_) => Observation::could_not_tell("not sent: that is for the check itself"),
        Act::WhoAmI { identity, at } => who_am_i(identity, at, context).await,
        Act::RequestToken { identity, scopes, client_auth } => {
            let Some(known) = context.identity(identity) else { return unknown(identity) };
            let mut varied = match scopes {
                Some(scopes) => vary::with_scopes(known, scopes),
                None => known.clone(),
            };
            if let (Credential::OAuth2(oauth2), Some(way)) = (&mut varied.credential, client_auth) {
                oauth2.client_auth = *way;
            }
            request_token(&varied, context).await
        }
        Act::RequestTokenAt { identity, urls } => request_tokens_at(identity, urls, context).await,
        Act::ReadKeys { identity, url, .. } => read_keys(identity, url, context).await,
        Act::ReadGrants { identity, api, operations, permissions } => {
            match permissions::read_grants(identity, api, operations, permissions, context).await {
                Ok((saw, facts)) => looked(saw, facts),
                Err(observation) => *observation,
            }
        }
        Act::ReadClocks { urls } => read_clocks(urls, context).await,
    }
}

fn unknown(identity: &str) -> Observation {
    Observation::could_not_tell(format!("not sent: there is no identity {identity}"))
}

fn looked(saw: String, facts: Vec<Fact>) -> Observation {
    Observation { outcome: Outcome::Looked, facts, ..Observation::could_not_tell(saw) }
}

fn fact(exchange: Exchange) -> Fact {
    Fact::Exchange(Box::new(exchange))
}

async fn request_token(identity: &Identity, context: &Context<'_>) -> Observation {
    let acquired =
        context.session.another_token(identity, context.readings, context.deadline).await;
    let saw = match &acquired.inspection {
        None => acquired.refusal(),
        Some(inspection) => {
            let described = token::describe(&inspection.fact, acquired.request.as_ref());
            match inspection.fact.scopes.as_deref() {
                None => format!("issued: {described}"),
                Some([]) => format!("issued: {described}, no scopes"),
                Some(scopes) => format!("issued: {described}, scopes {}", scopes.join(" ")),
            }
        }
    };
    looked(saw, vary::of_token(&acquired))
}

/// Sends the identity's token request to each of these token endpoints. None waits for another: a region that
/// does not answer is no reason not to hear the others.
async fn request_tokens_at(name: &str, urls: &[String], context: &Context<'_>) -> Observation {
    let Some(known) = context.identity(name) else { return unknown(name) };
    let asking = urls.iter().map(|url| async move {
        let mut identity = known.clone();
        if let Credential::OAuth2(oauth2) = &mut identity.credential {
            oauth2.token_url = Expression::text(url);
        }
        context.session.another_token(&identity, context.readings, context.deadline).await
    });
    let acquired = join_all(asking).await;
    let host = |url: &String| {
        let parsed = url::Url::parse(url).ok();
        parsed.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| url.clone())
    };
    let mut refusals: Vec<(String, usize)> = Vec::new();
    let mut parts = Vec::new();
    for (url, acquired) in urls.iter().zip(&acquired) {
        if acquired.token.is_some() {
            parts.push(format!("{} issues a token", host(url)));
            continue;
        }
        let refusal = acquired.refusal();
        match refusals.iter_mut().find(|(known, _)| *known == refusal) {
            Some((_, count)) => *count += 1,
            None => refusals.push((refusal, 1)),
        }
    }
    let all = urls.len();
    parts.extend(refusals.into_iter().map(|(text, count)| format!("{count} of {all}: {text}")));
    looked(parts.join("; "), acquired.iter().flat_map(vary::of_token).collect())
}

async fn who_am_i(name: &str, at: &Whom, context: &Context<'_>) -> Observation {
    let Some(identity) = context.identity(name) else { return unknown(name) };
    let mut facts = Vec::new();
    let url = match at {
        Whom::Platform { url } => url.clone(),
        Whom::Issuer { issuer } => {
            let (tellers, exchange) = context.session.tellers_of(issuer, context.deadline).await;
            let answer = exchange.answer();
            facts.push(fact(exchange));
            if let Some(url) = tellers.introspection.filter(|url| trusted(url, issuer, context))
                && let Some(told) = introspect(identity, &url, context).await
            {
                facts.extend(told.facts);
                return looked(told.saw, facts);
            }
            let Some(url) = tellers.userinfo else {
                let saw = format!("{issuer} names no endpoint that tells of its tokens: {answer}");
                return looked(saw, facts);
            };
            if !trusted(&url, issuer, context) {
                let saw = format!("not called: the pack does not name the host of {url}");
                return looked(saw, facts);
            }
            url
        }
    };
    let acquired = context.session.token(identity, context.readings, context.deadline).await;
    let Some(token) = &acquired.token else { return Observation::no_token(&acquired) };
    let mut request = Request::new("GET", Filled::Value(url.into()));
    request.bearer = Some(Bearer { identity: name.to_owned(), token: token.clone() });
    let reply = context.session.send(&request, context.deadline).await;
    let saw = reply.exchange.answer();
    facts.push(fact(reply.exchange));
    looked(saw, facts)
}

/// Asks the issuer itself; none where the identity is no client that could ask.
async fn introspect(identity: &Identity, url: &str, context: &Context<'_>) -> Option<Observation> {
    let acquired = context.session.token(identity, context.readings, context.deadline).await;
    let token = acquired.token.as_ref()?;
    let asked =
        context.session.introspect(identity, url, token, context.readings, context.deadline);
    let (active, exchange) = asked.await?;
    let saw = match active {
        Some(true) => "the issuer says that the token is active".to_owned(),
        Some(false) => "the issuer says that the token is not active".to_owned(),
        None => exchange.answer(),
    };
    Some(looked(saw, vec![fact(exchange)]))
}

/// A document that came over the network does not decide where a token goes: to the issuer's own origin, or to
/// a host that the pack names, and never from https to http.
fn trusted(url: &str, issuer: &str, context: &Context<'_>) -> bool {
    let (Ok(url), Ok(issuer)) = (url::Url::parse(url), url::Url::parse(issuer)) else {
        return false;
    };
    let downgrade = issuer.scheme() == "https" && url.scheme() != "https";
    !downgrade && (url.origin() == issuer.origin() || context.session.names_host(&url))
}

async fn read_keys(name: &str, url: &str, context: &Context<'_>) -> Observation {
    let Some(identity) = context.identity(name) else { return unknown(name) };
    let acquired = context.session.token(identity, context.readings, context.deadline).await;
    let Some(token) = &acquired.token else { return Observation::no_token(&acquired) };
    let (signature, exchanges) =
        context.session.verify_afresh(name, token, url, context.deadline).await;
    let saw = signature.detail.clone().unwrap_or_else(|| signature.verdict.as_str().to_owned());
    let signature = Fact::Signature(Box::new(signature));
    looked(saw, std::iter::once(signature).chain(exchanges.into_iter().map(fact)).collect())
}

async fn read_clocks(urls: &[String], context: &Context<'_>) -> Observation {
    let mut facts = Vec::new();
    let mut parts = Vec::new();
    for url in urls {
        let host = url::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
        let host = host.unwrap_or_else(|| url.clone());
        let request = Request::new("HEAD", Filled::Value(url.as_str().into()));
        let reply = context.session.send(&request, context.deadline).await;
        let bounds = reply.clock.as_ref().ok().map(|sample| (sample.low, sample.high));
        parts.push(match (&reply.clock, bounds) {
            (_, Some((low, high))) => {
                format!("local minus {host}: {low:.1} to {high:.1} s")
            }
            (Err(error), None) => format!("{host}: {error}"),
            (Ok(_), None) => host.clone(),
        });
        facts.push(Fact::Clock(Box::new(ClockFact {
            host,
            low: bounds.map_or(0.0, |(low, _)| low),
            high: bounds.map_or(0.0, |(_, high)| high),
            samples: u32::from(bounds.is_some()),
            unusable: reply.clock.err().map(|error| error.to_string()),
            token: None,
        })));
        facts.push(fact(reply.exchange));
    }
    looked(parts.join("; "), facts)
}
