//! The queue does not exist, or is hidden from the caller.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::evidence::is_troubled;
use crate::diagnose::{Evidence, Verdict, words};
use crate::model::{BodyKind, Confidence, Exchange, Status};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The API knows no queue of this id: it is mistyped, was deleted, belongs to another organisation
    /// or region, or is a name where an id is wanted.
    ///
    /// ## How we know
    ///
    /// Confirmed when the API says that the id is not of the form of an id. Likely when it answers 404
    /// in its own words: many servers answer the same for what they hide from the caller. A 404
    /// without the API's words may as well be a wrong path.
    ///
    /// ## What to do
    ///
    /// Copy the id from the queue's page in the administration, and check region and organisation.
    ///
    /// ## Look-alikes
    ///
    /// `queue-forbidden`: the queue is there, and the caller may not use it.
    id: "queue-not-found",
    group: "resource",
    leaf: &["REQ-4"],
    title: "the queue does not exist, or is hidden from the caller",
    remedies: &["fix-queue-id"],
    look_alikes: &["queue-forbidden"],
    symptoms: &["queue-forbidden"],
    judge: judge,
    next: |finding| {
        let queue = finding.particulars.iter().find(|(name, _)| *name == "queue_id")?.1.as_str()?;
        Some(format!(
            "look for the queue {queue} as an administrator: found means that it is hidden from this caller, \
             not found means that the id is wrong"
        ))
    },
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let about: Vec<_> =
        evidence.exchanges().iter().filter(|one| words::about_queue(&one.fact.url)).collect();
    let missing: Vec<_> = about
        .iter()
        .filter(|one| is_troubled(one.check))
        .filter_map(|one| Some((one, how_sure(evidence, one.fact)?)))
        .collect();
    let Some((first, _)) = missing.first() else {
        let passed = about.iter().find(|one| {
            one.check.status == Status::Pass && matches!(one.fact.status, Some(200..=299))
        });
        return match passed {
            Some(one) => Verdict::RuledOut(format!("{} passed", one.check.id)),
            None => Verdict::Unknown,
        };
    };
    let sure = missing.iter().map(|(_, sure)| *sure).max().unwrap_or(Confidence::Likely);
    let queue = words::queue_id(&first.fact.url);
    let host = words::host(&first.fact.url);
    let shown = queue.clone().unwrap_or_else(|| "of that id".to_owned());
    let title = if sure == Confidence::Confirmed {
        format!("{host} says that {shown} is not the id of a queue")
    } else {
        format!("{host} knows no queue {shown}, or hides it from this caller")
    };
    let mut draft = Draft::new(sure, title).with("queue_id", queue).with("host", Some(host));
    for (one, _) in &missing {
        draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
    }
    draft.found()
}

fn how_sure(evidence: &Evidence<'_>, exchange: &Exchange) -> Option<Confidence> {
    // A gateway that has no such route was never asked for a queue.
    if evidence.said(exchange).contains(&Meaning::Route) {
        return None;
    }
    let code = exchange.error.as_ref().and_then(|error| error.code.as_deref());
    match (exchange.status, code) {
        (Some(400), Some("invalid.id" | "invalid_id")) => Some(Confidence::Confirmed),
        (Some(404), Some(_)) if exchange.body == BodyKind::Json => Some(Confidence::Likely),
        (Some(404), _) if exchange.body != BodyKind::Html => Some(Confidence::Possible),
        _ => None,
    }
}
