//! What experiments showed, as questions that causes ask.

use crate::diagnose::evidence::Evidence;
use crate::model::{
    Act, CheckResult, ClientAuthentication, Exchange, ExperimentResult, TokenKind,
    TokenRequestFact, Variation, Whom,
};
use crate::provider::Meaning;

/// Causes, and the experiment that takes just this cause away: when it is accepted, the cause is why.
const COUNTER_PROOFS: &[(&str, &str)] = &[
    ("scope-not-requested", "call-with-scope"),
    ("credential-malformed", "canonical-header"),
    ("redirect-drops-credential", "redirect-target"),
    ("origin-not-allowed", "without-origin"),
];

/// The kind of experiment that takes just this cause away.
pub(in crate::diagnose) fn counter_proof(cause: &str) -> Option<&'static str> {
    COUNTER_PROOFS.iter().find(|(proven, _)| *proven == cause).map(|(_, kind)| *kind)
}

/// Whether an experiment of this kind proves a cause when it is accepted.
pub(super) fn is_counter_proof(kind: &str) -> bool {
    COUNTER_PROOFS.iter().any(|(_, proving)| *proving == kind)
}

/// How the answer to a varied request compares with the answer to the check's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// Refused in the same words, and with the same status.
    Alike,
    /// Accepted: 2xx without an error, or a WebSocket that opens (RFC 6455, section 4.2.2).
    Accepted,
    /// Refused, and for another reason or with another status.
    Otherwise,
    /// Nothing can be said: no answer, an answer of somebody on the way, 429, a server in trouble, or
    /// other words that mean the same.
    Unclear,
}

/// What came of asking for scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeAnswer {
    /// The token that came carries them all, and says so itself.
    Granted,
    /// Refused, and the reason is the scope.
    Refused,
    /// A token came that can be read, and it does not carry them.
    Dropped,
    /// Nothing can be said: refused for another reason, or the token cannot be read and the response says
    /// nothing (RFC 6749, section 5.1: `scope` may be left out where it is as requested).
    Unclear,
}

/// How one request was answered each time it was sent.
pub struct Repeated<'a> {
    /// The experiment.
    pub result: &'a ExperimentResult,
    /// How often the credential was accepted.
    pub accepted: usize,
    /// How often it was refused with 401.
    pub refused: usize,
    /// How often the answer said nothing of it.
    pub other: usize,
}

impl<'a> Evidence<'a> {
    /// The experiment of a kind that varied a check's request, or was made for it, where it was run.
    #[must_use]
    pub fn experiment_about(
        &self,
        check: &CheckResult,
        kind: &str,
    ) -> Option<&'a ExperimentResult> {
        self.experiments().find(|one| {
            one.experiment.kind == kind
                && one.experiment.pack == check.pack
                && one.experiment.check == check.id
        })
    }

    /// Every experiment of a kind that was run.
    pub fn experiments_of(&self, kind: &str) -> impl Iterator<Item = &'a ExperimentResult> {
        self.experiments().filter(move |one| one.experiment.kind == kind)
    }

    /// How the answer to an experiment compares with the answer to its check's own request.
    #[must_use]
    pub fn compared(&self, check: &CheckResult, result: &ExperimentResult) -> Compared {
        let own = check.last_exchange();
        match (own, result.exchange()) {
            (Some(own), Some(varied)) => compare_answers(self, own, varied),
            _ => Compared::Unclear,
        }
    }

    /// What came of asking for scopes that the identity's token lacks.
    #[must_use]
    pub fn asked_for(
        &self,
        pack: &str,
        identity: &str,
        scopes: &[String],
    ) -> Option<(&'a ExperimentResult, ScopeAnswer)> {
        self.experiments().filter(|one| one.experiment.pack == pack).find_map(|one| {
            let Act::RequestToken { identity: whose, scopes: Some(asked), client_auth: None } =
                &one.experiment.act
            else {
                return None;
            };
            let about = whose == identity && scopes.iter().all(|scope| asked.contains(scope));
            about.then(|| (one, scope_answer(self, one, scopes)))
        })
    }

    /// Whether an experiment shows that a call was refused for this and for nothing else: it differed in just
    /// this, and was accepted, and the call as it was is still refused.
    #[must_use]
    pub fn shown_to_be_why(&self, check: &CheckResult, cause: &str) -> bool {
        let accepted = counter_proof(cause)
            .and_then(|kind| self.experiment_about(check, kind))
            .is_some_and(|result| self.compared(check, result) == Compared::Accepted);
        accepted && self.refused_again(check)
    }

    /// The other ways in which the identity's client was tried to be authenticated, and whether a token came;
    /// `None` where the answer says nothing of the client.
    pub fn other_client_auths(
        &self,
        identity: &str,
    ) -> impl Iterator<Item = (&'a ExperimentResult, ClientAuthentication, Option<bool>)> {
        let own = self.token_request(identity).map(|one| one.fact.client_auth.as_str());
        self.experiments().filter_map(move |one| {
            let Act::RequestToken { identity: whose, client_auth: Some(way), .. } =
                &one.experiment.act
            else {
                return None;
            };
            // The way of the check itself, once more, is the control and no other way.
            if own == Some(way.as_str()) {
                return None;
            }
            let issued = one.token_request().and_then(|request| {
                let refused = matches!(request.exchange.status, Some(400 | 401 | 403));
                (request.issued || refused).then_some(request.issued)
            });
            (*whose == *identity).then_some((one, *way, issued))
        })
    }

    /// Whether the client's own way of proving who it is was tried once more, after another one had got a
    /// token, and is still refused as before.
    #[must_use]
    pub fn own_client_auth_refused_again(&self, request: &TokenRequestFact) -> bool {
        let again = self.experiments().filter_map(|one| {
            let Act::RequestToken { identity, client_auth: Some(way), scopes: None } =
                &one.experiment.act
            else {
                return None;
            };
            let own = *identity == request.identity && way.as_str() == request.client_auth;
            own.then(|| one.token_request()).flatten()
        });
        let mut again = again.peekable();
        again.peek().is_some()
            && again.all(|one| !one.issued && one.exchange.status == request.exchange.status)
    }

    /// The call that only tells whose token it is, where the identity's token was accepted by it: the token is
    /// alive. `Whom` says who accepted it.
    #[must_use]
    pub fn told_whose(&self, identity: &str) -> Option<(&'a ExperimentResult, &'a Whom)> {
        self.experiments().find_map(|one| {
            let Act::WhoAmI { identity: whose, at } = &one.experiment.act else { return None };
            let accepted = one.exchange().is_some_and(|answer| {
                matches!(answer.status, Some(200..=299))
                    && answer.error.is_none()
                    && answer.identity.as_deref() == Some(identity)
            });
            (*whose == *identity && accepted).then_some((one, at))
        })
    }

    /// The issuer's word that the identity's token is not active (RFC 7662, section 2.2).
    #[must_use]
    pub fn told_inactive(&self, identity: &str) -> Option<&'a ExperimentResult> {
        self.experiments().find(|one| {
            let Act::WhoAmI { identity: whose, at: Whom::Issuer { .. } } = &one.experiment.act
            else {
                return false;
            };
            let inactive = one.exchange().is_some_and(|answer| {
                answer.status == Some(200)
                    && answer.error.is_some()
                    && answer.identity.as_deref() == Some(identity)
            });
            *whose == *identity && inactive
        })
    }

    /// How a call was answered when it was sent again and again.
    pub fn repeated(&self) -> impl Iterator<Item = Repeated<'a>> {
        self.experiments().filter_map(|result| {
            let Act::Send(Variation::Repeat { .. }) = &result.experiment.act else { return None };
            let count = |such: fn(Option<u16>) -> bool| {
                result.exchanges().filter(|one| such(one.status)).count()
            };
            let accepted = count(|status| matches!(status, Some(200..=299)));
            let refused = count(|status| status == Some(401));
            let other = result.exchanges().count() - accepted - refused;
            Some(Repeated { result, accepted, refused, other })
        })
    }
}

fn scope_answer(
    evidence: &Evidence<'_>,
    result: &ExperimentResult,
    scopes: &[String],
) -> ScopeAnswer {
    let Some(request) = result.token_request() else { return ScopeAnswer::Unclear };
    if !request.issued {
        let said = evidence.said(&request.exchange);
        let only = said.contains(&Meaning::Scope) && !said.contains(&Meaning::Unclear);
        return if only { ScopeAnswer::Refused } else { ScopeAnswer::Unclear };
    }
    let carried = match result.token() {
        Some(token) if token.kind == TokenKind::Jwt => {
            // Scopes that only the response names are not in the token itself.
            let own = token.scopes_from.as_deref() != Some("token response");
            if own { token.scopes.as_deref() } else { None }
        }
        _ => None,
    };
    match carried {
        Some(carried) if scopes.iter().all(|scope| carried.contains(scope)) => ScopeAnswer::Granted,
        Some(carried) if !scopes.iter().any(|scope| carried.contains(scope)) => {
            ScopeAnswer::Dropped
        }
        Some(_) | None => ScopeAnswer::Unclear,
    }
}

/// Compares two answers to requests that differ in one thing.
pub(in crate::diagnose) fn compare_answers(
    evidence: &Evidence<'_>,
    own: &Exchange,
    varied: &Exchange,
) -> Compared {
    let judged_by = |one: &Exchange| match one.status {
        None | Some(429 | 500..) => false,
        Some(_) => !crate::diagnose::evidence::on_the_way(one.answered_by) && one.fault.is_none(),
    };
    if !judged_by(own) || !judged_by(varied) {
        return Compared::Unclear;
    }
    if matches!(varied.status, Some(101 | 200..=299)) {
        return if varied.error.is_none() { Compared::Accepted } else { Compared::Unclear };
    }
    if !matches!(varied.status, Some(400..=499)) {
        return Compared::Unclear;
    }
    if words(own) == words(varied) {
        return Compared::Alike;
    }
    let code = |one: &Exchange| one.error.as_ref().and_then(|error| error.code.clone());
    let other = own.status != varied.status
        || evidence.said(own) != evidence.said(varied)
        || code(own) != code(varied);
    if other { Compared::Otherwise } else { Compared::Unclear }
}

/// What an answer says, without what differs from one answer to the next: ids, times and counts.
fn words(exchange: &Exchange) -> (Option<u16>, Vec<String>) {
    let error = exchange.error.iter().flat_map(|error| [&error.code, &error.message]).flatten();
    let challenges = exchange.challenges.iter().flat_map(|challenge| {
        let parameters = challenge.parameters.iter().map(|(name, value)| format!("{name}={value}"));
        std::iter::once(challenge.scheme.to_lowercase()).chain(parameters)
    });
    let plain = |text: String| -> String {
        text.split_whitespace()
            .filter(|word| !word.chars().any(|one| one.is_ascii_digit()))
            .collect::<Vec<_>>()
            .join(" ")
    };
    (exchange.status, error.cloned().chain(challenges).map(plain).collect())
}
