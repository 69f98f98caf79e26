//! The client authenticates by another method than the server wants.

use crate::diagnose::answers::WORDS;
use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::sent::has_member;
use crate::diagnose::words;
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::model::{Act, CredentialKind, CredentialPlace, ExperimentResult, TokenRequestFact};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// Id and secret are right and go to the token endpoint in a way that it does not read for this client:
    /// in a Basic header instead of the form body or the other way round, in both at once (RFC 6749,
    /// section 2.3, forbids it), with an empty secret for a public client, or without any where the client
    /// is confidential.
    ///
    /// ## How we know
    ///
    /// Confirmed when the same id and secret get a token by the other method, and are still refused by the
    /// first one afterwards; likely where that was not tried. Likely when by the other
    /// method the client is no longer refused, and something else is, when the server says that the method
    /// is not supported, or when the request carries both. That the other method is refused as well does not
    /// exclude it: the client may be registered for a key or a certificate.
    ///
    /// ## What to do
    ///
    /// Set the method on both sides to the same: `token_endpoint_auth_method` of the client, and the
    /// setting of the library.
    ///
    /// ## Look-alikes
    ///
    /// `client-secret-mangled`: the method is right, the bytes are not; a secret with a plus or a slash in it that works
    /// in the body and not in a Basic header can be either. `client-secret-wrong`: no method helps.
    id: "client-authentication-mismatch",
    group: "acquisition",
    leaf: &["ACQ-3"],
    title: "the client authenticates by another method than the server wants",
    remedies: &["set-client-authentication"],
    look_alikes: &["client-secret-mangled", "client-secret-wrong", "grant-not-allowed"],
    symptoms: &["client-secret-wrong", "client-secret-mangled"],
    judge: judge,
    next: |_| Some(
        "request a token once by the other method (Basic header or form body; for a public client the \
         id alone), at most three times in all: the first token names the method"
            .to_owned(),
    ),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    for one in evidence.refused_token_requests() {
        let own = one.fact.client_auth.as_str();
        // The header is read, once its id and secret are encoded as the server wants them: another cause.
        let encoded_otherwise = |act: &Act| match act {
            Act::RequestToken { client_auth: Some(way), .. } => {
                in_header(own) && in_header(way.as_str()) && own != way.as_str()
            }
            _ => false,
        };
        if let Some((experiment, _)) = evidence.tried(one.check, encoded_otherwise)
            && experiment.token_request().is_some_and(|request| request.issued)
        {
            return Verdict::RuledOut(format!(
                "a Basic header is accepted when id and secret are encoded otherwise (experiment {})",
                experiment.n
            ));
        }
        let other_way = |act: &Act| match act {
            Act::RequestToken { client_auth: Some(way), .. } => {
                in_header(one.fact.client_auth.as_str()) != in_header(way.as_str())
            }
            _ => false,
        };
        let Some((experiment, _)) = evidence.tried(one.check, other_way) else { continue };
        let way = match &experiment.experiment.act {
            Act::RequestToken { client_auth: Some(way), .. } => *way,
            _ => continue,
        };
        if experiment.token_request().is_some_and(|request| request.issued) {
            let host = words::host(&one.fact.exchange.url);
            let (sent, works) = (place(&one.fact.client_auth), place(way.as_str()));
            // A client that was just made, or a lock that has ended, is accepted in any way by now.
            let still = evidence.own_client_auth_refused_again(one.fact);
            let sure = if still { Confidence::Confirmed } else { Confidence::Likely };
            let mut draft = Draft::new(
                sure,
                format!("{host} accepts the client's id and secret {works}, and not {sent}"),
            )
            .weighing(WORDS)
            .because(one.check, one.fact.exchange.answer())
            .because_of(experiment, format!("sent {works}, a token came"))
            .explains([one.check])
            .with("client_auth", Some(one.fact.client_auth.as_str()))
            .with("client_auth_that_works", Some(way.as_str()));
            if still {
                let text = format!("sent {sent} once more afterwards, still refused");
                draft = draft.because(one.check, text);
            }
            return draft.found();
        }
        if let Some(answer) =
            lets_in(evidence, experiment).filter(|_| refuses_client(evidence, one.fact))
        {
            let host = words::host(&one.fact.exchange.url);
            let (sent, works) = (place(&one.fact.client_auth), place(way.as_str()));
            let title = format!("{host} knows the client when it is named {works}, and not {sent}");
            return Draft::new(Confidence::Likely, title)
                .standing()
                .weighing(WORDS)
                .because(one.check, one.fact.exchange.answer())
                .because_of(experiment, format!("sent {works}, another reason is given: {answer}"))
                .explains([one.check])
                .with("client_auth", Some(one.fact.client_auth.as_str()))
                .with("client_auth_that_works", Some(way.as_str()))
                .found();
        }
    }
    // That a second method is refused excludes no third one: a client may be registered for a key or a
    // certificate (`private_key_jwt`, `tls_client_auth`).
    let twice = evidence.refused_token_requests_known().find(|(one, sent)| {
        let basic = sent.credentials.iter().any(|one| {
            one.place == CredentialPlace::Authorization
                && one.kind == CredentialKind::UserAndPassword
        });
        let error = one.fact.error.as_ref().and_then(|error| error.code.as_deref());
        basic
            && has_member(sent, "client_secret")
            && matches!(error, Some("invalid_client" | "invalid_request"))
    });
    if let Some((one, _)) = twice {
        return Draft::new(Confidence::Likely, "the client authenticates by two methods at once")
            .weighing(WORDS)
            .because(one.check, "a Basic header and client_secret in the body went along")
            .because(one.check, one.fact.answer())
            .explains([one.check])
            .found();
    }
    let draft = evidence
        .by_answers(Meaning::ClientAuthentication, Confidence::Likely, |_| CAUSE.title.to_owned())
        .or_else(|| evidence.by_signs(Meaning::ClientAuthentication, CAUSE.title));
    if let Some(draft) = draft {
        return draft.found();
    }

    match evidence.every_client_served() {
        Some(one) => Verdict::RuledOut(format!("{} got a token", one.check.id)),
        None => Verdict::Unknown,
    }
}

/// Whether a token endpoint refuses the client as such.
pub(super) fn refuses_client(evidence: &Evidence<'_>, request: &TokenRequestFact) -> bool {
    let said = evidence.said(&request.exchange);
    let about = |one: &Meaning| {
        matches!(one, Meaning::ClientRefused | Meaning::ClientAuthentication | Meaning::Unclear)
    };
    !said.is_empty() && said.iter().all(about)
}

/// What a token endpoint answered that no longer refuses the client, and gives another reason.
pub(super) fn lets_in(evidence: &Evidence<'_>, experiment: &ExperimentResult) -> Option<String> {
    let request = experiment.token_request().filter(|request| !request.issued)?;
    let said = evidence.said(&request.exchange);
    let about_client = |one: &Meaning| {
        matches!(
            one,
            Meaning::ClientUnknown
                | Meaning::ClientSecret
                | Meaning::ClientSecretExpired
                | Meaning::ClientAuthentication
                | Meaning::ClientEncoding
                | Meaning::TokenRequestForm
                | Meaning::RateLimit
                | Meaning::Unclear
        )
    };
    let general = [Meaning::ClientUnauthorized, Meaning::ClientRefused];
    let named = said.iter().any(|one| !general.contains(one));
    (named && !said.iter().any(about_client)).then(|| request.exchange.answer())
}

fn in_header(way: &str) -> bool {
    matches!(way, "basic" | "basic_encoded")
}

fn place(way: &str) -> &'static str {
    match way {
        "basic" | "basic_encoded" => "in a Basic header",
        "none" => "as a public client, without a secret",
        _ => "in the form body",
    }
}
