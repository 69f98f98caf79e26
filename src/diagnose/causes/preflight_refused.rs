//! The browser’s preflight is refused, or error answers lack the CORS headers.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::draft::verdict;
use crate::diagnose::{Evidence, Verdict, words};
use crate::model::{Confidence, Exchange};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// Before a call to another origin the browser asks with OPTIONS, and never sends a credential with
    /// that (Fetch standard). A server that demands one there blocks every call. Error answers without
    /// CORS headers look like a CORS error too, and hide the 401 behind it.
    ///
    /// ## How we know
    ///
    /// Confirmed when an OPTIONS preflight was answered 401, or when an error answer to a call with
    /// `Origin` lacks `Access-Control-Allow-Origin` and the browser’s log says so. Likely when the
    /// preflight was answered 403 or 405, or logs speak of it. Ruled out when a preflight was answered
    /// 2xx.
    ///
    /// ## What to do
    ///
    /// Answer OPTIONS before authentication, and add CORS headers to error answers as well.
    ///
    /// ## Look-alikes
    ///
    /// `origin-not-allowed`: the preflight is read, and this origin is not on the list.
    /// `token-expired`: the reason that a CORS error hides. `edge-refused`: a firewall refuses OPTIONS.
    id: "preflight-refused",
    group: "transport",
    leaf: &["NET-3"],
    title: "the server refuses the browser’s preflight, or its error answers lack the CORS headers",
    remedies: &["answer-preflight"],
    look_alikes: &["origin-not-allowed", "token-expired", "edge-refused"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("send the same call with curl, with its Origin header: an answer that is good there means that only the browser is held up; then send OPTIONS with Access-Control-Request-Method: 401 confirms it".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence
        .by_answers(Meaning::Preflight, Confidence::Confirmed, |host| {
            format!("{host} refuses the preflight")
        })
        .or_else(|| refused(evidence))
        .or_else(|| error_without_headers(evidence));
    if draft.is_none()
        && let Some(one) = evidence
            .exchanges()
            .iter()
            .find(|one| is_preflight(one.fact) && matches!(one.fact.status, Some(200..=299)))
    {
        return Verdict::RuledOut(format!("{} shows a preflight that was answered", one.check.id));
    }
    verdict(draft).or_signs(evidence, Meaning::Preflight, CAUSE.title)
}

/// A preflight that is not answered with success: no browser goes on after that.
fn refused(evidence: &Evidence<'_>) -> Option<Draft> {
    let one = evidence
        .troubled_requests()
        .find(|one| is_preflight(one.fact) && matches!(one.fact.status, Some(401 | 403 | 405)))?;
    // A 403 may as well mean that this origin is not on the list.
    let challenged = one.fact.status == Some(401);
    let sure = if challenged { Confidence::Confirmed } else { Confidence::Likely };
    let host = words::host(&one.fact.url);
    let title = format!("{host} refuses the browser's preflight, which never carries a credential");
    Some(
        Draft::new(sure, title)
            .weighing(if challenged { 6 } else { 3 })
            .because(one.check, format!("OPTIONS is answered {}", one.fact.answer()))
            .explains([one.check])
            .with("host", Some(host)),
    )
}

/// A refusal of a call with `Origin` that a browser may not read, and says so in its log.
fn error_without_headers(evidence: &Evidence<'_>) -> Option<Draft> {
    let told = evidence.logs().any(|log| {
        log.contains("no 'access-control-allow-origin' header")
            || log.contains("cors header 'access-control-allow-origin' missing")
            || log.contains("cors header ‘access-control-allow-origin’ missing")
    });
    let one = evidence.troubled_requests().find(|one| {
        let origin = one
            .fact
            .sent
            .as_ref()
            .is_some_and(|sent| sent.headers.iter().any(|name| name == "origin"));
        let bare = one.fact.header("access-control-allow-origin").is_none();
        origin && bare && matches!(one.fact.status, Some(400..=599))
    })?;
    told.then(|| {
        let host = words::host(&one.fact.url);
        let title = format!(
            "error answers of {host} lack the CORS headers, so that the browser hides them"
        );
        let text = format!("the answer behind the CORS error is {}", one.fact.answer());
        Draft::new(Confidence::Confirmed, title)
            .weighing(6)
            .because(one.check, text)
            .explains([one.check])
            .with("host", Some(host))
    })
}

/// An OPTIONS request that a browser sent for itself (Fetch standard, CORS-preflight request).
fn is_preflight(exchange: &Exchange) -> bool {
    let names = exchange.sent.as_ref().map(|sent| sent.headers.as_slice()).unwrap_or_default();
    exchange.method == "OPTIONS" && names.iter().any(|name| name == "access-control-request-method")
}
