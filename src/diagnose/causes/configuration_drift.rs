//! The OAuth client in code is not the one in use.

use crate::diagnose::cause::cause;
use crate::diagnose::code::shown;
use crate::diagnose::draft::Draft;
use crate::diagnose::evidence::is_troubled;
use crate::diagnose::{Evidence, Seen, Verdict};
use crate::model::{ClientConfiguration, Confidence, Difference};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The OAuth client is not as its Terraform configuration says: the code was not applied, somebody
    /// changed the client by hand, or another client is in use.
    ///
    /// ## How we know
    ///
    /// Likely when a value that stands in the file, the plan or the state is not what the token, its
    /// request or the platform shows; possible when that value is the default of a variable, or a scope
    /// that nobody asked for. Never confirmed: that the file describes this very client is only
    /// as sure as the way in which it was found. Values that are computed, and a token response without `scope` prove nothing. Where a scope is missing that the file
    /// has, `scope-missing` says so instead. Ruled out when all that can be compared agrees.
    ///
    /// ## What to do
    ///
    /// See what `terraform plan` would change, then apply it, or change the file.
    ///
    /// ## Look-alikes
    ///
    /// `scope-missing`, `grant-not-allowed`: the client lacks something, whatever the code says.
    id: "configuration-drift",
    group: "privileges",
    leaf: &["PRV-2", "ACQ-4", "CFG-1"],
    title: "the OAuth client in code is not the one in use",
    remedies: &["reconcile-terraform"],
    look_alikes: &["scope-missing", "grant-not-allowed"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("run `terraform plan` for the resource: what it would change is what differs, and a plan \
        without changes means that another client is in use".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let mut agreed = None;
    for one in evidence.configurations().iter().copied() {
        let own: Vec<&Difference> = one
            .fact
            .differences
            .iter()
            .filter(|difference| !told_as_scope(evidence, one, difference))
            .collect();
        if !own.is_empty() && is_troubled(one.check) {
            return found(one, &own);
        }
        if one.fact.differences.is_empty() && !is_troubled(one.check) {
            agreed = Some(one);
        }
    }
    match agreed {
        Some(one) if one.check.proves.is_some() => {
            Verdict::RuledOut(format!("{} is as in use ({})", one.fact.place_of(""), one.check.id))
        }
        _ => Verdict::Unknown,
    }
}

/// Whether `scope-missing` tells it: the scope is demanded, or was refused.
fn told_as_scope(
    evidence: &Evidence<'_>,
    one: Seen<'_, ClientConfiguration>,
    difference: &Difference,
) -> bool {
    let configured = &difference.only_configured;
    if difference.member != "scopes" || configured.is_empty() || difference.change.is_some() {
        return false;
    }
    let identity = one.fact.identity.as_deref();
    let missing = evidence.missing_scopes().any(|missing| {
        Some(missing.token.identity.as_str()) == identity
            && configured.iter().all(|scope| missing.missing.contains(scope))
    });
    let refused = evidence.refused_token_requests().any(|request| {
        Some(request.fact.identity.as_str()) == identity
            && evidence.said(&request.fact.exchange).contains(&Meaning::Scope)
    });
    missing || refused
}

fn found(one: Seen<'_, ClientConfiguration>, differences: &[&Difference]) -> Verdict {
    let misnamed = differences.iter().any(|one| one.member == "resource_type");
    let address = one.fact.address.as_deref().unwrap_or("the OAuth client in code");
    let title = if misnamed {
        format!("{address} is of a type that the provider does not have")
    } else if differences.iter().any(|one| one.sure) {
        format!("{address} is not as the client in use")
    } else {
        format!("{address} may not be as the client in use")
    };
    let changes: Vec<_> =
        differences.iter().filter_map(|one| one.change.as_ref()).map(shown).collect();
    let sure = differences.iter().any(|one| one.sure);
    let sure = if sure { Confidence::Likely } else { Confidence::Possible };
    let mut draft = Draft::new(sure, title)
        .explains([one.check])
        .with("terraform_place", Some(one.fact.place_of("")))
        .with("terraform_misnamed", misnamed.then_some(true))
        .with("terraform_type", one.fact.resource_type.clone())
        .with("terraform_changes", (!changes.is_empty()).then_some(changes));
    for difference in differences {
        draft = draft.because(one.check, difference.text.clone());
    }
    draft.found()
}
