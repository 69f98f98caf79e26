//! The token endpoint does not accept the client's secret.

use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::{Evidence, Seen, Verdict, words};
use crate::model::{Because, BodyKind, Confidence, TokenRequestFact};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The client could not be authenticated at the token endpoint. Most servers answer
    /// `invalid_client` for all of these: the secret is wrong, out of date or mangled on its way (a line
    /// end, a quote, a wrong encoding), it is sent in the way that the server does not read (Basic
    /// header or form), or the client belongs to another region or tenant.
    ///
    /// ## How we know
    ///
    /// Confirmed only when the server says in words that the secret is wrong or has expired. Likely on
    /// `invalid_client` (RFC 6749, section 5.2), and when it says that the header is wrongly encoded;
    /// possible on a bare 401 or 403 of the token endpoint. Ruled out when an experiment gets a token with
    /// the same id and secret, sent in another way.
    ///
    /// ## What to do
    ///
    /// Copy id and secret again, compare lengths, try the other way of sending them once, and check
    /// the region. Do not try more than three times: servers lock clients out.
    ///
    /// ## Look-alikes
    ///
    /// `client-unknown`: the server says that it does not know the id.
    /// `client-secret-mangled`: the secret is right at its source, and changes on its way.
    /// `client-authentication-mismatch`: it arrives in the place that the server does not read.
    /// `grant-not-allowed`: the client was authenticated, and may not use the grant.
    id: "client-secret-wrong",
    group: "acquisition",
    leaf: &["ACQ-1"],
    title: "the token endpoint does not accept the client's id and secret",
    remedies: &["fix-client-secret"],
    look_alikes: &[
        "client-unknown", "grant-not-allowed", "client-secret-mangled", "client-authentication-mismatch",
    ],
    symptoms: &[],
    judge: judge,
    next: |finding| {
        let text = |name: &str| {
            finding.particulars.iter().find(|(known, _)| *known == name)?.1.as_str()
        };
        let (url, sent) = (text("token_url")?, text("client_auth")?);
        if finding.because.iter().any(|one| matches!(one, Because::Experiment { .. })) {
            return Some(format!(
                "request a token from {url} once with the id and secret as the administration shows them: a token \
                 means that the secret reaches this tool changed, the same answer means a wrong secret or the \
                 wrong region"
            ));
        }
        let other = if sent == "post" { "in a Basic header" } else { "in the form body" };
        Some(format!(
            "request a token from {url} once with the id and secret as the administration shows them, sent {other}: \
             a token means that the secret reaches this tool changed or is sent in the wrong way, \
             the same answer means a wrong secret or the wrong region"
        ))
    },
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    let refused: Vec<(Seen<'_, TokenRequestFact>, Confidence)> = evidence
        .refused_token_requests()
        .filter_map(|one| Some((one, how_sure(evidence, one.fact)?)))
        .collect();
    let Some((first, _)) = refused.first() else {
        let by_signs = [Meaning::ClientSecret, Meaning::ClientSecretExpired]
            .into_iter()
            .find_map(|reason| evidence.by_signs(reason, CAUSE.title));
        if let Some(draft) = by_signs {
            return draft.found();
        }
        return match evidence.every_client_served() {
            Some(one) => Verdict::RuledOut(format!("{} got a token", one.check.id)),
            None => Verdict::Unknown,
        };
    };
    if let Some(why) = evidence.at_home_elsewhere(first.fact) {
        return Verdict::RuledOut(why);
    }
    let mut others = evidence.other_client_auths(&first.fact.identity);
    if let Some((result, way, _)) = others.find(|(_, _, issued)| *issued == Some(true)) {
        return Verdict::RuledOut(format!(
            "the same id and secret get a token with client authentication {} (experiment {})",
            way.as_str(),
            result.n
        ));
    }
    let let_in = evidence.other_client_auths(&first.fact.identity).find_map(|(result, way, _)| {
        super::client_authentication_mismatch::lets_in(evidence, result)
            .map(|answer| (result.n, way, answer))
    });
    if let Some((n, way, answer)) = let_in {
        return Verdict::RuledOut(format!(
            "with client authentication {} the client is known: {answer} (experiment {n})",
            way.as_str()
        ));
    }
    let sure = refused.iter().map(|(_, sure)| *sure).max().unwrap_or(Confidence::Possible);
    let host = words::host(&first.fact.exchange.url);
    let client = &first.fact.client_id;
    let encoding = evidence.said(&first.fact.exchange).contains(&Meaning::ClientEncoding);
    let title = if sure == Confidence::Confirmed {
        format!("{host} says that the secret of the client {client} is not the right one")
    } else if encoding {
        format!("{host} cannot read how the id and secret of the client {client} are encoded")
    } else {
        format!("{host} does not accept the id and secret of the client {client}")
    };
    let mut draft = Draft::new(sure, title)
        .with("client_id", Some(client.as_str()))
        .with("client_auth", Some(first.fact.client_auth.as_str()))
        .with("token_url", Some(first.fact.exchange.url.as_str()))
        .with("encoding", encoding.then_some(true))
        .with("secret_named", (sure == Confidence::Confirmed).then_some(true))
        .with("host", Some(host));
    for (one, _) in &refused {
        draft = draft.because(one.check, one.fact.exchange.answer()).explains([one.check]);
    }
    for (result, way, issued) in evidence.other_client_auths(&first.fact.identity) {
        if issued == Some(false) {
            let text = format!("with client authentication {}: {}", way.as_str(), result.answer);
            draft = draft.because_of(result, text);
        }
    }
    if let Some(elsewhere) = evidence.elsewhere(first.fact)
        && elsewhere.refused.len() == elsewhere.asked
    {
        let text = format!("{}; no other region issues a token", elsewhere.result.answer);
        draft = draft.because_of(elsewhere.result, text);
    }
    draft.found()
}

fn how_sure(evidence: &Evidence<'_>, request: &TokenRequestFact) -> Option<Confidence> {
    let said = evidence.said(&request.exchange);
    let says = |meaning| said.contains(&meaning);
    // `invalid_client` beside a reason of its own is about that reason.
    let about_secret = |one: &Meaning| {
        matches!(
            one,
            Meaning::ClientSecret
                | Meaning::ClientSecretExpired
                | Meaning::ClientRefused
                | Meaning::ClientUnauthorized
                | Meaning::ClientEncoding
                | Meaning::ClientAuthentication
                | Meaning::SecretMangled
                | Meaning::Unclear
        )
    };
    if !said.iter().all(about_secret) {
        return None;
    }
    if (says(Meaning::ClientSecret) || says(Meaning::ClientSecretExpired))
        && !says(Meaning::Unclear)
    {
        return Some(Confidence::Confirmed);
    }
    if says(Meaning::ClientRefused)
        || says(Meaning::ClientEncoding)
        || says(Meaning::Unclear)
        || says(Meaning::ClientSecret)
        || says(Meaning::ClientSecretExpired)
    {
        return Some(Confidence::Likely);
    }
    let page = request.exchange.body == BodyKind::Html;
    let bare = said.is_empty() && matches!(request.exchange.status, Some(401 | 403)) && !page;
    bare.then_some(Confidence::Possible)
}
