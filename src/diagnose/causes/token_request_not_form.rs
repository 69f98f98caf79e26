//! The token request is not encoded as a form.

use crate::diagnose::answers::WORDS;
use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::sent::has_member;
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::model::SentBodyKind;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// RFC 6749, section 3.2, wants the parameters of a token request as
    /// `application/x-www-form-urlencoded` in the body. They were sent as JSON, in the query or as
    /// `multipart/form-data`, as many HTTP libraries do by themselves, so that the server sees no
    /// `grant_type`.
    ///
    /// ## How we know
    ///
    /// Confirmed when the server says that it wants a form. Likely when the request is known to carry its
    /// parameters as JSON and is answered `unsupported_grant_type`, `invalid_request`, 400 or 415, or when
    /// words of the report fit. Ruled out when the request is known to be a form.
    ///
    /// ## What to do
    ///
    /// Encode the parameters as a form and let the library set `Content-Type` from it.
    ///
    /// ## Look-alikes
    ///
    /// `grant-not-allowed`: the grant was read, and is not allowed. `client-authentication-mismatch`: the
    /// parameters were read, the client was not.
    id: "token-request-not-form",
    group: "acquisition",
    leaf: &["ACQ-10"],
    title: "the token request is not encoded as a form",
    remedies: &["encode-token-request"],
    look_alikes: &["grant-not-allowed", "client-authentication-mismatch"],
    symptoms: &["grant-not-allowed"],
    judge: judge,
    next: |_| Some(
        "send the same values once with curl -d, which encodes them as a form: a token means that the \
         encoding was wrong"
            .to_owned(),
    ),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    if let Some(draft) =
        evidence.by_answers(Meaning::TokenRequestForm, Confidence::Confirmed, |_| {
            CAUSE.title.to_owned()
        })
    {
        return draft.found();
    }
    let mut form = None;
    for (one, sent) in evidence.refused_token_requests_known() {
        let error = one.fact.error.as_ref().and_then(|error| error.code.as_deref());
        let unread = match error {
            Some(code) => matches!(code, "unsupported_grant_type" | "invalid_request"),
            None => matches!(one.fact.status, Some(400 | 415)),
        };
        let in_query = sent.query.iter().any(|name| name == "grant_type");
        let shown = match sent.body.kind {
            SentBodyKind::Json if has_member(sent, "grant_type") => "JSON",
            SentBodyKind::None if in_query => "a query",
            SentBodyKind::Form => {
                form = form.or(Some(one.check.id.as_str()));
                continue;
            }
            SentBodyKind::Json | SentBodyKind::None | SentBodyKind::Other => continue,
        };
        if unread {
            let title =
                format!("the token request carries its parameters as {shown}, not as a form");
            return Draft::new(Confidence::Likely, title)
                .weighing(WORDS)
                .because(one.check, format!("grant_type was sent as {shown}"))
                .because(one.check, one.fact.answer())
                .explains([one.check])
                .with("sent_as", Some(shown))
                .found();
        }
    }
    if let Some(check) = form {
        return Verdict::RuledOut(format!("{check} sent a form"));
    }
    if let Some(draft) = evidence.by_signs(Meaning::TokenRequestForm, CAUSE.title) {
        return draft.found();
    }

    match evidence.every_client_served() {
        Some(one) => Verdict::RuledOut(format!("{} got a token", one.check.id)),
        None => Verdict::Unknown,
    }
}
