//! Read the clocks of several hosts side by side.

use url::Url;

use super::ask::{Asking, acted, callable};
use super::kind::experiment;
use crate::model::{Act, Experiment};

experiment! {
    /// ## What is sent
    ///
    /// One `HEAD` request without a credential to each of two hosts of the run.
    ///
    /// ## When
    ///
    /// A clock seems wrong, and it is open whether it is this machine's.
    ///
    /// ## What it proves
    ///
    /// Two hosts that agree and differ from this machine: its clock is wrong. Hosts that differ from each
    /// other: the clock of one of them is.
    id: "read-clocks",
    question: "do the clocks of two hosts agree?",
    ask: ask,
}

fn ask(asking: &Asking<'_>) -> Vec<Experiment> {
    if !asking.doubts("clock-wrong") {
        return Vec::new();
    }
    let evidence = asking.evidence;
    let refused = evidence.refusals().next();
    let clock = evidence.clocks().next().map(|one| one.check);
    let Some(check) = clock.or_else(|| Some(refused?.check)) else { return Vec::new() };
    let mut origins: Vec<Url> = Vec::new();
    let facts = evidence.checks().iter().flat_map(|check| &check.facts);
    let requests = facts.filter_map(crate::model::Fact::request);
    // Whoever refused by its clock is one of the two.
    let requests = refused.map(|one| one.fact).into_iter().chain(requests);
    for one in requests.filter(|one| one.status.is_some()) {
        let Some(url) = Url::parse(&one.url).ok().and_then(|url| url.join("/").ok()) else {
            continue;
        };
        // One machine has one clock, on however many ports it listens.
        if !origins.iter().any(|known| known.host_str() == url.host_str())
            && callable(url.as_str()).is_some()
        {
            origins.push(url);
        }
    }
    let [one, other, ..] = origins.as_slice() else { return Vec::new() };
    vec![acted(
        KIND.id,
        check,
        "do the clocks of two hosts agree?",
        "two hosts are asked for the time, one after the other",
        Act::ReadClocks { urls: vec![one.to_string(), other.to_string()] },
    )]
}
