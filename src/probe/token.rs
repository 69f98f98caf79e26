//! Asks a token endpoint for an access token.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::json;

use super::{Context, Demand, Kind, Observation, Outcome, Probe, jwt};
use crate::model::{
    Effect, Fact, Field, FieldType, Operator, Proof, TokenFact, TokenKind, TokenRequestFact, words,
};

/// Fetches a token for an identity.
pub(super) static KIND: Kind = Kind {
    name: "token",
    docs: include_str!("token.md"),
    fields: &[Field::required(
        "identity",
        FieldType::Identity,
        "the identity whose token is fetched; every check of the identity shares that one token",
    )],
    roots: &[
        "status",
        "headers",
        "body",
        "token",
        "claims",
        "jose",
        "tls",
        "timing",
        "answered_by",
        "host",
    ],
    demands: |_| {
        vec![
            Demand { path: "status", operator: Operator::Equals, expected: json!(200) },
            Demand { path: "token.kind", operator: Operator::Exists, expected: json!(true) },
        ]
    },
    effect: |_| Effect::Read,
    build: |settings| {
        Box::new(Token { identity: settings.word("identity").unwrap_or_default().to_owned() })
    },
};

struct Token {
    identity: String,
}

impl Probe for Token {
    fn look<'a>(&'a self, context: &'a Context<'a>) -> BoxFuture<'a, Observation> {
        self.fetch(context).boxed()
    }

    fn identity(&self) -> Option<&str> {
        Some(&self.identity)
    }
}

impl Token {
    async fn fetch(&self, context: &Context<'_>) -> Observation {
        let Some(identity) = context.identity(&self.identity) else {
            return Observation::could_not_tell(format!("there is no identity {}", self.identity));
        };
        if context.attempt > 1 {
            context.session.forget(&self.identity);
        }
        let acquired = context.session.token(identity, context.readings, context.deadline).await;
        let token = acquired.inspection.as_ref().map(|inspection| &inspection.fact);
        let mut facts = Vec::new();
        if let Some(request) = &acquired.request {
            facts.push(Fact::TokenRequest(Box::new(request.clone())));
        }
        if let Some(token) = token {
            facts.push(Fact::Token(Box::new(token.clone())));
        }
        let answered = acquired.request.as_ref().map(|request| request.exchange.status.is_some());
        let readings = acquired.read(context.session, context.paths);
        let outcome = match (answered, token) {
            (Some(false), _) | (None, None) => Outcome::CouldNotTell,
            _ => Outcome::Looked,
        };
        let saw = match (&acquired.request, token) {
            (Some(request), None) if request.exchange.status == Some(200) => {
                format!("{}, but no access_token in the answer", request.exchange.answer())
            }
            (_, None) => acquired.refusal(),
            (request, Some(token)) => {
                let named = jwt::named(&readings, context.expected);
                named.unwrap_or_else(|| describe(token, request.as_ref()))
            }
        };
        Observation {
            outcome,
            saw,
            facts,
            readings,
            proves: acquired.request.is_some().then_some(Proof::Accepted),
        }
    }
}

/// A token in one line: `JWT, RS256, 23 h 59 min left`.
pub(super) fn describe(token: &TokenFact, request: Option<&TokenRequestFact>) -> String {
    let mut parts = vec![match token.kind {
        TokenKind::Jwt => "JWT".to_owned(),
        TokenKind::Jwe => "encrypted token (JWE)".to_owned(),
        TokenKind::Opaque => "opaque token".to_owned(),
    }];
    parts.extend(token.algorithm.clone());
    match token.lifetime {
        Some(lifetime) if lifetime >= 0.0 => parts.push(format!("{} left", words(lifetime))),
        Some(lifetime) => parts.push(format!("expired {} ago", words(lifetime))),
        None => parts.push("no end given".to_owned()),
    }
    let kind = request.and_then(|request| request.token_type.as_deref());
    if let Some(kind) = kind
        && !kind.eq_ignore_ascii_case("bearer")
    {
        parts.push(format!("token_type {kind}"));
    }
    parts.extend(token.oddities.iter().cloned());
    parts.join(", ")
}
