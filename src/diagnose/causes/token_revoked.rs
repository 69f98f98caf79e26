//! The account or session behind the token has ended.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::draft::verdict;
use crate::diagnose::excluded::is_another;
use crate::diagnose::{Compared, Evidence, Verdict};
use crate::model::Confidence;
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The token’s lifetime is not over, and what it stands for is: the user was disabled or logged
    /// out, the session sat idle too long, the token or the consent was revoked. Who verifies the token
    /// by itself does not notice; who asks the issuer does.
    ///
    /// ## How we know
    ///
    /// Confirmed when the answer says so and gives no other reason. Likely when logs or notes do, and when
    /// the issuer's introspection calls a token inactive whose own time is not over. Possible when the same
    /// call is accepted with a token that was just issued, and the time of the refused one is not over. Ruled
    /// out when the token is alive where it only has to say whose it is, and when a token that was just issued
    /// is refused alike.
    ///
    /// ## What to do
    ///
    /// Log in again; make lifetimes short, or ask the issuer (introspection) where ending must take
    /// effect at once.
    ///
    /// ## Look-alikes
    ///
    /// `token-expired`: its own time is over. `session-over`: the conversation has ended, not the
    /// login. `policy-forbids`: a policy ends sessions.
    id: "token-revoked",
    group: "configuration",
    leaf: &["CFG-8"],
    title: "the account or login session behind the token has ended",
    remedies: &["log-in-again"],
    look_alikes: &["token-expired", "session-over", "policy-forbids"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("ask the issuer about the token (introspection, or userinfo): inactive although `exp` lies ahead confirms it; a new login works at once".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence.by_answers(Meaning::Revoked, Confidence::Confirmed, |host| {
        format!("{host} says that the token, or the session behind it, has ended")
    });
    let draft = draft
        .or_else(|| called_inactive(evidence))
        .or_else(|| inactive_to_its_issuer(evidence))
        .or_else(|| fresh_is_accepted(evidence));
    if draft.is_none() {
        for one in evidence.refusals() {
            if let Some(identity) = &one.fact.identity
                && let Some(passed) = evidence.accepted(identity, None)
            {
                return Verdict::RuledOut(format!(
                    "{} passed with the same token",
                    passed.check.id
                ));
            }
            if let Some(identity) = &one.fact.identity
                && let Some((told, _)) = evidence.told_whose(identity)
            {
                return Verdict::RuledOut(format!(
                    "the token is alive where it only has to say whose it is (experiment {})",
                    told.n
                ));
            }
        }
    }
    verdict(draft).or_signs(evidence, Meaning::Revoked, CAUSE.title)
}

/// The same call is accepted with a token that was just issued, while the time of the refused one is not over:
/// something ended that one token. Possible at most: a setting that takes hold, or another node, shows alike,
/// and a server that refuses the same call no longer would show it as well.
fn fresh_is_accepted(evidence: &Evidence<'_>) -> Option<Draft> {
    evidence.refusals().find_map(|one| {
        let identity = one.fact.identity.as_deref()?;
        let result = evidence.experiment_about(one.check, "fresh-token")?;
        let token = evidence.token(identity)?.fact;
        let living = token.lifetime.is_some_and(|left| left > 0.0);
        let accepted = evidence.compared(one.check, result) == Compared::Accepted;
        let other = result.token().is_some_and(|fresh| is_another(token, fresh));
        let settled = evidence.wavers(one.check).is_none();
        (living && accepted && other && settled && one.fact.status == Some(401)).then(|| {
            Draft::new(Confidence::Possible, "something ended the one token before its time")
                .because(one.check, one.fact.answer())
                .because_of(result, "a token that was just issued is accepted")
                .explains([one.check])
        })
    })
}

/// The issuer calls a token inactive (RFC 7662, section 2.2) whose own time is not over, and in which
/// nothing else shows why.
fn called_inactive(evidence: &Evidence<'_>) -> Option<Draft> {
    let (check, _) = evidence.mismatches().find(|(_, mismatch)| {
        mismatch.path == "body.active" && mismatch.actual.as_bool() == Some(false)
    })?;
    let read = |pack: &str| evidence.tokens().iter().find(|one| one.check.pack == pack);
    let token = read(&check.pack)?;
    let living = token.fact.lifetime.is_some_and(|left| left > 0.0);
    (living && token.fact.oddities.is_empty()).then(|| {
        Draft::new(
            Confidence::Likely,
            "the issuer calls the token inactive before its time is over",
        )
        .standing()
        .because(check, "active is false")
        .because(token.check, "the token's own time is not over")
        .explains([check])
    })
}

/// Asked in an experiment, the issuer says so of a token that a call was refused with. Likely at most: an issuer
/// says the same of a token that it did not issue, or that is not for who asks (RFC 7662, section 2.2).
fn inactive_to_its_issuer(evidence: &Evidence<'_>) -> Option<Draft> {
    evidence.refusals().find_map(|one| {
        let identity = one.fact.identity.as_deref()?;
        let told = evidence.told_inactive(identity)?;
        let token = evidence.token(identity)?.fact;
        let living = token.lifetime.is_some_and(|left| left > 0.0) && token.oddities.is_empty();
        living.then(|| {
            Draft::new(
                Confidence::Likely,
                "the issuer calls the token inactive before its time is over",
            )
            .because_of(told, "the issuer says that the token is not active")
            .because(one.check, one.fact.answer())
            .explains([one.check])
        })
    })
}
