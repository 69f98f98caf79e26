//! A redirect turns the POST into a GET without a body.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::draft::{call_of, verdict};
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The URL is not the final one (http instead of https, a missing or extra slash, another host
    /// name). The server answers 301 or 302, and clients follow with a GET and without the body (RFC
    /// 9110, section 15.4): parameters are “missing”, or the list is answered instead of a creation.
    ///
    /// ## How we know
    ///
    /// Confirmed when a POST was answered with a 301, 302 or 303 that differs in scheme or slash only.
    /// Likely when logs or notes have the marks of it: a POST that acts as a GET, 405, parameters
    /// missing that were sent.
    ///
    /// ## What to do
    ///
    /// Write the final URL: https, and the slash as the API documents it.
    ///
    /// ## Look-alikes
    ///
    /// `redirect-drops-credential`: the credential is lost, not the method.
    /// `login-page-instead-of-api`: the redirect leads to a login.
    id: "redirect-changes-method",
    group: "transport",
    leaf: &["NET-4"],
    title: "a redirect turns the POST into a GET and drops its body",
    remedies: &["call-final-url"],
    look_alikes: &["redirect-drops-credential", "login-page-instead-of-api"],
    symptoms: &[],
    judge: judge,
    next: |finding| Some(format!(
"send {call} with redirects off: a 301 or 302 confirms it; its `Location` is the URL to use",
call = call_of(finding)
)),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence
        .by_answers(Meaning::MethodChanged, Confidence::Confirmed, |host| {
            format!("{host} got a GET where a POST was sent")
        })
        .or_else(|| redirected(evidence));
    verdict(draft).or_signs(evidence, Meaning::MethodChanged, CAUSE.title)
}

/// A POST that was answered with a redirect after which clients go on with GET.
fn redirected(evidence: &Evidence<'_>) -> Option<Draft> {
    let (one, hop) = evidence.troubled_requests().find_map(|one| {
        let mut hops = one.fact.redirects.iter();
        let hop = hops.find(|hop| matches!(hop.status, 301..=303))?;
        let writes = !matches!(one.fact.method.as_str(), "GET" | "HEAD" | "OPTIONS");
        writes.then_some((one, hop))
    })?;
    let plain = |url: &str| {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        rest.split('?').next().unwrap_or_default().trim_end_matches('/').to_ascii_lowercase()
    };
    let method = one.fact.method.as_str();
    let same = plain(&hop.location) == plain(&one.fact.url);
    let sure = if same { Confidence::Confirmed } else { Confidence::Possible };
    let title = format!(
        "the {method} is answered with a redirect ({}) to {}, after which clients send a GET",
        hop.status, hop.location
    );
    Some(
        Draft::new(sure, title)
            .weighing(if same { 6 } else { 1 })
            .because(one.check, format!("{} to {}", hop.status, hop.location))
            .explains([one.check])
            .with("final_url", Some(hop.location.as_str()))
            .with("call", Some(format!("{method} {}", one.fact.url))),
    )
}
