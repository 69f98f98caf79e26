//! What requests carried, and what came back for it, as questions that causes ask.

use super::evidence::{Evidence, Seen};
use crate::model::{
    Act, CheckResult, CredentialKind, Exchange, ExperimentResult, Fact, Sent, SentCredential,
    TokenFact, TokenRequestFact,
};

/// Error codes that only token endpoints give (RFC 6749, section 5.2).
const TOKEN_ENDPOINT_CODES: &[&str] = &[
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
];

impl<'a> Evidence<'a> {
    /// Refused requests whose content is known.
    pub(super) fn refused_and_known(
        &self,
    ) -> impl Iterator<Item = (Seen<'a, Exchange>, &'a Sent)> + '_ {
        self.answers().filter_map(|(one, _)| Some((one, one.fact.sent.as_deref()?)))
    }

    /// Refused token requests whose content is known.
    pub(super) fn refused_token_requests_known(
        &self,
    ) -> impl Iterator<Item = (Seen<'a, Exchange>, &'a Sent)> + '_ {
        self.refused_and_known().filter(|(one, _)| is_token_request(one.fact))
    }

    /// An experiment on a check's request that did such a thing, and the status that it was answered
    /// with.
    pub(super) fn tried(
        &self,
        check: &CheckResult,
        such: impl Fn(&Act) -> bool,
    ) -> Option<(&'a ExperimentResult, u16)> {
        self.experiments().find_map(|one| {
            let asked = &one.experiment;
            let own = asked.pack == check.pack && asked.check == check.id && such(&asked.act);
            let last = one.facts.iter().filter_map(Fact::request).next_back();
            own.then(|| last?.status).flatten().map(|status| (one, status))
        })
    }

    /// Control requests that vary a check's own request, each with the answers it got.
    pub(super) fn experiments_on(
        &self,
        check: &CheckResult,
    ) -> impl Iterator<Item = (&'a ExperimentResult, Vec<&'a Exchange>)> {
        let (pack, id) = (check.pack.clone(), check.id.clone());
        self.experiments()
            .filter(move |one| one.experiment.pack == pack && one.experiment.check == id)
            .map(|one| (one, one.facts.iter().filter_map(Fact::exchange).collect()))
    }

    /// Token requests that got no token: those of troubled checks, and those of experiments.
    pub(super) fn all_refused_token_requests(&self) -> Vec<Seen<'a, TokenRequestFact>> {
        self.refused_token_requests().chain(self.token_requests_refused_in_experiments()).collect()
    }

    /// Token requests of experiments that proved in another way who the client is, and got no token: a
    /// server that does not read the one way may say in the other what else is wrong.
    pub(super) fn token_requests_refused_in_experiments(
        &self,
    ) -> impl Iterator<Item = Seen<'a, TokenRequestFact>> + '_ {
        self.experiments_of("other-client-auth").filter_map(|result| {
            let asked = &result.experiment;
            let own = |check: &&CheckResult| check.pack == asked.pack && check.id == asked.check;
            let check = self.troubled().find(own)?;
            let fact = result.token_request().filter(|request| !request.issued)?;
            Some(Seen { check, fact })
        })
    }

    /// The token that went along with a request: the one of its identity, or the only one there is where
    /// the request names none.
    pub(super) fn token_of(&self, exchange: &Exchange) -> Option<Seen<'a, TokenFact>> {
        match (exchange.identity.as_deref(), self.tokens()) {
            (Some(identity), _) => self.token(identity),
            (None, [only]) => Some(*only),
            (None, _) => None,
        }
    }
}

/// Whether a request asks for a token: by its body, its path, or the error that it got.
pub(super) fn is_token_request(exchange: &Exchange) -> bool {
    let asks = exchange.sent.as_ref().is_some_and(|sent| has_member(sent, "grant_type"));
    let path = exchange.url.split(['?', '#']).next().unwrap_or_default();
    let error = exchange.error.as_ref().and_then(|error| error.code.as_deref());
    // An API may use `invalid_grant` of RFC 6749 for a bearer token: with one, it is no token request.
    let bearer =
        exchange.identity.is_some() || exchange.sent.as_ref().is_some_and(|sent| bears_token(sent));
    asks || exchange.method == "POST"
        && ["/token", "/access_token", "/oauth2/v1/token"]
            .iter()
            .any(|end| path.trim_end_matches('/').ends_with(end))
        || !bearer && error.is_some_and(|code| TOKEN_ENDPOINT_CODES.contains(&code))
}

/// Whether a request's body or query has a member of this name.
pub(super) fn has_member(sent: &Sent, name: &str) -> bool {
    sent.body.names.iter().chain(&sent.query).any(|known| known == name)
}

/// Whether a token went along in the `Authorization` header.
fn bears_token(sent: &Sent) -> bool {
    in_header(sent).any(|one| {
        matches!(one.kind, CredentialKind::Jwt | CredentialKind::Jwe | CredentialKind::Opaque)
    })
}

/// What stood in the `Authorization` header.
pub(super) fn in_header(sent: &Sent) -> impl Iterator<Item = &SentCredential> {
    sent.credentials.iter().filter(|one| one.place == crate::model::CredentialPlace::Authorization)
}
