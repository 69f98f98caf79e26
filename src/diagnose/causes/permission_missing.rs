//! The caller lacks a permission that the API names.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::draft::call_of;
use crate::diagnose::evidence::{Seen, is_troubled};
use crate::diagnose::needs::{self, Needs, named_in};
use crate::diagnose::words::call;
use crate::diagnose::{Evidence, Verdict, grants, words};
use crate::model::{Confidence, Exchange, Mismatch, PermissionState};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The token is accepted, and the caller lacks a permission or role for this call.
    ///
    /// ## How we know
    ///
    /// Confirmed: the refusal says so, and mostly names the permission; or the platform was asked in which
    /// divisions the caller has it, and named none; or its grants were read, none gives what an operation needs,
    /// and the organisation can grant it. Likely when a log does. A bare 403
    /// says nothing of the kind. Likely at most when people say that the organisation does not offer the
    /// permission. Ruled out when the refusal names a division or a licence as its reason.
    ///
    /// ## What to do
    ///
    /// Grant the permission to the role that the caller has, for the division of the object.
    ///
    /// ## Look-alikes
    ///
    /// `scope-missing`: the token lacks a scope. `queue-forbidden`: the call is about a queue.
    /// `division-missing`: it is granted for another part of the organisation. `licence-missing`: nobody
    /// there can have it. `permission-misnamed`: the refusal names another permission than the call needs, or one
    /// that the caller has. `not-participant`: no permission is enough. `edge-refused`: the API was not asked.
    id: "permission-missing",
    group: "privileges",
    leaf: &["PRV-1"],
    title: "the caller lacks a permission that the API names",
    remedies: &["grant-permission"],
    look_alikes: &[
        "scope-missing",
        "queue-forbidden",
        "permission-misnamed",
        "division-missing",
        "licence-missing",
        "not-participant",
        "edge-refused",
    ],
    symptoms: &[],
    judge: judge,
    next: |finding| Some(format!(
        "read which roles the caller has and send {call} as a caller who has the permission: success \
         confirms it",
        call = call_of(finding)
    )),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let named: Vec<_> = evidence
        .refusals_where(|exchange, said| {
            !words::about_queue(&exchange.url)
                && said.contains(&Meaning::Permission)
                && !said.contains(&Meaning::Division)
                && !evidence.needs_of(exchange).is_some_and(Needs::has_another_cure)
        })
        .collect();
    let nowhere = held_nowhere(evidence);
    let Some(first) = named.first() else {
        if let Some(draft) = by_platform(&nowhere) {
            return draft.found();
        }
        if let Some(draft) = grants::add(evidence, PermissionState::Missing, None) {
            return draft.found();
        }
        // What names another reason beside the permission is not about the role.
        let others = [(Meaning::Division, "the division"), (Meaning::Licence, "the feature")];
        let other = others.iter().find_map(|(reason, what)| {
            Some((evidence.refusals_for(*reason).next()?.fact.answer(), *what))
        });
        return match other {
            Some((answer, what)) => {
                Verdict::RuledOut(format!("the refusal is about {what}: {answer}"))
            }
            None => Verdict::Unknown.or_signs(evidence, Meaning::Permission, CAUSE.title),
        };
    };
    let mut permissions: Vec<String> = Vec::new();
    for one in &named {
        let message = one.fact.error.as_ref().and_then(|error| error.message.as_deref());
        for permission in named_in(message.unwrap_or_default()) {
            if !permissions.contains(&permission) {
                permissions.push(permission);
            }
        }
    }
    let what = match permissions.as_slice() {
        [] => "a permission".to_owned(),
        [one] => format!("the permission {one}"),
        more => format!("one or more of the permissions {}", words::list(more)),
    };
    let permissions_named = permissions.clone();
    let asked: Vec<_> =
        named.iter().filter_map(|one| Some((*one, evidence.needs_of(one.fact)?))).collect();
    let mut draft = Draft::new(Confidence::Confirmed, format!("the caller lacks {what}"))
        .worded()
        .with("call", Some(call(first.fact)))
        .with("permissions", (!permissions.is_empty()).then(|| permissions.clone()))
        .with("named", (!permissions.is_empty()).then_some(permissions))
        .with("one_of", Some(asked.iter().any(|(_, one)| one.wants_one())))
        .with("needs", needs::particular(asked.iter().map(|(_, one)| *one)));
    for one in &named {
        draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
    }
    draft = needs::heed(draft, &asked);
    for (one, permission) in nowhere.iter().filter(|(_, one)| permissions_named.contains(one)) {
        draft = draft.because(one.check, held_in_no_division(permission)).explains([one.check]);
    }
    // Who cannot find the permission in the organisation has nothing to grant: the feature may be absent.
    if evidence.signs(Meaning::Licence).any(|sign| sign.weight > 3) {
        draft = draft.at_most_likely().weighing(2);
    }
    let draft = grants::add(evidence, PermissionState::Missing, Some(draft));
    draft.map_or(Verdict::Unknown, Draft::found)
}

/// Checks that asked the platform in which divisions the caller has a permission, and heard of none.
fn held_nowhere<'a>(evidence: &Evidence<'a>) -> Vec<(Seen<'a, Exchange>, String)> {
    let asked = evidence.exchanges().iter().filter(|one| is_troubled(one.check));
    asked
        .filter_map(|one| {
            let (path, query) = one.fact.url.split_once('?')?;
            let about = path.contains("/authorization/divisionspermitted/");
            let permission = query.split('&').find_map(|pair| pair.strip_prefix("permission="))?;
            let none = |mismatch: &Mismatch| {
                mismatch.path == "body.entities"
                    && mismatch.actual.as_array().is_some_and(Vec::is_empty)
            };
            let heard = one.fact.status == Some(200) && one.check.mismatches.iter().any(none);
            (about && heard).then(|| (*one, permission.replace("%3A", ":")))
        })
        .collect()
}

fn held_in_no_division(permission: &str) -> String {
    format!("the platform names no division in which the caller has {permission}")
}

/// The platform's own word for it, where no call was refused.
fn by_platform(nowhere: &[(Seen<'_, Exchange>, String)]) -> Option<Draft> {
    let (first, _) = nowhere.first()?;
    let permissions: Vec<String> =
        nowhere.iter().map(|(_, permission)| permission.clone()).collect();
    let what = match permissions.as_slice() {
        [one] => format!("the permission {one}"),
        more => format!("the permissions {}", words::list(more)),
    };
    let title = format!("the caller has {what} in no division");
    let mut draft = Draft::new(Confidence::Confirmed, title)
        .with("call", Some(call(first.fact)))
        .with("computed", Some(permissions.clone()))
        .with("permissions", Some(permissions));
    for (one, permission) in nowhere {
        draft = draft.because(one.check, held_in_no_division(permission)).explains([one.check]);
    }
    Some(draft)
}
