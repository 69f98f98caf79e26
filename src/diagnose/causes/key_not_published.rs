//! The key that signed the token is not in the issuer's key set.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::evidence::is_troubled;
use crate::diagnose::{Evidence, Verdict, words};
use crate::model::{Confidence, SignatureVerdict};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The token names the key that signed it (`kid`), and the issuer does not publish that key. Nobody
    /// who verifies by the published keys can accept the token.
    ///
    /// ## How we know
    ///
    /// Confirmed when the key set was read, holds keys, and has none of that id. Likely when the
    /// keys are not those of the token's issuer, by host or path, or when an API accepted the token: then
    /// they may simply be the wrong ones.
    ///
    /// ## What to do
    ///
    /// Publish a key before signing with it, and keep it published until the last token signed with it
    /// has expired. Or read the keys of the issuer that the token names.
    ///
    /// ## Look-alikes
    ///
    /// `signing-key-stale`: the key is published, but the API still has the set from before.
    /// `issuer-mismatch`: the token is another issuer's.
    id: "key-not-published",
    group: "keys",
    leaf: &["KEY-2"],
    title: "the key that signed the token is not in the issuer's key set",
    remedies: &["publish-signing-key"],
    look_alikes: &["signing-key-stale", "issuer-mismatch", "signature-invalid"],
    symptoms: &["signing-key-stale"],
    judge: judge,
    next: |_| Some("read the key set of the issuer that the token names in `iss`: the key found there means that \
        the wrong key set was read, not found means that it is not published".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    by_facts(evidence).or_signs(evidence, Meaning::UnknownKey, CAUSE.title)
}

fn by_facts(evidence: &Evidence<'_>) -> Verdict {
    let unknown = evidence.signatures().iter().find(|one| {
        let fact = one.fact;
        is_troubled(one.check)
            && fact.verdict == SignatureVerdict::UnknownKey
            && !fact.known_keys.is_empty()
            && fact.key_id.as_ref().is_some_and(|id| !fact.known_keys.contains(id))
    });
    let Some(one) = unknown else {
        let valid =
            evidence.signatures().iter().find(|one| one.fact.verdict == SignatureVerdict::Valid);
        return match valid.and_then(|one| one.fact.key_id.as_deref()) {
            Some(key) => Verdict::RuledOut(format!("kid {key} is in the issuer's key set")),
            None => Verdict::Unknown,
        };
    };
    let fact = one.fact;
    for result in evidence.experiments_of("read-keys") {
        let mut reads = result.signatures().filter(|read| read.identity == fact.identity);
        if reads.any(|read| read.verdict == SignatureVerdict::Valid) {
            return Verdict::RuledOut(format!(
                "a fresh read of the key set has the key (experiment {})",
                result.n
            ));
        }
    }
    let key = fact.key_id.as_deref().unwrap_or_default();
    let issuer = evidence.token(&fact.identity).and_then(|token| token.fact.issuer.clone());
    let doubt = evidence.doubt_of_keys(*one);
    let sure = if doubt.is_some() { Confidence::Likely } else { Confidence::Confirmed };
    let mut draft = Draft::new(
        sure,
        format!("the key {key} that signed the token is not in the key set at {}", fact.keys_from),
    )
    .because(one.check, format!("kid {key}; published: {}", words::list(&fact.known_keys)))
    .explains([one.check])
    .with("key_id", Some(key))
    .with("known_keys", Some(fact.known_keys.clone()))
    .with("keys_url", Some(fact.keys_from.as_str()))
    .with("issuer", issuer.clone());
    if let Some(doubt) = doubt {
        draft = draft.because(one.check, doubt);
    }
    for reason in [Meaning::UnknownKey, Meaning::Signature] {
        draft =
            draft.explains(evidence.refusals_open_to(&fact.identity, reason).map(|one| one.check));
    }
    draft.found()
}
