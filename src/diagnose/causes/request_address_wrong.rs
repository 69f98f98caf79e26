//! An identifier, the path or the base URL is wrong.

use crate::diagnose::answers::WORDS;
use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::words;
use crate::diagnose::{Evidence, Verdict};
use crate::model::{Act, Confidence, Standing, Status, Variation};
use crate::provider::{Meaning, Platform, flaw_of_operation};

cause! {
    /// ## What it means
    ///
    /// The request goes to another place than is meant: the scheme or a path prefix stands twice, a
    /// variable was not filled in, a key stands where an id is wanted, or a client library was given a URL
    /// where it wants a host. Whoever is there refuses, or knows no such object.
    ///
    /// ## How we know
    ///
    /// Confirmed when the URL itself cannot be meant (a scheme in its path, a variable that was not filled
    /// in), or when a check of permissions lists an operation that was removed from the API. Likely when it lists
    /// one that the definition of the API has not, when Genesys Cloud answers 404 or 405 to a call that its definition
    /// has not, when the answer says that there is no such route or object, or when calling the target
    /// of a redirect directly succeeds. Possible when only words point to it.
    ///
    /// ## What to do
    ///
    /// Print the URL as it is sent, compare it with the documentation piece by piece, and check ids when
    /// the program starts.
    ///
    /// ## Look-alikes
    ///
    /// `client-unknown`: the address is right for another region or tenant. `queue-not-found`: a queue that
    /// is not there.
    id: "request-address-wrong",
    group: "request",
    leaf: &["REQ-4"],
    title: "an identifier, the path or the base URL is wrong",
    remedies: &["fix-request-address"],
    look_alikes: &["client-unknown", "queue-not-found", "login-page-instead-of-api"],
    symptoms: &[],
    judge: judge,
    next: |_| Some(
        "print the whole URL as it is sent and compare it with the documented one letter by letter; \
         read the object by its id with a call that needs no credential, where there is one"
            .to_owned(),
    ),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    for one in evidence.troubled_requests() {
        let refused = one.fact.status.is_none_or(|status| status >= 300);
        let Some(flaw) = flaw(&one.fact.url).filter(|_| refused) else { continue };
        return Draft::new(Confidence::Confirmed, format!("the URL {flaw}"))
            .weighing(WORDS)
            .because(one.check, format!("{} {}", one.fact.method, one.fact.url))
            .because(one.check, one.fact.answer())
            .explains([one.check])
            .with("url", Some(one.fact.url.as_str()))
            .with("flaw", Some(flaw))
            .found();
    }
    for (one, _) in evidence.answers() {
        let direct = |act: &Act| matches!(act, Act::Send(Variation::RedirectTarget(_)));
        let Some((experiment, status)) = evidence.tried(one.check, direct) else { continue };
        // The credential that a redirect drops is another cause: here it went to a path that moved.
        if (200..300).contains(&status) && one.fact.redirects.iter().all(|hop| !hop.elsewhere) {
            let host = words::host(&one.fact.url);
            return Draft::new(Confidence::Likely, format!("{host} has moved what is asked for"))
                .weighing(WORDS)
                .because(one.check, one.fact.answer())
                .because_of(experiment, format!("the target of the redirect answers {status}"))
                .explains([one.check])
                .with("url", Some(one.fact.url.as_str()))
                .found();
        }
    }
    if let Some(draft) = listed(evidence) {
        return draft.found();
    }
    if let Some(draft) = not_in_the_definition(evidence) {
        return draft.found();
    }
    let draft = evidence
        .by_answers(Meaning::Route, Confidence::Likely, |_| CAUSE.title.to_owned())
        .or_else(|| evidence.by_signs(Meaning::Route, CAUSE.title));
    match draft {
        Some(draft) => draft.found(),
        None => Verdict::Unknown,
    }
}

/// Operations of a check's list that the definition of the API has not. One that was removed is known to be gone;
/// one that is unknown may be newer than the definition.
fn listed(evidence: &Evidence<'_>) -> Option<Draft> {
    let mut draft: Option<Draft> = None;
    for seen in evidence.permissions() {
        let demanded = seen.check.mismatches.iter().any(|one| one.path == "permissions.unknown");
        let calls = |standing| -> Vec<String> {
            seen.fact.standing(standing).map(|one| one.call.clone()).collect()
        };
        let (removed, unknown) = (calls(Standing::Removed), calls(Standing::Unknown));
        if !demanded || (removed.is_empty() && unknown.is_empty()) {
            continue;
        }
        let begun = draft.unwrap_or_else(|| {
            let (sure, title) = if removed.is_empty() {
                (Confidence::Likely, format!("the API has no {}", words::list(&unknown)))
            } else {
                let list = words::list(&removed);
                (Confidence::Confirmed, format!("{list}: removed from the API"))
            };
            let listed: Vec<String> = removed.iter().chain(&unknown).cloned().collect();
            Draft::new(sure, title).standing().weighing(WORDS).with("listed", Some(listed))
        });
        draft = Some(begun.because(seen.check, seen.check.saw.clone()).explains([seen.check]));
    }
    // What else was to be computed from the same list could not be.
    let beside = evidence.permissions().filter(|seen| {
        seen.check.status == Status::Error && seen.fact.standing(Standing::Unknown).next().is_some()
    });
    draft.map(|draft| draft.explains(beside.map(|seen| seen.check)))
}

/// Calls of Genesys Cloud that were answered as a path that is not there, and that the definition of the API has not.
fn not_in_the_definition(evidence: &Evidence<'_>) -> Option<Draft> {
    let mut draft: Option<Draft> = None;
    for one in evidence.troubled_requests() {
        let url = &one.fact.url;
        let platform = Platform::at(&words::host(url)).filter(|one| one.id == "genesys-cloud");
        let path = words::path(url);
        let believed = platform.is_some_and(|platform| platform.myth_of_path(&path).is_some());
        if !matches!(one.fact.status, Some(404 | 405))
            || platform.is_none()
            || believed
            || !path.starts_with("/api/v2/")
        {
            continue;
        }
        let call = format!("{} {}", one.fact.method, path.trim_end_matches('/'));
        let Some(flaw) = flaw_of_operation(&call) else { continue };
        let begun = draft.unwrap_or_else(|| {
            Draft::new(Confidence::Likely, flaw.message.clone())
                .weighing(WORDS)
                .with("url", Some(url.as_str()))
        });
        draft = Some(begun.because(one.check, one.fact.answer()).explains([one.check]));
        if let Some(help) = flaw.help {
            draft = draft.map(|draft| draft.because(one.check, help));
        }
    }
    draft
}

/// Why a URL cannot be meant.
fn flaw(url: &str) -> Option<&'static str> {
    let (_, rest) = url.split_once("://")?;
    let before_query = rest.split(['?', '#']).next().unwrap_or_default();
    let host = words::host(url);
    let (_, path) = before_query.split_once('/').unwrap_or((before_query, ""));
    let mut segments = path.split('/').map(str::to_ascii_lowercase);
    if matches!(host.as_str(), "https" | "http")
        || before_query.starts_with("https:")
        || before_query.starts_with("http:")
    {
        return Some("has its scheme twice");
    }
    let unfilled = |segment: &String| {
        matches!(segment.as_str(), "undefined" | "null" | "none" | "nan" | "[object%20object]")
            || segment.starts_with("${")
            || segment.starts_with("{{")
            || segment.starts_with("%7b%7b")
            || segment.starts_with("$%7b")
    };
    segments.any(|segment| unfilled(&segment)).then_some("has a part that nobody filled in")
}
