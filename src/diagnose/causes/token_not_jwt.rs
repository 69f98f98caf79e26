//! The token is not a JWT where one is wanted.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::evidence::texts;
use crate::diagnose::{Evidence, Verdict};
use crate::model::{Confidence, TokenKind};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The API wants a JWT that it can read, and the token is a reference (opaque) or encrypted. Many
    /// issuers give a JWT only when the API is named in the token request, by `audience` or `resource`.
    ///
    /// ## How we know
    ///
    /// Confirmed when a check demands a JWT and the token is none. Likely when the API's refusal says
    /// that the token is malformed and the token is none, or when a log says that it finds no JWT. An
    /// opaque token alone is no fault. Ruled out when the token that was refused can be read as a JWT.
    ///
    /// ## What to do
    ///
    /// Name the API in the token request, or have the API ask the issuer's introspection endpoint.
    ///
    /// ## Look-alikes
    ///
    /// `authorization-header-lost`: the token was cut or changed on its way.
    id: "token-not-jwt",
    group: "token",
    leaf: &["CON-4"],
    title: "the token is not a JWT where one is wanted",
    remedies: &["fix-audience"],
    look_alikes: &["authorization-header-lost", "audience-wrong"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("request a token that names the API, with audience= or resource=, and look at it: \
        three parts with dots between them are a JWT".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let demanded = evidence.mismatches().find(|(_, mismatch)| {
        mismatch.path == "token.kind"
            && mismatch.actual.as_str().is_some_and(|actual| actual != "jwt")
            && texts(&mismatch.expected) == ["jwt"]
            && mismatch.matcher == "equals"
    });
    let unreadable: Vec<_> = evidence
        .refusals_for(Meaning::Malformed)
        .filter(|one| {
            let identity = one.fact.identity.as_deref();
            let token = identity.and_then(|identity| evidence.token(identity));
            token.is_some_and(|token| token.fact.kind != TokenKind::Jwt)
        })
        .collect();
    if demanded.is_none() && unreadable.is_empty() {
        if let Some(verdict) = of_words(evidence) {
            return verdict;
        }
        let malformed = evidence.refusals_for(Meaning::Malformed).next();
        let token = malformed
            .and_then(|one| one.fact.identity.as_deref())
            .and_then(|identity| evidence.token(identity));
        return match token {
            Some(token) if token.fact.kind == TokenKind::Jwt => {
                Verdict::RuledOut(format!("{} read it as a JWT", token.check.id))
            }
            _ => Verdict::Unknown,
        };
    }
    let sure = if demanded.is_some() { Confidence::Confirmed } else { Confidence::Likely };
    let kind = demanded.and_then(|(_, mismatch)| mismatch.actual.as_str()).unwrap_or("opaque");
    let mut draft = Draft::new(sure, format!("the access token is {kind}, where a JWT is wanted"))
        .with("token_kind", Some(kind));
    if let Some((check, _)) = demanded {
        draft =
            draft.because(check, format!("token.kind is {kind}, expected jwt")).explains([check]);
    }
    for one in &unreadable {
        draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
    }
    draft.found()
}

/// What logs and notes say, unless the token can be read.
fn of_words(evidence: &Evidence<'_>) -> Option<Verdict> {
    let read = evidence.tokens().iter().find(|one| one.fact.kind == TokenKind::Jwt);
    if let Some(read) = read {
        let asked = evidence.signs(Meaning::NotJwt).next().is_some();
        return asked.then(|| Verdict::RuledOut(format!("{} read it as a JWT", read.check.id)));
    }
    let draft = evidence
        .by_answers(Meaning::NotJwt, Confidence::Likely, |_| CAUSE.title.to_owned())
        .or_else(|| evidence.by_signs(Meaning::NotJwt, CAUSE.title))?;
    Some(
        draft
            .with("token_kind", evidence.tokens().first().map(|one| one.fact.kind.as_str()))
            .found(),
    )
}
