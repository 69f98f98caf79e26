//! Whether an experiment may be made. Enforced here, whoever asks: each rule stands for itself.

use std::collections::BTreeSet;

use url::Url;

use super::Bench;
use crate::model::{
    Act, CheckResult, ClientAuthentication, Credential, Effect, Exchange, Experiment,
    ExperimentResult, Fact, Filled, Grant, Status, TokenRequestFact, Variation, Whom,
};
use crate::net::encoding_matters;
use crate::plan::PlannedCheck;

/// How often a secret that is in doubt may be tried in a whole run, the checks' own requests included: servers
/// lock clients out.
const DOUBTED_ATTEMPTS: usize = 3;

/// What the user allows.
#[derive(Clone, Copy, Debug)]
pub struct Allowed {
    /// How many requests all experiments of the run may make, cleanups not counted.
    pub requests: u32,
    /// Whether a write that was refused may be sent once more.
    pub writes: bool,
    /// Whether hosts may be asked that the pack does not name.
    pub other_hosts: bool,
}

/// What was done so far, and what was admitted and is not done yet.
#[derive(Default)]
pub(super) struct Tally {
    requests: u32,
    /// Refused token requests, each by the client, the token endpoint's host and the time at which it was sent.
    refused: BTreeSet<(Attempt, jiff::Timestamp)>,
    /// Token requests that were admitted.
    admitted: Vec<Attempt>,
    /// Writes that were sent once more, as pack and check.
    writes: Vec<(String, String)>,
    limited: bool,
}

/// Whose secret is tried, and where: hosts count by themselves, since each locks out its own clients.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Attempt {
    client: String,
    host: String,
}

impl Tally {
    /// Counts what the checks and earlier experiments did.
    pub(super) fn new(results: &[CheckResult], done: &[ExperimentResult]) -> Self {
        let mut tally = Self::default();
        let checks = results.iter().flat_map(|result| &result.facts);
        for fact in checks.chain(done.iter().flat_map(|one| &one.facts)) {
            tally.see(fact);
        }
        for one in done {
            if counts(&one.experiment.act) {
                tally.requests += one.requests;
            }
            if one.ran && sends_again(&one.experiment.act) {
                let name = (one.experiment.pack.clone(), one.experiment.check.clone());
                // Which of them write is told when the next one of that check is looked at.
                tally.writes.push(name);
            }
        }
        tally
    }

    fn see(&mut self, fact: &Fact) {
        if fact.request().is_some_and(|request| request.status == Some(429)) {
            self.limited = true;
        }
        if let Some(request) = fact.token_request().filter(|request| is_doubt(request)) {
            let client = request.client_id.clone();
            let attempt = Attempt { client, host: host_of(&request.exchange.url) };
            self.refused.insert((attempt, request.exchange.started));
        }
    }

    fn attempts(&self, attempt: &Attempt) -> usize {
        let refused = self.refused.iter().filter(|(known, _)| known == attempt).count();
        refused + self.admitted.iter().filter(|known| *known == attempt).count()
    }
}

/// Whether an experiment would differ in nothing: there is no proxy to go past, or form-encoding leaves the id
/// and the secret as they are. Such a one is not worth a word.
pub(super) fn is_moot(experiment: &Experiment, bench: Option<&Bench<'_>>) -> bool {
    let Some(bench) = bench else { return false };
    match &experiment.act {
        Act::Send(Variation::OtherRoute) => !bench.session.may_use_proxy(),
        Act::RequestToken {
            identity,
            client_auth: Some(ClientAuthentication::BasicEncoded),
            ..
        } => bench
            .plan
            .identity(identity)
            .is_some_and(|identity| !encoding_matters(identity, bench.readings)),
        Act::Send(_)
        | Act::RequestToken { .. }
        | Act::RequestTokenAt { .. }
        | Act::WhoAmI { .. }
        | Act::ReadKeys { .. }
        | Act::ReadGrants { .. }
        | Act::ReadClocks { .. } => false,
    }
}

/// Why an experiment is not made; `None` admits it and takes note of it.
pub(super) fn refuse(
    experiment: &Experiment,
    bench: Option<&Bench<'_>>,
    results: &[CheckResult],
    allowed: Allowed,
    tally: &mut Tally,
) -> Option<String> {
    let Some(bench) = bench else { return Some("no such pack was run".to_owned()) };
    if tally.limited {
        return Some("the server asks for fewer requests (429)".to_owned());
    }
    let own = results
        .iter()
        .find(|result| result.pack == experiment.pack && result.id == experiment.check);
    let check = bench.plan.checks.iter().find(|check| check.id == experiment.check);
    let (Some(own), Some(check)) = (own, check) else {
        return Some("no such check was run".to_owned());
    };
    let refusal = variation(experiment, own, check, allowed, tally)
        .or_else(|| hosts(experiment, bench, own, allowed))
        .or_else(|| token_request(experiment, bench, check, tally))
        .or_else(|| {
            let enough =
                tally.requests.saturating_add(experiment.act.requests()) <= allowed.requests;
            (counts(&experiment.act) && !enough).then(|| {
                format!(
                    "it would exceed the limit of {} requests; --max-experiments allows more",
                    allowed.requests
                )
            })
        });
    if refusal.is_none() {
        if counts(&experiment.act) {
            tally.requests += experiment.act.requests();
        }
        tally.admitted.extend(attempts_of(experiment, bench, check));
        if sends_again(&experiment.act) {
            tally.writes.push((experiment.pack.clone(), experiment.check.clone()));
        }
    }
    refusal
}

/// Whether requests count against the limit: the limit spares the hosts that the run speaks to. Other token
/// endpoints get one each, and only where they are allowed.
const fn counts(act: &Act) -> bool {
    !matches!(act, Act::RequestTokenAt { .. })
}

const fn sends_again(act: &Act) -> bool {
    matches!(act, Act::Send(_))
}

/// What a varied request may be: a read that was answered; or a write that was refused, once, where writes
/// are allowed and the check says how what it makes is removed.
fn variation(
    experiment: &Experiment,
    own: &CheckResult,
    check: &PlannedCheck,
    allowed: Allowed,
    tally: &Tally,
) -> Option<String> {
    let Act::Send(variation) = &experiment.act else { return None };
    let sent = own.last_exchange();
    let by_http = check.kind.name == "http";
    let sent = sent.filter(|sent| by_http || is_refused_handshake(variation, check, sent));
    let Some(sent) = sent.filter(|_| own.attempts > 0) else {
        return Some("the check sent no request to an API".to_owned());
    };
    if !writes(check, sent) {
        return None;
    }
    match variation {
        // Once, as the control of a variation that may have been accepted.
        Variation::Repeat { times: 1 } => {}
        Variation::Repeat { .. }
        | Variation::NonsenseObject { .. }
        | Variation::RedirectTarget(_)
        | Variation::WithoutOrigin
        | Variation::OtherRoute => {
            return Some("it would write: only reads are sent so".to_owned());
        }
        Variation::WithoutAuthorization
        | Variation::InvalidToken
        | Variation::FreshToken
        | Variation::TokenWithScopes(_)
        | Variation::CanonicalHeader => {}
    }
    if !allowed.writes {
        return Some("it would write; allow it with --allow write".to_owned());
    }
    let refused = matches!(sent.status, Some(401 | 403)) && own.status != Status::Pass;
    if !refused {
        return Some(
            "the write was not refused: what may have been done is not done again".to_owned(),
        );
    }
    if check.cleanup.is_none() {
        return Some("the check does not say how what it writes is removed".to_owned());
    }
    let known = (experiment.pack.clone(), experiment.check.clone());
    let times = tally.writes.iter().filter(|one| **one == known).count();
    let control = matches!(variation, Variation::Repeat { .. });
    (times != usize::from(control)).then(|| "the write was sent once more already".to_owned())
}

/// Whether a varied request is a WebSocket's handshake that was refused, of a check that says nothing which anybody
/// could see: opening it anew changes nothing. What may be varied of it is only the site that it is opened from.
fn is_refused_handshake(variation: &Variation, check: &PlannedCheck, sent: &Exchange) -> bool {
    check.kind.name == "websocket"
        && check.effect != Effect::Write
        && matches!(sent.status, Some(400..=499))
        && matches!(variation, Variation::WithoutOrigin | Variation::Repeat { .. })
}

/// Whether a check's request may change something, by its effect or by its method.
pub(super) fn writes(check: &PlannedCheck, sent: &Exchange) -> bool {
    check.effect == Effect::Write || !matches!(sent.method.as_str(), "GET" | "HEAD")
}

/// No credential goes to a host that the pack does not name, and none from https to http.
fn hosts(
    experiment: &Experiment,
    bench: &Bench<'_>,
    own: &CheckResult,
    allowed: Allowed,
) -> Option<String> {
    let urls: Vec<&str> = match &experiment.act {
        Act::Send(Variation::RedirectTarget(url) | Variation::NonsenseObject { url })
        | Act::WhoAmI { at: Whom::Platform { url } | Whom::Issuer { issuer: url }, .. }
        | Act::ReadKeys { url, .. }
        | Act::ReadGrants { api: url, .. } => vec![url],
        Act::ReadClocks { urls } | Act::RequestTokenAt { urls, .. } => {
            urls.iter().map(String::as_str).collect()
        }
        Act::Send(_) | Act::RequestToken { .. } => Vec::new(),
    };
    let token_request = matches!(experiment.act, Act::RequestTokenAt { .. });
    for text in &urls {
        let Ok(url) = Url::parse(text) else { return Some("the URL cannot be read".to_owned()) };
        let host = url.host_str().unwrap_or_default();
        let authority = format!("{host}:{}", url.port_or_known_default().unwrap_or_default());
        if !bench.plan.hosts.contains(&authority) && !allowed.other_hosts {
            if token_request && let [_, others @ ..] = urls.as_slice() {
                let more = if others.is_empty() {
                    String::new()
                } else {
                    format!(" and {} more", others.len())
                };
                return Some(format!(
                    "it would send the client's secret to {host}{more}; --allow other-hosts allows it"
                ));
            }
            return Some(format!(
                "the pack does not name the host {authority}; --allow other-hosts allows it"
            ));
        }
        let secure = own.facts.iter().filter_map(Fact::request).any(|one| {
            (one.identity.is_some() || token_request) && one.url.starts_with("https://")
        });
        if secure && url.scheme() != "https" {
            return Some("a credential that went over https does not go over http".to_owned());
        }
    }
    None
}

/// Only client credentials are asked for again: a refresh token or a code is spent by that. A secret in doubt
/// is not tried too often.
fn token_request(
    experiment: &Experiment,
    bench: &Bench<'_>,
    check: &PlannedCheck,
    tally: &Tally,
) -> Option<String> {
    if !requests_token(&experiment.act) {
        return None;
    }
    let name = experiment.act.identity().or_else(|| check.probe.identity());
    let identity = name.and_then(|name| bench.plan.identity(name));
    let Some(Credential::OAuth2(oauth2)) = identity.map(|identity| &identity.credential) else {
        return Some("the pack gives the token itself: no other can be asked for".to_owned());
    };
    // A list of what may be done again, so that a grant that is added later is not among them by accident.
    if !matches!(oauth2.grant, Grant::ClientCredentials) {
        return Some(format!(
            "a token request of the grant {} is not repeated: it would spend what it carries",
            oauth2.grant.as_str()
        ));
    }
    let attempts = attempts_of(experiment, bench, check);
    let spent = attempts.iter().find(|one| {
        let doubted = tally.refused.iter().any(|(known, _)| known == *one);
        doubted && tally.attempts(one) >= DOUBTED_ATTEMPTS
    })?;
    Some(format!(
        "the secret of {} was refused: it is not tried more than {DOUBTED_ATTEMPTS} times",
        spent.client
    ))
}

/// The client whose secret a token request carries, as token requests name it, with each host that it goes to.
fn attempts_of(experiment: &Experiment, bench: &Bench<'_>, check: &PlannedCheck) -> Vec<Attempt> {
    if !requests_token(&experiment.act) {
        return Vec::new();
    }
    let name = experiment.act.identity().or_else(|| check.probe.identity());
    let identity = name.and_then(|name| bench.plan.identity(name));
    let Some(Credential::OAuth2(oauth2)) = identity.map(|identity| &identity.credential) else {
        return Vec::new();
    };
    let text = |filled: Filled| {
        if filled.is_secret() { "(secret)".to_owned() } else { filled.expose_text() }
    };
    let Ok(client) = oauth2.client_id.fill(bench.readings).map(text) else { return Vec::new() };
    let at = |url: &str| Attempt { client: client.clone(), host: host_of(url) };
    match &experiment.act {
        Act::RequestTokenAt { urls, .. } => urls.iter().map(|url| at(url)).collect(),
        Act::Send(_)
        | Act::RequestToken { .. }
        | Act::WhoAmI { .. }
        | Act::ReadKeys { .. }
        | Act::ReadGrants { .. }
        | Act::ReadClocks { .. } => {
            let own = oauth2.token_url.fill(bench.readings).map(text);
            own.iter().map(|url| at(url)).collect()
        }
    }
}

/// The host of a URL, or nothing where it has none.
fn host_of(url: &str) -> String {
    let host = Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.unwrap_or_default()
}

const fn requests_token(act: &Act) -> bool {
    matches!(
        act,
        Act::RequestToken { .. }
            | Act::RequestTokenAt { .. }
            | Act::Send(Variation::FreshToken | Variation::TokenWithScopes(_))
    )
}

/// Whether a refused token request casts doubt on the client's secret: not where the endpoint says that
/// something else is wrong (RFC 6749, section 5.2).
fn is_doubt(request: &TokenRequestFact) -> bool {
    let error = request.error.as_ref().or(request.exchange.error.as_ref());
    let code = error.and_then(|error| error.code.as_deref()).unwrap_or_default();
    let otherwise = [
        "invalid_scope",
        "invalid_request",
        "invalid_target",
        "unauthorized_client",
        "unsupported_grant_type",
    ];
    !request.issued && !otherwise.contains(&code)
}
