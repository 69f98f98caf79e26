//! What a check of permissions computed, as a reason: which permission is held nowhere, in another division
//! only, or not on offer.

use super::draft::Draft;
use super::{Evidence, words};
use crate::model::{Confidence, PermissionState, PermissionsFact};

/// How sure it is that the lack of a permission is one of this kind.
fn how_sure(fact: &PermissionsFact, state: PermissionState) -> Confidence {
    match state {
        // Without the catalogue a permission that nobody can grant looks the same.
        PermissionState::Missing if !fact.catalogue_read => Confidence::Likely,
        PermissionState::Missing | PermissionState::Elsewhere => Confidence::Confirmed,
        // A name can be absent for another reason than a licence.
        PermissionState::Unavailable | PermissionState::Held => Confidence::Likely,
    }
}

/// Adds to a finding what checks of permissions computed; it is the finding where there is none yet.
pub(super) fn add(
    evidence: &Evidence<'_>,
    state: PermissionState,
    draft: Option<Draft>,
) -> Option<Draft> {
    let mut draft = draft;
    for seen in evidence.permissions() {
        let lacking = seen.fact.lacking(state);
        // A check of what is held and not needed looks at other paths.
        let demanded = seen.check.mismatches.iter().any(|one| {
            one.path.strip_prefix("permissions.").is_some_and(|path| path == path_of(state))
        });
        if lacking.is_empty() || !demanded {
            continue;
        }
        let named: Vec<String> = lacking.iter().map(|one| one.permission.clone()).collect();
        let mut divisions: Vec<String> =
            lacking.iter().flat_map(|one| one.divisions.iter().cloned()).collect();
        divisions.sort();
        divisions.dedup();
        let list = words::list(&named);
        let title = match state {
            PermissionState::Missing => format!("no role of the caller gives {list}"),
            PermissionState::Elsewhere => format!(
                "the caller has {list} for {} only, and the division that is meant is another",
                words::list(&divisions)
            ),
            PermissionState::Unavailable => {
                format!("{list} is absent from what the organization can grant")
            }
            PermissionState::Held => continue,
        };
        let begun = draft.unwrap_or_else(|| {
            Draft::new(how_sure(seen.fact, state), title.clone())
                .standing()
                .with("permissions", Some(named.clone()))
                .with("computed", Some(named.clone()))
        });
        draft = Some(begun.because(seen.check, seen.check.saw.clone()).explains([seen.check]));
    }
    draft
}

const fn path_of(state: PermissionState) -> &'static str {
    match state {
        PermissionState::Held => "held",
        PermissionState::Elsewhere => "elsewhere",
        PermissionState::Missing => "missing",
        PermissionState::Unavailable => "unavailable",
    }
}
