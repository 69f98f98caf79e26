//! The deployment, client, application or feature is switched off or deleted.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::{Draft, verdict};
use crate::diagnose::evidence::is_troubled;
use crate::diagnose::{Evidence, Verdict, words};
use crate::model::{CheckResult, Confidence, Mismatch};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// What the call is about, or what it is made with, exists and is switched off, was deleted, or was
    /// never published: a deployment, an OAuth client, an application, an integration, one feature of a
    /// configuration.
    ///
    /// ## How we know
    ///
    /// Confirmed when the answer says so, or when the resource was read and its own `status` or `state` is
    /// another than was demanded: inactive, disabled or deleted. Likely when logs or notes do, or when only one feature of a
    /// working session is refused.
    ///
    /// ## What to do
    ///
    /// Switch it on, publish it, or make it anew and use the new id.
    ///
    /// ## Look-alikes
    ///
    /// `origin-not-allowed`: it is on, and not for this site. `queue-not-found`: the id is wrong.
    /// `licence-missing`: the organisation cannot switch it on. `api-not-enabled`: an API of a cloud
    /// project.
    id: "resource-disabled",
    group: "configuration",
    leaf: &["CFG-1"],
    title: "the deployment, client, application or feature is switched off or deleted",
    remedies: &["enable-resource"],
    look_alikes: &["origin-not-allowed", "queue-not-found", "licence-missing", "api-not-enabled"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("read the state of the resource (its public configuration, or its page in the administration): inactive, unpublished or absent confirms it".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    // On a session that works, a feature that is refused may be switched off or not be subscribed to.
    let told = evidence.told(Meaning::Disabled);
    let draft = if told.iter().all(|one| one.seen.fact.socket.is_some()) {
        evidence.by_answers(Meaning::Disabled, Confidence::Likely, |host| {
            format!("{host} says that this feature of the session is not available")
        })
    } else {
        evidence.by_answers(Meaning::Disabled, Confidence::Confirmed, |host| {
            format!("{host} says that it is switched off")
        })
    };
    verdict(draft.or_else(|| shown_so(evidence))).or_signs(evidence, Meaning::Disabled, CAUSE.title)
}

/// States in which a resource does nothing, as resources show them themselves.
const OFF: [&str; 5] = ["inactive", "disabled", "deleted", "deactivated", "suspended"];

/// The state that a check did not expect, where a resource shows in it that it does nothing.
pub(super) fn state_of(check: &CheckResult) -> Option<(&Mismatch, &str)> {
    check.mismatches.iter().find_map(|mismatch| {
        let name = mismatch.path.rsplit('.').next().unwrap_or_default();
        let of_body = mismatch.path.starts_with("body.");
        let shown = mismatch.actual.as_str()?;
        let off = OFF.iter().any(|word| shown.eq_ignore_ascii_case(word));
        (of_body && ["status", "state"].contains(&name) && off).then_some((mismatch, shown))
    })
}

/// A resource that was read, was to be active, and says itself that it is not.
fn shown_so(evidence: &Evidence<'_>) -> Option<Draft> {
    let mut draft: Option<Draft> = None;
    for one in evidence.exchanges().iter().filter(|one| is_troubled(one.check)) {
        if !matches!(one.fact.status, Some(200..=299)) {
            continue;
        }
        let state = state_of(one.check);
        let Some((mismatch, shown)) = state else { continue };
        let told = format!("{}: {} is {shown}", words::call(one.fact), mismatch.path);
        let host = words::host(&one.fact.url);
        let first = || {
            Draft::new(
                Confidence::Confirmed,
                format!("{host} shows the resource as {}", shown.to_ascii_lowercase()),
            )
            .with("host", Some(host.clone()))
            .with("call", Some(words::call(one.fact)))
        };
        draft = Some(draft.unwrap_or_else(first).because(one.check, told).explains([one.check]));
    }
    draft
}
