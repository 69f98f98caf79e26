//! The assertion of a client, a customer or a service account is not accepted.

use crate::diagnose::answers::WORDS;
use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::sent::has_member;
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// Instead of a secret a signed JWT proves who asks (RFC 7523: `private_key_jwt`, `client_secret_jwt`,
    /// the key of a service account, the JWT of a customer), and the server does not accept it: `iss` and
    /// `sub` are not the client's id, `aud` is not the token endpoint or issuer, `kid` is not registered,
    /// the key is another one than the registered, or it lives too long or is used twice.
    ///
    /// ## How we know
    ///
    /// Confirmed when the server says in words that the assertion or its `kid`, signature or claim is not
    /// accepted, and its clock is not the reason. Likely when a token request with `client_assertion` or
    /// `assertion` is refused and nothing more is said, or when words of the report fit.
    ///
    /// ## What to do
    ///
    /// Compare `iss`, `sub`, `aud`, `kid` and `exp` with what the server documents; register the public key
    /// again, and sign with its private half.
    ///
    /// ## Look-alikes
    ///
    /// `clock-wrong`: the assertion is right, and its times are not by the server's clock.
    /// `client-secret-wrong`: the same answer for a secret.
    id: "assertion-rejected",
    group: "acquisition",
    leaf: &["ACQ-9"],
    title: "the signed assertion is not accepted",
    remedies: &["fix-assertion"],
    look_alikes: &["clock-wrong", "client-secret-wrong", "credential-kind-wrong", "token-time-unit-wrong"],
    symptoms: &["client-secret-wrong"],
    judge: judge,
    next: |_| Some(
        "decode the assertion: iss and sub are to be the client's id, aud what the \
         server documents, kid one that is registered; then verify it with the registered public key"
            .to_owned(),
    ),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let timed = evidence.answers().any(|(_, said)| {
        [Meaning::Expired, Meaning::NotYetValid, Meaning::TimeUnit, Meaning::ClockSkew]
            .iter()
            .any(|reason| said.contains(reason))
    });
    let sure = if timed { Confidence::Likely } else { Confidence::Confirmed };
    if let Some(draft) = evidence.by_answers(Meaning::Assertion, sure, |_| CAUSE.title.to_owned()) {
        return draft.found();
    }
    let refused = evidence.refused_token_requests_known().find(|(one, sent)| {
        let error = one.fact.error.as_ref().and_then(|error| error.code.as_deref());
        (has_member(sent, "client_assertion") && error == Some("invalid_client"))
            || (has_member(sent, "assertion") && error == Some("invalid_grant"))
                && !evidence.answers().any(|(_, said)| said.contains(&Meaning::Consent))
    });
    let draft = evidence.by_signs(Meaning::Assertion, CAUSE.title);
    let draft = match (draft, refused) {
        (draft, None) => draft,
        (draft, Some((one, _))) => {
            let draft = draft
                .unwrap_or_else(|| Draft::new(Confidence::Likely, CAUSE.title).weighing(WORDS / 2));
            let text = format!("an assertion was sent: {}", one.fact.answer());
            Some(draft.because(one.check, text).explains([one.check]))
        }
    };
    match draft {
        Some(draft) => draft.found(),
        None => Verdict::Unknown,
    }
}
