//! The server could not be reached, or did not answer.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::evidence::is_troubled;
use crate::diagnose::{Evidence, Seen, Verdict, words};
use crate::model::{Confidence, Exchange, Fact, FaultKind};

cause! {
    /// ## What it means
    ///
    /// No answer came: the name does not resolve, nobody listens, the connection broke, or it took
    /// longer than the check allows. Nothing can be said about credentials until the server answers.
    ///
    /// ## How we know
    ///
    /// Confirmed: the request ended with that fault, and the kind of fault says how far it got.
    ///
    /// ## What to do
    ///
    /// Follow the path from this machine: name, proxy, firewall, port, server.
    ///
    /// ## Look-alikes
    ///
    /// `certificate-not-trusted`: the server answers, but its certificate is not accepted here.
    /// `server-error`: an answer came, and says that the server is in trouble.
    id: "no-answer",
    group: "network",
    leaf: &[],
    title: "the server could not be reached, or did not answer",
    remedies: &["check-network-path"],
    look_alikes: &["certificate-not-trusted", "server-error"],
    symptoms: &[],
    judge: judge,
    next: |_| None,
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let silent: Vec<(Seen<'_, Exchange>, FaultKind)> = evidence
        .troubled_requests()
        .filter_map(|one| {
            let kind = one.fact.fault.as_ref().filter(|_| one.fact.status.is_none())?.kind;
            words_for(kind).is_some().then_some((one, kind))
        })
        .collect();
    let Some((first, kind)) = silent.first() else { return Verdict::Unknown };
    let host = words::host(&first.fact.url);
    let what = words_for(*kind).unwrap_or("gave no answer");
    let mut draft = Draft::new(Confidence::Confirmed, format!("{host} {what}"))
        .with("host", Some(host.clone()))
        .with("name", Some(words::name(&host)))
        .with("url", Some(first.fact.url.as_str()))
        .with("fault", Some(kind.as_str()));
    for (one, _) in &silent {
        draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
    }
    // A clock that could not be read for want of an answer is held up by the same thing.
    let unread = evidence.checks().iter().filter(|check| {
        is_troubled(check)
            && check.facts.iter().filter_map(Fact::clock).any(|clock| {
                clock.samples == 0
                    && clock.unusable.is_some()
                    && words::same_name(&clock.host, &host)
            })
    });
    draft.explains(unread).found()
}

/// What the server did, for faults that mean that no answer came.
fn words_for(kind: FaultKind) -> Option<&'static str> {
    match kind {
        FaultKind::Dns => Some("does not resolve to an address"),
        FaultKind::Refused => Some("refuses connections: nobody listens there"),
        FaultKind::Connection => Some("cannot be reached, or breaks the connection"),
        FaultKind::Tls => Some("fails the TLS handshake"),
        FaultKind::Proxy => Some("cannot be reached through the proxy"),
        FaultKind::Timeout => Some("did not answer in time"),
        FaultKind::Protocol => Some("gives an answer that is no HTTP, or ends in the middle"),
        FaultKind::Certificate
        | FaultKind::TooLarge
        | FaultKind::Request
        | FaultKind::HostNotNamed => None,
    }
}
