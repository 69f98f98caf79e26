//! Nobody consented to the requested scopes, or a delegation is missing.

use crate::diagnose::cause::cause;
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The application asks for something that the user or the administrator has not agreed to: in Entra ID
    /// consent is given for each application and tenant, and on-behalf-of calls need it for the middle
    /// tier; in Google Workspace a service account that acts for a user needs domain-wide delegation for
    /// exactly these scopes.
    ///
    /// ## How we know
    ///
    /// Confirmed when the server says that consent is missing (`consent_required`, `interaction_required`
    /// with such a sentence, AADSTS65001). Likely when logs or a report say so.
    ///
    /// ## What to do
    ///
    /// Have an administrator consent for the whole tenant, or complete the list of delegated scopes; for
    /// on-behalf-of name the client in `knownClientApplications` of the middle tier.
    ///
    /// ## Look-alikes
    ///
    /// `scope-missing`: the client may not have the scope at all. `actor-wrong`: a token comes, and no user
    /// is in it.
    id: "consent-missing",
    group: "acquisition",
    leaf: &["ACQ-8"],
    title: "nobody consented to the requested scopes, or a delegation is missing",
    remedies: &["give-consent"],
    look_alikes: &["scope-missing", "actor-wrong", "grant-not-allowed"],
    symptoms: &["grant-not-allowed"],
    judge: judge,
    next: |_| Some(
        "ask for the scopes one by one, beginning with openid: the first that is refused is the one \
         that nobody consented to"
            .to_owned(),
    ),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence
        .by_answers(Meaning::Consent, Confidence::Confirmed, |_| CAUSE.title.to_owned())
        .or_else(|| evidence.by_signs(Meaning::Consent, CAUSE.title));
    if let Some(draft) = draft {
        return draft.found();
    }

    match evidence.every_client_served() {
        Some(one) => Verdict::RuledOut(format!("{} got a token", one.check.id)),
        None => Verdict::Unknown,
    }
}
