//! The token is meant for another API.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::evidence::texts;
use crate::diagnose::{Evidence, Verdict, words};
use crate::model::{CheckResult, Confidence, Exchange};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The token names in `aud` for whom it is meant, and the API that got it is not among them (RFC
    /// 7519, section 4.1.3).
    ///
    /// ## How we know
    ///
    /// Confirmed when `aud` differs from what the check demands, when the API's refusal names the
    /// audience, or when the token endpoint refuses the API that the request names with
    /// `invalid_target` (RFC 8707, section 2). Only possible when the same call was accepted with the
    /// same token, or when the token is meant for what the refusal wants. Likely when it is also to explain
    /// a refusal that gives no reason.
    ///
    /// ## What to do
    ///
    /// Name the API in the token request (`audience`, `resource` of RFC 8707, or a scope that belongs
    /// to it), or add the audience to those that the API accepts.
    ///
    /// ## Look-alikes
    ///
    /// `issuer-mismatch`: the token comes from another issuer.
    /// `token-not-jwt`: no audience was named, so that the token is no JWT at all.
    id: "audience-wrong",
    group: "token",
    leaf: &["AUD-1"],
    title: "the token is meant for another API",
    remedies: &["fix-audience"],
    look_alikes: &["issuer-mismatch", "token-not-jwt"],
    symptoms: &[],
    judge: judge,
    next: |_| None,
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    by_facts(evidence).or_signs(evidence, Meaning::Audience, CAUSE.title)
}

fn by_facts(evidence: &Evidence<'_>) -> Verdict {
    let demanded = evidence.mismatches().find(|(_, mismatch)| {
        mismatch.path == "claims.aud"
            && !texts(&mismatch.actual).is_empty()
            && matches!(
                mismatch.matcher,
                "equals" | "contains" | "contains_all" | "contains_any" | "one_of"
            )
    });
    if let Some(check) = for_its_client(evidence) {
        let text = format!("{}: it is an ID token, whose audience is its client", check.id);
        return Verdict::RuledOut(text);
    }
    let named: Vec<_> = evidence
        .refusals_where(|_, said| {
            said.contains(&Meaning::Audience) && !said.contains(&Meaning::Issuer)
        })
        .collect();
    if let Some((check, mismatch)) = demanded {
        let actual = texts(&mismatch.actual);
        let expected = texts(&mismatch.expected);
        let mut draft = Draft::new(
            Confidence::Confirmed,
            format!(
                "the token is meant for {}, and not for {}",
                words::list(&actual),
                words::list(&expected)
            ),
        )
        .because(check, format!("aud: {}", words::list(&actual)))
        .explains([check])
        .with("audience", Some(actual))
        .with("expected_audience", Some(expected));
        for one in &named {
            draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
        }
        let identities: Vec<_> = check_identities(evidence, check);
        for identity in identities {
            draft = draft.explains(
                evidence.refusals_open_to(identity, Meaning::Audience).map(|one| one.check),
            );
        }
        return draft.found();
    }
    let unknown: Vec<_> = evidence
        .refused_token_requests()
        .filter(|one| evidence.said(&one.fact.exchange).contains(&Meaning::Target))
        .collect();
    if let Some(first) = unknown.first() {
        let host = words::host(&first.fact.exchange.url);
        let title = format!("{host} issues no token for the API that the token request names");
        let mut draft = Draft::new(Confidence::Confirmed, title);
        for one in &unknown {
            draft = draft.because(one.check, one.fact.exchange.answer()).explains([one.check]);
        }
        return draft.found();
    }
    if let Some(first) = named.first() {
        let token = first.fact.identity.as_deref().and_then(|identity| evidence.token(identity));
        let sure = if named.iter().any(|one| contradicted(evidence, one.fact).is_none()) {
            Confidence::Confirmed
        } else {
            Confidence::Possible
        };
        let mut draft = Draft::new(
            sure,
            format!(
                "{} says that the token is meant for another API",
                words::host(&first.fact.url)
            ),
        )
        .with(
            "audience",
            token.map(|token| token.fact.audience.clone()).filter(|aud| !aud.is_empty()),
        );
        for one in &named {
            draft = draft.because(one.check, one.fact.answer()).explains([one.check]);
            if let Some(text) = contradicted(evidence, one.fact) {
                draft = draft.because(one.check, text);
            }
        }
        return draft.found();
    }
    for one in evidence.refusals() {
        let host = words::host(&one.fact.url);
        if let Some(identity) = &one.fact.identity
            && let Some(passed) = evidence.accepted(identity, Some(&host))
        {
            return Verdict::RuledOut(format!("{} passed with the same token", passed.check.id));
        }
    }
    Verdict::Unknown
}

/// What speaks against an answer that names the audience: the same call was accepted with the same token,
/// or the token is meant for what the answer says that it wants.
fn contradicted(evidence: &Evidence<'_>, exchange: &Exchange) -> Option<String> {
    let identity = exchange.identity.as_deref()?;
    let accepted = evidence.exchanges().iter().any(|one| {
        one.fact.identity.as_deref() == Some(identity)
            && one.fact.method == exchange.method
            && one.fact.url == exchange.url
            && matches!(one.fact.status, Some(200..=299))
            && one.fact.error.is_none()
    });
    if accepted {
        return Some("the same call was accepted with the same token".to_owned());
    }
    let message = exchange.error.as_ref()?.message.as_deref()?;
    let (_, wanted) = message.split_once("expected")?;
    let wanted = wanted.split([',', ';']).next()?;
    let carried = &evidence.token(identity)?.fact.audience;
    let own = carried.iter().find(|own| {
        wanted.split(|c: char| c.is_whitespace() || "'\"[]()".contains(c)).any(|word| word == *own)
    })?;
    Some(format!("aud of the token holds {own}"))
}

/// A check that read an ID token that names the client itself as its audience: the token is of another kind,
/// and its audience is as it should be (OpenID Connect Core 1.0, section 2).
fn for_its_client<'a>(evidence: &Evidence<'a>) -> Option<&'a CheckResult> {
    let own = evidence.tokens().iter().find(|one| {
        let client = evidence.token_request(&one.fact.identity).map(|one| &one.fact.client_id);
        let named = client.is_some_and(|client| one.fact.audience == [client.as_str()]);
        named && super::credential_kind_wrong::id_token(one.fact).is_some()
    })?;
    Some(own.check)
}

fn check_identities<'a>(
    evidence: &Evidence<'a>,
    check: &crate::model::CheckResult,
) -> Vec<&'a str> {
    let tokens = evidence.tokens().iter();
    tokens
        .filter(|one| one.check.id == check.id && one.check.pack == check.pack)
        .map(|one| one.fact.identity.as_str())
        .collect()
}
