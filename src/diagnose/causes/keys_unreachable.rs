//! The verifier cannot fetch the metadata or the keys of the issuer.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::draft::verdict;
use crate::diagnose::{Evidence, Verdict, words};
use crate::model::{CheckResult, Confidence, Fact, SignatureVerdict, Status};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The API, or the gateway in front of it, verifies tokens with keys that it fetches from the
    /// issuer, and cannot fetch them: no way out of its network, a proxy, a certificate that it does
    /// not trust, an address that means something else there (`localhost` in a container). From other
    /// machines the same address works.
    ///
    /// ## How we know
    ///
    /// Confirmed when the answer says so, and when the server of the key set answers this tool with a
    /// status from 500 to 599 while the same host answers other requests. Likely when a log of the
    /// verifier says so. That the keys can be read from here says nothing of the verifier.
    ///
    /// ## What to do
    ///
    /// Read the key set from the machine that verifies, with its trust store and its proxy; then open
    /// the way.
    ///
    /// ## Look-alikes
    ///
    /// `signing-key-stale`: the verifier has keys, and they are old. `issuer-mismatch`: the metadata
    /// came, and names another issuer. `key-not-published`: the key set was read and lacks the key.
    /// `server-error`: the server failed for another reason.
    id: "keys-unreachable",
    group: "keys",
    leaf: &["KEY-4"],
    title: "the verifier cannot fetch the metadata or the keys of the issuer",
    remedies: &["let-verifier-reach-keys"],
    look_alikes: &["signing-key-stale", "issuer-mismatch", "key-not-published", "server-error"],
    symptoms: &["server-error"],
    judge: judge,
    next: |_| Some("fetch the key set (`jwks_uri`) from the machine or container that verifies, with its own trust store and proxy: no answer there confirms it".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let told = evidence.by_answers(Meaning::KeysUnreachable, Confidence::Confirmed, |host| {
        format!("{host} says that it cannot fetch the keys of the issuer")
    });
    let mut draft = told;
    for (check, answer) in unread(evidence) {
        let title = format!("the key set of the issuer cannot be read: {answer}");
        let known = draft.unwrap_or_else(|| Draft::new(Confidence::Confirmed, title));
        draft = Some(known.because(check, answer).explains([check]));
    }
    verdict(draft).or_signs(evidence, Meaning::KeysUnreachable, CAUSE.title)
}

/// Key sets whose server failed, or did not answer, while the same host answered other requests.
fn unread<'a>(evidence: &Evidence<'a>) -> Vec<(&'a CheckResult, String)> {
    let works = |host: &str| {
        let all = evidence.checks().iter().flat_map(|check| &check.facts);
        all.filter_map(Fact::request).any(|one| {
            words::host(&one.url) == host && one.status.is_some_and(|status| status < 500)
        })
    };
    let unchecked = evidence.signatures().iter().filter(|one| {
        one.fact.verdict == SignatureVerdict::Unchecked && one.check.status == Status::Error
    });
    unchecked
        .filter_map(|one| {
            let mut reads = one.check.facts.iter().filter_map(Fact::exchange);
            let read = reads.find(|read| {
                read.url == one.fact.keys_from && read.status.is_some_and(|status| status >= 500)
            })?;
            works(&words::host(&read.url)).then(|| (one.check, read.answer()))
        })
        .collect()
}
