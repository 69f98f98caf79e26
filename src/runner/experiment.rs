//! Makes experiments: control requests that differ in one thing, with the probes and the sessions of the run.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::{Instant, sleep, sleep_until};
use url::Url;

use super::attempt::look;
use super::cleanup::remove;
use super::experiment_safety::{Allowed, Tally, is_moot, refuse, writes};
use super::stop::Stop;
use super::{Options, StopReason};
use crate::model::{
    Act, CheckResult, CleanupResult, Event, Exchange, Experiment, ExperimentResult, Fact,
    NODE_HEADERS, Readings, Variation,
};
use crate::net::Session;
use crate::plan::{Cleanup, Plan, PlannedCheck};
use crate::probe::{Context, Observation, Outcome, act};

/// How long is waited between two requests of a series.
const SPACING: Duration = Duration::from_millis(100);

/// A plan with what its run left behind: the session with its tokens, and what checks saw.
pub struct Bench<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Its session.
    pub session: &'a Session,
    /// What its checks saw and others read.
    pub readings: &'a Readings,
}

/// Makes one round of experiments. Those about one host are made one after another, so that none changes what
/// another one sees and a 429 ends them; different hosts are asked at the same time. Results have the order
/// in which they were asked for, numbered on from `done`.
#[expect(
    clippy::too_many_arguments,
    reason = "a round needs all of the run, and has no state of its own"
)]
pub async fn experiment(
    benches: &[Bench<'_>],
    results: &[CheckResult],
    done: &[ExperimentResult],
    asked: Vec<Experiment>,
    allowed: Allowed,
    options: &Options,
    stop: &Stop,
    on_event: &(dyn Fn(Event) + Sync),
) -> Vec<ExperimentResult> {
    let mut tally = Tally::new(results, done);
    let mut made: Vec<Option<ExperimentResult>> = Vec::new();
    let mut lanes: BTreeMap<String, Vec<(usize, Experiment)>> = BTreeMap::new();
    let worth = asked.into_iter().filter(|one| !is_moot(one, bench_of(benches, one)));
    for (index, one) in worth.enumerate() {
        let bench = bench_of(benches, &one);
        match refuse(&one, bench, results, allowed, &mut tally) {
            Some(why) => made.push(Some(not_made(done.len() + index + 1, one, &why))),
            None => {
                made.push(None);
                lanes.entry(host(&one, results)).or_default().push((index, one));
            }
        }
    }
    let halted = AtomicBool::new(false);
    let running = lanes.into_values().map(|lane| {
        let halted = &halted;
        async move {
            let mut made = Vec::new();
            for (index, one) in lane {
                let n = done.len() + index + 1;
                let Some(bench) = bench_of(benches, &one) else { continue };
                let turn = Turn { bench, results, options, stop, halted, on_event };
                made.push((index, turn.take(n, one).await));
            }
            made
        }
    });
    for (index, one) in join_all(running).await.into_iter().flatten() {
        made[index] = Some(one);
    }
    made.into_iter().flatten().collect()
}

fn bench_of<'a>(benches: &'a [Bench<'a>], experiment: &Experiment) -> Option<&'a Bench<'a>> {
    benches.iter().find(|bench| bench.plan.name == experiment.pack)
}

fn not_made(n: usize, experiment: Experiment, why: &str) -> ExperimentResult {
    ExperimentResult {
        n,
        experiment,
        requests: 0,
        request: "none".to_owned(),
        answer: format!("not made: {why}"),
        ran: false,
        duration: Duration::ZERO,
        facts: Vec::new(),
    }
}

/// The host that an experiment is about.
fn host(experiment: &Experiment, results: &[CheckResult]) -> String {
    let name = |url: &str| Url::parse(url).ok()?.host_str().map(str::to_owned);
    let named = match &experiment.act {
        Act::ReadKeys { url, .. } | Act::ReadGrants { api: url, .. } => name(url),
        Act::ReadClocks { urls } | Act::RequestTokenAt { urls, .. } => {
            urls.first().and_then(|url| name(url))
        }
        // A check that looks at a token has made no request of its own.
        Act::RequestToken { identity, .. } => results
            .iter()
            .flat_map(|result| &result.facts)
            .filter_map(Fact::token_request)
            .find(|one| one.identity == *identity)
            .and_then(|one| name(&one.exchange.url)),
        Act::Send(_) | Act::WhoAmI { .. } => None,
    };
    let own = results
        .iter()
        .find(|result| result.pack == experiment.pack && result.id == experiment.check);
    let own = || {
        let facts = &own?.facts;
        let call = facts.iter().filter_map(Fact::exchange).next_back();
        name(&call.or_else(|| facts.iter().find_map(Fact::request))?.url)
    };
    named.or_else(own).unwrap_or_default()
}

/// One experiment's turn.
struct Turn<'a> {
    bench: &'a Bench<'a>,
    results: &'a [CheckResult],
    options: &'a Options,
    stop: &'a Stop,
    /// Set by the first 429: nothing is sent after it.
    halted: &'a AtomicBool,
    on_event: &'a (dyn Fn(Event) + Sync),
}

/// What one experiment's requests gave.
#[derive(Default)]
struct Seen {
    requests: u32,
    saw: Vec<String>,
    facts: Vec<Fact>,
    nothing_sent: bool,
}

impl Turn<'_> {
    async fn take(&self, n: usize, experiment: Experiment) -> ExperimentResult {
        if let Some(why) = self.over() {
            let result = not_made(n, experiment, &why);
            (self.on_event)(Event::ExperimentFinished(Box::new(result.clone())));
            return result;
        }
        let question = experiment.question.clone();
        (self.on_event)(Event::ExperimentStarted { n, question });
        let started = Instant::now();
        let seen = self.make(&experiment).await;
        let result = if seen.nothing_sent {
            let why = seen.saw.join("; ");
            not_made(n, experiment, why.strip_prefix("not sent: ").unwrap_or(&why))
        } else {
            ExperimentResult {
                n,
                requests: seen.requests,
                request: request_line(&experiment, &seen.facts),
                answer: answer_line(&experiment.act, &seen),
                experiment,
                ran: true,
                duration: started.elapsed(),
                facts: seen.facts,
            }
        };
        (self.on_event)(Event::ExperimentFinished(Box::new(result.clone())));
        result
    }

    /// Why nothing more is sent.
    fn over(&self) -> Option<String> {
        if let Some(reason) = self.stop.reason() {
            return Some(reason.as_str().to_owned());
        }
        if self.options.deadline.is_some_and(|deadline| deadline <= Instant::now()) {
            return Some(StopReason::DeadlinePassed.as_str().to_owned());
        }
        let halted = self.halted.load(Ordering::SeqCst);
        halted.then(|| "the server asks for fewer requests (429)".to_owned())
    }

    async fn make(&self, experiment: &Experiment) -> Seen {
        let times = match &experiment.act {
            Act::Send(Variation::Repeat { times }) | Act::ReadKeys { times, .. } => *times,
            Act::Send(_)
            | Act::WhoAmI { .. }
            | Act::RequestToken { .. }
            | Act::RequestTokenAt { .. }
            | Act::ReadGrants { .. }
            | Act::ReadClocks { .. } => 1,
        };
        let check = self.bench.plan.checks.iter().find(|check| check.id == experiment.check);
        let mut seen = Seen::default();
        for time in 0..times {
            if time > 0 {
                sleep(SPACING).await;
                if self.over().is_some() {
                    break;
                }
            }
            let observed = self.once(experiment, check).await;
            let requests = observed.facts.iter().filter_map(Fact::request);
            let sent = requests.clone().filter(|one| was_sent(one)).count();
            if requests.clone().any(|one| one.status == Some(429)) {
                self.halted.store(true, Ordering::SeqCst);
            }
            seen.requests += u32::try_from(sent).unwrap_or(u32::MAX);
            seen.nothing_sent |= time == 0 && sent == 0;
            seen.saw.push(observed.saw);
            seen.facts.extend(observed.facts);
        }
        seen
    }

    /// Sends once. A write is waited for, so that what it made is removed; a read is given up when the run is
    /// to end.
    async fn once(&self, experiment: &Experiment, check: Option<&PlannedCheck>) -> Observation {
        let Bench { plan, session, readings } = self.bench;
        let limit = check.and_then(|check| check.timeout).unwrap_or(self.options.timeout);
        let end = Instant::now() + limit;
        let paths = check.map(PlannedCheck::paths).unwrap_or_default();
        let context = |variation| Context {
            session,
            identities: &plan.identities,
            readings,
            paths: &paths,
            expected: &[],
            deadline: self.options.deadline.map_or(end, |deadline| deadline.min(end)),
            attempt: 1,
            variation,
            undecided: &|_, _| false,
        };
        let (Act::Send(variation), Some(check)) = (&experiment.act, check) else {
            let context = context(None);
            return self.unless_stopped(act(&experiment.act, &context)).await;
        };
        let context = context(Some(variation));
        let probe = check.probe.as_ref();
        let own = self.results.iter().find(|one| one.pack == plan.name && one.id == check.id);
        let sent = own.and_then(|own| own.last_exchange());
        if !sent.is_some_and(|sent| writes(check, sent)) {
            return self.unless_stopped(look(probe, &context, limit)).await;
        }
        let mut observed = look(probe, &context, limit).await;
        if let Some(cleaned) = self.clean_up(check, variation, &observed).await {
            observed.saw = if cleaned.done {
                format!("{}; what it made was removed", observed.saw)
            } else {
                format!("{}; {}", observed.saw, cleaned.saw)
            };
        }
        observed
    }

    /// Removes what a write made that was sent once more.
    async fn clean_up(
        &self,
        check: &PlannedCheck,
        variation: &Variation,
        observed: &Observation,
    ) -> Option<CleanupResult> {
        let Bench { plan, session, readings } = self.bench;
        let exchange = observed.facts.iter().filter_map(Fact::exchange).next_back()?;
        let refused = exchange.status.is_some_and(|status| status >= 400);
        if refused || !matches!(check.cleanup, Some(Cleanup::Probe { .. })) {
            return None;
        }
        let mut readings = (*readings).clone();
        for (path, value) in &observed.readings {
            readings.insert(&check.id, path, value.clone());
        }
        (self.on_event)(Event::CleanupStarted { pack: plan.name.clone(), id: check.id.clone() });
        // With the run's own token, where another one or none went along only to see it refused.
        let token = matches!(
            variation,
            Variation::FreshToken | Variation::TokenWithScopes(_) | Variation::CanonicalHeader
        );
        let variation = token.then_some(variation);
        let cleaned = remove(plan, check, session, &readings, variation).await;
        if !cleaned.done {
            (self.on_event)(Event::CleanupFailed {
                pack: plan.name.clone(),
                id: check.id.clone(),
                saw: cleaned.saw.clone(),
            });
        }
        Some(cleaned)
    }

    async fn unless_stopped(&self, looking: impl Future<Output = Observation>) -> Observation {
        let mut stop = self.stop.clone();
        let deadline = async {
            match self.options.deadline {
                Some(deadline) => sleep_until(deadline).await,
                None => std::future::pending().await,
            }
        };
        let given_up = |reason: StopReason| Observation {
            outcome: Outcome::CouldNotTell,
            saw: format!("given up: {}", reason.as_str()),
            facts: Vec::new(),
            readings: Vec::new(),
            proves: None,
        };
        tokio::select! {
            biased;
            observed = looking => observed,
            reason = stop.wait() => given_up(reason),
            () = deadline => given_up(StopReason::DeadlinePassed),
        }
    }
}

/// Whether a request left this machine, or may have.
fn was_sent(exchange: &Exchange) -> bool {
    use crate::model::FaultKind::{HostNotNamed, Request};
    !exchange.fault.as_ref().is_some_and(|fault| matches!(fault.kind, HostNotNamed | Request))
}

/// An answer, and the node that gave it where a header names one.
fn by_node(exchange: &Exchange) -> String {
    let node = NODE_HEADERS.iter().find_map(|name| exchange.header(name));
    match node {
        Some(node) => format!("{}, by {node}", exchange.answer()),
        None => exchange.answer(),
    }
}

/// The request in one line.
fn request_line(experiment: &Experiment, facts: &[Fact]) -> String {
    let last = facts.iter().filter_map(Fact::request).next_back();
    let call = last.map_or_else(String::new, |one| format!("{} {}", one.method, one.url));
    match &experiment.act {
        Act::Send(_) | Act::WhoAmI { .. } | Act::RequestToken { .. } | Act::ReadKeys { .. } => call,
        Act::RequestTokenAt { urls, .. } => match urls.as_slice() {
            [] => String::new(),
            [only] => format!("POST {only}"),
            [first, others @ ..] => {
                format!("POST {first} and {} more hosts", others.len())
            }
        },
        Act::ReadGrants { .. } => {
            let mut sent = facts.iter().filter_map(Fact::request);
            let first = sent.next();
            let first = first.map_or_else(String::new, |one| format!("{} {}", one.method, one.url));
            match sent.count() {
                0 => first,
                more => format!("{first} and {more} more"),
            }
        }
        Act::ReadClocks { urls } => format!("HEAD {}", urls.join(" and ")),
    }
}

/// What came back in one line; answers of a series that are alike are counted.
fn answer_line(act: &Act, seen: &Seen) -> String {
    let counted = |texts: Vec<String>| {
        let mut groups: Vec<(String, usize)> = Vec::new();
        let all = texts.len();
        for text in texts {
            match groups.iter_mut().find(|(known, _)| *known == text) {
                Some((_, count)) => *count += 1,
                None => groups.push((text, 1)),
            }
        }
        groups.sort();
        let parts = groups.into_iter().map(|(text, count)| format!("{count} of {all}: {text}"));
        parts.collect::<Vec<_>>().join("; ")
    };
    match act {
        Act::Send(Variation::Repeat { .. }) => {
            counted(seen.facts.iter().filter_map(Fact::exchange).map(by_node).collect())
        }
        Act::ReadKeys { .. } => counted(seen.saw.clone()),
        Act::Send(_)
        | Act::WhoAmI { .. }
        | Act::RequestToken { .. }
        | Act::RequestTokenAt { .. }
        | Act::ReadGrants { .. }
        | Act::ReadClocks { .. } => seen.saw.join("; "),
    }
}
