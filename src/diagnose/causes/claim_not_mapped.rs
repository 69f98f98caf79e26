//! Roles or scopes are in the token, and the server reads them under another name.

use crate::diagnose::answers::WORDS;
use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The token carries the role or the scope, and the server looks for it elsewhere: Spring Security
    /// makes `SCOPE_x` of `scope` and ignores `permissions`, `roles` and `realm_access`; ASP.NET renames
    /// claims on the way in; one side writes a list where the other splits a text at blanks.
    ///
    /// ## How we know
    ///
    /// Likely when the refusal asks for a scope that the token carries, or when the report shows the role
    /// in the token and a rule that names it. Never confirmed: only the server shows what it made of the
    /// claims.
    ///
    /// ## What to do
    ///
    /// Have the server read the claim by its real name and shape, and write its rules with the prefix that
    /// it puts before it.
    ///
    /// ## Look-alikes
    ///
    /// `scope-missing`: it is not in the token. `permission-missing`: it is read, and is not enough.
    id: "claim-not-mapped",
    group: "token",
    leaf: &["CON-3"],
    title: "what the API demands is in the token, under another name or shape than the API reads",
    remedies: &["map-claim"],
    look_alikes: &["scope-missing", "permission-missing", "scope-not-requested"],
    symptoms: &[],
    judge: judge,
    next: |_| Some(
        "print the authorities that the server made of this token and compare them with the claim and \
         with the rule: the name that differs is the cause"
            .to_owned(),
    ),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    for one in evidence.refusals_for(Meaning::Scope) {
        let wanted = one.fact.challenges.iter().find_map(|challenge| challenge.get("scope"));
        let token = evidence.token_of(one.fact);
        let (Some(wanted), Some(token)) = (wanted, token) else { continue };
        let carried = token.fact.scopes.clone().unwrap_or_default();
        let from = token.fact.scopes_from.as_deref().unwrap_or("scope");
        let all = wanted.split_whitespace().all(|one| carried.iter().any(|own| own == one));
        if !all || wanted.trim().is_empty() || from == "token response" {
            continue;
        }
        return Draft::new(
            Confidence::Likely,
            format!("the API asks for {wanted}, which the token carries in {from}"),
        )
        .weighing(WORDS)
        .because(one.check, one.fact.answer())
        .because(token.check, format!("{from} of the token holds {wanted}"))
        .explains([one.check])
        .with("claim", Some(from))
        .with("wanted_scopes", Some(wanted))
        .found();
    }
    match evidence.by_signs(Meaning::ClaimMapping, CAUSE.title) {
        Some(draft) => draft.found(),
        None => Verdict::Unknown,
    }
}
