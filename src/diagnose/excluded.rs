//! What experiments exclude: one row for each outcome, with the causes that it takes away.

use super::evidence::{Evidence, is_troubled};
use super::experiments::Compared;
use super::{draft::full_name, words};
use crate::model::{
    CheckResult, Confidence, Exchange, ExperimentResult, Fact, Finding, TokenFact, TokenKind, Whom,
};

/// What an outcome shows, and of which checks.
struct Shown {
    /// In words, with the number of the experiment.
    because: String,
    /// The checks of which it holds, as `pack/id`.
    about: Vec<String>,
}

/// An outcome, and the causes that cannot be why once it was seen.
struct Row {
    causes: &'static [&'static str],
    shown: fn(&Evidence<'_>) -> Vec<Shown>,
}

/// Every outcome that excludes a cause. What a cause excludes by itself, because it reads the experiment for
/// more than that, stands with the cause.
const ROWS: &[Row] = &[
    Row { causes: &["token-revoked", "token-expired"], shown: alive },
    Row {
        causes: &[
            "signature-invalid",
            "key-not-published",
            "issuer-mismatch",
            "tenant-wrong",
            "region-wrong",
            "token-not-jwt",
        ],
        shown: alive_on_the_same_host,
    },
    Row { causes: &["token-revoked", "token-expired"], shown: fresh_token_refused_alike },
    Row {
        causes: &[
            "audience-wrong",
            "issuer-mismatch",
            "tenant-wrong",
            "token-not-jwt",
            "credential-kind-wrong",
            "token-for-another-service",
            "authorization-header-lost",
        ],
        shown: fresh_token_accepted,
    },
    Row { causes: &["permission-missing"], shown: nobody_is_not_found },
    Row {
        causes: &["address-not-allowed", "origin-not-allowed", "companion-header-missing"],
        shown: open_to_all,
    },
    Row { causes: &["proxy-refused"], shown: refused_past_the_proxy },
    Row { causes: &["clock-wrong"], shown: clocks_agree },
    Row {
        causes: &[
            "client-authentication-mismatch",
            "client-secret-mangled",
            "client-secret-wrong",
            "client-unknown",
        ],
        shown: at_home_elsewhere,
    },
];

/// Why an experiment excludes a cause of these checks; none where it does not exclude it for all of them.
fn excluded(cause: &str, explains: &[String], evidence: &Evidence<'_>) -> Option<String> {
    let rows = ROWS.iter().filter(|row| row.causes.contains(&cause));
    let mut shown = rows.flat_map(|row| (row.shown)(evidence));
    shown
        .find(|one| !explains.is_empty() && explains.iter().all(|name| one.about.contains(name)))
        .map(|one| one.because)
}

/// Why a finding does not hold: it is a guess, or is read from logs and notes, and an experiment excludes it.
/// What answers say in words, and what is proven, is not taken back.
pub(super) fn finding(cause: &str, finding: &Finding, evidence: &Evidence<'_>) -> Option<String> {
    let guess = finding.confidence < Confidence::Confirmed && !finding.worded && !finding.stands;
    if !guess {
        return None;
    }
    excluded(cause, &finding.explains, evidence)
}

/// Why a cause that was open until an experiment was made is excluded for every call that was refused.
pub(super) fn open(cause: &str, evidence: &Evidence<'_>) -> Option<String> {
    evidence.experiments().next()?;
    let refused: Vec<String> = evidence.refusals().map(|one| full_name(one.check)).collect();
    excluded(cause, &refused, evidence)
}

fn shown(result: &ExperimentResult, text: &str, about: Vec<String>) -> Shown {
    Shown { because: format!("{text} (experiment {})", result.n), about }
}

/// Checks of which a call of this identity was refused, on any host or on this one.
fn refused(evidence: &Evidence<'_>, identity: &str, host: Option<&str>) -> Vec<String> {
    let such = evidence.refusals().filter(|one| {
        one.fact.identity.as_deref() == Some(identity)
            && host.is_none_or(|host| words::host(&one.fact.url) == host)
    });
    such.map(|one| full_name(one.check)).collect()
}

/// The identities whose calls were refused, each once.
fn identities<'a>(evidence: &Evidence<'a>) -> Vec<&'a str> {
    let mut all: Vec<&str> = Vec::new();
    for one in evidence.refusals() {
        if let Some(identity) = one.fact.identity.as_deref()
            && !all.contains(&identity)
        {
            all.push(identity);
        }
    }
    all
}

fn alive(evidence: &Evidence<'_>) -> Vec<Shown> {
    let all = identities(evidence).into_iter().filter_map(|identity| {
        let (result, _) = evidence.told_whose(identity)?;
        let text = "the token is alive where it only has to say whose it is";
        Some(shown(result, text, refused(evidence, identity, None)))
    });
    all.collect()
}

/// Who accepted the token is who refused it: it is the platform's own call, on the same host.
fn alive_on_the_same_host(evidence: &Evidence<'_>) -> Vec<Shown> {
    let all = identities(evidence).into_iter().filter_map(|identity| {
        let (result, whom) = evidence.told_whose(identity)?;
        let Whom::Platform { url } = whom else { return None };
        let host = words::host(url);
        let text = format!("{host} accepts the same token where it only has to say whose it is");
        Some(shown(result, &text, refused(evidence, identity, Some(&host))))
    });
    all.collect()
}

/// What an experiment of a kind showed for each check that it was made for.
fn compared<'e, 'a>(
    evidence: &'e Evidence<'a>,
    kind: &'static str,
) -> impl Iterator<Item = (&'a CheckResult, &'a ExperimentResult, Compared)> + 'e {
    evidence.checks().iter().filter(|check| is_troubled(check)).filter_map(move |check| {
        let result = evidence.experiment_about(check, kind)?;
        Some((check, result, evidence.compared(check, result)))
    })
}

/// A token that is another one for certain: a token endpoint may hand out the same one again.
pub(super) fn is_another(old: &TokenFact, fresh: &TokenFact) -> bool {
    let times = |one: &TokenFact| (one.issued_at, one.expires_at);
    let dated = old.issued_at.is_some() || old.expires_at.is_some();
    old.kind == TokenKind::Jwt
        && fresh.kind == TokenKind::Jwt
        && dated
        && times(old) != times(fresh)
}

fn fresh_token_refused_alike(evidence: &Evidence<'_>) -> Vec<Shown> {
    let all = compared(evidence, "fresh-token").filter_map(|(check, result, compared)| {
        let own = check.last_exchange()?;
        let old = evidence.token(own.identity.as_deref()?)?.fact;
        let other = result.token().is_some_and(|fresh| is_another(old, fresh));
        (other && compared == Compared::Alike).then(|| {
            shown(result, "a token that was just issued is refused alike", vec![full_name(check)])
        })
    });
    all.collect()
}

fn fresh_token_accepted(evidence: &Evidence<'_>) -> Vec<Shown> {
    let all = compared(evidence, "fresh-token")
        .filter(|(_, _, compared)| *compared == Compared::Accepted)
        .map(|(check, result, _)| {
            let text = "a fresh token of the same client is accepted";
            shown(result, text, vec![full_name(check)])
        });
    all.collect()
}

/// 404 for an object that cannot exist, where one that may exist is answered 403.
fn nobody_is_not_found(evidence: &Evidence<'_>) -> Vec<Shown> {
    let all = compared(evidence, "nonsense-object").filter_map(|(check, result, _)| {
        let not_found = result.exchange().is_some_and(|one| one.status == Some(404));
        let text = "an object that does not exist is answered 404: such calls are permitted";
        not_found.then(|| shown(result, text, vec![full_name(check)]))
    });
    all.collect()
}

/// Another region issues a token to the same id and secret, sent in the same way.
fn at_home_elsewhere(evidence: &Evidence<'_>) -> Vec<Shown> {
    let all = evidence.refused_token_requests().filter_map(|one| {
        let because = evidence.at_home_elsewhere(one.fact)?;
        let same = evidence.refused_token_requests();
        let same = same.filter(|other| other.fact.identity == one.fact.identity);
        Some(Shown { because, about: same.map(|other| full_name(other.check)).collect() })
    });
    all.collect()
}

fn open_to_all(evidence: &Evidence<'_>) -> Vec<Shown> {
    let all = compared(evidence, "without-authorization")
        .filter(|(_, _, compared)| *compared == Compared::Accepted)
        .map(|(check, result, _)| {
            let text = "the same call without a credential is accepted";
            shown(result, text, vec![full_name(check)])
        });
    all.collect()
}

/// The same status and the same words past the proxy: it is not the proxy that refuses.
fn refused_past_the_proxy(evidence: &Evidence<'_>) -> Vec<Shown> {
    let same = |own: &Exchange, varied: &Exchange| {
        own.status.is_some()
            && own.status == varied.status
            && own.answer() == varied.answer()
            && varied.fault.is_none()
    };
    let all = compared(evidence, "other-route").filter_map(|(check, result, _)| {
        let own = check.last_exchange()?;
        same(own, result.exchange()?)
            .then(|| shown(result, "past the proxy the answer is the same", vec![full_name(check)]))
    });
    all.collect()
}

/// Two hosts were asked for the time, and both agree with this machine: no clock of theirs is wrong.
fn clocks_agree(evidence: &Evidence<'_>) -> Vec<Shown> {
    /// Seconds that tokens bear everywhere.
    const BORNE: f64 = 5.0;
    let all = evidence.experiments_of("read-clocks").filter_map(|result| {
        let clocks: Vec<_> = result.facts.iter().filter_map(Fact::clock).collect();
        let agree = clocks.len() > 1
            && clocks
                .iter()
                .all(|one| one.unusable.is_none() && one.low >= -BORNE && one.high <= BORNE);
        let about = evidence.refusals().filter(|one| {
            let host = words::host(&one.fact.url);
            clocks.iter().any(|clock| words::same_name(&clock.host, &host))
        });
        let about = about.map(|one| full_name(one.check)).collect();
        agree.then(|| shown(result, "two hosts and this machine tell the same time", about))
    });
    all.collect()
}
