//! Who has which role in which division, and what permissions there are. None of it wants a permission but the
//! roles themselves and the grants of somebody else.

use serde_json::{Map, Value, json};

use super::objects::{CLIENT_NAME, USER_ID};
use super::operation::{Answer, Ask, found, not_found};
use super::organization::{
    DIVISIONS, Division, HOME, ROLES, Role, catalogue, divisions_with, grants,
};

/// How many are on a page where nobody says how many.
const PAGE: usize = 25;

/// `GET /api/v2/authorization/divisions`.
pub(super) fn divisions(ask: &Ask<'_>) -> Answer {
    let all: Vec<Value> = DIVISIONS.iter().map(|division| division.body()).collect();
    found(page(ask, &all))
}

/// `GET /api/v2/authorization/divisions/home`.
pub(super) fn home(_: &Ask<'_>) -> Answer {
    found(HOME.body())
}

/// `GET /api/v2/authorization/divisionspermitted/paged/me?permission=…`.
pub(super) fn permitted(ask: &Ask<'_>) -> Answer {
    let permission = ask.parameter("permission").ok_or_else(|| ask.lacks("permission"))?;
    let divisions = divisions_with(ask.behaviour, permission);
    let all: Vec<Value> = divisions.into_iter().map(Division::body).collect();
    found(page(ask, &all))
}

/// `GET /api/v2/authorization/permissions`: the catalogue, a domain each.
pub(super) fn permissions(ask: &Ask<'_>) -> Answer {
    let all: Vec<Value> = catalogue(ask.behaviour)
        .into_iter()
        .map(|(domain, entities)| {
            let map: Map<String, Value> = entities
                .into_iter()
                .map(|(entity, actions)| {
                    let all = actions.into_iter().map(|action| {
                        json!({ "domain": domain, "entityType": entity, "action": action })
                    });
                    (entity.to_owned(), all.collect())
                })
                .collect();
            json!({ "id": domain, "domain": domain, "permissionMap": map })
        })
        .collect();
    found(page(ask, &all))
}

/// `GET /api/v2/authorization/roles`.
pub(super) fn roles(ask: &Ask<'_>) -> Answer {
    let all: Vec<Value> = ROLES.iter().map(|role| body(ask, role)).collect();
    found(page(ask, &all))
}

/// `GET /api/v2/authorization/roles/{roleId}`.
pub(super) fn role(ask: &Ask<'_>) -> Answer {
    let role = ROLES.iter().find(|role| role.id == ask.id(0)).ok_or_else(not_found)?;
    found(body(ask, role))
}

/// `GET /api/v2/authorization/subjects/me`. Whether a client's token is answered there is not documented; here
/// it is.
pub(super) fn own_subject(ask: &Ask<'_>) -> Answer {
    let user = ask.token.as_ref().is_some_and(|(_, token)| token.user);
    let id = if user { USER_ID } else { &ask.world.client_id };
    found(subject_of(ask, id))
}

/// `GET /api/v2/authorization/subjects/{subjectId}`: the id of an OAuth client is one too.
pub(super) fn subject(ask: &Ask<'_>) -> Answer {
    if ask.id(0) != ask.world.client_id {
        return Err(not_found());
    }
    found(subject_of(ask, ask.id(0)))
}

fn subject_of(ask: &Ask<'_>, id: &str) -> Value {
    let grants: Vec<Value> = grants(ask.behaviour)
        .into_iter()
        .map(|grant| {
            json!({
                "subjectId": id,
                "division": grant.division.body(),
                "role": body(ask, grant.role),
            })
        })
        .collect();
    json!({
        "id": id,
        "name": CLIENT_NAME,
        "grants": grants,
        "selfUri": format!("/api/v2/authorization/subjects/{id}"),
    })
}

/// A role with its policies.
fn body(ask: &Ask<'_>, role: &Role) -> Value {
    let policies: Vec<Value> = role
        .policies(ask.behaviour)
        .into_iter()
        .flat_map(|(domain, entity, actions)| {
            let named = |action: &&str| {
                let permission = format!("{domain}:{entity}:{action}");
                ask.behaviour.conditional.contains(&permission.as_str())
            };
            let (under, free): (Vec<_>, Vec<_>) = actions.into_iter().partition(named);
            let policy = |actions: Vec<&str>| {
                json!({ "domain": domain, "entityName": entity, "actions": actions })
            };
            let free = (!free.is_empty()).then(|| policy(free));
            let under = (!under.is_empty()).then(|| {
                let mut policy = policy(under);
                policy["condition"] = json!("queue.id IN [VIP]");
                policy
            });
            free.into_iter().chain(under)
        })
        .collect();
    json!({
        "id": role.id,
        "name": role.name,
        "policies": policies,
        "default": false,
        "selfUri": format!("/api/v2/authorization/roles/{}", role.id),
    })
}

/// The page of a list that is asked for, as the API writes lists.
pub(super) fn page(ask: &Ask<'_>, all: &[Value]) -> Value {
    let number = |name: &str, usual: usize| {
        let asked = ask.parameter(name).and_then(|value| value.parse::<usize>().ok());
        asked.filter(|asked| *asked > 0).unwrap_or(usual)
    };
    let (size, number) = (number("pageSize", PAGE), number("pageNumber", 1));
    let shown: Vec<&Value> =
        all.iter().skip((number - 1).saturating_mul(size)).take(size).collect();
    json!({
        "entities": shown,
        "pageSize": size,
        "pageNumber": number,
        "total": all.len(),
        "pageCount": all.len().div_ceil(size),
    })
}
