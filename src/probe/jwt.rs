//! Reads an access token without asking anybody, and holds its signature against the issuer's keys.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use super::{Context, Demand, Kind, Observation, Outcome, Probe, token};
use crate::model::{
    Effect, Expression, Fact, Field, FieldType, Observed, Operator, Path, Proof, Secret, Settings,
    SignatureFact, SignatureVerdict, TokenKind, TokenPath, Unfilled,
};
use crate::net::KeySource;

/// Reads and verifies a token.
pub(super) static KIND: Kind = Kind {
    name: "jwt",
    docs: include_str!("jwt.md"),
    fields: &[
        Field::required("identity", FieldType::Identity, "the identity whose token is read"),
        Field::optional(
            "issuer",
            FieldType::Url,
            "verify the signature against the keys that this issuer publishes (OpenID Connect Discovery, RFC 8414)",
        ),
        Field::optional(
            "jwks_url",
            FieldType::Url,
            "verify the signature against the key set at this URL (RFC 7517)",
        ),
        Field::optional(
            "hmac_secret",
            FieldType::Text,
            "verify an HS256, HS384 or HS512 signature with this shared secret",
        ),
    ],
    roots: &["token", "claims", "jose"],
    demands: |settings| {
        let mut demands = vec![Demand {
            path: "token.lifetime",
            operator: Operator::AtLeast,
            expected: json!("0s"),
        }];
        if KEYS.iter().any(|name| settings.get(name).is_some()) {
            demands.push(Demand {
                path: "token.signature",
                operator: Operator::Equals,
                expected: json!("valid"),
            });
        }
        demands
    },
    effect: |settings| {
        let asks = ["issuer", "jwks_url"].iter().any(|name| settings.get(name).is_some());
        if asks { Effect::Read } else { Effect::None }
    },
    build: |settings| Box::new(Jwt { settings: settings.clone() }),
};

/// The settings that name keys.
const KEYS: [&str; 3] = ["issuer", "jwks_url", "hmac_secret"];

struct Jwt {
    settings: Settings,
}

impl Probe for Jwt {
    fn look<'a>(&'a self, context: &'a Context<'a>) -> BoxFuture<'a, Observation> {
        self.read(context).boxed()
    }

    fn identity(&self) -> Option<&str> {
        self.settings.word("identity")
    }
}

impl Jwt {
    async fn read(&self, context: &Context<'_>) -> Observation {
        let name = self.identity().unwrap_or_default();
        let Some(identity) = context.identity(name) else {
            return Observation::could_not_tell(format!("there is no identity {name}"));
        };
        let acquired = context.session.token(identity, context.readings, context.deadline).await;
        let (Some(secret), Some(inspection)) = (&acquired.token, &acquired.inspection) else {
            return Observation::no_token(&acquired);
        };
        let fact = &inspection.fact;
        let facts = vec![Fact::Token(Box::new(fact.clone()))];
        if fact.kind != TokenKind::Jwt {
            return Observation {
                outcome: Outcome::NotApplicable,
                saw: format!(
                    "{}: only its {} can read it",
                    token::describe(fact, None),
                    reader(fact.kind)
                ),
                facts,
                readings: Vec::new(),
                proves: None,
            };
        }
        let readings = acquired.read(context.session, context.paths);
        let named = named(&readings, context.expected);
        let seen = Observation {
            outcome: Outcome::Looked,
            saw: named.unwrap_or_else(|| token::describe(fact, None)),
            facts,
            readings,
            proves: Some(Proof::Config),
        };
        match self.keys(context) {
            Err(unfilled) => Observation::could_not_tell(unfilled.0),
            Ok(None) => seen,
            Ok(Some(source)) => self.verify(context, secret, &source, seen).await,
        }
    }

    async fn verify(
        &self,
        context: &Context<'_>,
        token: &Secret,
        source: &KeySource,
        seen: Observation,
    ) -> Observation {
        let name = self.identity().unwrap_or_default();
        let (fact, exchanges) = context.session.verify(name, token, source, context.deadline).await;
        let unchecked = fact.verdict == SignatureVerdict::Unchecked;
        let mut readings = seen.readings;
        readings.retain(|(path, _)| !matches!(path, Path::Token(TokenPath::Signature)));
        let verdict = Observed::Value(fact.verdict.as_str().into());
        readings.push((Path::Token(TokenPath::Signature), verdict));
        let mut facts = seen.facts;
        let saw = in_words(&fact);
        let verified = fact.verdict == SignatureVerdict::Valid;
        facts.push(Fact::Signature(Box::new(fact)));
        facts.extend(exchanges.into_iter().map(|exchange| Fact::Exchange(Box::new(exchange))));
        Observation {
            outcome: if unchecked { Outcome::CouldNotTell } else { Outcome::Looked },
            saw: if verified && named_any(context.expected) {
                format!("{}, {saw}", seen.saw)
            } else {
                saw
            },
            facts,
            readings,
            proves: Some(Proof::Config),
        }
    }

    /// Where the keys come from; an empty setting names none.
    fn keys(&self, context: &Context<'_>) -> Result<Option<KeySource>, Unfilled> {
        for name in KEYS {
            let Some(setting) = self.settings.get(name) else { continue };
            if let Expression::Literal(value) = setting
                && value.as_str().is_none_or(str::is_empty)
            {
                continue;
            }
            let filled = setting.fill(context.readings)?;
            return Ok(Some(match name {
                "issuer" => KeySource::Issuer(filled),
                "jwks_url" => KeySource::KeySet(filled),
                _ => KeySource::Shared(Secret::new(filled.expose_text())),
            }));
        }
        Ok(None)
    }
}

/// What the check looked for and found in the token: `webchat:guest:write conversation:read`,
/// `guest_id "g-1"`. None where it looked at the token as a whole.
pub(super) fn named(readings: &[(Path, Observed)], expected: &[Path]) -> Option<String> {
    let found = readings.iter().filter(|(path, _)| is_named(path) && expected.contains(path));
    let parts: Vec<String> = found
        .map(|(path, observed)| match (path, observed.shown()) {
            (_, Value::Null) => format!("no {path}"),
            (Path::Token(TokenPath::Scopes), Value::Array(scopes)) => {
                let scopes: Vec<&str> = scopes.iter().filter_map(Value::as_str).collect();
                if scopes.is_empty() { "no scopes".to_owned() } else { scopes.join(" ") }
            }
            (Path::Claims(_) | Path::Jose(_), value) => {
                let path = path.to_string();
                let name = path.split_once('.').map_or(path.as_str(), |(_, name)| name);
                format!("{name} {}", in_short(name, &value))
            }
            (_, value) => format!("{path} {value}"),
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// A claim's value as people read it: a time as a date, a text without quotes.
fn in_short(name: &str, value: &Value) -> String {
    if let ("exp" | "nbf" | "iat" | "auth_time", Some(seconds)) = (name, value.as_i64())
        && let Ok(time) = jiff::Timestamp::from_second(seconds)
    {
        return time.to_string();
    }
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

const fn is_named(path: &Path) -> bool {
    matches!(path, Path::Claims(_) | Path::Jose(_) | Path::Token(TokenPath::Scopes))
}

fn named_any(expected: &[Path]) -> bool {
    expected.iter().any(is_named)
}

const fn reader(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Jwe => "receiver",
        TokenKind::Jwt | TokenKind::Opaque => "issuer",
    }
}

/// A signature's verdict in one line.
fn in_words(fact: &SignatureFact) -> String {
    let key = fact.key_id.as_ref().map_or_else(|| "no kid".to_owned(), |id| format!("kid {id}"));
    let detail = fact.detail.as_ref().map(|detail| format!(": {detail}")).unwrap_or_default();
    match fact.verdict {
        SignatureVerdict::Valid => format!("signature valid ({key}){detail}"),
        SignatureVerdict::Invalid => format!("signature not valid ({key}){detail}"),
        SignatureVerdict::UnknownKey => {
            let known = fact.known_keys.join(" ");
            let known = if known.is_empty() { "none".to_owned() } else { known };
            format!("{key} is not in the key set of {} (it has: {known}){detail}", fact.keys_from)
        }
        SignatureVerdict::Unsupported => {
            format!("the signature cannot be verified ({key}){detail}")
        }
        SignatureVerdict::Unchecked => {
            format!("the keys could not be had from {}{detail}", fact.keys_from)
        }
    }
}
