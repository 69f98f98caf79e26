//! A claim that is demanded is not in the token.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::{Evidence, Verdict, words};
use crate::model::{CheckResult, Confidence, Fact, Mismatch, TokenKind};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The API wants a claim (a role, a tenant, an organisation) that the token does not carry.
    ///
    /// ## How we know
    ///
    /// Confirmed when a check demands the claim and the JWT does not have it. A claim that is there with
    /// another value is not this cause. Likely when it is also to explain a refusal that gives no reason,
    /// or when a log says that a claim is missing.
    ///
    /// ## What to do
    ///
    /// Have the issuer add the claim, by a mapper, a rule or a hook, and fetch a new token.
    ///
    /// ## Look-alikes
    ///
    /// `scope-missing`: the claim of scopes lacks one. `guest-context-missing`: the claim that binds a
    /// token to a guest.
    id: "claim-missing",
    group: "token",
    leaf: &["CON-7"],
    title: "a claim that is demanded is not in the token",
    remedies: &["add-token-claim"],
    look_alikes: &["scope-missing", "guest-context-missing"],
    symptoms: &[],
    judge: judge,
    next: |_| None,
}

/// Claims that have causes of their own.
const OTHERS: &[&str] = &["aud", "iss", "exp", "iat", "nbf", "scope", "scopes", "scp"];

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let missing: Vec<(&CheckResult, String)> = evidence
        .mismatches()
        .filter_map(|(check, mismatch)| {
            let claim = mismatch.path.strip_prefix("claims.")?;
            let own = OTHERS.contains(&claim)
                || super::guest_context_missing::is_about_guest(&mismatch.path);
            let jwt = token(check).is_some_and(|(_, kind)| kind == TokenKind::Jwt);
            let shown = check.facts.iter().find_map(Fact::token);
            // An ID token has no claims for APIs at all.
            let jwt = jwt && shown.and_then(super::credential_kind_wrong::id_token).is_none();
            (!own && jwt && is_absent(mismatch)).then(|| (check, claim.to_owned()))
        })
        .collect();
    if missing.is_empty() {
        let draft = evidence.by_signs(Meaning::Claim, CAUSE.title);
        return draft.map_or(Verdict::Unknown, Draft::found);
    }
    let mut claims: Vec<String> = Vec::new();
    for (_, claim) in &missing {
        if !claims.contains(claim) {
            claims.push(claim.clone());
        }
    }
    let noun = if claims.len() == 1 { "claim" } else { "claims" };
    let mut draft = Draft::new(
        Confidence::Confirmed,
        format!("the access token does not carry the {noun} {}", words::list(&claims)),
    )
    .with("claims", Some(claims));
    for (check, claim) in &missing {
        draft = draft.because(check, format!("claims.{claim} is not there")).explains([*check]);
        for identity in identities(check) {
            for one in evidence.refusals_open_to(identity, Meaning::Claim) {
                if evidence.said(one.fact).contains(&Meaning::Claim) {
                    draft = draft.because(one.check, one.fact.answer());
                }
                draft = draft.explains([one.check]);
            }
        }
    }
    draft.found()
}

/// Whether a demand was not met because nothing is there, not because it should be absent.
pub(super) fn is_absent(mismatch: &Mismatch) -> bool {
    let wants_absence = matches!(mismatch.matcher, "exists" | "not_empty")
        && mismatch.expected.as_bool() == Some(false);
    mismatch.actual.is_null() && !wants_absence && mismatch.matcher != "not"
}

/// The identities whose tokens a check read.
pub(super) fn identities(check: &CheckResult) -> impl Iterator<Item = &str> {
    token(check).into_iter().map(|(identity, _)| identity)
}

fn token(check: &CheckResult) -> Option<(&str, TokenKind)> {
    let token = check.facts.iter().find_map(Fact::token)?;
    Some((token.identity.as_str(), token.kind))
}
