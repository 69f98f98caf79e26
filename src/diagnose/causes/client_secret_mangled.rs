//! The client's id or secret is changed on its way.

use super::client_authentication_mismatch::{lets_in, refuses_client};
use crate::diagnose::answers::WORDS;
use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::sent::is_token_request;
use crate::diagnose::words;
use crate::diagnose::{Evidence, Verdict};
use crate::model::Confidence;
use crate::model::{Act, ClientAuthentication, CredentialFlaw, CredentialPlace, SentCredential};
use crate::provider::Meaning;

cause! {
    /// ## What it means
    ///
    /// The secret is right where it is kept, and another one arrives: a line end from `echo` or a
    /// Kubernetes secret, a `#` or `$` that a `.env` file or a shell reads as something else, quotes that
    /// came along, a `+`, `/` or `%` that is not encoded in a form body, or is encoded once too often or
    /// too seldom in a Basic header (RFC 6749, section 2.3.1). The id can suffer the same.
    ///
    /// ## How we know
    ///
    /// Confirmed when the same id and secret get a token as soon as they are encoded in the other way.
    /// Likely when encoded so the client is no longer refused, and something else is.
    /// Likely when the refused secret ends in white space or a line break, stands in quotes or is
    /// percent-encoded, when the server says that it cannot read how they are encoded, or when the words of
    /// the report fit: it works with the same secret elsewhere, the secret has special characters, it comes
    /// from a file or an environment.
    ///
    /// ## What to do
    ///
    /// Compare length and a hash of the secret as the program has it with the source; cut white space;
    /// encode exactly once.
    ///
    /// ## Look-alikes
    ///
    /// `client-secret-wrong`: it is wrong at its source. `client-authentication-mismatch`: it arrives, in
    /// the place that the server does not read.
    id: "client-secret-mangled",
    group: "acquisition",
    leaf: &["ACQ-2"],
    title: "the client's id or secret is changed on its way to the server",
    remedies: &["keep-secret-whole"],
    look_alikes: &["client-secret-wrong", "client-authentication-mismatch", "client-unknown"],
    symptoms: &["client-secret-wrong"],
    judge: judge,
    next: |_| Some(
        "compare the length and the SHA-256 of the secret as the program has loaded it with those of \
         the source: a difference is the cause"
            .to_owned(),
    ),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    for one in evidence.refused_token_requests() {
        let encoded_otherwise = |act: &Act| match act {
            Act::RequestToken { client_auth: Some(way), .. } => matches!(
                (one.fact.client_auth.as_str(), way),
                ("basic", ClientAuthentication::BasicEncoded)
                    | ("basic_encoded", ClientAuthentication::Basic)
            ),
            _ => false,
        };
        let tried = evidence.tried(one.check, encoded_otherwise);
        if let Some((experiment, _)) = tried
            && experiment.token_request().is_some_and(|request| request.issued)
        {
            let host = words::host(&one.fact.exchange.url);
            // A lock that has ended lets the client in however it is encoded.
            let still = evidence.own_client_auth_refused_again(one.fact);
            return Draft::new(
                if still { Confidence::Confirmed } else { Confidence::Likely },
                format!("{host} reads id and secret in a Basic header encoded in the other way"),
            )
            .weighing(WORDS)
            .because(one.check, one.fact.exchange.answer())
            .because_of(experiment, "a token came")
            .explains([one.check])
            .with("client_auth", Some(one.fact.client_auth.as_str()))
            .found();
        }
    }
    for one in evidence.refused_token_requests() {
        let let_in =
            evidence.other_client_auths(&one.fact.identity).find_map(|(result, way, _)| {
                let header = [ClientAuthentication::Basic, ClientAuthentication::BasicEncoded];
                let otherwise = one.fact.client_auth.starts_with("basic") && header.contains(&way);
                Some((result, lets_in(evidence, result).filter(|_| otherwise)?))
            });
        let Some((experiment, answer)) = let_in.filter(|_| refuses_client(evidence, one.fact))
        else {
            continue;
        };
        let host = words::host(&one.fact.exchange.url);
        let title = format!("{host} knows the client once its id and secret are encoded otherwise");
        return Draft::new(Confidence::Likely, title)
            .standing()
            .weighing(WORDS)
            .because(one.check, one.fact.exchange.answer())
            .because_of(experiment, format!("encoded otherwise, another reason is given: {answer}"))
            .explains([one.check])
            .with("client_auth", Some(one.fact.client_auth.as_str()))
            .found();
    }
    let in_body = evidence.refused_and_known().find(|(one, sent)| {
        let broken = sent.credentials.iter().any(|credential| {
            let secret = credential.place == CredentialPlace::Body("client_secret".to_owned())
                || credential.place == CredentialPlace::Authorization;
            let flaws = [
                CredentialFlaw::WhiteSpace,
                CredentialFlaw::Quoted,
                CredentialFlaw::PercentEncoded,
            ];
            secret && credential.flaws.iter().any(|flaw| flaws.contains(flaw))
        });
        is_token_request(one.fact) && broken
    });
    if let Some((one, sent)) = in_body {
        let encoded = |one: &SentCredential| one.flaws.contains(&CredentialFlaw::PercentEncoded);
        let shown = if sent.credentials.iter().any(encoded) {
            "the secret as sent is percent-encoded"
        } else {
            "white space, a line end or quotes stand in the secret as sent"
        };
        return Draft::new(Confidence::Likely, CAUSE.title)
            .weighing(WORDS)
            .because(one.check, shown)
            .because(one.check, one.fact.answer())
            .explains([one.check])
            .found();
    }
    let draft = evidence
        .by_answers(Meaning::SecretMangled, Confidence::Likely, |_| CAUSE.title.to_owned())
        .or_else(|| evidence.by_signs(Meaning::SecretMangled, CAUSE.title));
    if let Some(draft) = draft {
        return draft.found();
    }

    match evidence.every_client_served() {
        Some(one) => Verdict::RuledOut(format!("{} got a token", one.check.id)),
        None => Verdict::Unknown,
    }
}
