//! The token is bound to no guest.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::{Evidence, Verdict};
use crate::model::{Confidence, Fact};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The API wants a token that is bound to a guest (a claim that names the guest or the
    /// conversation), and this token only names the client. A plain client-credentials token has no
    /// guest, whatever scopes it carries.
    ///
    /// ## How we know
    ///
    /// Confirmed when a check demands a claim about the guest and the JWT does not have it. Likely when
    /// the API's refusal says that the guest is missing, or when it is also to explain a refusal that
    /// gives no reason.
    ///
    /// ## What to do
    ///
    /// Get the token in the way that binds it to a guest: create the guest or conversation first, and
    /// use the token that comes with it, or pass the guest in the token request.
    ///
    /// ## Look-alikes
    ///
    /// `scope-missing`: the guest is there, the scope is not.
    id: "guest-context-missing",
    group: "token",
    leaf: &["CON-7"],
    title: "the token is bound to no guest",
    remedies: &["bind-guest-context"],
    look_alikes: &["scope-missing", "claim-missing"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("create a guest conversation, and send the same request with the token that comes with it: \
        success means that the guest was missing".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let demanded = evidence.mismatches().find(|(check, mismatch)| {
        let token = check.facts.iter().find_map(Fact::token);
        // An ID token has no claims for APIs at all.
        let of_another_kind = token.and_then(super::credential_kind_wrong::id_token).is_some();
        is_about_guest(&mismatch.path)
            && super::claim_missing::is_absent(mismatch)
            && !of_another_kind
    });
    if let Some((check, mismatch)) = demanded {
        let claim = mismatch.path.trim_start_matches("claims.").to_owned();
        let mut draft = Draft::new(
            Confidence::Confirmed,
            format!("the access token is bound to no guest: it has no claim {claim}"),
        )
        .because(check, format!("{} is not there", mismatch.path))
        .explains([check])
        .with("claim", Some(claim));
        for identity in super::claim_missing::identities(check) {
            for one in evidence.refusals_open_to(identity, Meaning::Claim) {
                draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
            }
        }
        return draft.found();
    }
    let named: Vec<_> = evidence
        .refusals_for(Meaning::Claim)
        .filter(|one| {
            let error = one.fact.error.as_ref();
            let words = error.map(|error| {
                let code = error.code.as_deref().unwrap_or_default();
                format!("{code} {}", error.message.as_deref().unwrap_or_default()).to_lowercase()
            });
            words.is_some_and(|words| words.contains("guest"))
        })
        .collect();
    if let Some(first) = named.first() {
        let mut draft = Draft::new(
            Confidence::Likely,
            "the API says that the access token is bound to no guest",
        )
        .because(first.check, first.fact.answer());
        for one in &named {
            draft = draft.explains([one.check]);
        }
        return draft.found();
    }
    // A claim about a guest that is there.
    let bound = evidence.checks().iter().flat_map(|check| &check.facts).find_map(|fact| {
        let token = fact.token()?;
        let mut names = token.claims.iter().map(|(name, _)| name).chain(&token.other_claims);
        names.find(|name| name.to_ascii_lowercase().contains("guest"))
    });
    match bound {
        Some(claim) => Verdict::RuledOut(format!("the token has the claim {claim}")),
        None => Verdict::Unknown,
    }
}

/// Whether a path is a claim about a guest.
pub(super) fn is_about_guest(path: &str) -> bool {
    path.starts_with("claims.") && path.to_ascii_lowercase().contains("guest")
}
