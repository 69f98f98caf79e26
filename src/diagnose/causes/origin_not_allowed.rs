//! The site that calls is not on the list of allowed origins.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::draft::{call_of, verdict};
use crate::diagnose::evidence::is_troubled;
use crate::diagnose::{Evidence, Verdict};
use crate::model::{Confidence, Exchange};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The server takes calls from listed sites only, and compares the `Origin` header letter by
    /// letter: scheme, host and port, no path and no slash at the end. Behind a proxy the server may
    /// also compare with a name that it has inside.
    ///
    /// ## How we know
    ///
    /// Confirmed when the refusal says so, or when a WebSocket opens without an `Origin` and is still refused with it.
    /// Likely when a WebSocket upgrade that carries an `Origin` is
    /// answered 403, or when the configured entry differs from the origin by a slash, a path or a port.
    /// Possible only where a read beside it shows that the resource is switched off or not there: a
    /// handshake is refused for that in the same way.
    /// Ruled out when a call with the same origin was accepted.
    ///
    /// ## What to do
    ///
    /// Add the bare origin to the list; behind a proxy, set the public name.
    ///
    /// ## Look-alikes
    ///
    /// `preflight-refused`: the server challenges the preflight itself. `resource-disabled`: no origin
    /// is let in. `edge-refused`: a firewall refuses, with any origin.
    /// `websocket-credential-impossible`: the handshake lacks a credential.
    id: "origin-not-allowed",
    group: "configuration",
    leaf: &["CFG-2"],
    title: "the origin or domain that calls is not on the list of those that are allowed",
    remedies: &["allow-origin"],
    look_alikes: &["preflight-refused", "resource-disabled", "edge-refused", "websocket-credential-impossible"],
    symptoms: &[],
    judge: judge,
    next: |finding| Some(format!(
"send {call} with curl once with the Origin of an allowed site and once without Origin: an answer that changes confirms it",
call = call_of(finding)
)),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence
        .by_answers(Meaning::Origin, Confidence::Confirmed, |host| {
            format!("{host} says that the origin is not allowed")
        })
        .or_else(|| refused_upgrade(evidence));
    let verdict = verdict(draft).or_signs(evidence, Meaning::Origin, CAUSE.title);
    match verdict {
        Verdict::Unknown => {
            let origins: Vec<&str> =
                evidence.troubled_requests().filter_map(|one| origin(one.fact)).collect();
            let accepted = evidence.exchanges().iter().find(|one| {
                matches!(one.fact.status, Some(101 | 200..=299))
                    && origin(one.fact).is_some_and(|origin| origins.contains(&origin))
            });
            accepted.map_or(Verdict::Unknown, |one| {
                Verdict::RuledOut(format!("{} was accepted with the same origin", one.check.id))
            })
        }
        known => known,
    }
}

/// A WebSocket upgrade with an `Origin` that is answered 403 without another reason.
fn refused_upgrade(evidence: &Evidence<'_>) -> Option<Draft> {
    let one = evidence.troubled_requests().find(|one| {
        let said = evidence.said(one.fact);
        is_upgrade(one.fact)
            && one.fact.status == Some(403)
            && said.is_empty()
            && origin(one.fact).is_some()
    })?;
    let origin = origin(one.fact)?;
    let title = format!("the WebSocket handshake from {origin} is refused");
    let doubted = evidence.exchanges().iter().any(|other| {
        let absent = matches!(other.fact.status, Some(404 | 410));
        is_troubled(other.check)
            && !is_upgrade(other.fact)
            && (absent || super::resource_disabled::state_of(other.check).is_some())
    });
    let proven = evidence.shown_to_be_why(one.check, CAUSE.id);
    let sure = match (proven, doubted) {
        (true, _) => Confidence::Confirmed,
        (false, true) => Confidence::Possible,
        (false, false) => Confidence::Likely,
    };
    let mut draft = Draft::new(sure, title)
        .weighing(3)
        .because(
            one.check,
            format!("an upgrade with Origin: {origin}, answered {}", one.fact.answer()),
        )
        .explains([one.check])
        .with("origin", Some(origin))
        .with("call", Some(format!("{} {}", one.fact.method, one.fact.url)));
    if let Some(result) = evidence.experiment_about(one.check, "without-origin").filter(|_| proven)
    {
        draft =
            draft.because_of(result, "without an Origin it opens, and with it it is still refused");
    }
    if let Some(entry) = evidence.remark_texts().find_map(|text| nearly(text, origin)) {
        draft = draft.weighing(6).because(
            one.check,
            format!("{entry} is configured, which is not the bare origin {origin}"),
        );
    }
    Some(draft)
}

/// An entry that begins with the origin and goes on with a slash or a path.
fn nearly(text: &str, origin: &str) -> Option<String> {
    let after = text.split_once(origin)?.1;
    let more: String =
        after.chars().take_while(|c| !c.is_whitespace() && !"'\"<>,;)".contains(*c)).collect();
    more.starts_with('/').then(|| format!("{origin}{more}"))
}

/// The site that a request names as its own.
pub(in crate::diagnose) fn origin(exchange: &Exchange) -> Option<&str> {
    exchange.sent.as_ref()?.header("origin")
}

/// Whether a request asks for a WebSocket (RFC 6455, section 4.1).
pub(in crate::diagnose) fn is_upgrade(exchange: &Exchange) -> bool {
    let names = exchange.sent.as_ref().map(|sent| sent.headers.as_slice()).unwrap_or_default();
    names.iter().any(|name| name == "sec-websocket-version" || name == "sec-websocket-key")
        || exchange.url.starts_with("ws://")
        || exchange.url.starts_with("wss://")
}
