//! Too many requests.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::{Evidence, Verdict, words};
use crate::model::{CheckResult, Confidence, Exchange};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The server counts requests, and this caller is over the limit. The credential was not judged,
    /// or its answer is hidden behind the limit.
    ///
    /// ## How we know
    ///
    /// Confirmed: the status is 429, or the error names the limit. Some token endpoints say so with a
    /// 400, some platforms with a 403.
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
            let refused = one.fact.status.is_some_and(|status| status >= 400);
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
    let wait = limited.iter().find_map(|(_, exchange)| exchange.header("retry-after"));
    let mut draft = Draft::new(
        Confidence::Confirmed,
        format!("{host} answers that there were too many requests"),
    )
    .with("host", Some(host))
    .with("retry_after", wait);
    for (check, exchange) in &limited {
        draft = draft.because(check, exchange.answer()).explains([*check]);
    }
    draft.found()
}
