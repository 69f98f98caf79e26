//! Experiments that were asked for what was given, aimed at the request that can be sent.

use super::ready::only_in_authorization;
use crate::intake::{PACK, Request};
use crate::model::{Act, CheckResult, Experiment, ExperimentResult, Status, Variation};
use crate::plan::Plan;

/// The experiments that can be made: each about a check of the plan. `given` is the check of the request as it was
/// given, `own` that of the request as it was sent.
#[must_use]
pub fn aim(
    asked: Vec<Experiment>,
    plan: &Plan,
    request: &Request,
    given: Option<&str>,
    own: &CheckResult,
    done: &[ExperimentResult],
) -> Vec<Experiment> {
    let mut aimed: Vec<Experiment> = Vec::new();
    for mut one in asked.into_iter().filter(|one| one.pack == PACK) {
        if !plan.checks.iter().any(|check| check.id == one.check) {
            let sends = matches!(one.act, Act::Send(_));
            if sends && given != Some(one.check.as_str()) {
                continue;
            }
            one.check.clone_from(&own.id);
        }
        let known = |other: &Experiment| other.check == one.check && other.act == one.act;
        let again = done.iter().any(|result| known(&result.experiment)) || aimed.iter().any(known);
        if !again && can_be_made(&one, plan, request, own) {
            aimed.push(one);
        }
    }
    aimed
}

fn can_be_made(one: &Experiment, plan: &Plan, request: &Request, own: &CheckResult) -> bool {
    if one.act.identity().is_some_and(|name| plan.identity(name).is_none()) {
        return false;
    }
    let Act::Send(variation) = &one.act else { return true };
    // What was accepted, or was not sent, is not varied.
    if matches!(own.status, Status::Pass | Status::Skip | Status::Blocked) {
        return false;
    }
    let with_token = !plan.identities.is_empty();
    match variation {
        // A second credential would still go along.
        Variation::WithoutAuthorization => only_in_authorization(request),
        Variation::InvalidToken => with_token && only_in_authorization(request),
        Variation::CanonicalHeader | Variation::FreshToken | Variation::TokenWithScopes(_) => {
            with_token
        }
        Variation::RedirectTarget(_)
        | Variation::Repeat { .. }
        | Variation::NonsenseObject { .. }
        | Variation::WithoutOrigin
        | Variation::OtherRoute => true,
    }
}
