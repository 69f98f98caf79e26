//! The caller may not use the queue.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::evidence::{is_troubled, leaves_room_for};
use crate::diagnose::needs::{self, Needs};
use crate::diagnose::{Evidence, Seen, Verdict, words};
use crate::model::{Confidence, Exchange, Status};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The token is accepted, and the caller may not read or use this queue: a permission or role is
    /// missing, or the queue is closed to guests.
    ///
    /// ## How we know
    ///
    /// Confirmed when the refusal of a call on the queue names a missing permission. Likely on a 403 without a reason; possible when a missing scope could be the reason as well. A 403 that
    /// gives another reason is not this cause.
    ///
    /// ## What to do
    ///
    /// Grant the permission for the division that the queue is in, or open the queue to guests.
    ///
    /// ## Look-alikes
    ///
    /// `queue-not-found`: the queue does not exist, or is hidden from the caller.
    /// `scope-missing`: the token lacks a scope that the call demands.
    /// `division-missing`: the refusal names the division that the queue is in.
    /// `permission-misnamed`: the refusal names a permission that the call does not need.
    id: "queue-forbidden",
    group: "privileges",
    leaf: &["PRV-1"],
    title: "the caller may not use the queue",
    remedies: &["grant-queue-permission"],
    look_alikes: &[
        "queue-not-found",
        "scope-missing",
        "permission-missing",
        "permission-misnamed",
        "division-missing",
    ],
    symptoms: &[],
    judge: judge,
    next: |finding| {
        let call = finding.particulars.iter().find(|(name, _)| *name == "call")?.1.as_str()?;
        Some(format!(
            "send {call} with the same token and the id of a queue that does not exist: 404 means that queues \
             may be read and this one may not, 403 means that no queue may be read"
        ))
    },
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let refused: Vec<(Seen<'_, Exchange>, Confidence)> = evidence
        .refusals()
        .filter(|one| words::about_queue(&one.fact.url))
        .filter(|one| !evidence.needs_of(one.fact).is_some_and(Needs::has_another_cure))
        .filter_map(|one| Some((one, how_sure(evidence, one.fact)?)))
        .collect();
    let Some((first, _)) = refused.first() else {
        let passed = evidence.exchanges().iter().find(|one| {
            words::about_queue(&one.fact.url)
                && one.fact.identity.is_some()
                && one.check.status == Status::Pass
                && matches!(one.fact.status, Some(200..=299))
        });
        let troubled = evidence
            .exchanges()
            .iter()
            .any(|one| words::about_queue(&one.fact.url) && is_troubled(one.check));
        return match passed {
            Some(one) if !troubled => {
                Verdict::RuledOut(format!("{} passed with the same token", one.check.id))
            }
            _ => Verdict::Unknown,
        };
    };
    let sure = refused.iter().map(|(_, sure)| *sure).max().unwrap_or(Confidence::Possible);
    let queue = words::queue_id(&first.fact.url);
    let shown =
        queue.as_deref().map_or_else(|| "queues".to_owned(), |id| format!("the queue {id}"));
    let permissions: Vec<String> = refused
        .iter()
        .filter_map(|(one, _)| one.fact.error.as_ref()?.message.as_deref())
        .flat_map(needs::named_in)
        .collect();
    let asked: Vec<_> =
        refused.iter().filter_map(|(one, _)| Some((*one, evidence.needs_of(one.fact)?))).collect();
    let mut draft = Draft::new(sure, format!("the caller may not use {shown}"))
        .worded()
        .with("queue_id", queue)
        .with("permissions", (!permissions.is_empty()).then(|| permissions.clone()))
        .with("named", (!permissions.is_empty()).then_some(permissions))
        .with("needs", needs::particular(asked.iter().map(|(_, one)| *one)))
        .with("call", Some(format!("{} {}", first.fact.method, first.fact.url)));
    for (one, _) in &refused {
        draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
        let identity = one.fact.identity.as_deref();
        if let Some(passed) = identity.and_then(|identity| evidence.accepted(identity, None)) {
            draft = draft.because(passed.check, "passed with the same token");
        }
    }
    draft = needs::heed(draft, &asked);
    for (one, _) in &refused {
        let Some(result) = evidence.experiment_about(one.check, "nonsense-object") else {
            continue;
        };
        draft = match result.exchange().and_then(|exchange| exchange.status) {
            Some(404) => draft.because_of(
                result,
                "a queue that does not exist is answered 404: such calls are permitted",
            ),
            Some(403) => draft.because_of(
                result,
                "a queue that does not exist is answered 403, too: perhaps no queue may be read",
            ),
            _ => draft,
        };
    }
    draft.found()
}

fn how_sure(evidence: &Evidence<'_>, exchange: &Exchange) -> Option<Confidence> {
    let said = evidence.said(exchange);
    if said.contains(&Meaning::Division) {
        return None;
    }
    if said.contains(&Meaning::Permission) {
        return Some(Confidence::Confirmed);
    }
    if exchange.status != Some(403) || !leaves_room_for(said, Meaning::Permission) {
        return None;
    }
    let scope_could_be_why = evidence.missing_scopes().any(|missing| missing.matter_to(exchange));
    Some(if scope_could_be_why || !said.is_empty() {
        Confidence::Possible
    } else {
        Confidence::Likely
    })
}
