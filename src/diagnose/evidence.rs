//! What a run saw, as questions that causes ask. A read-only view; it holds no opinion.

use std::sync::OnceLock;

use serde_json::Value;

use super::answers::{self, Answer, Reasons};
use super::minds::{self, Offer};
use super::needs::{self, Needs};
use super::words;
use crate::model::{
    AnsweredBy, CheckResult, ClientConfiguration, ClockFact, Exchange, ExperimentResult, Fact,
    Mismatch, PermissionsFact, Proof, Remark, SignatureFact, Status, TokenFact, TokenKind,
    TokenRequestFact,
};
use crate::provider::{Meaning, Platform, Sign};

/// A fact, and the check that saw it.
pub struct Seen<'a, T> {
    /// The check.
    pub check: &'a CheckResult,
    /// The fact.
    pub fact: &'a T,
}

impl<T> Clone for Seen<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Seen<'_, T> {}

/// Who saw something: a check or an experiment.
#[derive(Clone, Copy)]
pub(super) enum Witness<'a> {
    /// A check.
    Check(&'a CheckResult),
    /// An experiment.
    Experiment(&'a ExperimentResult),
}

/// What a run saw.
pub struct Evidence<'a> {
    checks: &'a [CheckResult],
    exchanges: Vec<Seen<'a, Exchange>>,
    token_requests: Vec<Seen<'a, TokenRequestFact>>,
    tokens: Vec<Seen<'a, TokenFact>>,
    signatures: Vec<Seen<'a, SignatureFact>>,
    clocks: Vec<Seen<'a, ClockFact>>,
    configurations: Vec<Seen<'a, ClientConfiguration>>,
    permissions: Vec<Seen<'a, PermissionsFact>>,
    remarks: Vec<Seen<'a, Remark>>,
    experiments: &'a [ExperimentResult],
    reasons: Reasons,
    /// Requests of troubled checks that were refused.
    refused: Vec<Answer<'a>>,
    /// Requests in which an API accepted a credential, each with its host.
    accepted: Vec<(Seen<'a, Exchange>, String)>,
    platform: OnceLock<Option<&'static Platform>>,
    signs: OnceLock<Vec<Sign>>,
    offers: OnceLock<Vec<Offer>>,
    needs: OnceLock<Vec<Needs>>,
}

/// A token's times by some clock, in seconds; each a range, since clocks are only known so well.
pub struct TokenTimes<'a> {
    /// The host whose clock it is.
    pub host: &'a str,
    /// The check that measured it.
    pub check: &'a CheckResult,
    /// Until `exp`, at least and at most.
    pub until_expired: Option<(f64, f64)>,
    /// Until the later of `nbf` and `iat`, at least and at most; positive means not yet valid.
    pub until_valid: Option<(f64, f64)>,
}

impl<'a> Evidence<'a> {
    /// Sorts what was seen.
    #[must_use]
    pub fn new(checks: &'a [CheckResult], experiments: &'a [ExperimentResult]) -> Self {
        let reasons = Reasons::read(checks, experiments);
        let mut evidence = Self {
            checks,
            exchanges: Vec::new(),
            token_requests: Vec::new(),
            tokens: Vec::new(),
            signatures: Vec::new(),
            clocks: Vec::new(),
            configurations: Vec::new(),
            permissions: Vec::new(),
            remarks: Vec::new(),
            experiments,
            refused: answers::refused(checks, &reasons),
            reasons,
            accepted: Vec::new(),
            platform: OnceLock::new(),
            signs: OnceLock::new(),
            offers: OnceLock::new(),
            needs: OnceLock::new(),
        };
        for check in checks {
            for fact in &check.facts {
                match fact {
                    Fact::Exchange(fact) => evidence.exchanges.push(Seen { check, fact }),
                    Fact::TokenRequest(fact) => evidence.token_requests.push(Seen { check, fact }),
                    Fact::Token(fact) => evidence.tokens.push(Seen { check, fact }),
                    Fact::Signature(fact) => evidence.signatures.push(Seen { check, fact }),
                    Fact::Clock(fact) => evidence.clocks.push(Seen { check, fact }),
                    Fact::Configuration(fact) => evidence.configurations.push(Seen { check, fact }),
                    Fact::Permissions(fact) => evidence.permissions.push(Seen { check, fact }),
                    Fact::Remark(fact) => evidence.remarks.push(Seen { check, fact }),
                }
            }
        }
        let accepted = evidence.exchanges.iter().copied().filter(|one| {
            one.check.status == Status::Pass
                && one.check.proves.is_some_and(|proof| proof >= Proof::Accepted)
                && matches!(one.fact.status, Some(200..=299))
        });
        evidence.accepted = accepted.map(|one| (one, words::host(&one.fact.url))).collect();
        evidence
    }

    /// Every check.
    #[must_use]
    pub fn checks(&self) -> &'a [CheckResult] {
        self.checks
    }

    /// Checks that looked and did not pass: what needs an explanation.
    pub fn troubled(&self) -> impl Iterator<Item = &'a CheckResult> {
        self.checks.iter().filter(|check| is_troubled(check))
    }

    /// Demands of troubled checks that were not met.
    pub fn mismatches(&self) -> impl Iterator<Item = (&'a CheckResult, &'a Mismatch)> {
        self.troubled().flat_map(|check| check.mismatches.iter().map(move |one| (check, one)))
    }

    /// Requests to APIs, in order.
    #[must_use]
    pub fn exchanges(&self) -> &[Seen<'a, Exchange>] {
        &self.exchanges
    }

    /// Requests to token endpoints, in order. Checks that share an identity show the same one.
    #[must_use]
    pub fn token_requests(&self) -> &[Seen<'a, TokenRequestFact>] {
        &self.token_requests
    }

    /// Tokens, in order. Checks that share an identity show the same one.
    #[must_use]
    pub fn tokens(&self) -> &[Seen<'a, TokenFact>] {
        &self.tokens
    }

    /// Signatures held against an issuer's keys.
    #[must_use]
    pub fn signatures(&self) -> &[Seen<'a, SignatureFact>] {
        &self.signatures
    }

    /// How OAuth clients are configured, by files or platforms.
    #[must_use]
    pub fn configurations(&self) -> &[Seen<'a, ClientConfiguration>] {
        &self.configurations
    }

    /// What operations need, held against what an identity may do; of checks that did not pass.
    pub fn permissions(&self) -> impl Iterator<Item = Seen<'a, PermissionsFact>> + '_ {
        self.permissions.iter().copied().filter(|one| is_troubled(one.check))
    }

    /// The same of an identity, by every check and then by experiments: what is known, and who knows it.
    pub(super) fn permissions_of(
        &self,
        identity: Option<&str>,
    ) -> impl Iterator<Item = (&'a PermissionsFact, Witness<'a>)> + '_ {
        let checks = self.permissions.iter().map(|one| (one.fact, Witness::Check(one.check)));
        let experiments = self
            .experiments()
            .flat_map(|one| one.permissions().map(move |fact| (fact, Witness::Experiment(one))));
        let identity = identity.map(str::to_owned);
        checks.chain(experiments).filter(move |(fact, _)| Some(&fact.identity) == identity.as_ref())
    }

    /// Refusals about permissions, each with what the call needs by the definition of the platform's API. Looked
    /// up when first asked for.
    fn needs(&self) -> &[Needs] {
        self.needs.get_or_init(|| needs::read(self))
    }

    /// What a refused call needs, where its refusal is about permissions and the definition says it.
    pub(super) fn needs_of(&self, exchange: &Exchange) -> Option<&Needs> {
        self.needs().iter().find(|one| one.is_of(exchange))
    }

    /// What programs printed and people wrote.
    #[must_use]
    pub fn remarks(&self) -> &[Seen<'a, Remark>] {
        &self.remarks
    }

    /// Answers that name several reasons and leave open which of them it is. Read when first asked for.
    pub(super) fn offers(&self) -> &[Offer] {
        self.offers.get_or_init(|| minds::offers(self.checks))
    }

    /// What every answer gives as its reason.
    pub(super) fn reasons(&self) -> &Reasons {
        &self.reasons
    }

    /// Requests of troubled checks that were refused, in their order.
    pub(super) fn refused(&self) -> &[Answer<'a>] {
        &self.refused
    }

    /// Everything that words and circumstances point to.
    pub(super) fn all_signs(&self) -> &[Sign] {
        self.signs.get_or_init(|| super::signs::read(self))
    }

    /// Control requests that were asked for and not made: unsafe, not allowed, or too many.
    pub fn not_run(&self) -> impl Iterator<Item = &'a ExperimentResult> + use<'a> {
        self.experiments.iter().filter(|one| !one.ran)
    }

    /// Control requests that were made.
    pub fn experiments(&self) -> impl Iterator<Item = &'a ExperimentResult> + use<'a> {
        self.experiments.iter().filter(|one| one.ran)
    }

    /// Clocks that could be measured.
    pub fn clocks(&self) -> impl Iterator<Item = Seen<'a, ClockFact>> + '_ {
        self.clocks.iter().copied().filter(|clock| clock.fact.unusable.is_none())
    }

    /// Every request of a troubled check, those to token endpoints included.
    pub fn troubled_requests(&self) -> impl Iterator<Item = Seen<'a, Exchange>> + '_ {
        self.troubled().flat_map(|check| {
            check.facts.iter().filter_map(Fact::request).map(move |fact| Seen { check, fact })
        })
    }

    /// Token requests of troubled checks that got no token.
    pub fn refused_token_requests(&self) -> impl Iterator<Item = Seen<'a, TokenRequestFact>> + '_ {
        let all = self.token_requests.iter().copied();
        all.filter(|one| !one.fact.issued && is_troubled(one.check))
    }

    /// The token request of an identity.
    #[must_use]
    pub fn token_request(&self, identity: &str) -> Option<Seen<'a, TokenRequestFact>> {
        self.token_requests.iter().copied().find(|one| one.fact.identity == identity)
    }

    /// The token of an identity.
    #[must_use]
    pub fn token(&self, identity: &str) -> Option<Seen<'a, TokenFact>> {
        self.tokens.iter().copied().find(|one| one.fact.identity == identity)
    }

    /// The signature of an identity's token, where it was held against keys.
    #[must_use]
    pub fn signature(&self, identity: &str) -> Option<Seen<'a, SignatureFact>> {
        self.signatures.iter().copied().find(|one| one.fact.identity == identity)
    }

    /// Calls of troubled checks that were answered 401 or 403, or refused in the body, by whoever is behind the URL: not by an
    /// edge network, a proxy or a login page on the way.
    pub fn refusals(&self) -> impl Iterator<Item = Seen<'a, Exchange>> + '_ {
        self.refused_calls().map(|(one, _)| one)
    }

    /// Refusals whose request and reasons are such.
    pub fn refusals_where<'e>(
        &'e self,
        such: impl Fn(&Exchange, &[Meaning]) -> bool + 'e,
    ) -> impl Iterator<Item = Seen<'a, Exchange>> + 'e {
        self.refused_calls().filter(move |(one, said)| such(one.fact, said)).map(|(one, _)| one)
    }

    /// Refusals that give this reason, perhaps among others.
    pub fn refusals_for(&self, reason: Meaning) -> impl Iterator<Item = Seen<'a, Exchange>> + '_ {
        self.refusals_where(move |_, said| said.contains(&reason))
    }

    /// Whether a check's calls were refused, and no refusal gives a reason.
    #[must_use]
    pub fn refused_without_reason(&self, check: &CheckResult) -> bool {
        let mut own = self.refused_calls().filter(|(one, _)| std::ptr::eq(one.check, check));
        own.next().is_some_and(|(_, said)| is_general(said))
            && own.all(|(_, said)| is_general(said))
    }

    /// Refusals of an identity's calls whose words leave room for this reason: they give it, or none.
    /// A refusal that gives none is not about the token as such when it is a 403 (RFC 9110, section
    /// 15.5.4), or when the same host accepted the same token in this run.
    pub fn refusals_open_to(
        &self,
        identity: &str,
        reason: Meaning,
    ) -> impl Iterator<Item = Seen<'a, Exchange>> + '_ {
        let identity = identity.to_owned();
        let all = self.refused_calls().filter(move |(one, said)| {
            let unnamed_and_else = || {
                !said.contains(&reason)
                    && is_about_token(reason)
                    && (one.fact.status == Some(403)
                        || self.accepted(&identity, Some(&words::host(&one.fact.url))).is_some())
            };
            one.fact.identity.as_deref() == Some(identity.as_str())
                && leaves_room_for(said, reason)
                && !unnamed_and_else()
        });
        all.map(|(one, _)| one)
    }

    /// A passing check in which an API accepted this identity's token, on any host or on this one.
    #[must_use]
    pub fn accepted(&self, identity: &str, host: Option<&str>) -> Option<Seen<'a, Exchange>> {
        let mut all = self.accepted.iter();
        let such = all.find(|(one, at)| {
            one.fact.identity.as_deref() == Some(identity) && host.is_none_or(|host| at == host)
        });
        such.map(|(one, _)| *one)
    }

    /// A token request that got its token, where no other client went without one: what is said of
    /// this client then holds for all of the run.
    #[must_use]
    pub fn every_client_served(&self) -> Option<Seen<'a, TokenRequestFact>> {
        let client = |one: &TokenRequestFact| {
            (one.identity.clone(), one.client_id.clone(), one.exchange.url.clone())
        };
        let served: Vec<_> = self.token_requests.iter().filter(|one| one.fact.issued).collect();
        let all = self
            .token_requests
            .iter()
            .all(|one| served.iter().any(|issued| client(issued.fact) == client(one.fact)));
        served.first().filter(|_| all).map(|one| **one)
    }

    /// Why a key set may be the wrong one to hold this token against; nothing where it is the
    /// issuer's own and nobody accepted the token.
    #[must_use]
    pub fn doubt_of_keys(&self, signature: Seen<'a, SignatureFact>) -> Option<String> {
        let fact = signature.fact;
        if let Some(passed) = self.accepted(&fact.identity, None) {
            let host = words::host(&passed.fact.url);
            return Some(format!(
                "{host} accepted the same token ({}), or the wrong key set was read",
                passed.check.id
            ));
        }
        if !fact.keys_from.contains("://") {
            // A secret that both sides hold proves as little of the token as of itself.
            return Some(
                "or the shared secret that the pack was given is not the issuer's".to_owned(),
            );
        }
        let Some(issuer) = self.token(&fact.identity).and_then(|one| one.fact.issuer.as_deref())
        else {
            return Some("the token names no issuer, or the wrong key set was read".to_owned());
        };
        let base = issuer.trim_end_matches('/');
        let mut read = signature.check.facts.iter().filter_map(Fact::exchange);
        let discovered = read.any(|exchange| {
            exchange.status == Some(200)
                && exchange.url.starts_with(&format!("{base}/.well-known/"))
        });
        let same = words::host(issuer) == words::host(&fact.keys_from)
            && format!("{}/", words::path(&fact.keys_from).trim_end_matches('/'))
                .starts_with(&format!("{}/", words::path(issuer).trim_end_matches('/')));
        (!discovered && !same).then(|| {
            format!(
                "the token's issuer is {issuer}: its key is meant, or the wrong key set was read"
            )
        })
    }

    /// A token's times by the clock of every host that was measured.
    pub fn times(&self, identity: &str) -> impl Iterator<Item = TokenTimes<'a>> + '_ {
        let token = self.token(identity).map(|one| one.fact);
        self.clocks().filter_map(move |clock| {
            let token = token?;
            // The offset is local minus server, so that the server's time is local minus offset.
            let until = |time: jiff::Timestamp| {
                let seconds = time.duration_since(token.now).as_secs_f64();
                (seconds + clock.fact.low, seconds + clock.fact.high)
            };
            Some(TokenTimes {
                host: &clock.fact.host,
                check: clock.check,
                until_expired: token.expires_at.map(until),
                until_valid: token.not_before.max(token.issued_at).map(until),
            })
        })
    }

    /// The platform that the run spoke to, where its hosts show it.
    #[must_use]
    pub fn platform(&self) -> Option<&'static Platform> {
        *self.platform.get_or_init(|| {
            let tokens = self.token_requests.iter().map(|one| &one.fact.exchange);
            let mut all = self.exchanges.iter().map(|one| one.fact).chain(tokens);
            all.find_map(|exchange| Platform::at(&words::host(&exchange.url)))
        })
    }

    /// Scopes that checks demand and tokens do not carry: from the demands on `token.scopes` or on a
    /// claim of scopes that were not met. Only of tokens that can be read: the `scope` member of a
    /// token response may be left out (RFC 6749, section 5.1), and an opaque token shows nothing.
    pub fn missing_scopes(&self) -> impl Iterator<Item = MissingScopes<'a>> {
        self.mismatches().filter_map(|(check, mismatch)| {
            let known = ["token.scopes", "claims.scope", "claims.scp", "claims.scopes"];
            if !known.contains(&mismatch.path.as_str())
                || !["contains_all", "contains_any", "contains"].contains(&mismatch.matcher)
            {
                return None;
            }
            let token = check.facts.iter().find_map(Fact::token)?;
            if token.kind != TokenKind::Jwt
                || token.scopes_from.as_deref() == Some("token response")
            {
                return None;
            }
            let granted = token.scopes.clone().unwrap_or_default();
            let missing: Vec<_> = texts(&mismatch.expected)
                .into_iter()
                .filter(|scope| !granted.contains(scope))
                .collect();
            (!missing.is_empty()).then_some(MissingScopes { check, token, missing, granted })
        })
    }
}

/// Scopes that are demanded and not in the token.
pub struct MissingScopes<'a> {
    /// The check that demands them.
    pub check: &'a CheckResult,
    /// The token.
    pub token: &'a TokenFact,
    /// What it lacks.
    pub missing: Vec<String>,
    /// What it carries.
    pub granted: Vec<String>,
}

impl<'a> MissingScopes<'a> {
    /// Whether the lack of these scopes can be why this call is refused: a scope for writing is not
    /// what a read wants.
    #[must_use]
    pub fn matter_to(&self, exchange: &Exchange) -> bool {
        let reads = matches!(exchange.method.as_str(), "GET" | "HEAD" | "OPTIONS");
        let for_writing = |scope: &String| {
            let last = scope.rsplit([':', '.', '/']).next().unwrap_or_default();
            ["write", "create", "send", "update", "delete"].contains(&last)
        };
        !(reads && self.missing.iter().all(for_writing))
    }

    /// Refused calls that the lack of these scopes can explain.
    #[must_use]
    pub fn refused(&self, evidence: &Evidence<'a>) -> Vec<Seen<'a, Exchange>> {
        evidence
            .refusals_open_to(&self.token.identity, Meaning::Scope)
            .filter(|one| {
                evidence.said(one.fact).contains(&Meaning::Scope) || self.matter_to(one.fact)
            })
            .collect()
    }
}

/// Whether words give no reason at all.
fn is_general(said: &[Meaning]) -> bool {
    said.iter().all(|meaning| meaning.is_general() || *meaning == Meaning::Unclear)
}

/// Whether a reason is about the token as such, and so holds for every call on a host.
fn is_about_token(reason: Meaning) -> bool {
    matches!(
        reason,
        Meaning::Expired
            | Meaning::NotYetValid
            | Meaning::Signature
            | Meaning::UnknownKey
            | Meaning::Audience
            | Meaning::Issuer
            | Meaning::Malformed
    )
}

/// Whether words that mean this leave room for a reason. General words do; words that fit several
/// reasons do too.
#[must_use]
pub(super) fn leaves_room_for(said: &[Meaning], reason: Meaning) -> bool {
    said.contains(&reason) || is_general(said)
}

/// Whether a check looked and did not pass.
#[must_use]
pub(super) fn is_troubled(check: &CheckResult) -> bool {
    matches!(check.status, Status::Fail | Status::Warn | Status::Error)
}

/// A text or a list of texts, as a list; a text of scopes is separated by spaces.
#[must_use]
pub(super) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => text.split_whitespace().map(str::to_owned).collect(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    }
}

/// Whether somebody between here and the API answered.
pub(super) fn on_the_way(who: AnsweredBy) -> bool {
    match who {
        AnsweredBy::Edge | AnsweredBy::Proxy | AnsweredBy::LoginPage => true,
        AnsweredBy::Api | AnsweredBy::Gateway | AnsweredBy::Unknown => false,
    }
}
