//! Ask the token endpoints of the platform's other regions with the same id and secret.

use url::Url;

use super::ask::{Asking, acted, callable};
use super::kind::experiment;
use crate::diagnose::{Evidence, words};
use crate::model::{Act, Experiment, ExperimentResult, TokenRequestFact};
use crate::provider::{Meaning, Platform};

experiment! {
    /// ## What is sent
    ///
    /// The refused token request, once to the token endpoint of every other region of the platform, all at the
    /// same time: the client's id and secret go to hosts that the pack does not name, so nothing is sent
    /// without `--allow other-hosts`. They are hosts of the same vendor, reached as the first one was; never
    /// from https to http. A token that comes is looked at and used for nothing. One request to each host;
    /// `--max-experiments` does not count them.
    ///
    /// ## When
    ///
    /// The token endpoint of a platform with several regions refuses the client, and does not say that the
    /// secret is wrong. Genesys Cloud words a client of another region as it words a wrong secret.
    ///
    /// ## What it proves
    ///
    /// A token comes: id and secret are right, and the client lives in that region. Every other region says
    /// that it does not know the client: it is not the region. Anything else: nothing, since a wrong secret is
    /// refused everywhere.
    id: "other-region",
    question: "does another region know the client?",
    ask: ask,
}

fn ask(asking: &Asking<'_>) -> Vec<Experiment> {
    let mut known: Vec<&str> = Vec::new();
    let mut experiments = Vec::new();
    for one in asking.evidence.refused_token_requests() {
        let fact = one.fact;
        let urls = token_endpoints_elsewhere(fact);
        if known.contains(&fact.identity.as_str())
            || urls.is_empty()
            || !may_be_the_region(asking.evidence, fact)
        {
            continue;
        }
        known.push(&fact.identity);
        let host = words::host(&fact.exchange.url);
        let changed = match urls.as_slice() {
            [only] => format!("{} instead of {host}", words::host(only)),
            all => format!("the {} other regions' login hosts instead of {host}", all.len()),
        };
        experiments.push(acted(
            KIND.id,
            one.check,
            format!("does another region know the client {}?", fact.client_id),
            changed,
            Act::RequestTokenAt { identity: fact.identity.clone(), urls },
        ));
    }
    experiments
}

/// The same token endpoint in every other region of its platform.
fn token_endpoints_elsewhere(request: &TokenRequestFact) -> Vec<String> {
    let Some(own) = callable(&request.exchange.url) else { return Vec::new() };
    let host = own.host_str().unwrap_or_default();
    let Some(platform) = Platform::at(host) else { return Vec::new() };
    let there = |host: String| -> Option<String> {
        let mut url: Url = own.clone();
        url.set_host(Some(&host)).ok()?;
        Some(url.into())
    };
    platform.elsewhere(host).into_iter().filter_map(there).collect()
}

/// Whether the refusal leaves open that the client lives in another region.
fn may_be_the_region(evidence: &Evidence<'_>, request: &TokenRequestFact) -> bool {
    let said = evidence.said(&request.exchange);
    let fits = |meaning: &Meaning| {
        matches!(
            meaning,
            Meaning::ClientRefused | Meaning::ClientUnknown | Meaning::Region | Meaning::Unclear
        )
    };
    matches!(request.exchange.status, Some(400 | 401)) && !said.is_empty() && said.iter().all(fits)
}

/// What the other regions' token endpoints answered.
pub struct Elsewhere<'a> {
    /// The experiment.
    pub result: &'a ExperimentResult,
    /// The one that issued a token.
    pub issued: Option<&'a TokenRequestFact>,
    /// How many were asked.
    pub asked: usize,
    /// Those that gave an answer and no token.
    pub refused: Vec<&'a TokenRequestFact>,
}

impl<'a> Evidence<'a> {
    /// What the other regions answered to the identity's token request, where they were asked.
    #[must_use]
    pub fn elsewhere(&self, request: &TokenRequestFact) -> Option<Elsewhere<'a>> {
        self.experiments().find_map(|result| {
            let Act::RequestTokenAt { identity, urls } = &result.experiment.act else {
                return None;
            };
            let refused = |one: &&TokenRequestFact| {
                !one.issued && matches!(one.exchange.status, Some(400..=499))
            };
            (*identity == request.identity).then(|| Elsewhere {
                result,
                issued: result.token_requests().find(|one| one.issued),
                asked: urls.len(),
                refused: result.token_requests().filter(refused).collect(),
            })
        })
    }

    /// Why a client that is refused here is neither unknown nor wrong of secret: another region issues it a token.
    #[must_use]
    pub fn at_home_elsewhere(&self, request: &TokenRequestFact) -> Option<String> {
        let elsewhere = self.elsewhere(request)?;
        let host = words::host(&elsewhere.issued?.exchange.url);
        let n = elsewhere.result.n;
        Some(format!("{host} issues a token to the same id and secret (experiment {n})"))
    }
}
