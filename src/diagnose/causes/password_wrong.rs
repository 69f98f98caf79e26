//! The name or password of a user is wrong.

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
    /// A token is asked for, or a call is made, with the name and password of a user, and the server does
    /// not accept them: a typing error, a password that was changed or has run out, a user who is locked or
    /// may not log in this way, or a name in another form than the server wants.
    ///
    /// ## How we know
    ///
    /// Likely when the answer says so, or when a token request with the grant `password` is refused with
    /// `invalid_grant` (RFC 6749, section 5.2). Never confirmed: servers say the same of a locked user and
    /// of a user of another environment.
    ///
    /// ## What to do
    ///
    /// Log in once as that user on the page for people, in the same environment; compare the name; then put
    /// the password anew where the integration reads it.
    ///
    /// ## Look-alikes
    ///
    /// `client-secret-wrong`: the client, not the user. `client-unknown`: the client of another
    /// environment.
    id: "password-wrong",
    group: "acquisition",
    leaf: &["ACQ-1"],
    title: "the name or password of the user is not accepted",
    remedies: &["fix-password"],
    look_alikes: &["client-secret-wrong", "client-unknown"],
    symptoms: &[],
    judge: judge,
    next: |_| Some(
        "log in once as that user on the login page of the same environment: success means that the \
         password reaches the server changed or in the wrong parameter, failure means that it is \
         wrong or the user is locked"
            .to_owned(),
    ),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    if let Some(draft) =
        evidence.by_answers(Meaning::UserPassword, Confidence::Likely, |_| CAUSE.title.to_owned())
    {
        return draft.found();
    }
    let refused = evidence.refused_token_requests_known().find(|(one, sent)| {
        let error = one.fact.error.as_ref().and_then(|error| error.code.as_deref());
        has_member(sent, "password")
            && has_member(sent, "username")
            && error == Some("invalid_grant")
    });
    if let Some((one, _)) = refused {
        return Draft::new(Confidence::Likely, CAUSE.title)
            .weighing(WORDS - 2)
            .because(one.check, "the token request carries the name and password of a user")
            .because(one.check, one.fact.answer())
            .explains([one.check])
            .found();
    }
    match evidence.by_signs(Meaning::UserPassword, CAUSE.title) {
        Some(draft) => draft.found(),
        None => Verdict::Unknown,
    }
}
