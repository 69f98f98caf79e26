//! `why401 diagnose --live`: the request that was given, sent, and the experiments that follow.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use url::Url;

use super::console::Console;
use super::interrupt::{self, Interrupts};
use super::outcome::Failure;
use super::stream::Stream;
use super::{check, gather, runtime};
use crate::cli::{Allow, DiagnoseArgs};
use crate::decode::Scrub;
use crate::diagnose::ask;
use crate::intake::{Request, Taken};
use crate::live::{self, Live};
use crate::model::{CheckResult, Custody, Event, Exchange, ExperimentResult, Fact, Status};
use crate::net::{Session, Transport, TransportOptions};
use crate::plan::Plan;
use crate::runner::{self, Allowed, Bench, Options, StopReason, Stopper};

/// How often diagnosis may ask: the second time with what the first showed.
const ROUNDS: usize = 2;

/// What came of it.
#[derive(Default)]
pub(super) struct Sent {
    /// Whether the user ended it.
    pub(super) interrupted: bool,
    /// Why the request was not sent, or what else is to be said.
    pub(super) said: Vec<String>,
}

/// The request that decides, ready to be sent.
struct Ready {
    plan: Plan,
    request: Request,
    /// The check of the request as it was given.
    given: Option<String>,
    /// Whether the token comes of another request.
    fetches: bool,
}

/// Sends the request that decides. What is seen is added to what was taken in.
pub(super) fn send(
    args: &DiagnoseArgs,
    console: &Console,
    taken: &mut Taken,
    custody: &Custody,
    scrub: &Scrub,
    stream: &Stream,
) -> Result<Sent, Failure> {
    let ready = match ready(args, taken, custody, scrub) {
        Ok(ready) => ready,
        Err(why) => {
            return Ok(Sent {
                said: vec![format!("not sent: {}", scrub(&why))],
                ..Sent::default()
            });
        }
    };
    let mut transport = gather::transport(&args.sending.network, false)?;
    if transport.proxy.is_none() {
        transport.proxy = ready.request.proxy.as_ref().map(|proxy| proxy.text().to_owned());
    }
    let mut sent = Sent::default();
    if ready.request.insecure {
        sent.said.push(
            "the certificate is checked although the command says otherwise; --cacert names one to trust"
                .to_owned(),
        );
    }
    sent.interrupted = runtime::start()?
        .block_on(run(args, console, taken, &ready, transport, custody, scrub, stream))?;
    Ok(sent)
}

/// Fills the variables of the request that decides, and plans it.
fn ready(
    args: &DiagnoseArgs,
    taken: &Taken,
    custody: &Custody,
    scrub: &Scrub,
) -> Result<Ready, String> {
    let Some((chosen, given)) = live::choose(taken) else {
        return Err("there is no request; add it as a curl command".to_owned());
    };
    let variable = |name: &str| std::env::var(name).ok();
    let fill = |request: &Request| request.fill(&variable, custody);
    let mut fetch = None;
    let request = match fill(chosen) {
        Ok(request) => request,
        Err(missing) => {
            // Another request of the input may fetch the token that this one lacks.
            let mut bare = chosen.clone();
            bare.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("authorization"));
            let client = |one: &&Request| {
                one.token_ask().is_some_and(|ask| ask.grant == "client_credentials")
            };
            let asks = taken.requests.iter().filter(|_| chosen.token_ask().is_none()).find(client);
            fetch = asks.and_then(|one| fill(one).ok());
            match fill(&bare) {
                Ok(bare) if fetch.is_some() => bare,
                Ok(_) | Err(_) => {
                    return Err(format!(
                        "not set in the environment: {}; set it and run this once more",
                        missing.join(", ")
                    ));
                }
            }
        }
    };
    let named: Vec<Url> = taken
        .requests
        .iter()
        .filter_map(|one| fill(one).map_or_else(|_| one.address(), |one| one.address()))
        .collect();
    let exchange = given.and_then(|check| check.facts.iter().find_map(Fact::request));
    let dated = exchange.filter(|one| one.status.is_some() && one.header("date").is_some());
    let live = Live {
        request: &request,
        fetch: fetch.as_ref(),
        identity: exchange.and_then(|one| one.identity.as_deref()),
        answered: dated.map(|one| one.started),
        named: &named,
        other_hosts: args.sending.allow.contains(&Allow::OtherHosts),
        write: args.sending.allow.contains(&Allow::Write),
        now: Timestamp::now(),
        scrub,
    };
    let plan = live::ready(&live).map_err(|why| why.0)?;
    let given = given.map(|check| check.id.clone());
    let fetches = fetch.is_some();
    Ok(Ready { plan, request, given, fetches })
}

#[expect(
    clippy::too_many_arguments,
    reason = "a run needs all of what was given, and has no state of its own"
)]
async fn run(
    args: &DiagnoseArgs,
    console: &Console,
    taken: &mut Taken,
    ready: &Ready,
    transport: TransportOptions,
    custody: &Custody,
    scrub: &Scrub,
    stream: &Stream,
) -> Result<bool, Failure> {
    let sending = &args.sending;
    let allows = |what| sending.allow.contains(&what);
    let transport =
        Transport::new(transport).map_err(|error| Failure::usage(format!("error: {error}")))?;
    let hosts = (!allows(Allow::OtherHosts)).then(|| ready.plan.hosts.clone());
    let session = Session::new(
        Arc::new(transport),
        hosts,
        custody.clone(),
        Arc::clone(scrub),
        Arc::new(Timestamp::now),
    );
    let progress = check::progress(console, scrub);
    let on_event = |event: Event| {
        stream.event(&event);
        progress.event(&event);
    };
    let options = Options {
        jobs: Arc::new(Semaphore::new(4)),
        timeout: sending.timeout,
        deadline: Some(Instant::now() + sending.deadline),
    };
    let (stopper, stop) = Stopper::new();
    on_event(Event::RunStarted { checks: ready.plan.checks.len() });
    let work = async {
        let mut ran = runner::run(&ready.plan, &session, &options, stop.clone(), &on_event).await;
        let mut stopped = ran.stopped.is_some();
        put_beside(taken, std::mem::take(&mut ran.results), ready, scrub);
        let bench = Bench { plan: &ready.plan, session: &session, readings: &ran.readings };
        let allowed = Allowed {
            requests: sending.max_experiments.into(),
            writes: allows(Allow::Write),
            other_hosts: allows(Allow::OtherHosts),
        };
        for _ in 0..ROUNDS {
            let own = taken.checks.iter().find(|check| is_own(check)).cloned();
            let Some(own) = own.filter(|_| !stopped && !sending.no_experiments) else { break };
            let asked = ask(&taken.checks, &taken.experiments);
            let given = ready.given.as_deref();
            let done = &taken.experiments;
            let asked = live::aim(asked, &ready.plan, &ready.request, given, &own, done);
            if asked.is_empty() || allowed.requests == 0 {
                break;
            }
            let benches = std::slice::from_ref(&bench);
            let made: Vec<ExperimentResult> = runner::experiment(
                benches,
                &taken.checks,
                done,
                asked,
                allowed,
                &options,
                &stop,
                &on_event,
            )
            .await;
            taken.experiments.extend(made);
            stopped = stop.reason().is_some();
        }
        stop.reason() == Some(StopReason::Interrupted)
    };
    let mut interrupts = Interrupts::listen().map_err(Failure::internal)?;
    let done = interrupt::until_done(work, &mut interrupts, &stopper).await;
    progress.finish();
    done.ok_or_else(Failure::interrupted_again)
}

/// Whether it is the check of the request itself.
fn is_own(check: &CheckResult) -> bool {
    check.attempts + u32::from(check.status == Status::Skip) > 0
        && matches!(check.id.as_str(), live::REQUEST | live::TOKEN)
}

/// Puts what was seen before what was given: it is newer. A request that was given without an answer says nothing
/// beside one that was sent; what people said of it stays.
fn put_beside(taken: &mut Taken, mut results: Vec<CheckResult>, ready: &Ready, scrub: &Scrub) {
    let at = taken.checks.iter().position(|check| Some(&check.id) == ready.given.as_ref());
    let asked = |check: &CheckResult| check.facts.iter().find_map(Fact::request).cloned();
    let before = at.and_then(|at| asked(&taken.checks[at]));
    if let Some(own) = results.first_mut() {
        let after = asked(own);
        own.saw.push_str(&differs(before.as_ref(), after.as_ref()));
        // A credential that is no token has no identity in the plan; what was given says whose it is.
        let whose = before.as_ref().and_then(|one| one.identity.clone());
        for fact in &mut own.facts {
            let Fact::Exchange(exchange) = fact else { continue };
            if exchange.identity.is_none() {
                exchange.identity.clone_from(&whose);
            }
            if !ready.fetches {
                exchange.sent = Some(Box::new(ready.request.sent(scrub)));
            }
        }
        let silent = |one: &Exchange| one.status.is_none() && one.fault.is_none();
        if after.is_some()
            && let Some(at) = at.filter(|_| before.as_ref().is_some_and(silent))
        {
            let given = taken.checks.remove(at);
            let words = given.facts.into_iter().filter(|fact| matches!(fact, Fact::Remark(_)));
            own.facts.extend(words);
        }
    }
    results.append(&mut taken.checks);
    taken.checks = results;
}

/// What to say where the answer is not the one that was given.
fn differs(before: Option<&Exchange>, after: Option<&Exchange>) -> String {
    let status = |one: Option<&Exchange>| one.and_then(|one| one.status);
    match (status(before), status(after)) {
        (Some(before), Some(after)) if before != after => {
            format!("; the answer that was given is {before}")
        }
        _ => String::new(),
    }
}
