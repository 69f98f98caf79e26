//! The authorization code is spent or expired, or its PKCE verifier is wrong.

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
    /// A code is good for one exchange, for a minute or so, with the same client, the same `redirect_uri`,
    /// and the `code_verifier` whose hash went along with that very login (RFC 6749, section 4.1.2; RFC
    /// 7636, section 4.6). It was exchanged twice (a reload, a prefetch, two handlers), too late, or with
    /// the verifier of another login.
    ///
    /// ## How we know
    ///
    /// Confirmed when the server says so in words. Likely when a token request with a code is answered
    /// `invalid_grant` and nothing else is said, or when logs point to it.
    ///
    /// ## What to do
    ///
    /// One exchange for each login: take the code out of the URL at once, keep one verifier for each
    /// `state`, and answer a second callback from the session.
    ///
    /// ## Look-alikes
    ///
    /// `redirect-uri-mismatch`: the same answer when the URI differs. `refresh-token-spent`: the same
    /// answer to a refresh.
    id: "authorization-code-spent",
    group: "acquisition",
    leaf: &["ACQ-6"],
    title: "the authorization code is spent or expired, or its verifier is another login's",
    remedies: &["exchange-code-once"],
    look_alikes: &["redirect-uri-mismatch", "refresh-token-spent"],
    symptoms: &[],
    judge: judge,
    next: |_| Some(
        "count in the log how often this code was exchanged, and hold \
         BASE64URL(SHA256(code_verifier)) against the code_challenge of that very login; never send \
         the code again"
            .to_owned(),
    ),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    if let Some(draft) =
        evidence.by_answers(Meaning::AuthorizationCode, Confidence::Confirmed, |_| {
            CAUSE.title.to_owned()
        })
    {
        return draft.found();
    }
    let draft = evidence.by_signs(Meaning::AuthorizationCode, CAUSE.title);
    let refused = evidence.refused_token_requests_known().find(|(one, sent)| {
        let error = one.fact.error.as_ref().and_then(|error| error.code.as_deref());
        has_member(sent, "code") && error == Some("invalid_grant")
    });
    let draft = match (draft, refused) {
        (draft, None) => draft,
        (draft, Some((one, _))) => {
            let draft = draft
                .unwrap_or_else(|| Draft::new(Confidence::Likely, CAUSE.title).weighing(WORDS / 2));
            let text = format!("a code was exchanged: {}", one.fact.answer());
            Some(draft.because(one.check, text).explains([one.check]))
        }
    };
    match draft {
        Some(draft) => draft.found(),
        None => Verdict::Unknown,
    }
}
