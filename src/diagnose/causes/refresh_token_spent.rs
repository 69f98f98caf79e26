//! The refresh token is spent, rotated, revoked or evicted.

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
    /// Many servers give a new refresh token with each use and take the old one back; one that is presented
    /// twice can end the whole family (RFC 9700, section 4.14). Two requests refreshed at once, an answer
    /// was lost on its way, two processes share one token, the newest was not stored, a limit of tokens for
    /// each user pushed the oldest out, or the user was logged out.
    ///
    /// ## How we know
    ///
    /// Confirmed when the server says that the token was used before. Likely when it says that the refresh
    /// token is invalid, expired or revoked, when a refresh is answered `invalid_grant`, or when the words
    /// of the report fit: in bursts, after parallel calls, after a while.
    ///
    /// ## What to do
    ///
    /// Refresh in one place at a time, store the new token before it is used, allow a few seconds of grace
    /// where the server can, and have one owner for each token. Log the user in again now.
    ///
    /// ## Look-alikes
    ///
    /// `token-expired`: the access token ended, and nobody refreshed it. `authorization-code-spent`: the
    /// same answer to a code.
    id: "refresh-token-spent",
    group: "acquisition",
    leaf: &["ACQ-7"],
    title: "the refresh token is spent, rotated, revoked or evicted",
    remedies: &["refresh-one-at-a-time"],
    look_alikes: &["token-expired", "authorization-code-spent", "password-wrong"],
    symptoms: &[],
    judge: judge,
    next: |_| Some(
        "look in the log of refreshes for the same token presented twice (compare hashes, never send \
         it again: that can end the whole family), and for the time since the last success"
            .to_owned(),
    ),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    if let Some(draft) =
        evidence.by_answers(Meaning::RefreshToken, Confidence::Likely, |_| CAUSE.title.to_owned())
    {
        return draft.found();
    }
    let draft = evidence.by_signs(Meaning::RefreshToken, CAUSE.title);
    let refused = evidence.refused_token_requests_known().find(|(one, sent)| {
        let error = one.fact.error.as_ref().and_then(|error| error.code.as_deref());
        has_member(sent, "refresh_token") && error == Some("invalid_grant")
    });
    let draft = match (draft, refused) {
        (draft, None) => draft,
        (draft, Some((one, _))) => {
            let draft = draft
                .unwrap_or_else(|| Draft::new(Confidence::Likely, CAUSE.title).weighing(WORDS / 2));
            let text = format!("a refresh was refused: {}", one.fact.answer());
            Some(draft.because(one.check, text).explains([one.check]))
        }
    };
    match draft {
        Some(draft) => draft.found(),
        None => Verdict::Unknown,
    }
}
