//! The token's signature does not fit the published key.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::evidence::is_troubled;
use crate::diagnose::{Evidence, Verdict};
use crate::model::{Confidence, SignatureVerdict};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The key that the token names is published, and the signature does not verify with it. The token
    /// was changed after it was signed, or the issuer signs with another key under the same id.
    ///
    /// ## How we know
    ///
    /// Confirmed when the signature was computed with the published key, and it does not fit. Likely when
    /// the keys are not those of the token's issuer, or an API accepted the token: then they may be the
    /// wrong ones.
    ///
    /// ## What to do
    ///
    /// Fetch a fresh token and compare; if it fails as well, the issuer's key set does not fit the
    /// key that it signs with.
    ///
    /// ## Look-alikes
    ///
    /// `key-not-published`: the key set has no key of that id at all.
    /// `signing-key-stale`: the signature is right, and the API has old keys.
    id: "signature-invalid",
    group: "keys",
    leaf: &["KEY-3"],
    title: "the token's signature does not fit the published key",
    remedies: &["fetch-fresh-token", "publish-signing-key"],
    look_alikes: &["key-not-published", "signing-key-stale"],
    symptoms: &["signing-key-stale"],
    judge: judge,
    next: |_| Some("hold the token against the key set of the issuer that it names in `iss`: a good signature there \
        means that the wrong keys were read, a bad one that the token or the key set is wrong".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    by_facts(evidence).or_signs(evidence, Meaning::Signature, CAUSE.title)
}

fn by_facts(evidence: &Evidence<'_>) -> Verdict {
    let all = evidence.signatures();
    let invalid = all
        .iter()
        .find(|one| is_troubled(one.check) && one.fact.verdict == SignatureVerdict::Invalid);
    let Some(one) = invalid else {
        let valid = all.iter().find(|one| one.fact.verdict == SignatureVerdict::Valid);
        return match valid {
            Some(one) => Verdict::RuledOut(format!("{} verified the signature", one.check.id)),
            None => Verdict::Unknown,
        };
    };
    let fact = one.fact;
    let key = fact.key_id.as_deref();
    let shared = !fact.keys_from.contains("://");
    let by = match key {
        _ if shared => fact.keys_from.clone(),
        None => "the published key".to_owned(),
        Some(key) => format!("the published key {key}"),
    };
    let doubt = evidence.doubt_of_keys(*one);
    let sure = if doubt.is_some() { Confidence::Likely } else { Confidence::Confirmed };
    let mut draft = Draft::new(sure, format!("the token's signature does not verify with {by}"))
        .because(
            one.check,
            if shared {
                format!("held against {}", fact.keys_from)
            } else {
                format!("held against the keys at {}", fact.keys_from)
            },
        )
        .explains([one.check])
        .explains(
            evidence.refusals_open_to(&fact.identity, Meaning::Signature).map(|one| one.check),
        )
        .with("key_id", key)
        .with("keys_url", (!shared).then_some(fact.keys_from.as_str()));
    if let Some(doubt) = doubt {
        draft = draft.because(one.check, doubt);
    }
    draft.found()
}
