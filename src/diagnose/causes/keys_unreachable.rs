//! The verifier cannot fetch the metadata or the keys of the issuer.

use crate::diagnose::cause::cause;
use crate::diagnose::told::verdict;
use crate::diagnose::{Evidence, Verdict};
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
    /// Confirmed when the answer says so. Likely when a log of the verifier does. A client cannot see
    /// it otherwise: that the keys can be read from here says nothing of the verifier.
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
    let draft = evidence.by_answers(Meaning::KeysUnreachable, |host| {
        format!("{host} says that it cannot fetch the keys of the issuer")
    });
    verdict(draft).or_signs(evidence, Meaning::KeysUnreachable, CAUSE.title)
}
