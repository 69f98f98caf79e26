//! The call wants a user where there is none, or none where there is one.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::{Draft, verdict};
use crate::diagnose::{Evidence, Verdict};
use crate::model::{CheckResult, Confidence, Mismatch};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// A token of the grant `client_credentials` or of a service account stands for an application; a call
    /// about "me", or about what a person may see, wants a user. Other calls are for applications only and
    /// refuse a user's token. No role or scope changes that.
    ///
    /// ## How we know
    ///
    /// Confirmed when the answer says so (Genesys Cloud: `not.a.user`, `not.a.client`), or when a check of permissions
    /// read whose token it is, and an operation takes the other kind only. Likely when the platform
    /// says that a token is of a user's grant where one of client credentials is demanded, and when the report fits: a service account without a subject, calls about the own user that fail while others
    /// work.
    ///
    /// ## What to do
    ///
    /// Use a grant with a user (authorization code, or a service account with a subject to act for), or the
    /// call that is meant for applications.
    ///
    /// ## Look-alikes
    ///
    /// `permission-missing`: the caller is of the right kind and lacks a right. `consent-missing`: the
    /// delegation itself is refused.
    id: "actor-wrong",
    group: "token",
    leaf: &["CON-1"],
    title: "the call wants a user where the token has none, or no user where it has one",
    remedies: &["use-right-actor"],
    look_alikes: &["permission-missing", "consent-missing", "claim-missing"],
    symptoms: &["permission-missing"],
    judge: judge,
    next: |_| Some(
        "ask the platform who the token is (a call such as tokens/me or userinfo): no user there, and \
         a call that is about one, means that the grant is the wrong one"
            .to_owned(),
    ),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let told = evidence.told(Meaning::Actor);
    if told.is_empty()
        && let Some(draft) = computed(evidence)
    {
        return draft.found();
    }
    if told.is_empty()
        && let Some((check, mismatch)) = of_another_grant(evidence)
    {
        let shown = mismatch.actual.as_str().unwrap_or_default();
        return Draft::new(
            Confidence::Likely,
            "the token is a user's, and one of the client itself is demanded",
        )
        .because(check, format!("the platform says that its grant is {shown}"))
        .explains([check])
        .with("wanted_actor", Some("application"))
        .found();
    }
    if told.is_empty() {
        return verdict(evidence.by_signs(Meaning::Actor, CAUSE.title));
    }
    let no_user = told.iter().any(|one| {
        let words = one.seen.fact.answer().to_ascii_lowercase();
        words.contains("non-user") || words.contains("not.a.client")
    });
    let title = if no_user {
        "the call is for applications, and the token is a user's"
    } else {
        "the call wants a user, and the token has none"
    };
    let draft = evidence.by_answers(Meaning::Actor, Confidence::Confirmed, |_| title.to_owned());
    let of_wrong_kind: Vec<&CheckResult> = evidence
        .permissions()
        .filter(|seen| {
            let mut kinds = seen.fact.of_wrong_kind().map(|one| one.wants_actor.as_deref());
            kinds.any(|kind| kind == Some(if no_user { "application" } else { "user" }))
        })
        .map(|seen| seen.check)
        .collect();
    let wanted = if no_user { "application" } else { "user" };
    verdict(draft.map(|draft| {
        // What a check saw of the token's own grant says the same.
        let shown = of_another_grant(evidence).map(|(check, _)| check);
        draft
            .with("wanted_actor", Some(wanted))
            .explains(shown.filter(|_| no_user))
            .explains(of_wrong_kind)
    }))
}

/// What checks of permissions computed: operations that take the other kind of token only.
fn computed(evidence: &Evidence<'_>) -> Option<Draft> {
    let mut draft: Option<Draft> = None;
    for seen in evidence.permissions() {
        let demanded = seen.check.mismatches.iter().any(|one| one.path == "permissions.wrong_kind");
        let Some(first) = seen.fact.of_wrong_kind().next().filter(|_| demanded) else { continue };
        let wanted = first.wants_actor.as_deref().unwrap_or_default();
        let (kind, own) = match wanted {
            "application" => ("an application", "a user's"),
            _ => ("a user", "an application's"),
        };
        let begun = draft.unwrap_or_else(|| {
            let title = format!("{} wants a token of {kind}, and this is {own}", first.call);
            Draft::new(Confidence::Confirmed, title)
                .standing()
                .with("wanted_actor", Some(wanted))
                .with("call", Some(first.call.as_str()))
        });
        let text = "the platform says whose token it is, and the API's definition whose it takes";
        draft = Some(
            begun
                .because(seen.check, seen.check.saw.clone())
                .because(seen.check, text)
                .explains([seen.check]),
        );
    }
    draft
}

/// A check that demands a token of client credentials, and heard from Genesys Cloud that it is of a user's grant.
fn of_another_grant<'a>(evidence: &Evidence<'a>) -> Option<(&'a CheckResult, &'a Mismatch)> {
    let grants = ["CODE", "TOKEN", "SAML2-BEARER", "PASSWORD"];
    evidence.mismatches().find(|(_, mismatch)| {
        mismatch.path.ends_with("OAuthClient.authorizedGrantType")
            && mismatch.expected == "CLIENT-CREDENTIALS"
            && mismatch.actual.as_str().is_some_and(|grant| grants.contains(&grant))
    })
}
