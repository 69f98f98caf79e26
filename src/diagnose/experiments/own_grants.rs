//! Ask the platform what the caller may do at all.

use url::Url;

use super::ask::{Asking, acted};
use super::kind::experiment;
use crate::diagnose::evidence::Seen;
use crate::diagnose::words;
use crate::model::{Act, Exchange, Experiment};
use crate::provider::Meaning;

experiment! {
    /// ## What is sent
    ///
    /// Reads that want no permission, with the same token, to the API that refused: the caller's own grants
    /// (Genesys Cloud: `GET /api/v2/authorization/subjects/me`; where that is refused
    /// `GET /api/v2/authorization/divisionspermitted/paged/me`, for up to three permissions), and what the
    /// organisation can grant at all (`GET /api/v2/authorization/permissions`, up to two pages). Six requests at most.
    ///
    /// ## When
    ///
    /// A call is refused for want of permissions, on a platform whose definition says what it needs, and no check
    /// computed what the caller has. Asked for although the refusal names its reason: what cures it depends on
    /// whether the permission is in no role, or nobody there can have it, or the refusal names the wrong one.
    ///
    /// ## What it proves
    ///
    /// What is named is held, and what the call needs is not: the refusal misnames it. What the call needs is absent
    /// from what can be granted: probably the organisation does not have the feature. A condition of a role leaves it open.
    id: "own-grants",
    question: "what may the caller do, by the platform's own word?",
    ask: ask,
}

fn ask(asking: &Asking<'_>) -> Vec<Experiment> {
    let mut experiments: Vec<Experiment> = Vec::new();
    let mut known: Vec<(String, String)> = Vec::new();
    for one in open(asking) {
        let Some(identity) = one.fact.identity.clone() else { continue };
        let Some(api) = origin(one.fact) else { continue };
        if known.contains(&(identity.clone(), api.clone())) {
            continue;
        }
        known.push((identity.clone(), api.clone()));
        let same = |other: &Seen<'_, Exchange>| {
            other.fact.identity == one.fact.identity
                && words::host(&other.fact.url) == words::host(&one.fact.url)
        };
        let (mut operations, mut permissions) = (Vec::new(), Vec::new());
        for other in open(asking).into_iter().filter(same) {
            let Some(needs) = asking.evidence.needs_of(other.fact) else { continue };
            operations.push(needs.operation.call());
            let needed = &needs.operation.permissions;
            permissions.extend(needs.named.iter().filter(|one| !needed.contains(one)).cloned());
        }
        for list in [&mut operations, &mut permissions] {
            list.sort();
            list.dedup();
        }
        experiments.push(acted(
            KIND.id,
            one.check,
            format!("what may {identity} do, by the platform's own word?"),
            "calls that want no permission",
            Act::ReadGrants { identity, api, operations, permissions },
        ));
    }
    experiments
}

/// Refusals for want of permissions whose callers' grants nobody has looked at.
fn open<'a>(asking: &Asking<'a>) -> Vec<Seen<'a, Exchange>> {
    let evidence = asking.evidence;
    let permissions = evidence.refusals_for(Meaning::Permission);
    permissions
        .filter(|one| {
            let needs = evidence.needs_of(one.fact);
            needs.is_some_and(|needs| !needs.is_settled())
                && !evidence.said(one.fact).contains(&Meaning::Division)
        })
        .collect()
}

/// Scheme and authority of a request's URL.
fn origin(exchange: &Exchange) -> Option<String> {
    let mut url = Url::parse(&exchange.url).ok()?;
    url.set_path("");
    url.set_query(None);
    url.set_fragment(None);
    Some(url.as_str().trim_end_matches('/').to_owned())
}
