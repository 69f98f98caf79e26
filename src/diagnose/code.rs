//! What Terraform has to say of a cause: where in the user's own file it stands, and the change of that file.

use serde_json::{Value, json};

use super::draft::Draft;
use super::evidence::is_troubled;
use super::{Evidence, Seen, words};
use crate::model::{Change, ClientConfiguration};
use crate::terraform::{with_items, with_value};

/// Adds to a finding about scopes what the client's configuration says of them.
pub(super) fn about_scopes(
    mut draft: Draft,
    evidence: &Evidence<'_>,
    identity: &str,
    scopes: &[String],
    asked: bool,
) -> Draft {
    for one in of(evidence, identity) {
        let Seen { check, fact } = one;
        let Some(code) = &fact.scopes else { continue };
        let place = fact.place_of("scopes");
        let lacks: Vec<String> =
            scopes.iter().filter(|scope| !code.contains(scope)).cloned().collect();
        if lacks.is_empty() && fact.resource_type_exists == Some(false) {
            let kind = fact.resource_type.as_deref().unwrap_or_default();
            let text = format!(
                "{place} has {}: it cannot be applied, the provider has no resource {kind}",
                words::list(scopes)
            );
            let renamed = fact.differences.iter().find(|one| one.member == "resource_type");
            draft = draft.because(check, text).with("terraform_misnamed", Some(true));
            draft = with_change(draft, renamed.and_then(|one| one.change.as_ref()));
        } else if lacks.is_empty() {
            let why = if asked { "it was not applied" } else { "not applied, or not asked for" };
            let text = format!("{place} has {}: {why}", words::list(scopes));
            draft = draft.because(check, text).with("terraform_has", Some(true));
            let only = fact.differences.iter().all(|one| {
                one.member == "scopes" && one.only_configured.iter().all(|one| scopes.contains(one))
            });
            if only && is_troubled(check) {
                draft = draft.explains([check]);
            }
        } else {
            let assumed = fact.assumed.iter().any(|member| member == "scopes");
            let unless = if assumed { ", unless a run sets that variable" } else { "" };
            let text = format!("{place} does not have {}{unless}", words::list(&lacks));
            draft = draft.because(check, text);
            let excerpt = fact.excerpt("scopes");
            let change = excerpt.and_then(|excerpt| {
                let then = with_items(&excerpt.text, &lacks)?;
                let (place, now) = (excerpt.place.clone(), excerpt.text.clone());
                Some(Change { place, now, then })
            });
            draft = with_change(draft, change.as_ref());
        }
        return draft.with("terraform_place", Some(place));
    }
    draft
}

/// Whether the client's configuration has all of these scopes, in a resource that the provider has.
pub(super) fn has_scopes(evidence: &Evidence<'_>, identity: &str, scopes: &[String]) -> bool {
    of(evidence, identity)
        .filter(|one| one.fact.resource_type_exists != Some(false))
        .filter_map(|one| one.fact.scopes.as_ref())
        .any(|code| scopes.iter().all(|scope| code.contains(scope)))
}

/// Adds to a finding about the grant what the client's configuration says of it.
pub(super) fn about_grant(
    mut draft: Draft,
    evidence: &Evidence<'_>,
    identity: &str,
    grant: &str,
) -> Draft {
    for Seen { check, fact } in of(evidence, identity) {
        let Some(code) = fact.grant.as_ref().filter(|_| fact.resource_type_exists == Some(true))
        else {
            continue;
        };
        let place = fact.place_of("grant");
        let wanted = grant.to_ascii_uppercase().replace('_', "-");
        if *code == wanted {
            let text =
                format!("{place} has the grant {code}: not applied, or not the client that asks");
            draft = draft.because(check, text).with("terraform_has", Some(true));
        } else {
            draft = draft.because(check, format!("{place} has the grant {code}"));
            let excerpt = fact.excerpt("grant");
            let change = excerpt.and_then(|excerpt| {
                let then = with_value(&excerpt.text, &Value::from(wanted))?;
                let (place, now) = (excerpt.place.clone(), excerpt.text.clone());
                Some(Change { place, now, then })
            });
            draft = with_change(draft, change.as_ref());
        }
        return draft.with("terraform_place", Some(place));
    }
    draft
}

/// Configurations of an identity's client.
fn of<'e, 'a>(
    evidence: &'e Evidence<'a>,
    identity: &'e str,
) -> impl Iterator<Item = Seen<'a, ClientConfiguration>> + 'e {
    let all = evidence.configurations().iter().copied();
    all.filter(move |one| one.fact.identity.as_deref() == Some(identity))
}

fn with_change(draft: Draft, change: Option<&Change>) -> Draft {
    let Some(change) = change else { return draft };
    draft.with("terraform_changes", Some(json!([shown(change)])))
}

/// A change as remedies show it.
pub(super) fn shown(change: &Change) -> Value {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    json!({
        "place": format!("{}, line {}", change.place.file, change.place.line),
        "now": lines(&change.now),
        "then": lines(&change.then),
    })
}
