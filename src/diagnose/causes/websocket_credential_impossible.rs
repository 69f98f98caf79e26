//! A browser’s WebSocket handshake cannot carry the header.

use super::origin_not_allowed::is_upgrade;
use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::draft::verdict;
use crate::diagnose::{Evidence, Verdict, words};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The WebSocket interface of browsers sets no headers, and Chrome drops user and password in the
    /// URL. A server that reads the credential from `Authorization` never sees one from a browser;
    /// programs, which can set it, work.
    ///
    /// ## How we know
    ///
    /// Confirmed when the answer says so. Likely when an upgrade from a browser without a credential
    /// was refused, or when logs or notes show a browser that is refused where a program is not.
    ///
    /// ## What to do
    ///
    /// Hand the credential over in another place: a subprotocol that the server confirms, a short-lived
    /// ticket in the URL, a cookie, or the first message.
    ///
    /// ## Look-alikes
    ///
    /// `origin-not-allowed`: the handshake is refused for its Origin. `authorization-header-lost`: the
    /// header was sent and got lost.
    id: "websocket-credential-impossible",
    group: "transport",
    leaf: &["NET-7"],
    title: "a browser cannot send an Authorization header with a WebSocket handshake",
    remedies: &["send-websocket-ticket"],
    look_alikes: &["origin-not-allowed", "authorization-header-lost"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("look at the upgrade request in the browser’s network panel: no Authorization header there, and success from a program that sends it, confirm it".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence
        .by_answers(Meaning::WebSocketCredential, Confidence::Confirmed, |host| {
            format!("{host} says that the handshake brought no credential")
        })
        .or_else(|| bare_upgrade(evidence));
    verdict(draft).or_signs(evidence, Meaning::WebSocketCredential, CAUSE.title)
}

/// A browser's upgrade without any credential, answered 401.
fn bare_upgrade(evidence: &Evidence<'_>) -> Option<Draft> {
    let one = evidence.troubled_requests().find(|one| {
        let Some(sent) = &one.fact.sent else { return false };
        let browser = sent.header("user-agent").is_some_and(|agent| agent.starts_with("Mozilla/"));
        let bare = sent.credentials.is_empty()
            && !sent.headers.iter().any(|name| name == "sec-websocket-protocol");
        is_upgrade(one.fact) && browser && bare && one.fact.status == Some(401)
    })?;
    let host = words::host(&one.fact.url);
    let title = format!("the browser's handshake with {host} carries no credential, and cannot");
    let text = format!("an upgrade without a credential, answered {}", one.fact.answer());
    let draft = Draft::new(Confidence::Likely, title).weighing(4).because(one.check, text);
    Some(draft.explains([one.check]).with("host", Some(host)))
}
