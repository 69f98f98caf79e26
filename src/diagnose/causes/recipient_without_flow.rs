//! Messages of an integration have no flow to go to.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::{Draft, verdict};
use crate::diagnose::evidence::is_troubled;
use crate::diagnose::{Evidence, Verdict, words};
use crate::model::Confidence;

cause! {
    /// ## What it means
    ///
    /// A messaging integration takes messages in, and its routing recipient names no flow. The call that
    /// brings a message in succeeds, and nobody ever sees the message.
    ///
    /// ## How we know
    ///
    /// Likely when the recipient was read and has no flow. That nothing else routes its messages is what the
    /// platform's documentation suggests; no answer says it.
    ///
    /// ## What to do
    ///
    /// Give the recipient an inbound message flow, in Architect or by the API, and publish the flow.
    ///
    /// ## Look-alikes
    ///
    /// `resource-disabled`: the integration itself is switched off. `queue-not-found`: the flow is there and
    /// transfers to a queue that is not.
    id: "recipient-without-flow",
    group: "configuration",
    leaf: &["CFG-1"],
    title: "messages of the integration have no flow to go to",
    remedies: &["give-recipient-flow"],
    look_alikes: &["resource-disabled", "queue-not-found"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("open Admin > Routing > Message Routing: an integration without a flow there confirms it".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let mut draft: Option<Draft> = None;
    for one in evidence.exchanges().iter().filter(|one| one.fact.status == Some(200)) {
        let path = one.fact.url.split(['?', '#']).next().unwrap_or_default();
        let Some((_, id)) = path.split_once("/api/v2/routing/message/recipients/") else {
            continue;
        };
        let demanded = |path: &str| path == "body.flow" || path.starts_with("body.flow.");
        let missing = one
            .check
            .mismatches
            .iter()
            .any(|mismatch| demanded(&mismatch.path) && mismatch.actual.is_null());
        if !is_troubled(one.check) || !missing {
            continue;
        }
        let first = || {
            Draft::new(
                Confidence::Likely,
                format!("messages of the recipient {id} have no flow to go to"),
            )
            .with("recipient_id", Some(id))
        };
        let told = format!("{}: it has no flow", words::call(one.fact));
        draft = Some(draft.unwrap_or_else(first).because(one.check, told).explains([one.check]));
    }
    verdict(draft)
}
