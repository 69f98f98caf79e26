//! A credential of another kind is wanted.

use crate::diagnose::answers::WORDS;
use crate::diagnose::cause::cause;
use crate::diagnose::draft::Draft;
use crate::diagnose::sent::{in_header, is_token_request};
use crate::diagnose::words;
use crate::diagnose::{Evidence, Verdict};
use crate::model::{Confidence, CredentialKind, Exchange, Fact, TokenFact, TokenKind};
use crate::provider::{Meaning, Operation, Platform, Security, operations_at};

cause! {
    /// ## What it means
    ///
    /// What was sent is good somewhere else: an ID token where an access token is wanted (or the other way
    /// round), an API key or API token in the place of an OAuth token, a signed request where a bearer
    /// token is wanted, an OAuth token where a session has a token of its own.
    ///
    /// ## How we know
    ///
    /// Likely when the answer says so, when the token that was refused shows by `token_use`, `typ` or the
    /// claims of an ID token that it is one, when a known prefix of an API key stands after `Bearer`, or
    /// when the words of the report fit. Likely on Genesys Cloud, whose definition says what each call takes, when a
    /// guest's call was sent the opaque token of the platform, or a call of the platform a JWT. Never confirmed: the
    /// refusal does not say it.
    ///
    /// ## What to do
    ///
    /// Look up which kind of credential this endpoint documents, and send that.
    ///
    /// ## Look-alikes
    ///
    /// `token-not-jwt`: the right kind, in a form that cannot be read. `audience-wrong`: the right kind,
    /// for another API.
    id: "credential-kind-wrong",
    group: "request",
    leaf: &["REQ-3"],
    title: "a credential of another kind is wanted",
    remedies: &["send-documented-credential"],
    look_alikes: &["token-not-jwt", "audience-wrong", "client-secret-wrong", "assertion-rejected"],
    symptoms: &[],
    judge: judge,
    next: |_| Some(
        "look up in the description of the endpoint which kind of credential it wants, and send one \
         of that kind with the same request: success means that the kind was wrong"
            .to_owned(),
    ),
}

fn judge(evidence: &Evidence<'_>) -> Verdict {
    if let Some(draft) =
        evidence.by_answers(Meaning::CredentialKind, Confidence::Likely, |_| CAUSE.title.to_owned())
    {
        return draft.found();
    }
    if let Some(draft) = by_definition(evidence) {
        return draft.found();
    }
    let draft = lacking(evidence);
    let draft = refused(evidence, draft)
        .or_else(|| evidence.by_signs(Meaning::CredentialKind, CAUSE.title));
    draft.map_or(Verdict::Unknown, Draft::found)
}

/// Calls of Genesys Cloud that were refused with a credential of a kind that the definition of the API rules out:
/// access tokens of the platform are opaque, those of guests are JWTs, and neither is good for the other's calls.
fn by_definition(evidence: &Evidence<'_>) -> Option<Draft> {
    let mut draft: Option<Draft> = None;
    for (one, said) in evidence.answers() {
        let about_token = said.iter().all(|reason| *reason == Meaning::TokenRejected);
        if one.fact.status != Some(401) || !about_token || is_token_request(one.fact) {
            continue;
        }
        let Some(operation) = operation_of(one.fact) else { continue };
        let wants = match &operation.security {
            Security::GuestJwt => "the JWT that a guest's conversation came with",
            Security::WebMessagingJwt => "the JWT of a web messaging session",
            Security::OAuth(_) => "an access token of the platform, which is opaque",
            Security::None | Security::Unknown => continue,
        };
        let of_guests = !matches!(operation.security, Security::OAuth(_));
        let Some(is_jwt) = presented(evidence, one.fact) else { continue };
        if is_jwt == of_guests {
            continue;
        }
        let was = if is_jwt { "a JWT" } else { "an opaque token" };
        let call = operation.call();
        let begun = draft.unwrap_or_else(|| {
            Draft::new(Confidence::Likely, format!("{call} takes {wants}, and {was} was sent"))
                .standing()
                .weighing(WORDS)
                .with("host", Some(words::host(&one.fact.url)))
                .with("call", Some(words::call(one.fact)))
                .with("wants", Some(wants))
        });
        draft = Some(
            begun
                .because(one.check, format!("{was} was sent"))
                .because(one.check, one.fact.answer())
                .explains([one.check]),
        );
    }
    draft
}

/// The operation of Genesys Cloud that a request is, removed ones included: where they are answered still, they take
/// what they took.
fn operation_of(exchange: &Exchange) -> Option<Operation> {
    Platform::at(&words::host(&exchange.url)).filter(|one| one.id == "genesys-cloud")?;
    let all = operations_at(words::path(&exchange.url).trim_end_matches('/'));
    all.into_iter().find(|one| one.method == exchange.method)
}

/// Whether the bearer token of a request is a JWT (true) or opaque; nothing where it was masked, or is something else.
fn presented(evidence: &Evidence<'_>, exchange: &Exchange) -> Option<bool> {
    if let Some(token) = evidence.token_of(exchange).filter(|_| exchange.identity.is_some()) {
        return match token.fact.kind {
            TokenKind::Jwt => Some(true),
            TokenKind::Opaque => Some(false),
            TokenKind::Jwe => None,
        };
    }
    let mut sent = in_header(exchange.sent.as_deref()?);
    let bearer = sent.find(|one| {
        one.scheme.as_deref().is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer"))
    })?;
    match bearer.kind {
        CredentialKind::Jwt => Some(true),
        CredentialKind::Opaque => Some(false),
        CredentialKind::Jwe
        | CredentialKind::UserAndPassword
        | CredentialKind::Signature
        | CredentialKind::ApiKey
        | CredentialKind::Masked
        | CredentialKind::Empty => None,
    }
}

/// Checks that miss in an ID token what only an access token has.
fn lacking(evidence: &Evidence<'_>) -> Option<Draft> {
    let mut draft: Option<Draft> = None;
    for (check, mismatch) in evidence.mismatches() {
        let of_access_tokens = mismatch.path == "claims.aud"
            || mismatch.path == "token.scopes"
            || mismatch.path.starts_with("claims.") && super::claim_missing::is_absent(mismatch);
        let Some(token) = check.facts.iter().find_map(Fact::token) else { continue };
        let Some(shown) = id_token(token).filter(|_| of_access_tokens) else { continue };
        let known = draft.unwrap_or_else(|| {
            Draft::new(Confidence::Likely, shown.clone()).standing().weighing(WORDS)
        });
        draft = Some(known.because(check, shown).explains([check]));
    }
    draft
}

/// Calls that were refused with such a token, or with an API key.
fn refused(evidence: &Evidence<'_>, mut draft: Option<Draft>) -> Option<Draft> {
    for (one, said) in evidence.answers() {
        let about_token = said.iter().all(|reason| {
            matches!(reason, Meaning::TokenRejected | Meaning::Audience | Meaning::Malformed)
        });
        if one.fact.status != Some(401) || !about_token || is_token_request(one.fact) {
            continue;
        }
        let token = evidence.token_of(one.fact).and_then(|token| id_token(token.fact));
        let sent = one.fact.sent.as_deref();
        let key = sent.is_some_and(|sent| {
            in_header(sent).any(|one| {
                one.kind == CredentialKind::ApiKey
                    && one
                        .scheme
                        .as_deref()
                        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer"))
            })
        });
        let shown = match (token, key) {
            (Some(shown), _) => shown,
            (None, true) => "an API key stands where a bearer token is read".to_owned(),
            (None, false) => continue,
        };
        let known =
            draft.unwrap_or_else(|| Draft::new(Confidence::Likely, shown.clone()).weighing(WORDS));
        draft = Some(
            known
                .because(one.check, shown)
                .because(one.check, one.fact.answer())
                .explains([one.check])
                .with("host", Some(words::host(&one.fact.url))),
        );
    }
    draft
}

/// What shows that a token is an ID token (OpenID Connect Core 1.0, sections 2 and 3.1.3.6).
pub(super) fn id_token(token: &TokenFact) -> Option<String> {
    let value = |name: &str| token.claims.iter().find(|(known, _)| known == name)?.1.as_str();
    if let Some(used) = ["token_use", "typ"]
        .into_iter()
        .find(|name| value(name).is_some_and(|text| text.eq_ignore_ascii_case("id")))
    {
        return Some(format!("the token that was sent is an ID token: {used} is ID"));
    }
    let names = || token.claims.iter().map(|(name, _)| name).chain(&token.other_claims);
    let hashed = names().any(|name| name == "at_hash" || name == "c_hash");
    // Scopes that only the response names are not in the token itself.
    let own = token.scopes_from.as_deref() != Some("token response");
    (hashed && !(own && token.scopes.is_some()))
        .then(|| "the token that was sent is an ID token: it has at_hash or c_hash".to_owned())
}
