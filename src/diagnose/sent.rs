//! What requests carried, and what came back for it, as questions that causes ask.

use super::draft::Draft;
use super::evidence::{Evidence, Seen, said, said_by_token_endpoint};
use super::words;
use crate::model::{
    Act, CheckResult, Confidence, CredentialKind, Exchange, ExperimentResult, Fact, Sent,
    SentCredential, TokenFact, TokenRequestFact,
};
use crate::provider::{Meaning, read_token_refusal};

/// Error codes that only token endpoints give (RFC 6749, section 5.2).
const TOKEN_ENDPOINT_CODES: &[&str] = &[
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
];

impl<'a> Evidence<'a> {
    /// Requests of troubled checks that were refused, to APIs and to token endpoints, each with what its
    /// answer gives as its reason. Unlike `refusals`, a 400 counts, and a 404.
    pub(super) fn answers(&self) -> impl Iterator<Item = (Seen<'a, Exchange>, &[Meaning])> {
        let all = self.troubled_requests().zip(self.all_told());
        all.filter_map(|(one, said)| Some((one, said.as_deref()?)))
    }

    /// Refusals that give this reason, and none that takes it back.
    pub(super) fn told_of(&self, reason: Meaning) -> Vec<Seen<'a, Exchange>> {
        let such = self
            .answers()
            .filter(|(_, said)| said.contains(&reason) && !said.contains(&Meaning::Unclear));
        let in_experiments = self.token_requests_refused_in_experiments().filter(|one| {
            let said = said_by_token_endpoint(one.fact);
            said.contains(&reason) && !said.contains(&Meaning::Unclear)
        });
        let in_experiments =
            in_experiments.map(|Seen { check, fact }| Seen { check, fact: &fact.exchange });
        such.map(|(one, _)| one).chain(in_experiments).collect()
    }

    /// A finding from what answers say in words; none when none gives this reason.
    pub(super) fn by_words(&self, reason: Meaning, sure: Confidence, title: &str) -> Option<Draft> {
        let told = self.told_of(reason);
        let host = words::host(&told.first()?.fact.url);
        let mut draft = Draft::new(sure, title).weighing(WORDS).worded().with("host", Some(host));
        for one in told {
            draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
        }
        Some(draft)
    }

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

/// Reads every request of troubled checks, once for all causes: none where it was not refused.
pub(super) fn read(evidence: &Evidence<'_>) -> Vec<Option<Vec<Meaning>>> {
    evidence.troubled().flat_map(|check| &check.facts).filter_map(of_fact).collect()
}

/// What a request gives as its reason, where the fact is a request and where it was refused.
fn of_fact(fact: &Fact) -> Option<Option<Vec<Meaning>>> {
    if let Some(request) = fact.token_request() {
        return Some((!request.issued).then(|| said_by_token_endpoint(request)));
    }
    let fact = fact.exchange()?;
    let said = || match &fact.error {
        Some(error) if is_token_request(fact) => {
            read_token_refusal(error.code.as_deref(), error.message.as_deref())
        }
        _ => said(fact),
    };
    Some(match fact.status {
        Some(400..=499) => Some(said()),
        // Some answer 200 or 500 and refuse in the body: that counts when its words are known.
        Some(_) if fact.error.is_some() => Some(said()).filter(|said| !said.is_empty()),
        Some(_) | None => None,
    })
}

/// What words of an answer weigh against signs: more than any single one.
pub(super) const WORDS: u32 = 6;

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
