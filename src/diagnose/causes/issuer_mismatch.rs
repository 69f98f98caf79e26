//! The issuer is not the one that is expected.

use serde_json::Value;

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::draft::verdict;
use crate::diagnose::evidence::leaves_room_for;
use crate::diagnose::{Evidence, Verdict};
use crate::model::{CheckResult, Confidence, Fact};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The issuer that a discovery document or a token names is not the one that is expected.
    /// Verifiers compare it character for character (OpenID Connect Discovery 1.0, section 4.3; RFC
    /// 8414, section 3.3): `http` for `https`, an inside host name, a slash at the end are enough.
    ///
    /// ## How we know
    ///
    /// Confirmed when `issuer` of the discovery document differs from the URL asked, when `iss` of the
    /// token differs from what the check demands, or when the API's refusal names the issuer.
    ///
    /// ## What to do
    ///
    /// Pin the issuer's public name on the server, or configure clients and verifiers with exactly the
    /// name that it publishes.
    ///
    /// ## Look-alikes
    ///
    /// `audience-wrong`: the issuer is right, the token is meant for another API.
    /// `key-not-published`: keys of one issuer, a token of another.
    id: "issuer-mismatch",
    group: "token",
    leaf: &["AUD-2"],
    title: "the issuer is not the one that is expected",
    remedies: &["fix-issuer"],
    look_alikes: &["audience-wrong", "key-not-published"],
    symptoms: &[],
    judge: judge,
    next: |_| None,
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let verdict = match by_facts(evidence) {
        Verdict::Unknown => verdict(written_otherwise(evidence)),
        known => known,
    };
    verdict.or_signs(evidence, Meaning::Issuer, CAUSE.title)
}

fn by_facts(evidence: &Evidence<'_>) -> Verdict {
    let mut differing = evidence.mismatches().filter_map(|(check, mismatch)| {
        let who = named_by(check, &mismatch.path)?;
        let by_name = matches!(mismatch.matcher, "equals" | "one_of");
        let actual = mismatch.actual.as_str().filter(|_| by_name)?;
        Some((check, who, mismatch, actual))
    });
    if let Some((check, who, mismatch, actual)) = differing.next() {
        let expected = shown(&mismatch.expected);
        let because = |path: &str| format!("{path} is {actual}, expected {expected}");
        let mut draft = Draft::new(
            Confidence::Confirmed,
            format!("{who} names the issuer {actual}, expected is {expected}"),
        )
        .because(check, because(&mismatch.path))
        .explains([check])
        .with("issuer", Some(actual))
        .with("expected_issuer", Some(expected.as_str()));
        // A document and the tokens of one issuer differ alike.
        for (other, _, same, named) in differing {
            if named == actual && shown(&same.expected) == expected {
                draft = draft.because(other, because(&same.path)).explains([other]);
            }
        }
        for one in evidence.refusals_for(Meaning::Issuer) {
            draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
        }
        return draft.found();
    }
    let named: Vec<_> = evidence
        .refusals_where(|_, said| {
            said.contains(&Meaning::Issuer) && !said.contains(&Meaning::Audience)
        })
        .collect();
    if let Some(first) = named.first() {
        let token = first.fact.identity.as_deref().and_then(|identity| evidence.token(identity));
        let mut draft =
            Draft::new(Confidence::Confirmed, "the API does not accept the token's issuer")
                .with("issuer", token.and_then(|token| token.fact.issuer.clone()));
        for one in &named {
            draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
        }
        return draft.found();
    }
    for one in evidence.refusals() {
        if let Some(identity) = &one.fact.identity
            && let Some(passed) = evidence.accepted(identity, None)
        {
            return Verdict::RuledOut(format!("{} passed with the same token", passed.check.id));
        }
    }
    Verdict::Unknown
}

/// Logs or notes have the issuer's address written in another way: with a slash at the end, a path more
/// or less, `http`. Issuers are compared letter by letter (RFC 8414, section 3.3).
fn written_otherwise(evidence: &Evidence<'_>) -> Option<Draft> {
    let check = evidence.troubled().next()?;
    let open = evidence.refusals().next().is_none()
        || evidence
            .refusals_where(|_, said| leaves_room_for(said, Meaning::Issuer))
            .next()
            .is_some();
    let written: Vec<&str> = evidence
        .remark_texts()
        .flat_map(|text| text.split(|c: char| c.is_whitespace() || "'\"<>(),;`".contains(c)))
        .map(|piece| piece.trim_end_matches(['.', ':']))
        .filter(|piece| piece.contains("://"))
        .collect();
    let bare = |url: &str| {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        rest.trim_end_matches('/').to_ascii_lowercase()
    };
    evidence.tokens().iter().find_map(|one| {
        let issuer = one.fact.issuer.as_deref()?;
        // Endpoints of the issuer are no other way to write it.
        let near = |url: &str| {
            let (one, other) = (bare(url), bare(issuer));
            one == other || other.strip_prefix(&one).is_some_and(|rest| rest.starts_with('/'))
        };
        let other = written.iter().find(|url| near(url) && **url != issuer)?;
        (open && !written.contains(&issuer)).then(|| {
            let title =
                format!("the token names the issuer {issuer}, and {other} is written elsewhere");
            let text = format!("iss is {issuer}, and logs or notes have {other}");
            Draft::new(Confidence::Likely, title)
                .weighing(4)
                .because(check, text)
                .explains(evidence.troubled())
                .with("issuer", Some(issuer))
                .with("expected_issuer", Some(*other))
        })
    })
}

/// Who names the issuer that a demand on this path is about.
fn named_by(check: &CheckResult, path: &str) -> Option<&'static str> {
    let discovery = check
        .facts
        .iter()
        .filter_map(Fact::exchange)
        .any(|exchange| exchange.url.contains("/.well-known/") && exchange.status == Some(200));
    match path {
        "body.issuer" if discovery => Some("the discovery document"),
        "claims.iss" => Some("the token"),
        _ => None,
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
