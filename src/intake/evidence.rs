//! From what was found to what a run would have seen: one check for each exchange, token and remark.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::aged::{When, of_token};
use super::exchange::{Pair, flaws, is_redirect};
use super::item::{Item, Recorded, Reply, What};
use super::note;
use super::request::Request;
use super::secrets;
use super::split::Given;
use super::tidy::tidy;
use super::value::Value;
use crate::decode::{Response, Scrub, cover, find, inspect, looks_like_a_token};
use crate::model::{
    AnsweredBy, CheckResult, CredentialFlaw, CredentialKind, CredentialPlace, Custody, Effect,
    Exchange, ExperimentResult, Fact, Proof, Remark, RemarkSource, Secret, SentCredential,
    Severity, Source, Status,
};

/// The name under which the checks of an input stand.
pub const PACK: &str = "input";

/// What was taken in.
pub struct Taken {
    /// What it shows, as checks of a run.
    pub checks: Vec<CheckResult>,
    /// The experiments of earlier runs.
    pub experiments: Vec<ExperimentResult>,
    /// The requests in their order, as they were given: they can be sent.
    pub requests: Vec<Request>,
    /// What could not be read of them, in words.
    pub unread: Vec<String>,
    /// What was found: `curl command`, `answer`, `note` and the like, in order.
    pub found: Vec<&'static str>,
    /// The hosts that the requests name.
    pub hosts: Vec<String>,
    /// What to add to the input so that more can be told.
    pub missing: Option<&'static str>,
}

/// Reads what was given. Every secret in it goes into custody first; `scrub` must know that custody. `now` is
/// by this machine's clock.
#[must_use]
pub fn take(given: &[Given], now: Timestamp, custody: &Custody, scrub: &Scrub) -> Taken {
    let mut collected = Collected::default();
    for one in given {
        let items = one.items();
        secrets::keep(&items, custody);
        let structured =
            |item: &Item| matches!(item.what, What::Recorded(_) | What::Results { .. });
        if !items.iter().any(structured) {
            secrets::keep_words(&one.text, custody);
        }
        for item in items {
            collected.add(item, &one.name, custody);
        }
    }
    collected.pair_leftovers();
    collected.judge(now, scrub)
}

struct Placed<T> {
    what: T,
    source: Source,
}

#[derive(Default)]
struct Collected {
    pairs: Vec<Placed<Pair>>,
    tokens: Vec<Placed<Value>>,
    /// Of those, the ones that words mention without saying that they are the refused one.
    mentioned: Vec<String>,
    remarks: Vec<Placed<(RemarkSource, String)>>,
    results: Vec<CheckResult>,
    experiments: Vec<ExperimentResult>,
    found: Vec<&'static str>,
    unread: Vec<String>,
}

impl Collected {
    fn add(&mut self, item: Item, name: &Arc<str>, custody: &Custody) {
        let source = Source { file: Arc::clone(name), line: item.line, column: 1 };
        match item.what {
            What::Request(request) => self.request(*request, source),
            What::Answer(reply) => self.answer(*reply, source),
            What::Token(token) => {
                self.found("token");
                self.mentioned.retain(|known| known != token.text());
                self.token(token, source);
            }
            What::Words { source: from, text } => {
                self.found(from.as_str());
                // A token in a log is a token.
                for found in find(&text).into_iter().filter(|found| found.token) {
                    let start = found.range.start;
                    let token = &text[found.range];
                    custody.add("token", &Secret::new(token));
                    if !self.knows(token) && !note::ties(&text[..start]) {
                        self.mentioned.push(token.to_owned());
                    }
                    self.token(Value::new(token), source.clone());
                }
                self.remarks.push(Placed { what: (from, text), source });
            }
            What::Results { checks, experiments } => {
                self.found("report");
                self.results.extend(checks);
                self.experiments.extend(experiments);
            }
            What::Recorded(recorded) => {
                self.found("recorded request");
                let Recorded { request, hops, last, reply, timing, shows_credentials } = *recorded;
                // A preflight never carries a credential (Fetch standard): its absence hides nothing.
                let asks = |name: &str| name.eq_ignore_ascii_case("access-control-request-method");
                let preflight = request.method == "OPTIONS"
                    && request.headers.iter().any(|(name, _)| asks(name));
                let sent_unknown = !shows_credentials && !preflight;
                let what = Pair {
                    request: Some(request),
                    hops,
                    last,
                    reply: Some(reply),
                    timing,
                    sent_unknown,
                };
                self.pairs.push(Placed { what, source });
            }
            What::Heeded(_) => {}
            What::Unread(text) => self.unread.push(text),
        }
    }

    fn found(&mut self, what: &'static str) {
        self.found.push(what);
    }

    fn knows(&self, token: &str) -> bool {
        self.tokens.iter().any(|known| known.what.text() == token)
    }

    fn token(&mut self, token: Value, source: Source) {
        if !self.knows(token.text()) && token.is_filled() {
            self.tokens.push(Placed { what: token, source });
        }
    }

    fn request(&mut self, request: Request, source: Source) {
        if let Some(last) = self.pairs.last_mut().map(|last| &mut last.what)
            && request.program.is_none()
            && let Some(first) = &mut last.request
        {
            // What curl prints of its own request tells better what was sent.
            if first.program.is_some() && last.reply.is_none() && same_place(first, &request) {
                first.headers.clone_from(&request.headers);
                first.basic = None;
                return;
            }
            // The next hop of a redirect.
            if last.reply.as_ref().is_some_and(is_redirect) {
                last.last = Some(request);
                return;
            }
        }
        self.found(if request.program.is_some() { "command" } else { "request" });
        let pair = Pair { request: Some(request), ..Pair::default() };
        self.pairs.push(Placed { what: pair, source });
    }

    fn answer(&mut self, reply: Reply, source: Source) {
        let interim = reply.status.is_some_and(|status| status < 200 && status != 101);
        if interim {
            return;
        }
        let mut again = None;
        if let Some(last) = self.pairs.last_mut().map(|last| &mut last.what) {
            match &last.reply {
                None => {
                    last.reply = Some(reply);
                    self.found("answer");
                    return;
                }
                Some(before) if is_redirect(before) => {
                    last.hops.extend(last.reply.replace(reply));
                    return;
                }
                // A proxy that opens the way.
                Some(before)
                    if before.status == Some(200)
                        && before.headers.is_empty()
                        && before.body.is_empty() =>
                {
                    last.reply = Some(reply);
                    return;
                }
                // The status once more, in curl's own words.
                Some(before) if reply.headers.is_empty() && reply.status == before.status => {
                    return;
                }
                Some(_) => {
                    again = last.request.as_ref().filter(|one| one.program.is_some()).cloned();
                }
            }
        }
        self.found("answer");
        let pair = Pair { request: again, reply: Some(reply), ..Pair::default() };
        self.pairs.push(Placed { what: pair, source });
    }

    /// An answer that stands before its request: the only one of each belong together.
    fn pair_leftovers(&mut self) {
        let alone = |pair: &Pair| pair.request.is_none() && pair.reply.is_some();
        let open = |pair: &Pair| pair.request.is_some() && pair.reply.is_none();
        let answers: Vec<usize> =
            (0..self.pairs.len()).filter(|&at| alone(&self.pairs[at].what)).collect();
        let requests: Vec<usize> =
            (0..self.pairs.len()).filter(|&at| open(&self.pairs[at].what)).collect();
        if let ([answer], [request]) = (answers.as_slice(), requests.as_slice()) {
            let reply = self.pairs[*answer].what.reply.take();
            self.pairs[*request].what.reply = reply;
            self.pairs.remove(*answer);
        }
    }

    fn judge(mut self, now: Timestamp, scrub: &Scrub) -> Taken {
        self.tokens_of_requests();
        // A clock of a server tells best when all of this was.
        let seen = self.pairs.iter().find_map(|pair| pair.what.date());
        let when = match seen {
            Some(_) => When::Dated,
            None if self.pairs.is_empty() && self.remarks.is_empty() => When::Now,
            None => When::Before,
        };
        let names: Vec<(String, String)> = self
            .tokens
            .iter()
            .enumerate()
            .map(|(at, token)| (token_name(at), token.what.text().to_owned()))
            .collect();
        let sent: Vec<String> = self.carried_tokens().map(str::to_owned).collect();
        let mentions = self.mentioned.clone();
        let mentioned = |token: &str| {
            mentions.iter().any(|one| one == token) && !sent.iter().any(|one| one == token)
        };
        // What is only mentioned went along with nothing.
        let may_be_sent: Vec<(String, String)> =
            names.iter().filter(|(_, token)| !mentioned(token)).cloned().collect();
        let mut checks = std::mem::take(&mut self.results);
        let mut issued = Vec::new();
        let (mut requests, mut answers, mut clients) = (0, 0, 0);
        for pair in &self.pairs {
            let id = if pair.what.request.is_some() {
                requests += 1;
                format!("request-{requests}")
            } else {
                answers += 1;
                format!("answer-{answers}")
            };
            let fact = if pair.what.is_token_request() {
                clients += 1;
                let name = numbered("client", clients);
                let (fact, token) = pair.what.token_request(&name, now, scrub);
                issued.extend(token.map(|(token, response)| (name, token, response, pair)));
                Fact::TokenRequest(Box::new(fact))
            } else {
                let identity = identity(&pair.what, &may_be_sent);
                Fact::Exchange(Box::new(pair.what.exchange(identity, now, scrub)))
            };
            checks.push(of_exchange(id, fact, pair));
        }
        for (at, token) in self.tokens.iter().enumerate() {
            let response = Response::default();
            let refused = self.refused_with(&token.what);
            let when = match refused {
                Some(_) => When::Dated,
                None if mentioned(token.what.text()) && when == When::Dated => When::Before,
                None => when,
            };
            let then = refused.or(seen.filter(|_| when == When::Dated)).unwrap_or(now);
            let of = inspect(&names[at].0, token.what.text(), &response, then, scrub);
            checks.push(of_token(&format!("token-{}", at + 1), of.fact, &token.source, when));
        }
        for (name, token, response, pair) in issued {
            let at = pair.what.date().unwrap_or(now);
            let of = inspect(&name, token.text(), &response, at, scrub);
            checks.push(of_token(&format!("{name}-token"), of.fact, &pair.source, When::Before));
        }
        self.remarks(&mut checks, scrub);
        let missing = self.missing();
        let requests: Vec<Request> =
            self.pairs.into_iter().filter_map(|pair| pair.what.request).collect();
        let mut unread = self.unread;
        unread.extend(requests.iter().flat_map(|one| one.unread.clone()));
        let mut hosts: Vec<String> = Vec::new();
        for url in requests.iter().filter_map(Request::address) {
            let host = url.host_str().unwrap_or_default().to_owned();
            if !hosts.contains(&host) && !host.contains(['{', '%', '$']) {
                hosts.push(crate::decode::clean(&scrub(&host)));
            }
        }
        Taken {
            checks,
            experiments: self.experiments,
            requests,
            unread,
            found: self.found,
            hosts,
            missing,
        }
    }

    /// When, by the server's clock, the first request with this token was refused. Of several requests that is
    /// the one whose time counts: an earlier one may have gone well.
    fn refused_with(&self, token: &Value) -> Option<Timestamp> {
        self.pairs.iter().find_map(|pair| {
            let status = pair.what.reply.as_ref()?.status?;
            let carried = pair.what.request.as_ref().and_then(carried)?;
            (status >= 400 && carried.text() == token.text()).then(|| pair.what.date()).flatten()
        })
    }

    /// The tokens that requests carry.
    fn carried_tokens(&self) -> impl Iterator<Item = &str> {
        let requests = self.pairs.iter().filter_map(|pair| pair.what.request.as_ref());
        let tokens = self.tokens.iter().map(|token| token.what.text());
        let carried: Vec<Value> = requests.filter_map(carried).collect();
        tokens.filter(move |token| carried.iter().any(|one| one.text() == *token))
    }

    /// Tokens that requests carry, before those that stand alone.
    fn tokens_of_requests(&mut self) {
        let mut all: Vec<Placed<Value>> = Vec::new();
        for pair in &self.pairs {
            let Some(request) = &pair.what.request else { continue };
            if let Some(token) = carried(request)
                && !all.iter().any(|known| known.what.text() == token.text())
            {
                all.push(Placed { what: token, source: pair.source.clone() });
            }
        }
        for token in std::mem::take(&mut self.tokens) {
            if !all.iter().any(|known| known.what.text() == token.what.text()) {
                all.push(token);
            }
        }
        self.tokens = all;
    }

    /// Words go with the failure that they are about; alone they are all that is known of it.
    fn remarks(&self, checks: &mut Vec<CheckResult>, scrub: &Scrub) {
        let fact = |source: RemarkSource, text: &str| {
            Fact::Remark(Box::new(Remark { source, text: text.to_owned() }))
        };
        let mut failure = checks.iter().position(|check| check.status == Status::Fail);
        if failure.is_none() {
            failure = checks.iter().position(|check| check.status == Status::Error);
        }
        let mut counts = [0, 0];
        for remark in &self.remarks {
            let (source, text) = &remark.what;
            let text = tidy(&scrub(&cover(text)));
            if text.is_empty() {
                continue;
            }
            if let Some(check) = failure.and_then(|at| checks.get_mut(at)) {
                check.facts.push(fact(*source, &text));
                continue;
            }
            let count = match source {
                RemarkSource::Log => &mut counts[0],
                RemarkSource::Note => &mut counts[1],
            };
            *count += 1;
            let id = format!("{}-{count}", source.as_str());
            let saw = crate::decode::clean(&text);
            let title = match source {
                RemarkSource::Log => "what a program printed",
                RemarkSource::Note => "what a person wrote",
            };
            let facts = vec![fact(*source, &text)];
            failure = Some(checks.len());
            checks.push(check(id, title, Status::Fail, saw, facts, &remark.source));
        }
    }

    /// What would help most, where something is not there.
    fn missing(&self) -> Option<&'static str> {
        let answered = self.pairs.iter().any(|pair| pair.what.reply.is_some());
        let asked = self.pairs.iter().any(|pair| pair.what.request.is_some());
        match (asked, answered) {
            _ if !self.found.is_empty() && self.found.iter().all(|one| *one == "report") => None,
            (true, false) => Some(
                "send the request once more with curl -i and add what it prints: the answer says most",
            ),
            (false, true) => Some(
                "add the request that got this answer, as a curl command: it shows where it went and \
                 what it carried",
            ),
            (false, false) => Some(
                "add the request that was refused, as a curl command, and its answer as curl -i prints it",
            ),
            (true, true) => {
                let mut requests = self.pairs.iter().filter_map(|pair| pair.what.request.as_ref());
                requests.all(|request| request.abridged).then_some(
                    "add the request with its headers, as a curl command: as it is written nothing says what it \
                     carried",
                )
            }
        }
    }
}

fn same_place(command: &Request, printed: &Request) -> bool {
    match (command.address(), printed.address()) {
        (Some(one), Some(other)) => {
            one.host_str() == other.host_str() && one.path() == other.path()
        }
        (None, _) | (_, None) => false,
    }
}

fn numbered(name: &str, count: usize) -> String {
    if count == 1 { name.to_owned() } else { format!("{name}-{count}") }
}

fn token_name(at: usize) -> String {
    numbered("token", at + 1)
}

/// The token that a request carries in its `Authorization` header, or in another one where it can be read.
pub(super) fn carried(request: &Request) -> Option<Value> {
    request.headers.iter().find_map(|(name, value)| {
        if !value.is_filled() {
            return None;
        }
        let bare = crate::decode::bare_credential(value.text());
        let place = CredentialPlace::Authorization;
        let of = crate::decode::credential(place, value.text(), true, request.literal);
        let authorization = name.eq_ignore_ascii_case("authorization");
        let scheme = of.scheme.as_deref().unwrap_or("bearer").to_ascii_lowercase();
        let bearer = !["basic", "digest", "negotiate", "ntlm"].contains(&scheme.as_str());
        let found = match of.kind {
            CredentialKind::Jwt | CredentialKind::Jwe => authorization || looks_like_a_token(bare),
            CredentialKind::Opaque => authorization && bearer && bare.len() >= 8,
            CredentialKind::UserAndPassword
            | CredentialKind::Signature
            | CredentialKind::ApiKey
            | CredentialKind::Masked
            | CredentialKind::Empty => false,
        };
        found.then(|| Value::new(bare))
    })
}

/// Whose credential goes along: a token by its name, any other as the caller's.
fn identity(pair: &Pair, names: &[(String, String)]) -> Option<String> {
    let only = || match names {
        [(name, _)] => Some(name.clone()),
        _ => None,
    };
    let Some(request) = &pair.request else {
        // Whoever adds a token to an answer says that it was sent.
        return only();
    };
    if let Some(token) = carried(request) {
        return names.iter().find(|(_, text)| text == token.text()).map(|(name, _)| name.clone());
    }
    let address = request.address();
    let all = super::sent::credentials(request, address.as_ref());
    let went = |one: &&SentCredential| {
        let nothing =
            one.kind == CredentialKind::Empty || one.flaws.contains(&CredentialFlaw::Placeholder);
        let place = match &one.place {
            CredentialPlace::Authorization
            | CredentialPlace::Header(_)
            | CredentialPlace::Query(_)
            | CredentialPlace::Url => true,
            CredentialPlace::ProxyAuthorization
            | CredentialPlace::Body(_)
            | CredentialPlace::Cookie => false,
        };
        place && !nothing
    };
    let found = all.iter().find(went)?;
    let bearer = found.kind == CredentialKind::Masked
        && found.scheme.as_deref().is_none_or(|scheme| scheme.eq_ignore_ascii_case("bearer"));
    if bearer { only().or_else(|| Some("caller".to_owned())) } else { Some("caller".to_owned()) }
}

pub(super) fn check(
    id: String,
    title: &str,
    status: Status,
    saw: String,
    facts: Vec<Fact>,
    source: &Source,
) -> CheckResult {
    CheckResult {
        pack: PACK.to_owned(),
        id,
        title: title.to_owned(),
        kind: "intake",
        status,
        severity: Severity::Error,
        effect: Effect::None,
        proves: None,
        saw,
        mismatches: Vec::new(),
        blocked: None,
        skipped: None,
        facts,
        attempts: 0,
        duration: Duration::ZERO,
        source: source.clone(),
        remedies: Vec::new(),
        docs: None,
        cleanup: None,
        waived: None,
    }
}

/// A refusal fails, a good answer passes; without an answer nothing can be told.
fn of_exchange(id: String, fact: Fact, pair: &Placed<Pair>) -> CheckResult {
    let asked = pair.what.request.is_some();
    let issued = fact.token_request().map(|request| request.issued);
    let Some(exchange) = fact.request() else {
        return check(id, "", Status::Error, String::new(), vec![fact], &pair.source);
    };
    let status = match (exchange.status, &exchange.error, issued) {
        (None, _, _) => Status::Error,
        (Some(200..=299), None, None) if exchange.answered_by == AnsweredBy::LoginPage => {
            Status::Fail
        }
        (Some(200..=299), None, None | Some(true)) => Status::Pass,
        (Some(100..=199), None, None) => Status::Pass,
        (Some(300..=399), None, None) => Status::Warn,
        (Some(_), _, _) => Status::Fail,
    };
    let carried = exchange.identity.is_some() && exchange.sent.is_some();
    let proves = (status == Status::Pass).then_some(if carried && issued.is_none() {
        Proof::Accepted
    } else {
        Proof::Config
    });
    let call = if asked { format!("{} {}", exchange.method, exchange.url) } else { String::new() };
    let saw = saw(exchange, asked);
    let title = if asked { call } else { "an answer".to_owned() };
    let mut done = check(id, &title, status, saw, vec![fact], &pair.source);
    done.proves = proves;
    done
}

/// The call and what came of it, in one line.
fn saw(exchange: &Exchange, asked: bool) -> String {
    let mut parts = Vec::new();
    match (exchange.status, &exchange.fault) {
        (None, None) => parts.push("no answer is given".to_owned()),
        (None, Some(_)) | (Some(_), _) => parts.push(exchange.answer()),
    }
    parts.extend(flaws(exchange.sent.as_deref()));
    for hop in &exchange.redirects {
        let where_to = if hop.elsewhere { "to another host" } else { "on the same host" };
        parts.push(format!("redirected {where_to}: {}", hop.location));
    }
    let answer = parts.join("; ");
    if asked { format!("{} {}: {answer}", exchange.method, path(&exchange.url)) } else { answer }
}

fn path(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').map_or("/", |at| &rest[at..]);
    path.split('?').next().unwrap_or_default().to_owned()
}
