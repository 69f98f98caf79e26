//! Open the WebSocket without an Origin.

use super::ask::{Asking, varied};
use super::kind::experiment;
use crate::diagnose::causes::origin_not_allowed::{is_upgrade, origin};
use crate::model::{Experiment, Variation};

experiment! {
    /// ## What is sent
    ///
    /// The WebSocket's handshake once more, without the `Origin` header, and then as it was. Of a check that sends
    /// messages which write, none is sent.
    ///
    /// ## When
    ///
    /// A handshake with an `Origin` is refused with 403 and without a word of why.
    ///
    /// ## What it proves
    ///
    /// It opens, and as it was it is still refused: the `Origin` is why. Refused alike: nothing, since whoever
    /// lists sites may refuse those that name none, too. Which of the two Genesys Cloud does is not documented.
    id: "without-origin",
    question: "does the WebSocket open when no Origin is named?",
    ask: ask,
}

fn ask(asking: &Asking<'_>) -> Vec<Experiment> {
    let refused = asking.evidence.troubled_requests().filter(|one| {
        is_upgrade(one.fact)
            && one.fact.status == Some(403)
            && asking.evidence.said(one.fact).is_empty()
            && origin(one.fact).is_some()
    });
    refused
        .filter(|one| one.check.last_exchange() == Some(one.fact))
        .take(1)
        .map(|one| {
            varied(
                KIND.id,
                one.check,
                format!("does {} open the WebSocket when no Origin is named?", one.check.id),
                "no Origin header",
                Variation::WithoutOrigin,
            )
        })
        .collect()
}
