//! Nothing that was read sends guests to the queue.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::{Draft, verdict};
use crate::diagnose::evidence::is_troubled;
use crate::diagnose::{Evidence, Seen, Verdict, words};
use crate::model::{Confidence, Exchange};

cause! {
    /// ## What it means
    ///
    /// Guests come to a queue of Genesys Cloud by a flow that is published and transfers them to it, and to the
    /// flow by a deployment of the messenger or by an integration. One of these is missing. What guests write is
    /// taken in all the same, and no call is refused; no permission of a caller has a part in it.
    ///
    /// ## How we know
    ///
    /// Likely when the platform was asked which published flows for guests' messages name the queue and lists
    /// none, or when neither a deployment nor a recipient that was read names one that it lists. A flow may hand
    /// guests on to another, which the lists do not show: so it is never confirmed.
    ///
    /// ## What to do
    ///
    /// Publish a flow that transfers to the queue, and give it to the deployment or the integration.
    ///
    /// ## Look-alikes
    ///
    /// `recipient-without-flow`: an integration has no flow at all. `queue-forbidden`: the caller may not read
    /// the queue, which keeps no guest from it.
    id: "queue-without-guests",
    group: "configuration",
    leaf: &["CFG-1"],
    title: "nothing that can be read sends guests to the queue",
    remedies: &["send-guests-to-queue"],
    look_alikes: &["recipient-without-flow", "queue-forbidden"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("write a test message as a guest and see in which queue it waits: one that comes to the queue refutes it".to_owned()),
}

/// The path that lists what names an object.
const CONSUMERS: &str = "/api/v2/architect/dependencytracking/consumingresources";
/// The path that lists the recipients.
const RECIPIENTS: &str = "/api/v2/routing/message/recipients";

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let read: Vec<_> =
        evidence.exchanges().iter().filter(|one| one.fact.status == Some(200)).copied().collect();
    // The id of what the lists were asked for is not kept; they are lists of a queue's where a queue was asked for, too.
    let there =
        evidence.exchanges().iter().filter(|one| matches!(one.fact.status, Some(200 | 403)));
    let Some(queue) = there.into_iter().find_map(|one| words::queue_id(&one.fact.url)) else {
        return Verdict::Unknown;
    };
    let tracked = read.iter().any(|one| path(one.fact) == CONSUMERS);
    let found = |one: &Seen<'_, Exchange>, title: String, told: &str| {
        Draft::new(Confidence::Likely, title)
            .with("queue_id", Some(queue.as_str()))
            .because(one.check, format!("{}: {told}", words::call(one.fact)))
            .explains([one.check])
    };
    let draft = read.iter().filter(|one| is_troubled(one.check)).find_map(|one| {
        let unmet = |matcher: &str| {
            let is_list = one.check.mismatches.iter().all(|it| it.path != "body.entities");
            let of_list = |path: &str| path.starts_with("body.$") && path.contains("entities");
            let mut all = one.check.mismatches.iter();
            is_list && all.any(|it| of_list(&it.path) && it.matcher == matcher)
        };
        match path(one.fact) {
            CONSUMERS if unmet("exists") && asks_for_flows(one.fact) => Some(found(
                one,
                format!("no published flow for guests' messages names the queue {queue}"),
                "it lists none",
            )),
            // Demanded only of flows that name the queue, and asked only where no deployment has one of them.
            RECIPIENTS if unmet("contains_any") && tracked => Some(found(
                one,
                format!(
                    "no deployment and no integration sends guests to a flow that names the queue {queue}"
                ),
                "none has such a flow",
            )),
            _ => None,
        }
    });
    verdict(draft)
}

/// The path of a call, without the host.
fn path(exchange: &Exchange) -> &str {
    let url = exchange.url.split(['?', '#']).next().unwrap_or_default();
    let after = url.split_once("://").map_or(url, |(_, after)| after);
    after.find('/').map_or("", |at| &after[at..])
}

/// Whether the list was narrowed to a kind of flows, and to those that are published or saved.
fn asks_for_flows(exchange: &Exchange) -> bool {
    let query = exchange.url.split_once('?').map_or("", |(_, query)| query);
    let names: Vec<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    ["objectType", "resourceType", "flowFilter"].iter().all(|name| names.contains(name))
}
