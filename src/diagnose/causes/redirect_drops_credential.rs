//! A redirect leads to another host, and the credential does not go along, or goes along where it must not.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::draft::{call_of, verdict};
use crate::diagnose::evidence::leaves_room_for;
use crate::diagnose::{Evidence, Verdict, words};
use crate::model::{Act, Confidence, Variation};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The URL redirects to another host. Clients leave `Authorization` behind there, as they must, and
    /// the second host answers 401; or the client keeps it, and a storage host with a signed URL
    /// refuses two credentials at once.
    ///
    /// ## How we know
    ///
    /// Confirmed when a request was redirected to another host, went on without its credential, and was
    /// answered 401. Likely when the credential works at the redirect’s target, or when logs or notes
    /// speak of the redirect. Ruled out when a call without any redirect was told that no credential came.
    ///
    /// ## What to do
    ///
    /// Call the final URL with the credential; leave the credential away where the target is a signed
    /// URL.
    ///
    /// ## Look-alikes
    ///
    /// `authorization-header-lost`: no redirect; a hop on the way takes it. `redirect-changes-method`:
    /// the method is lost, not the credential. `issuer-mismatch`: the token arrives and is refused.
    id: "redirect-drops-credential",
    group: "transport",
    leaf: &["NET-1"],
    title: "the credential is lost, or wrongly kept, across a redirect to another host",
    remedies: &["call-final-url"],
    look_alikes: &["authorization-header-lost", "redirect-changes-method", "issuer-mismatch"],
    symptoms: &[],
    judge: judge,
    next: |finding| Some(format!(
"send {call} with redirects off, then call the address in `Location` once with the credential and once without: answers that differ confirm it",
call = call_of(finding)
)),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let draft = evidence
        .by_answers(Meaning::RedirectCredential, Confidence::Confirmed, |host| {
            format!("{host} refuses the credential that a redirect brought along")
        })
        .or_else(|| lost(evidence))
        .or_else(|| target_accepts(evidence));
    if draft.is_none() && evidence.signs(Meaning::RedirectCredential).next().is_none() {
        let direct = evidence
            .refusals_for(Meaning::NoCredential)
            .find(|one| one.fact.identity.is_some() && one.fact.redirects.is_empty());
        return direct.map_or(Verdict::Unknown, |one| {
            Verdict::RuledOut(format!("{} was answered without a redirect", one.check.id))
        });
    }
    verdict(draft).or_signs(evidence, Meaning::RedirectCredential, CAUSE.title)
}

/// A request with a credential that was redirected to another host and refused there.
fn lost(evidence: &Evidence<'_>) -> Option<Draft> {
    let (one, hop) = evidence.refusals().find_map(|one| {
        one.fact.identity.as_ref()?;
        let mut hops = one.fact.redirects.iter();
        let hop = hops.find(|hop| hop.elsewhere && hop.followed)?;
        let fits = leaves_room_for(evidence.said(one.fact), Meaning::NoCredential);
        (one.fact.status == Some(401) && fits).then_some((one, hop))
    })?;
    let to = words::host(&hop.location);
    let title =
        format!("the request is redirected to {to}, where the credential does not go along");
    // Refused there with the credential as well: it is lost, and that is not all.
    let direct = evidence.experiment_about(one.check, "redirect-target");
    let refused = direct.filter(|result| {
        matches!(
            evidence.compared(one.check, result),
            crate::diagnose::Compared::Alike | crate::diagnose::Compared::Otherwise
        )
    });
    let text = format!("{} to {}, then {}", hop.status, hop.location, one.fact.answer());
    let mut draft = Draft::new(Confidence::Confirmed, title)
        .weighing(6)
        .because(one.check, text)
        .explains([one.check])
        .with("final_url", Some(hop.location.as_str()))
        .with("host", Some(to))
        .with("call", Some(format!("{} {}", one.fact.method, one.fact.url)));
    if let Some(result) = refused {
        let text = format!("called directly, with the credential: {}", result.answer);
        draft = draft.because_of(result, text).at_most_likely();
    }
    Some(draft)
}

/// An experiment called the redirect's target directly, with the credential, and it worked.
fn target_accepts(evidence: &Evidence<'_>) -> Option<Draft> {
    evidence.troubled().find_map(|check| {
        evidence.experiments_on(check).find_map(|(one, answers)| {
            let Act::Send(Variation::RedirectTarget(target)) = &one.experiment.act else {
                return None;
            };
            let good = answers.iter().find(|answer| matches!(answer.status, Some(200..=299)))?;
            // A method that the redirect changed is another cause.
            let reads = matches!(good.method.as_str(), "GET" | "HEAD");
            let to = words::host(target);
            let title = format!("the credential works at {to}, and not through the redirect to it");
            reads.then(|| {
                Draft::new(Confidence::Confirmed, title)
                    .weighing(6)
                    .because_of(one, format!("called directly: {}", good.answer()))
                    .because(check, "answered with a redirect to another address")
                    .explains([check])
                    .with("final_url", Some(target.as_str()))
            })
        })
    })
}
