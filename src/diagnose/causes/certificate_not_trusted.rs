//! The server's certificate is not accepted here.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::{Evidence, Verdict, words};
use crate::model::{Confidence, FaultKind};

cause! {
    /// ## What it means
    ///
    /// The server answers, but its certificate is not accepted by this machine: signed by an
    /// authority that is not in the trust store, made for another name, or out of its time.
    ///
    /// ## How we know
    ///
    /// Confirmed: the TLS handshake ended with a certificate error. Its text says which.
    ///
    /// ## What to do
    ///
    /// Trust the authority that signed it (a company's own authority, an inspecting proxy), or have
    /// the certificate renewed. Do not switch verification off: tokens would go to whoever answers.
    ///
    /// ## Look-alikes
    ///
    /// `no-answer`: the handshake fails before any certificate is judged.
    /// `clock-wrong`: a certificate looks expired, or not yet valid, to a clock that is far off.
    id: "certificate-not-trusted",
    group: "network",
    leaf: &[],
    title: "the server's certificate is not accepted here",
    remedies: &["trust-certificate"],
    look_alikes: &["no-answer", "clock-wrong"],
    symptoms: &[],
    judge: judge,
    next: |_| None,
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let refused: Vec<_> = evidence
        .troubled_requests()
        .filter(|one| {
            one.fact.fault.as_ref().is_some_and(|fault| fault.kind == FaultKind::Certificate)
        })
        .collect();
    let Some(first) = refused.first() else { return Verdict::Unknown };
    let host = words::host(&first.fact.url);
    let mut draft = Draft::new(
        Confidence::Confirmed,
        format!("the certificate of {host} is not accepted by this machine"),
    )
    .with("host", Some(host));
    for one in &refused {
        draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
    }
    draft.found()
}
