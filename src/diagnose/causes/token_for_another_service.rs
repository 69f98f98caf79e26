//! The token is meant for somebody else, and nobody but its audience can verify it.

use crate::diagnose::answers::WORDS;
use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::model::SignatureVerdict;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// Some issuers make tokens for their own services in a form that only these can verify. An access
    /// token for Microsoft Graph has a `nonce` in its JOSE header that is changed before signing: every
    /// other verifier finds the signature invalid, with the right keys.
    ///
    /// ## How we know
    ///
    /// Likely when the audience of the token is such a service (Microsoft Graph) and the signature is
    /// refused or found invalid. Ruled out when the signature verifies.
    ///
    /// ## What to do
    ///
    /// Ask for a token for your own API: its scope or resource in the token request. Do not verify tokens
    /// that are meant for others.
    ///
    /// ## Look-alikes
    ///
    /// `signing-key-stale`, `signature-invalid`: the keys. `audience-wrong`: verifies, and is for another
    /// API.
    id: "token-for-another-service",
    group: "token",
    leaf: &["CON-5"],
    title: "the token is meant for another service, and only that service can verify it",
    remedies: &["request-token-for-own-api"],
    look_alikes: &["signing-key-stale", "signature-invalid", "audience-wrong", "key-not-published"],
    symptoms: &["signature-invalid", "audience-wrong"],
    judge: judge,
    next: |_| Some(
        "decode the header and aud of the token: a nonce in the header, or the audience of another \
         service, means that it was never meant for this API"
            .to_owned(),
    ),
}

/// Audiences whose tokens nobody else can verify: Microsoft Graph, by its names and its application id.
const KEEP_TO_THEMSELVES: [&str; 4] = [
    "00000003-0000-0000-c000-000000000000",
    "https://graph.microsoft.com",
    "https://graph.microsoft.com/",
    "00000002-0000-0000-c000-000000000000",
];

/// What a signature that does not verify is called.
const SIGNATURE: [Meaning; 3] = [Meaning::Signature, Meaning::UnknownKey, Meaning::ForeignToken];

fn judge(evidence: &Evidence<'_>) -> Verdict {
    for token in evidence.tokens() {
        let to = token.fact.audience.iter().find(|one| KEEP_TO_THEMSELVES.contains(&one.as_str()));
        let Some(audience) = to else { continue };
        let signature = evidence.signature(&token.fact.identity).map(|one| one.fact.verdict);
        if signature == Some(SignatureVerdict::Valid) {
            return Verdict::RuledOut("the signature of the token verifies".to_owned());
        }
        let refused: Vec<_> = evidence
            .answers()
            .filter(|(_, said)| SIGNATURE.iter().any(|reason| said.contains(reason)))
            .map(|(one, _)| one)
            .collect();
        let mut signs = SIGNATURE.iter().flat_map(|reason| evidence.signs(*reason)).peekable();
        let invalid = signature == Some(SignatureVerdict::Invalid);
        if refused.is_empty() && !invalid && signs.peek().is_none() {
            continue;
        }
        let mut draft = Draft::new(
            Confidence::Likely,
            format!("the token is meant for {audience}, and only that service can verify it"),
        )
        .weighing(WORDS)
        .because(token.check, format!("aud is {audience}"))
        .explains(evidence.troubled())
        .with("audience", Some(vec![audience.clone()]));
        for sign in signs {
            draft = draft.because(token.check, sign.because.clone());
        }
        for one in refused {
            draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
        }
        return draft.found();
    }
    let draft = evidence
        .by_answers(Meaning::ForeignToken, Confidence::Likely, |_| CAUSE.title.to_owned())
        .or_else(|| evidence.by_signs(Meaning::ForeignToken, CAUSE.title));
    match draft {
        Some(draft) => draft.found(),
        None => Verdict::Unknown,
    }
}
