//! Too many requests.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::{Evidence, Verdict, words};
use crate::model::{ApiError, CheckResult, Confidence, Exchange};
use crate::provider::{Meaning, Wording, read_api_refusal, read_token_refusal};

cause! {
    /// ## What it means
    ///
    /// The server counts requests, and this caller is over the limit. The credential was not judged,
    /// or its answer is hidden behind the limit.
    ///
    /// ## How we know
    ///
    /// Confirmed: the status is 429, a message on a WebSocket has the platform's code for it, or the answer that names the limit carries `Retry-After` or a count
    /// of which nothing is left. Some token endpoints say so with a 400, some platforms with a 403: their
    /// error code confirms it, a sentence alone makes it likely.
    ///
    /// ## What to do
    ///
    /// Wait as long as `Retry-After` says, then send one request. Fetch one token and use it until it
    /// expires, instead of one for each call.
    ///
    /// ## Look-alikes
    ///
    /// `edge-refused`: a firewall that blocks by rate without saying so.
    id: "rate-limited",
    group: "server",
    leaf: &["PLT-1"],
    title: "too many requests",
    remedies: &["wait-for-rate-limit"],
    look_alikes: &["edge-refused", "server-error"],
    symptoms: &["edge-refused", "login-page-instead-of-api"],
    judge: judge,
    next: |_| None,
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    by_facts(evidence).or_signs(evidence, Meaning::RateLimit, CAUSE.title)
}

fn by_facts(evidence: &Evidence<'_>) -> Verdict {
    let mut limited: Vec<(&CheckResult, &Exchange)> = evidence
        .troubled_requests()
        .filter(|one| {
            let refused =
                one.fact.status.is_some_and(|status| status >= 400) || in_session(one.fact);
            one.fact.status == Some(429)
                || refused && evidence.said(one.fact).contains(&Meaning::RateLimit)
        })
        .map(|one| (one.check, one.fact))
        .collect();
    for request in evidence.refused_token_requests() {
        if evidence.said(&request.fact.exchange).contains(&Meaning::RateLimit) {
            limited.push((request.check, &request.fact.exchange));
        }
    }
    let Some((_, first)) = limited.first() else { return Verdict::Unknown };
    let host = words::host(&first.url);
    let by_header = limited.iter().find_map(|(_, exchange)| exchange.header("retry-after"));
    let wait =
        by_header.or_else(|| limited.iter().find_map(|(_, exchange)| told_to_wait(exchange)));
    // It is no header, and must not be called one.
    let in_message = (by_header.is_none() && wait.is_some()).then_some(true);
    let proven = limited.iter().any(|(_, exchange)| counts(exchange));
    let mut draft = Draft::new(
        if proven { Confidence::Confirmed } else { Confidence::Likely },
        format!("{host} answers that there were too many requests"),
    )
    .with("host", Some(host))
    .with("retry_after", wait)
    .with("retry_in_message", in_message);
    for (check, exchange) in &limited {
        draft = draft.because(check, exchange.answer()).explains([*check]);
    }
    draft.found()
}

/// Whether an answer shows by more than a sentence that it counts requests.
fn counts(exchange: &Exchange) -> bool {
    let nothing_left = ["x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining"]
        .iter()
        .any(|name| exchange.header(name).is_some_and(|left| left.trim() == "0"));
    let code = exchange.error.as_ref().and_then(|error| error.code.as_deref());
    let by_code = if in_session(exchange) {
        let bare = exchange.error.clone().map(|error| ApiError { message: None, ..error });
        Wording::of_api(&Exchange { error: bare, ..exchange.clone() }).read()
    } else {
        [read_api_refusal(code, None), read_token_refusal(code, None)].concat()
    };
    exchange.status == Some(429)
        || exchange.header("retry-after").is_some()
        || nothing_left
        || by_code.contains(&Meaning::RateLimit)
}

/// Whether a message on the WebSocket is the refusal.
fn in_session(exchange: &Exchange) -> bool {
    exchange.socket.is_some() && exchange.error.is_some()
}

/// The seconds that a message on the WebSocket asks to wait.
fn told_to_wait(exchange: &Exchange) -> Option<&str> {
    let received = exchange.socket.as_ref()?.frames.iter().filter(|frame| !frame.sent);
    let mut members = received.flat_map(|frame| &frame.members);
    members.find(|(name, _)| name == "retryAfter").map(|(_, seconds)| seconds.as_str())
}
