//! The server is in trouble.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::{Evidence, Verdict, words};
use crate::model::{CheckResult, Confidence, Exchange, Status};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The server, or a gateway in front of it, failed to do its work. That is not a verdict on the
    /// credential.
    ///
    /// ## How we know
    ///
    /// Confirmed: a status from 500 to 599, where the check failed on it or could not tell because of
    /// it. Not 511, which comes from a network on the way (RFC 6585, section 6), and not the answer to
    /// a request that only measures a clock. And a message on a WebSocket with the platform's code for it.
    /// Possible only where the body speaks of a refusal, or a log or note came along: a program that passes
    /// on the refusal that it got itself often answers 500.
    ///
    /// ## What to do
    ///
    /// Repeat later; report it with the correlation id. A gateway that cannot fetch its issuer's keys
    /// often answers 500 to every token.
    ///
    /// ## Look-alikes
    ///
    /// `no-answer`: nothing came at all. `rate-limited`: the server protects itself.
    id: "server-error",
    group: "server",
    leaf: &[],
    title: "the server is in trouble",
    remedies: &["report-server-error"],
    look_alikes: &["no-answer", "rate-limited"],
    symptoms: &["login-page-instead-of-api"],
    judge: judge,
    next: |_| None,
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let failed: Vec<_> = evidence
        .troubled_requests()
        .filter(|one| {
            is_failure(one.fact) && is_about_status(one.check)
                || one.fact.socket.is_some()
                    && evidence.said(one.fact).contains(&Meaning::ServerFailure)
        })
        .collect();
    let Some(first) = failed.first() else { return Verdict::Unknown };
    let host = words::host(&first.fact.url);
    let status = first.fact.status;
    let correlation = failed.iter().find_map(|one| one.fact.error.as_ref()?.correlation.clone());
    let shown = status.map_or_else(String::new, |status| format!(" ({status})"));
    // A program that passes on a refusal it got itself often answers 500, and says so in the body or log.
    let sure =
        if failed.iter().any(|one| speaks_of_refusal(one.fact)) || !evidence.remarks().is_empty() {
            Confidence::Possible
        } else {
            Confidence::Confirmed
        };
    let mut draft = Draft::new(sure, format!("{host} answers that it failed itself{shown}"))
        .with("host", Some(host))
        .with("status", status)
        .with("correlation", correlation);
    for one in &failed {
        draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
    }
    draft.found()
}

fn is_failure(exchange: &Exchange) -> bool {
    matches!(exchange.status, Some(500..=510 | 512..=599))
}

/// Whether the body of a failure is about a refusal.
fn speaks_of_refusal(exchange: &Exchange) -> bool {
    exchange.error.as_ref().is_some_and(|error| {
        let words = [error.code.as_deref(), error.message.as_deref()];
        words.into_iter().flatten().any(|text| {
            let text = text.to_ascii_lowercase();
            ["401", "403", "unauthorized", "unauthorised", "forbidden", "authenticat"]
                .iter()
                .any(|word| text.contains(word))
        })
    })
}

/// Whether the status is what a check failed on. One that only reads a clock wants the `Date`, and
/// servers that do not have HEAD answer it 501.
fn is_about_status(check: &CheckResult) -> bool {
    let clock = check.facts.iter().any(|fact| fact.clock().is_some());
    let demanded = check.mismatches.iter().any(|mismatch| mismatch.path == "status");
    !clock && (demanded || check.mismatches.is_empty() || check.status == Status::Error)
}
