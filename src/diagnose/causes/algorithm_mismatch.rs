//! Token and verifier do not agree on the algorithm, or on how the key is written.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::draft::verdict;
use crate::diagnose::evidence::is_troubled;
use crate::diagnose::{Evidence, Verdict};
use crate::model::{Confidence, SignatureVerdict};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The token is signed with one algorithm and the verifier expects another (HS256 and RS256), or
    /// both take the same secret and one reads it as text and the other as Base64, or a key cannot be
    /// parsed. Every token fails, a new one too.
    ///
    /// ## How we know
    ///
    /// Confirmed when the answer says so. Likely when a token that is signed with a shared secret
    /// (`HS…`) was held against published keys, when its algorithm is another than the one that the
    /// logs or notes name as expected, or when a log has the words of it. Ruled out when the signature
    /// verified.
    ///
    /// ## What to do
    ///
    /// Let issuer and verifier name the same algorithm, and write the key the same way in both.
    ///
    /// ## Look-alikes
    ///
    /// `signature-invalid`: the algorithm fits, the signature does not. `key-not-published`: the key is
    /// not there at all. `client-secret-wrong`: a secret of the client, not of the token.
    /// `authorization-header-lost`: somebody on the way puts a token of another algorithm in its place.
    id: "algorithm-mismatch",
    group: "keys",
    leaf: &["KEY-3"],
    title: "token and verifier do not agree on the algorithm or on how the key is written",
    remedies: &["align-token-algorithm"],
    look_alikes: &["signature-invalid", "key-not-published", "client-secret-wrong", "authorization-header-lost"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("compare `alg` in the token’s header with the algorithm that the verifier is configured for; for HS256 verify the token once with the secret as text and once with the secret decoded from Base64: exactly one that fits confirms it".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence.by_answers(Meaning::Algorithm, Confidence::Confirmed, |host| {
        format!("{host} does not accept the token's algorithm")
    });
    if draft.is_none()
        && let Some(verified) =
            evidence.signatures().iter().find(|one| one.fact.verdict == SignatureVerdict::Valid)
    {
        return Verdict::RuledOut(format!("{} verified the signature", verified.check.id));
    }
    let draft =
        draft.or_else(|| held_against_other_keys(evidence)).or_else(|| other_is_wanted(evidence));
    verdict(draft).or_signs(evidence, Meaning::Algorithm, CAUSE.title)
}

/// A token that is signed with a shared secret does not verify with anything that is published.
fn held_against_other_keys(evidence: &Evidence<'_>) -> Option<Draft> {
    let one = evidence.signatures().iter().find(|one| {
        is_troubled(one.check)
            && one.fact.algorithm.as_deref().is_some_and(|name| name.starts_with("HS"))
            && one.fact.keys_from.contains("://")
    })?;
    let algorithm = one.fact.algorithm.as_deref().unwrap_or_default();
    let text = format!("{algorithm} takes a shared secret; {} publishes keys", one.fact.keys_from);
    let title =
        format!("the token is signed with {algorithm}, and published keys cannot verify that");
    let refused = evidence.refusals_open_to(&one.fact.identity, Meaning::Signature);
    let draft = Draft::new(Confidence::Likely, title).weighing(5).because(one.check, text);
    Some(
        draft
            .explains([one.check])
            .explains(refused.map(|one| one.check))
            .with("algorithm", Some(algorithm)),
    )
}

/// Logs or notes name an algorithm, and the token is signed with one of another family.
fn other_is_wanted(evidence: &Evidence<'_>) -> Option<Draft> {
    let check = evidence.troubled().next()?;
    let token = evidence.tokens().iter().find(|one| one.fact.algorithm.is_some())?.fact;
    let own = token.algorithm.as_deref()?;
    // A log that tells the algorithm of the token it saw speaks of another token: it was replaced.
    if evidence.logs().any(|log| SEEN_BY_SERVER.iter().any(|words| log.contains(words))) {
        return None;
    }
    let named: Vec<&str> = ALGORITHMS
        .iter()
        .copied()
        .filter(|name| evidence.remark_texts().any(|text| text.contains(name)))
        .collect();
    let wanted = named.iter().find(|name| name.get(..2) != own.get(..2))?;
    if named.iter().any(|name| name.get(..2) == own.get(..2)) {
        return None;
    }
    let title = format!("the token is signed with {own}, and {wanted} is expected");
    let text = format!("alg is {own}; logs and notes speak of {wanted}");
    let draft = Draft::new(Confidence::Likely, title).weighing(4).because(check, text);
    let draft = draft.with("algorithm", Some(own)).with("expected_algorithm", Some(*wanted));
    Some(draft.explains(evidence.troubled()))
}

/// Algorithms of RFC 7518, section 3.1, one or more a family.
const ALGORITHMS: [&str; 10] =
    ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"];

/// How verifiers begin to say which token they saw.
pub(super) const SEEN_BY_SERVER: [&str; 3] =
    ["was signed with the", "token is signed with", "jwt signed with"];
