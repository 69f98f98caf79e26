//! Values that facts show: scopes, roles, who issued what, keys, lifetimes, addresses. Only what both reports saw
//! is compared: that a token was not fetched does not mean that its scopes are lost.

use std::collections::BTreeSet;

use crate::model::{
    Aspect, ClientConfiguration, Exchange, Fact, PermissionsFact, Report, Shift, TokenFact, Trend,
    words,
};

/// What was seen of one subject, by one way of seeing it.
struct Seen {
    aspect: Aspect,
    subject: String,
    /// How it is known: the token endpoint's word and the token's own are not mixed.
    by: &'static str,
    values: BTreeSet<String>,
}

pub(super) fn shifts(old: &Report, new: &Report) -> Vec<Shift> {
    let (old, new) = (seen(old), seen(new));
    let mut shifts: Vec<Shift> = Vec::new();
    for aspect in Aspect::ALL {
        for after in new.iter().filter(|one| one.aspect == aspect) {
            let same = |one: &&Seen| {
                one.aspect == aspect && one.subject == after.subject && one.by == after.by
            };
            let Some(before) = old.iter().find(same) else { continue };
            for shift in of_one(before, after) {
                if !shifts.contains(&shift) {
                    shifts.push(shift);
                }
            }
        }
    }
    shifts
}

fn of_one(before: &Seen, after: &Seen) -> Vec<Shift> {
    let shift = |old: Option<String>, new: Option<String>, trend| Shift {
        aspect: after.aspect,
        subject: after.subject.clone(),
        before: old,
        after: new,
        trend,
    };
    let (old, new) = (&before.values, &after.values);
    match after.aspect {
        // Each by itself: one that is lost may be what a call needs; one that is gained hinders nothing.
        Aspect::Scopes | Aspect::Roles => {
            let lost = old.difference(new).map(|one| shift(Some(one.clone()), None, Trend::Worse));
            let gained =
                new.difference(old).map(|one| shift(None, Some(one.clone()), Trend::Neutral));
            lost.chain(gained).collect()
        }
        // A name has several addresses and a site several certificates: one in common is no change.
        Aspect::Issuer
        | Aspect::KeyId
        | Aspect::TokenLifetime
        | Aspect::Address
        | Aspect::TlsIssuer => {
            let all = |values: &BTreeSet<String>| {
                Some(values.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
            };
            if old.is_disjoint(new) {
                vec![shift(all(old), all(new), Trend::Neutral)]
            } else {
                Vec::new()
            }
        }
        Aspect::Verdict | Aspect::Cause | Aspect::ClockOffset | Aspect::ErrorCode => Vec::new(),
    }
}

fn seen(report: &Report) -> Vec<Seen> {
    let mut all: Vec<Seen> = Vec::new();
    for check in &report.checks {
        let mut add = |aspect, subject: String, by, values: Vec<String>| {
            let same =
                |one: &&mut Seen| one.aspect == aspect && one.subject == subject && one.by == by;
            match all.iter_mut().find(same) {
                Some(known) => known.values.extend(values),
                None => {
                    let values = values.into_iter().collect();
                    all.push(Seen { aspect, subject, by, values });
                }
            }
        };
        for fact in &check.facts {
            if let Some(exchange) = fact.request() {
                of_exchange(exchange, &mut add);
            }
            match fact {
                Fact::TokenRequest(request) => {
                    if let Some(scopes) = &request.scopes_granted {
                        let subject = format!("{}/{}", check.pack, request.identity);
                        add(Aspect::Scopes, subject, "token endpoint", scopes.clone());
                    }
                }
                Fact::Token(token) => of_token(&check.pack, token, &mut add),
                Fact::Permissions(fact) => of_permissions(&check.pack, fact, &mut add),
                Fact::Configuration(client) => of_client(client, &mut add),
                Fact::Exchange(_) | Fact::Signature(_) | Fact::Clock(_) | Fact::Remark(_) => {}
            }
        }
    }
    all
}

type Add<'a> = dyn FnMut(Aspect, String, &'static str, Vec<String>) + 'a;

fn of_token(pack: &str, token: &TokenFact, add: &mut Add<'_>) {
    let subject = || format!("{pack}/{}", token.identity);
    if let Some(scopes) = &token.scopes {
        add(Aspect::Scopes, subject(), "token", scopes.clone());
    }
    if let Some(issuer) = &token.issuer {
        add(Aspect::Issuer, subject(), "token", vec![issuer.clone()]);
    }
    if let Some(key) = &token.key_id {
        add(Aspect::KeyId, subject(), "token", vec![key.clone()]);
    }
    // What the token says of itself; what is left of a cached one differs from run to run.
    if let (Some(from), Some(to)) = (token.issued_at, token.expires_at) {
        let seconds = to.duration_since(from).as_secs_f64();
        add(Aspect::TokenLifetime, subject(), "token", vec![words(seconds)]);
    }
}

fn of_client(client: &ClientConfiguration, add: &mut Add<'_>) {
    let name = client.client_id.as_ref().or(client.name.as_ref()).or(client.address.as_ref());
    if let (Some(name), Some(roles)) = (name, &client.roles) {
        let roles = roles.iter().map(|(role, division)| match division.as_str() {
            "*" => role.clone(),
            division => format!("{role} in {division}"),
        });
        add(Aspect::Roles, name.clone(), client.from.as_str(), roles.collect());
    }
}

/// What is held of what operations need, where and by whose word.
fn of_permissions(pack: &str, fact: &PermissionsFact, add: &mut Add<'_>) {
    let needs = fact.operations.iter().flat_map(|one| &one.permissions);
    let held = needs.flat_map(|need| {
        need.divisions.iter().map(|division| match division.as_str() {
            "*" => need.permission.clone(),
            division => format!("{} in {division}", need.permission),
        })
    });
    let subject = format!("{pack}/{}", fact.identity);
    add(Aspect::Roles, subject, fact.from.as_str(), held.collect());
}

fn of_exchange(exchange: &Exchange, add: &mut Add<'_>) {
    let Some(host) = host(&exchange.url) else { return };
    if let Some(remote) = &exchange.remote {
        let address = remote.rsplit_once(':').map_or(remote.as_str(), |(address, _)| address);
        add(Aspect::Address, host.to_owned(), "connection", vec![address.to_owned()]);
    }
    if let Some(tls) = &exchange.tls {
        add(Aspect::TlsIssuer, host.to_owned(), "connection", vec![tls.issuer.clone()]);
    }
}

/// The host of a URL, without user, port and brackets.
fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#']).next()?;
    let authority = authority.rsplit_once('@').map_or(authority, |(_, authority)| authority);
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.0,
        None => authority.split(':').next()?,
    };
    (!host.is_empty()).then_some(host)
}
