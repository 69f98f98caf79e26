//! Send the read past the proxy.

use super::ask::{Asking, is_read, varied};
use super::kind::experiment;
use crate::diagnose::evidence::on_the_way;
use crate::model::{Experiment, FaultKind, Variation};

experiment! {
    /// ## What is sent
    ///
    /// The read once more, past the proxy that is in use.
    ///
    /// ## When
    ///
    /// A proxy or an edge network answered in place of the API, the proxy could not be used, or a read was
    /// refused in words that leave open whether its credential arrived.
    ///
    /// ## What it proves
    ///
    /// The API answers: it is the proxy that refuses. The same answer: it is not the proxy.
    id: "other-route",
    question: "does the API answer past the proxy?",
    ask: ask,
}

fn ask(asking: &Asking<'_>) -> Vec<Experiment> {
    let requests = asking.evidence.troubled_requests().filter(|one| {
        let proxy = one.fact.fault.as_ref().is_some_and(|fault| fault.kind == FaultKind::Proxy);
        let on_the_way = one.fact.status.is_some() && on_the_way(one.fact.answered_by);
        is_read(one.fact) && (proxy || on_the_way)
    });
    // Where no proxy is in use, the runner has none to go past, and drops it without a word.
    let lost = asking.refused_throughout().into_iter();
    let lost = lost.filter(|one| is_read(one.fact) && asking.may_be_lost(one.fact));
    requests
        .chain(lost)
        .filter(|one| one.check.facts.iter().any(|fact| fact.exchange() == Some(one.fact)))
        .take(1)
        .map(|one| {
            varied(
                KIND.id,
                one.check,
                format!("does the API answer {} past the proxy?", one.check.id),
                "past the proxy",
                Variation::OtherRoute,
            )
        })
        .collect()
}
