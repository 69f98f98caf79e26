//! Computes whether an identity may do a list of operations of Genesys Cloud, without calling any of them.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use super::grants::{Catalogue, Grant, of_divisions, of_subject};
use super::operation::{Call, joined, look_up};
use super::{Context, Demand, Kind, Observation, Outcome, Probe};
use crate::model::{
    Act, Effect, Fact, Field, FieldType, Filled, GrantSource, Observed, OperationNeeds, Operator,
    Path, PermissionNeed, PermissionState, PermissionsFact, PermissionsPath, Proof, Secret,
    Settings, Standing,
};
use crate::net::{Bearer, Request};
use crate::provider::{Actor, PermissionMode, takes_only};

/// Holds permissions against operations.
pub(super) static KIND: Kind = Kind {
    name: "permissions",
    docs: include_str!("permissions.md"),
    fields: &[
        Field::required(
            "identity",
            FieldType::Identity,
            "the identity that is to do the operations",
        ),
        Field::required("api_url", FieldType::Url, "where the Platform API of its region is"),
        Field::required(
            "operations",
            FieldType::List,
            "what it is to do: `GET /api/v2/routing/queues/{queueId}` and so on, ids filled in or not",
        ),
        Field::optional(
            "division",
            FieldType::Text,
            "id of the division in which it is to do them; without it any division will do",
        ),
        Field::optional(
            "look_for",
            FieldType::Choice(&["needed", "unneeded"]),
            "what it demands by itself: that nothing needed is missing (default), or that nothing is held that is \
             not needed",
        ),
    ],
    roots: &["permissions"],
    demands: |settings| {
        let paths: &[&str] = match settings.word("look_for") {
            Some("unneeded") => &["permissions.unneeded"],
            _ => &[
                "permissions.unknown",
                "permissions.wrong_kind",
                "permissions.unavailable",
                "permissions.elsewhere",
                "permissions.missing",
            ],
        };
        let none = |path| Demand { path, operator: Operator::Equals, expected: json!([]) };
        paths.iter().copied().map(none).collect()
    },
    effect: |_| Effect::Read,
    build: |settings| Box::new(Permissions { settings: settings.clone() }),
};

/// No list is read further than this many pages.
const PAGES: u64 = 40;
/// How many items a page has: the most that the API documents for these lists.
const PAGE_SIZE: u64 = 100;

struct Permissions {
    settings: Settings,
}

impl Probe for Permissions {
    fn look<'a>(&'a self, context: &'a Context<'a>) -> BoxFuture<'a, Observation> {
        self.hold(context).boxed()
    }

    fn identity(&self) -> Option<&str> {
        self.settings.word("identity")
    }
}

/// Asks the API, with a token.
struct Asker<'a> {
    context: &'a Context<'a>,
    api: String,
    identity: String,
    token: Secret,
    facts: Vec<Fact>,
    /// How far it may go.
    limits: Limits,
}

/// How far an asker may go.
#[derive(Clone, Copy)]
struct Limits {
    /// Pages of a list.
    pages: u64,
    /// Permissions that are asked for one by one.
    permissions: usize,
    /// Requests in all.
    requests: u32,
    /// Whether what was answered as hoped is kept as what was seen, too.
    keeps: bool,
}

/// A check looks as far as it takes.
const OF_CHECK: Limits =
    Limits { pages: PAGES, permissions: usize::MAX, requests: u32::MAX, keeps: false };
/// An experiment makes no more requests than it announces.
const OF_EXPERIMENT: Limits =
    Limits { pages: 2, permissions: 3, requests: Act::GRANT_REQUESTS, keeps: true };

impl Asker<'_> {
    /// The body of a 200; anything else is kept as what was seen.
    async fn ask(&mut self, path: &str) -> Option<Value> {
        self.limits.requests = self.limits.requests.checked_sub(1)?;
        let url = format!("{}{path}", self.api.trim_end_matches('/'));
        let mut request = Request::new("GET", Filled::Value(url.into()));
        request.bearer =
            Some(Bearer { identity: self.identity.clone(), token: self.token.clone() });
        let reply = self.context.session.send(&request, self.context.deadline).await;
        let found = reply.exchange.status == Some(200);
        let paths = [Path::Body(Vec::new())];
        let read = if found { reply.read(self.context.session, &paths) } else { Vec::new() };
        if !found || self.limits.keeps {
            self.facts.push(Fact::Exchange(Box::new(reply.exchange)));
        }
        read.into_iter().find_map(|(_, observed)| match observed {
            Observed::Value(value) => Some(value),
            Observed::Absent | Observed::Secret(_) | Observed::Range { .. } => None,
        })
    }

    /// What the organization can grant; nothing where that is not known.
    async fn catalogue(&mut self) -> Option<Catalogue> {
        let mut catalogue = Catalogue::default();
        let listed = self.list("/api/v2/authorization/permissions").await?;
        catalogue.add(&listed)?;
        (!catalogue.is_empty()).then_some(catalogue)
    }

    /// Every item of a list that comes in pages; nothing where it cannot be read to its end.
    async fn list(&mut self, path: &str) -> Option<Vec<Value>> {
        let mut all = Vec::new();
        let mark = if path.contains('?') { '&' } else { '?' };
        for number in 1..=self.limits.pages {
            let page = format!("{path}{mark}pageSize={PAGE_SIZE}&pageNumber={number}");
            let body = self.ask(&page).await?;
            let items = body.get("entities")?.as_array()?;
            all.extend(items.iter().cloned());
            // A list that does not say how many pages it has ends with the first that is not full.
            let last = match body.get("pageCount").and_then(Value::as_u64) {
                Some(count) => number >= count,
                None => (items.len() as u64) < PAGE_SIZE,
            };
            if last {
                return Some(all);
            }
        }
        None
    }
}

/// Reads what an identity may do, for an experiment: held against operations, and against permissions by name.
/// What was seen in one line, and the facts; else what to say where nothing could be read.
pub(super) async fn read_grants(
    name: &str,
    api: &str,
    operations: &[String],
    permissions: &[String],
    context: &Context<'_>,
) -> Result<(String, Vec<Fact>), Box<Observation>> {
    let Some(identity) = context.identity(name) else {
        let why = format!("not sent: there is no identity {name}");
        return Err(Box::new(Observation::could_not_tell(why)));
    };
    let acquired = context.session.token(identity, context.readings, context.deadline).await;
    let Some(token) = &acquired.token else {
        return Err(Box::new(Observation::no_token(&acquired)));
    };
    let mut asker = Asker {
        context,
        api: api.to_owned(),
        identity: name.to_owned(),
        token: token.clone(),
        facts: Vec::new(),
        limits: OF_EXPERIMENT,
    };
    let calls: Vec<Call> = operations.iter().map(|one| look_up(one)).collect();
    let mut asked = needed(&calls);
    asked.extend(permissions.iter().map(String::as_str));
    asked.sort_unstable();
    asked.dedup();
    let Some((from, grants)) = grants(&mut asker, &asked).await else {
        return Ok((unread(name, &asker.facts), asker.facts));
    };
    let catalogue = asker.catalogue().await;
    let held = Held { grants, division: None, catalogue: catalogue.as_ref() };
    let fact = PermissionsFact {
        identity: name.to_owned(),
        from,
        application: None,
        operations: calls.iter().map(|call| held.hold(call, None)).collect(),
        catalogue_read: catalogue.is_some(),
        others: permissions.iter().map(|one| held.need(one)).collect(),
        unneeded: None,
        division: None,
    };
    let mut saw = in_words(&fact, &calls);
    for one in fact.others.iter().filter(|one| one.state == PermissionState::Held) {
        saw = format!("{saw}; {} is held", one.permission);
    }
    let mut facts = asker.facts;
    facts.push(Fact::Permissions(Box::new(fact)));
    Ok((saw, facts))
}

/// The permissions that operations need, each once.
fn needed(calls: &[Call]) -> Vec<&str> {
    let found = calls.iter().filter_map(|call| call.found.as_ref());
    let mut needed: Vec<&str> =
        found.flat_map(|one| one.permissions.iter().map(String::as_str)).collect();
    needed.sort_unstable();
    needed.dedup();
    needed
}

/// Why it is not known what an identity may do.
fn unread(name: &str, facts: &[Fact]) -> String {
    let refusal = facts.last().and_then(Fact::exchange);
    let why = refusal
        .map_or_else(|| "the answer cannot be read".to_owned(), crate::model::Exchange::answer);
    format!("what {name} may do could not be read: {why}")
}

impl Permissions {
    async fn hold(&self, context: &Context<'_>) -> Observation {
        match self.try_to(context).await {
            Ok(observation) => observation,
            Err(why) => Observation::could_not_tell(why),
        }
    }

    fn filled(&self, name: &str, context: &Context<'_>) -> Result<Option<Filled>, String> {
        let filled = self.settings.get(name).map(|setting| setting.fill(context.readings));
        filled.transpose().map_err(|unfilled| unfilled.0)
    }

    async fn try_to(&self, context: &Context<'_>) -> Result<Observation, String> {
        let name = self.identity().unwrap_or_default();
        let identity =
            context.identity(name).ok_or_else(|| format!("there is no identity {name}"))?;
        let text = |one: Filled| Some(one.expose_text()).filter(|text| !text.is_empty());
        let listed = self.filled("operations", context)?;
        let listed = listed.map(|list| list.expose_list()).unwrap_or_default();
        let api = self.filled("api_url", context)?.and_then(text).ok_or("no api_url is given")?;
        let division = self.filled("division", context)?.and_then(text);
        let calls: Vec<Call> = joined(&listed).iter().map(|one| look_up(one)).collect();
        if calls.is_empty() {
            let nothing = Observation::could_not_tell("no operations are listed");
            return Ok(Observation { outcome: Outcome::NotApplicable, ..nothing });
        }
        let acquired = context.session.token(identity, context.readings, context.deadline).await;
        let Some(token) = &acquired.token else { return Ok(Observation::no_token(&acquired)) };
        let mut asker = Asker {
            context,
            api,
            identity: name.to_owned(),
            token: token.clone(),
            facts: Vec::new(),
            limits: OF_CHECK,
        };
        let application = application(asker.ask("/api/v2/tokens/me").await.as_ref());
        let Some((from, grants)) = grants(&mut asker, &needed(&calls)).await else {
            let seen = Observation::could_not_tell(unread(name, &asker.facts));
            return Ok(Observation { facts: asker.facts, ..seen });
        };
        let catalogue = asker.catalogue().await;
        let held = Held { grants, division: division.as_deref(), catalogue: catalogue.as_ref() };
        let unneeded = (from == GrantSource::Subject).then(|| held.unneeded(&calls));
        let fact = PermissionsFact {
            identity: name.to_owned(),
            from,
            application,
            operations: calls.iter().map(|call| held.hold(call, application)).collect(),
            catalogue_read: catalogue.is_some(),
            others: Vec::new(),
            unneeded,
            division,
        };
        Ok(observation(context, fact, &calls))
    }
}

/// Whether a token is an application's, by what the platform says of it.
fn application(whom: Option<&Value>) -> Option<bool> {
    let client = whom?.get("OAuthClient")?;
    let grant = client.get("authorizedGrantType")?.as_str()?;
    let same = |known: &str| grant.replace('_', "-").eq_ignore_ascii_case(known);
    if same("CLIENT-CREDENTIALS") {
        return Some(true);
    }
    ["CODE", "TOKEN", "SAML2-BEARER", "PASSWORD"].into_iter().any(same).then_some(false)
}

/// Everything that is granted, or else what is granted of what is needed, and who says so.
async fn grants(asker: &mut Asker<'_>, needed: &[&str]) -> Option<(GrantSource, Vec<Grant>)> {
    // Described for "the currently authenticated user": whether a client is answered is not documented, so an
    // empty list is not taken for the whole truth.
    let subject = asker.ask("/api/v2/authorization/subjects/me").await;
    if let Some(all) = subject.as_ref().and_then(of_subject).filter(|all| !all.is_empty()) {
        return Some((GrantSource::Subject, all));
    }
    if needed.len() > asker.limits.permissions {
        return None;
    }
    let mut all = Vec::new();
    for permission in needed {
        let path =
            format!("/api/v2/authorization/divisionspermitted/paged/me?permission={permission}");
        all.extend(of_divisions(permission, &asker.list(&path).await?)?);
    }
    Some((GrantSource::Divisions, all))
}

/// What is held, and where it is needed.
struct Held<'a> {
    grants: Vec<Grant>,
    division: Option<&'a str>,
    catalogue: Option<&'a Catalogue>,
}

impl Held<'_> {
    fn hold(&self, call: &Call, application: Option<bool>) -> OperationNeeds {
        let Some(operation) = &call.found else {
            return OperationNeeds {
                call: call.listed.clone(),
                standing: Standing::Unknown,
                any: false,
                permissions: Vec::new(),
                wants_actor: None,
            };
        };
        let wants = takes_only(&operation.call()).filter(|actor| match actor {
            Actor::Application => application == Some(false),
            Actor::User => application == Some(true),
        });
        OperationNeeds {
            call: operation.call(),
            standing: match (operation.removed, operation.deprecated) {
                (true, _) => Standing::Removed,
                (false, true) => Standing::Deprecated,
                (false, false) => Standing::Current,
            },
            any: operation.permission_mode == PermissionMode::Any,
            permissions: operation.permissions.iter().map(|one| self.need(one)).collect(),
            wants_actor: wants.map(|actor| actor.as_str().to_owned()),
        }
    }

    fn need(&self, permission: &str) -> PermissionNeed {
        let all: Vec<&Grant> = self.grants.iter().filter(|one| one.gives(permission)).collect();
        let mut divisions: Vec<String> = all.iter().map(|one| one.name.clone()).collect();
        divisions.sort();
        divisions.dedup();
        let state = if all.iter().any(|one| one.reaches(self.division)) {
            PermissionState::Held
        } else if !all.is_empty() {
            PermissionState::Elsewhere
        } else if self.catalogue.is_some_and(|one| one.lacks(permission)) {
            PermissionState::Unavailable
        } else {
            PermissionState::Missing
        };
        let conditional = state == PermissionState::Held
            && !all.iter().any(|one| one.reaches(self.division) && !one.conditional);
        PermissionNeed { permission: permission.to_owned(), state, divisions, conditional }
    }

    /// What is granted and gives nothing that an operation needs.
    fn unneeded(&self, calls: &[Call]) -> Vec<String> {
        let operations = calls.iter().filter_map(|call| call.found.as_ref());
        let needed: Vec<&String> = operations.flat_map(|one| &one.permissions).collect();
        let idle = |grant: &&Grant| !needed.iter().any(|one| grant.gives(one));
        let mut all: Vec<String> = self.grants.iter().filter(idle).map(Grant::permission).collect();
        all.sort();
        all.dedup();
        all
    }
}

fn observation(context: &Context<'_>, fact: PermissionsFact, calls: &[Call]) -> Observation {
    let readings: Vec<(Path, Observed)> = context
        .paths
        .iter()
        .filter_map(|path| match path {
            Path::Permissions(asked) => Some((path.clone(), read(&fact, *asked))),
            _ => None,
        })
        .collect();
    let about_unneeded = context
        .expected
        .iter()
        .any(|path| matches!(path, Path::Permissions(PermissionsPath::Unneeded)));
    let (outcome, saw) = if about_unneeded {
        let unknown: Vec<&str> =
            fact.standing(Standing::Unknown).map(|one| one.call.as_str()).collect();
        match &fact.unneeded {
            Some(_) if !unknown.is_empty() => (
                Outcome::CouldNotTell,
                format!("what {} needs is not known, so neither is what is not needed", unknown.join(", ")),
            ),
            Some(all) => (Outcome::Looked, unneeded_in_words(all)),
            None => (
                Outcome::CouldNotTell,
                "the grants of this token cannot be listed, so what is held and not needed is not known"
                    .to_owned(),
            ),
        }
    } else {
        (Outcome::Looked, in_words(&fact, calls))
    };
    let facts = vec![Fact::Permissions(Box::new(fact))];
    Observation { outcome, saw, facts, readings, proves: Some(Proof::Config) }
}

fn read(fact: &PermissionsFact, path: PermissionsPath) -> Observed {
    let lacking = |state| -> Vec<String> {
        fact.lacking(state).into_iter().map(|one| one.permission.clone()).collect()
    };
    let calls = |all: Vec<&OperationNeeds>| -> Vec<String> {
        all.into_iter().map(|one| one.call.clone()).collect()
    };
    let standing = |standings: &[Standing]| {
        let such = fact.operations.iter().filter(|one| standings.contains(&one.standing));
        calls(such.collect())
    };
    let list = match path {
        PermissionsPath::Missing => lacking(PermissionState::Missing),
        PermissionsPath::Elsewhere => lacking(PermissionState::Elsewhere),
        PermissionsPath::Unavailable => lacking(PermissionState::Unavailable),
        PermissionsPath::Conditional => {
            fact.conditional().into_iter().map(|one| one.permission.clone()).collect()
        }
        PermissionsPath::WrongKind => calls(fact.of_wrong_kind().collect()),
        PermissionsPath::Unknown => standing(&[Standing::Unknown, Standing::Removed]),
        PermissionsPath::Deprecated => standing(&[Standing::Deprecated]),
        PermissionsPath::Unneeded => match &fact.unneeded {
            Some(all) => all.clone(),
            None => return Observed::Absent,
        },
    };
    Observed::Value(list.into())
}

fn unneeded_in_words(all: &[String]) -> String {
    match all {
        [] => "nothing is held that these operations do not need".to_owned(),
        [first, rest @ ..] if rest.len() > 3 => {
            format!("held and not needed by these operations: {first} and {} more", rest.len())
        }
        some => format!("held and not needed by these operations: {}", some.join(", ")),
    }
}

/// What was seen in one line, the first of what has to be cured first.
fn in_words(fact: &PermissionsFact, calls: &[Call]) -> String {
    let mut parts = Vec::new();
    for flaw in calls.iter().filter_map(Call::flaw) {
        parts.push(match flaw.help {
            Some(help) => format!("{}; {}", flaw.message, help.trim_end_matches('?')),
            None => flaw.message,
        });
    }
    for one in fact.of_wrong_kind() {
        let wanted = one.wants_actor.as_deref().unwrap_or_default();
        parts.push(format!("{} wants a token of a kind that this is not: {wanted}", one.call));
    }
    let lacking = |state| fact.lacking(state);
    for one in lacking(PermissionState::Missing) {
        parts.push(format!("{} in no role", one.permission));
    }
    for one in lacking(PermissionState::Elsewhere) {
        parts.push(format!("{} in {} only", one.permission, one.divisions.join(", ")));
    }
    for one in lacking(PermissionState::Unavailable) {
        parts.push(format!("{} not on offer in the organization", one.permission));
    }
    let from = match fact.from {
        GrantSource::Subject => "by the token's own grants",
        GrantSource::Divisions => "by its permitted divisions",
    };
    let conditional: Vec<&str> =
        fact.conditional().into_iter().map(|one| one.permission.as_str()).collect();
    let conditional = match conditional.as_slice() {
        [] => String::new(),
        some => format!("; a condition may restrict {}", some.join(", ")),
    };
    if !parts.is_empty() {
        return format!("{}{conditional} ({from})", parts.join("; "));
    }
    let several = |count: usize, one: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {one}s"),
    };
    let place = if fact.division.is_some() { " in the division" } else { "" };
    let open = fact.operations.iter().filter(|one| one.permissions.is_empty()).count();
    let open = if open == fact.operations.len() { ", none of which wants any" } else { "" };
    format!(
        "has the permissions of {}{place}{open}{conditional} ({from})",
        several(fact.operations.len(), "operation")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_token_is_known_only_by_a_known_grant() {
        let whom = |grant: &str| json!({ "OAuthClient": { "authorizedGrantType": grant } });
        for (grant, known) in
            [("CLIENT-CREDENTIALS", Some(true)), ("CODE", Some(false)), ("SOMETHING", None)]
        {
            assert_eq!(application(Some(&whom(grant))), known, "{grant}");
        }
        assert_eq!(application(None), None);
    }
}
