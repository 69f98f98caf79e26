//! The token is bound to a key or certificate, and its proof is missing or not accepted.

use crate::diagnose::Seen;
use crate::diagnose::answers::WORDS;
use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::{Evidence, Verdict};
use crate::model::{AnsweredBy, Confidence, TokenFact};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// A token with the claim `cnf` is only good together with a proof that the caller holds a key: a
    /// `DPoP` header with the scheme `DPoP` (RFC 9449), or the client certificate of the TLS connection
    /// (RFC 8705). The proof was not sent, is not accepted, or the API does not know such proofs.
    ///
    /// ## How we know
    ///
    /// Confirmed when the refusal says so (`invalid_dpop_proof`, `use_dpop_nonce`, words about DPoP).
    /// Likely when the token carries `cnf` and the refused request is known to carry no proof, or when the
    /// API challenges with `DPoP` alone.
    ///
    /// ## What to do
    ///
    /// Send the proof with each request, with its `nonce` where the server asks for one; or ask for a token
    /// that is not bound.
    ///
    /// ## Look-alikes
    ///
    /// `credential-malformed`: a scheme that the server does not know. `audience-wrong`: another reason to
    /// refuse a good token.
    id: "proof-of-possession-missing",
    group: "token",
    leaf: &["CON-6"],
    title: "the token is bound to a key or certificate, and its proof is missing or not accepted",
    remedies: &["send-proof-of-possession"],
    look_alikes: &["credential-malformed", "audience-wrong"],
    symptoms: &[],
    judge: judge,
    next: |_| Some(
        "decode the token: a claim cnf, and no DPoP header or client certificate with the request, \
         means that the proof is missing"
            .to_owned(),
    ),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    if let Some(draft) =
        evidence.by_answers(Meaning::ProofOfPossession, Confidence::Confirmed, |_| {
            CAUSE.title.to_owned()
        })
    {
        return draft.found();
    }
    if let Some(draft) = bound_and_sent_bare(evidence) {
        return draft.found();
    }
    for one in evidence.refusals() {
        let proof =
            one.fact.sent.as_deref().map(|sent| sent.headers.iter().any(|name| name == "dpop"));
        let bound = evidence.token_of(one.fact).filter(is_bound);
        let only_dpop = !one.fact.challenges.is_empty()
            && one.fact.challenges.iter().all(|one| one.scheme.eq_ignore_ascii_case("dpop"));
        let title = match (bound, proof, only_dpop) {
            (Some(_), Some(false), _) => "the token is bound by cnf, and no DPoP proof went along",
            (None, Some(false), true) => "the API wants a DPoP proof, and none went along",
            _ => continue,
        };
        let mut draft = Draft::new(Confidence::Likely, title)
            .weighing(WORDS)
            .because(one.check, one.fact.answer())
            .explains([one.check]);
        if let Some(token) = bound {
            draft = draft.because(token.check, "the token has the claim cnf");
        }
        return draft.found();
    }
    if let Some(draft) = evidence.by_signs(Meaning::ProofOfPossession, CAUSE.title) {
        return draft.found();
    }
    let free = evidence.refusals().find_map(|one| {
        one.fact.sent.as_ref()?;
        let token = evidence.token_of(one.fact)?;
        let readable = token.fact.kind == crate::model::TokenKind::Jwt;
        (readable && !is_bound(&token)).then_some(token)
    });
    match free {
        Some(token) => Verdict::RuledOut(format!("{}: the token has no cnf", token.check.id)),
        None => Verdict::Unknown,
    }
}

/// A token that its issuer bound to a key, sent as a bearer token in a call that was refused for another
/// reason, or that did not get as far.
fn bound_and_sent_bare(evidence: &Evidence<'_>) -> Option<Draft> {
    let bound = evidence.token_requests().iter().find(|one| {
        let kind = one.fact.token_type.as_deref();
        one.fact.issued && kind.is_some_and(|kind| kind.eq_ignore_ascii_case("dpop"))
    })?;
    let refused: Vec<_> = evidence
        .troubled_requests()
        .filter(|one| {
            one.fact.identity.as_deref() == Some(bound.fact.identity.as_str())
                && (one.fact.status.is_none_or(|status| status >= 400)
                    || one.fact.answered_by == AnsweredBy::LoginPage)
                && !one.fact.sent.iter().any(|sent| sent.headers.iter().any(|name| name == "dpop"))
        })
        .collect();
    let first = refused.first()?;
    let title = "the token endpoint issues tokens that want a DPoP proof, and none goes along";
    let draft = Draft::new(Confidence::Likely, title)
        .standing()
        .because(bound.check, "token_type is DPoP (RFC 9449, section 5)")
        .because(first.check, "the token went along as a bearer token");
    Some(draft.explains(refused.iter().map(|one| one.check)))
}

/// Whether a token is bound to a key (RFC 7800, section 3.1).
fn is_bound(token: &Seen<'_, TokenFact>) -> bool {
    let names = token.fact.claims.iter().map(|(name, _)| name);
    names.chain(&token.fact.other_claims).any(|name| name == "cnf")
}
