//! Hits and near misses of every kind of experiment, of how answers compare, and of what causes make of them.

mod asked;
mod excluded;
mod granted;
mod judged;

use std::collections::BTreeSet;
use std::time::Duration;

use super::*;
use crate::diagnose::samples::*;
use crate::diagnose::{Evidence, diagnose};
use crate::model::*;

/// The kinds of what is asked for, in order.
fn kinds(checks: &[CheckResult], done: &[ExperimentResult]) -> Vec<&'static str> {
    ask(checks, done).iter().map(|one| one.kind).collect()
}

fn asks(kind: &str, checks: &[CheckResult]) -> bool {
    kinds(checks, &[]).contains(&kind)
}

/// The first experiment of a kind that is asked for, with what was seen.
fn made(
    kind: &str,
    checks: &[CheckResult],
    done: &[ExperimentResult],
    facts: Vec<Fact>,
) -> ExperimentResult {
    let asked = ask(checks, done);
    let experiment = asked.into_iter().find(|one| one.kind == kind).expect("asked for");
    let answer = facts.iter().filter_map(Fact::request).next_back().map(Exchange::answer);
    ExperimentResult {
        n: done.len() + 1,
        requests: experiment.act.requests(),
        experiment,
        request: "a request".to_owned(),
        answer: answer.unwrap_or_default(),
        ran: true,
        duration: Duration::ZERO,
        facts,
    }
}

fn fact(exchange: Exchange) -> Fact {
    Fact::Exchange(Box::new(exchange))
}

fn requested(scopes: &[&str], carried: Option<&[&str]>, code: &str, message: &str) -> Vec<Fact> {
    let mut request = token_request(scopes);
    request.issued = carried.is_some();
    if carried.is_none() {
        request.exchange = refusal("https://api.example/token", 400, code, message);
        request.error = request.exchange.error.clone();
    }
    let token = carried.map(|scopes| token_fact(token(scopes)));
    std::iter::once(Fact::TokenRequest(Box::new(request))).chain(token).collect()
}

/// The thread's run: the scope is not in the token, the queue is read, the post is refused without a reason.
fn thread() -> Vec<CheckResult> {
    vec![issued(&[]), token_scopes(token(&["conversation:read"])), queue_passed(), bare_post()]
}

fn root(checks: &[CheckResult], done: &[ExperimentResult]) -> (String, Confidence) {
    let root = diagnose(checks, done).root.expect("named");
    (root.cause, root.confidence)
}

#[test]
fn every_kind_is_documented_and_stands_once() {
    let table: BTreeSet<String> = EXPERIMENTS.iter().map(|kind| kind.id.to_owned()).collect();
    assert_eq!(table.len(), EXPERIMENTS.len(), "an id stands twice");
    for kind in EXPERIMENTS {
        let docs = kind.docs();
        let headings: Vec<_> = docs.lines().filter(|line| line.starts_with('#')).collect();
        assert_eq!(headings, ["## What is sent", "## When", "## What it proves"], "{}", kind.id);
        assert!(kind.question.ends_with('?'), "{}", kind.id);
        assert!(find(kind.id).is_some_and(|found| found.id == kind.id));
    }
}

/// A read that was refused with a challenge that says nothing.
fn bare_read() -> CheckResult {
    let mut answer = exchange(&format!("{API}/things"), 401);
    answer.challenges.push(challenge("Bearer", &[]));
    called("things", answer)
}

fn says_none_came() -> CheckResult {
    called("things", refusal(&format!("{API}/things"), 401, "credentials_required", ""))
}

/// The queue is read by node a, the post is refused by node b.
fn flapping() -> Vec<CheckResult> {
    let mut post = post(401, "invalid_token", "The signature could not be verified");
    let mut queue = queue_passed();
    for (check, node) in [(&mut queue, "a"), (&mut post, "b")] {
        if let Some(Fact::Exchange(exchange)) = check.facts.first_mut() {
            exchange.headers.push(("x-served-by".to_owned(), node.to_owned()));
        }
    }
    vec![queue, post]
}

/// The signature verifies here, and the API says that it does not.
fn stale() -> Vec<CheckResult> {
    let answer = refusal(
        &format!("{API}/things"),
        401,
        "invalid_token",
        "The signature could not be verified",
    );
    vec![verified(), called("read", answer)]
}

#[test]
fn the_ground_floor_names_the_same_kinds() {
    let table: BTreeSet<&str> = EXPERIMENTS.iter().map(|kind| kind.id).collect();
    assert_eq!(table, Experiment::KINDS.iter().copied().collect());
}
