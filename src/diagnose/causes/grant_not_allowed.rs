//! The client may not use this grant.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::{Evidence, Seen, Verdict, code, words};
use crate::model::{Confidence, TokenRequestFact};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The client's id and secret are right, but the client may not use the grant that it asks with,
    /// or the server does not have it.
    ///
    /// ## How we know
    ///
    /// Confirmed when the token endpoint says in words that the grant is not allowed for the client.
    /// Likely on a bare `unauthorized_client` or `unsupported_grant_type` (RFC 6749, section 5.2): some
    /// servers use the first for an unknown client or a wrong secret, and then say so beside it.
    ///
    /// ## What to do
    ///
    /// Allow the grant for the client, or make a client of the right type.
    ///
    /// ## Look-alikes
    ///
    /// `client-secret-wrong`, `client-unknown`: the client was not even authenticated.
    id: "grant-not-allowed",
    group: "acquisition",
    leaf: &["ACQ-4"],
    title: "the client may not use this grant",
    remedies: &["allow-client-credentials-grant"],
    look_alikes: &["client-secret-wrong", "client-unknown"],
    symptoms: &[],
    judge: judge,
    next: |_| Some("look the client up in the administration and compare its grant types with the one that is \
        asked with: the grant missing there means that it is not allowed, the grant listed there means that \
        the id or the secret is meant".to_owned()),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let refused: Vec<(Seen<'_, TokenRequestFact>, Confidence)> = evidence
        .all_refused_token_requests()
        .into_iter()
        .filter_map(|one| Some((one, how_sure(evidence, one.fact)?)))
        .collect();
    let Some((first, _)) = refused.first() else {
        if let Some(draft) = evidence.by_signs(Meaning::Grant, CAUSE.title) {
            return draft.found();
        }
        return match evidence.every_client_served() {
            Some(one) => Verdict::RuledOut(format!("{} got a token with this grant", one.check.id)),
            None => Verdict::Unknown,
        };
    };
    let sure = refused.iter().map(|(_, sure)| *sure).max().unwrap_or(Confidence::Likely);
    let grant = first.fact.grant.as_str();
    let unsupported = evidence.said(&first.fact.exchange).contains(&Meaning::GrantUnsupported);
    let title = if unsupported {
        format!("{} does not have the grant {grant}", words::host(&first.fact.exchange.url))
    } else {
        format!("the client {} may not use the grant {grant}", first.fact.client_id)
    };
    let mut draft = Draft::new(sure, title)
        .with("client_id", Some(first.fact.client_id.as_str()))
        .with("grant", Some(grant));
    for (one, _) in &refused {
        draft = draft.because(one.check, one.fact.exchange.answer()).explains([one.check]);
    }
    code::about_grant(draft, evidence, &first.fact.identity, grant).found()
}

fn how_sure(evidence: &Evidence<'_>, request: &TokenRequestFact) -> Option<Confidence> {
    let said = evidence.said(&request.exchange);
    let says = |meaning| said.contains(&meaning);
    let about_client = [
        Meaning::ClientUnknown,
        Meaning::ClientSecret,
        Meaning::ClientSecretExpired,
        Meaning::ClientRefused,
        Meaning::Unclear,
        Meaning::Scope,
        Meaning::RateLimit,
    ];
    if about_client.into_iter().any(says) {
        return None;
    }
    if says(Meaning::Grant) {
        return Some(Confidence::Confirmed);
    }
    (says(Meaning::ClientUnauthorized) || says(Meaning::GrantUnsupported))
        .then_some(Confidence::Likely)
}
