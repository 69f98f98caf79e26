//! Send the same read several times, spaced.

use super::ask::{Asking, is_read, varied};
use super::kind::experiment;
use crate::diagnose::evidence::Seen;
use crate::diagnose::words;
use crate::model::{Exchange, Experiment, Status, Variation};
use crate::provider::Meaning;

/// How often: three nodes that take turns are each heard twice with the check's own call.
const TIMES: u32 = 5;

experiment! {
    /// ## What is sent
    ///
    /// A read with the same token, five times, spaced; four times where a scope is missing as well. Or a
    /// request as it was, once more, after an experiment that is to prove something by being accepted.
    ///
    /// ## When
    ///
    /// One call accepts the token and another one on the same host is answered 401, or the API does not
    /// verify the signature: several servers behind one name may judge differently.
    ///
    /// ## What it proves
    ///
    /// Answers that differ, and go with the node that gave them: the nodes disagree. Answers that are all
    /// alike: it is not one node. Refused again after the experiment was accepted: what differed in it is why.
    id: "repeat",
    question: "does every server behind the host answer alike?",
    ask: ask,
}

fn ask(asking: &Asking<'_>) -> Vec<Experiment> {
    let mut experiments: Vec<Experiment> = Vec::new();
    // Where a scope is missing, a request is kept back for the control of the call with the scope.
    let scope = asking.evidence.missing_scopes().next().is_some();
    let times = if scope { TIMES - 1 } else { TIMES };
    for one in asking.refused() {
        let Some(identity) = one.fact.identity.as_deref() else { continue };
        let host = words::host(&one.fact.url);
        let said = asking.evidence.said(one.fact);
        let about_keys = said.contains(&Meaning::Signature) || said.contains(&Meaning::UnknownKey);
        let accepted = accepted_read(asking, identity, &host);
        let call = match accepted {
            Some(accepted) if one.fact.status == Some(401) => accepted,
            _ if about_keys && is_read(one.fact) => one,
            _ => continue,
        };
        let known = experiments
            .iter()
            .any(|other| other.pack == call.check.pack && other.check == call.check.id);
        if !known {
            experiments.push(varied(
                KIND.id,
                call.check,
                format!("does every server behind {host} judge the token alike?"),
                format!("sent {times} times, spaced"),
                Variation::Repeat { times },
            ));
        }
    }
    experiments
}

/// A read on the host that accepted the identity's token.
fn accepted_read<'a>(
    asking: &Asking<'a>,
    identity: &str,
    host: &str,
) -> Option<Seen<'a, Exchange>> {
    asking.evidence.exchanges().iter().copied().find(|one| {
        is_read(one.fact)
            && one.check.status == Status::Pass
            && one.fact.identity.as_deref() == Some(identity)
            && matches!(one.fact.status, Some(200..=299))
            && words::host(&one.fact.url) == host
    })
}
