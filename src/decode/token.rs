//! What a token shows without being verified (RFC 7519, 7515, 7516). Reads what real tokens look like, not
//! only what they should: padded parts, times as text or in milliseconds, any algorithm.

use std::sync::Arc;

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::policy::{claim_may_leave, names_a_secret, observe};
use super::{Scrub, clean};
use crate::model::{Observed, Path, Segment, TokenFact, TokenKind, TokenPath, follow};

/// Accepts padding, though RFC 7515 forbids it: a token that has it is to be named, not to be unreadable.
pub const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A token taken apart. The claims stay inside.
pub struct Inspection {
    /// What may be known of it.
    pub fact: TokenFact,
    header: Map<String, Value>,
    claims: Map<String, Value>,
    scrub: Scrub,
}

/// What the token response said of the token.
#[derive(Clone, Default)]
pub struct Response {
    /// `expires_in`, in seconds.
    pub expires_in: Option<f64>,
    /// `token_type`.
    pub token_type: Option<String>,
    /// `scope`, as a list.
    pub scopes: Option<Vec<String>>,
}

/// The header and the claims of a JWT, or what else it is.
pub enum Parts {
    /// A signed token.
    Jwt {
        /// The JOSE header.
        header: Map<String, Value>,
        /// The claims.
        claims: Map<String, Value>,
    },
    /// An encrypted token.
    Jwe {
        /// The JOSE header.
        header: Map<String, Value>,
    },
    /// Neither.
    Opaque,
}

/// Takes a token apart.
#[must_use]
pub fn parts(token: &str) -> Parts {
    let object = |part: &str| -> Option<Map<String, Value>> {
        serde_json::from_slice(&BASE64URL.decode(part).ok()?).ok()
    };
    let parts: Vec<&str> = token.trim().split('.').collect();
    match parts.as_slice() {
        [header, claims, _] => match (object(header), object(claims)) {
            (Some(header), Some(claims)) if header.contains_key("alg") => {
                Parts::Jwt { header, claims }
            }
            _ => Parts::Opaque,
        },
        [header, _, _, _, _] => match object(header) {
            Some(header) if header.contains_key("enc") => Parts::Jwe { header },
            _ => Parts::Opaque,
        },
        _ => Parts::Opaque,
    }
}

/// Reads a token without asking anybody. `now` is by this machine's clock.
#[must_use]
pub fn inspect(
    identity: &str,
    token: &str,
    response: &Response,
    now: Timestamp,
    scrub: &Scrub,
) -> Inspection {
    let (kind, header, claims) = match parts(token) {
        Parts::Jwt { header, claims } => (TokenKind::Jwt, header, claims),
        Parts::Jwe { header } => (TokenKind::Jwe, header, Map::new()),
        Parts::Opaque => (TokenKind::Opaque, Map::new(), Map::new()),
    };
    let mut oddities = Vec::new();
    if token != token.trim() {
        oddities.push("white space around the token".to_owned());
    }
    if token.contains('=') && kind != TokenKind::Opaque {
        oddities.push("base64 padding inside the token, which RFC 7515 forbids".to_owned());
    }
    let issued_at = time(&claims, "iat", &mut oddities);
    let not_before = time(&claims, "nbf", &mut oddities);
    let expires_at = time(&claims, "exp", &mut oddities);
    let text = |map: &Map<String, Value>, name: &str| {
        map.get(name).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    };
    let quote = |text: &str| clean(&scrub(text));
    let (scopes, scopes_from): (Option<Vec<String>>, _) = match scopes(&claims) {
        Some((scopes, from)) => (Some(scopes), Some(from.to_owned())),
        None => match &response.scopes {
            Some(scopes) => (Some(scopes.clone()), Some("token response".to_owned())),
            None => (None, None),
        },
    };
    let scopes = scopes.map(|scopes| scopes.iter().map(|scope| quote(scope)).collect());
    let lifetime = match (expires_at, kind) {
        (Some(end), _) => Some(end.duration_since(now).as_secs_f64()),
        (None, TokenKind::Jwt) if claims.contains_key("exp") => None,
        (None, _) => response.expires_in,
    };
    let shown = |name: &String, value: &Value| (name.clone(), scrubbed(value, scrub));
    let fact = TokenFact {
        identity: identity.to_owned(),
        kind,
        algorithm: text(&header, "alg").map(|text| quote(&text)),
        key_id: text(&header, "kid").map(|text| quote(&text)),
        issuer: text(&claims, "iss").map(|text| quote(&text)),
        audience: strings(claims.get("aud")).iter().map(|text| quote(text)).collect(),
        scopes,
        scopes_from,
        issued_at,
        not_before,
        expires_at,
        now,
        lifetime,
        claims: claims
            .iter()
            .filter(|(name, _)| claim_may_leave(name))
            .map(|(name, value)| shown(name, value))
            .collect(),
        other_claims: claims
            .keys()
            .filter(|name| !claim_may_leave(name))
            .map(|name| quote(name))
            .collect(),
        oddities,
    };
    Inspection { fact, header, claims, scrub: Arc::clone(scrub) }
}

impl Inspection {
    /// What the token shows at a path; `None` where the path is not about tokens.
    #[must_use]
    pub fn read(&self, path: &Path) -> Option<Observed> {
        let found = |map: &Map<String, Value>, segments: &[Segment]| match segments.split_first() {
            None => Observed::Value(Value::Array(
                map.keys().map(|name| clean(&(self.scrub)(name)).into()).collect(),
            )),
            Some((Segment::Member(first), rest)) => map
                .get(first)
                .and_then(|value| follow(value, rest))
                .map_or(Observed::Absent, |value| {
                    let secret = segments.iter().any(|segment| match segment {
                        Segment::Member(name) => names_a_secret(name),
                        Segment::Index(_) => false,
                    });
                    observe(secret.then_some("secret"), &tidy(value), &self.scrub)
                }),
            Some((Segment::Index(_), _)) => Observed::Absent,
        };
        let optional = |value: Option<Value>| value.map_or(Observed::Absent, Observed::Value);
        Some(match path {
            Path::Claims(segments) => found(&self.claims, segments),
            Path::Jose(segments) => found(&self.header, segments),
            Path::Token(TokenPath::Kind) => Observed::Value(self.fact.kind.as_str().into()),
            Path::Token(TokenPath::Lifetime) => optional(self.fact.lifetime.map(Value::from)),
            Path::Token(TokenPath::Scopes) => {
                optional(self.fact.scopes.as_ref().map(|scopes| Value::from(scopes.clone())))
            }
            Path::Token(TokenPath::ExpiresIn | TokenPath::Type | TokenPath::Signature)
            | Path::Status
            | Path::Header(_)
            | Path::Body(_)
            | Path::Query(_)
            | Path::Clock(_)
            | Path::Tls(_)
            | Path::Timing(_)
            | Path::AnsweredBy
            | Path::Host
            | Path::Configuration(_)
            | Path::Permissions(_)
            | Path::Frames(_)
            | Path::Socket(_) => return None,
        })
    }
}

/// A claim's value without what is secret in it, known secrets that it holds included.
fn scrubbed(value: &Value, scrub: &Scrub) -> Value {
    observe(None, &tidy(value), scrub).shown()
}

/// A claim's texts made fit to quote.
fn tidy(value: &Value) -> Value {
    match value {
        Value::String(text) => clean(text).into(),
        Value::Array(items) => items.iter().take(100).map(tidy).collect(),
        Value::Object(members) => Value::Object(
            members.iter().take(100).map(|(name, value)| (clean(name), tidy(value))).collect(),
        ),
        other => other.clone(),
    }
}

/// The scopes and the claim that holds them: `scope` (RFC 8693, RFC 9068) as text or list, `scp`,
/// `permissions`, `roles`.
fn scopes(claims: &Map<String, Value>) -> Option<(Vec<String>, &'static str)> {
    ["scope", "scp", "permissions", "roles"].into_iter().find_map(|name| {
        let scopes = match claims.get(name)? {
            Value::String(text) => split_scopes(text),
            list @ Value::Array(_) => strings(Some(list)),
            _ => return None,
        };
        Some((scopes, name))
    })
}

/// A space-separated list of scopes (RFC 6749, section 3.3); some servers use commas.
#[must_use]
pub fn split_scopes(text: &str) -> Vec<String> {
    let separators = [' ', ',', '\t', '\n'];
    text.split(separators).filter(|scope| !scope.is_empty()).map(clean).collect()
}

fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![clean(text)],
        Some(Value::Array(items)) => {
            items.iter().take(500).filter_map(Value::as_str).map(clean).collect()
        }
        _ => Vec::new(),
    }
}

/// A time claim: seconds since 1970 (RFC 7519, section 2). What is not is noted, and read as meant.
fn time(claims: &Map<String, Value>, name: &str, oddities: &mut Vec<String>) -> Option<Timestamp> {
    let value = claims.get(name)?;
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => {
            oddities.push(format!("{name} is text, not a number"));
            text.trim().parse().ok()?
        }
        _ => {
            oddities.push(format!("{name} is not a number"));
            return None;
        }
    };
    // 10^11 seconds are the year 5138; 10^9 are 2001.
    if number >= 1e11 {
        oddities.push(format!("{name} is in milliseconds, not in seconds since 1970"));
        return Timestamp::from_millisecond(number as i64).ok();
    }
    if number < 1e9 && name != "nbf" {
        oddities.push(format!("{name} is {number}: a length of time, not seconds since 1970"));
        return None;
    }
    Timestamp::from_millisecond((number * 1000.0) as i64).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn token(header: &Value, claims: &Value) -> String {
        let part = |value: &Value| {
            base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(value.to_string())
        };
        format!("{}.{}.c2ln", part(header), part(claims))
    }

    fn look(token: &str) -> Inspection {
        let scrub: Scrub = Arc::new(|text: &str| text.replace("tok-4fT9qLz2", "[redacted]"));
        let now = "2026-11-22T15:00:00Z".parse().expect("a time");
        inspect("service", token, &Response::default(), now, &scrub)
    }

    #[test]
    fn scopes_are_found_in_every_shape() {
        for (claims, from) in [
            (json!({ "scope": "a b" }), "scope"),
            (json!({ "scope": ["a", "b"] }), "scope"),
            (json!({ "scp": "a b" }), "scp"),
            (json!({ "permissions": ["a", "b"] }), "permissions"),
            (json!({ "roles": ["a", "b"] }), "roles"),
        ] {
            let fact = look(&token(&json!({ "alg": "RS256" }), &claims)).fact;
            assert_eq!(fact.scopes, Some(vec!["a".to_owned(), "b".to_owned()]), "{claims}");
            assert_eq!(fact.scopes_from.as_deref(), Some(from));
        }
        assert_eq!(look(&token(&json!({ "alg": "RS256" }), &json!({}))).fact.scopes, None);
    }

    #[test]
    fn kinds_are_told_apart() {
        let kind = |text: &str| look(text).fact.kind;
        assert_eq!(kind(&token(&json!({ "alg": "none" }), &json!({}))), TokenKind::Jwt);
        assert_eq!(kind("aJdvugb8k1kwnOovm2qX6LXTctJksYvdzcoXPrRDi-nL1phQ"), TokenKind::Opaque);
        assert_eq!(kind("a.b.c"), TokenKind::Opaque);
        let header = BASE64URL.encode(r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#);
        assert_eq!(kind(&format!("{header}.a.b.c.d")), TokenKind::Jwe);
        assert_eq!(kind(&format!("{header}.a.b.c")), TokenKind::Opaque);
    }

    #[test]
    fn times_in_other_units_are_named() {
        let claims = json!({ "exp": 1_795_360_000_000_i64, "iat": "1795359600", "nbf": 3600 });
        let fact = look(&token(&json!({ "alg": "RS256" }), &claims)).fact;
        assert_eq!(fact.oddities.len(), 2, "{:?}", fact.oddities);
        assert!(fact.oddities[0].contains("iat is text"), "{:?}", fact.oddities);
        assert!(fact.oddities[1].contains("milliseconds"), "{:?}", fact.oddities);
        let good = json!({ "exp": 1_795_360_000, "iat": 1_795_359_600 });
        assert!(look(&token(&json!({ "alg": "RS256" }), &good)).fact.oddities.is_empty());
    }

    #[test]
    fn a_known_secret_in_a_claim_is_not_shown_and_can_be_compared() {
        let claims = json!({
            "aud": ["tok-4fT9qLz2", "api"], "scope": "a tok-4fT9qLz2", "azp": "tok-4fT9qLz2", "tok-4fT9qLz2": 1
        });
        let inspection = look(&token(&json!({ "alg": "RS256", "kid": "tok-4fT9qLz2" }), &claims));
        let fact = &inspection.fact;
        assert_eq!(fact.audience, ["[redacted]", "api"]);
        assert_eq!(fact.scopes.as_deref(), Some(&["a".to_owned(), "[redacted]".to_owned()][..]));
        assert_eq!(fact.key_id.as_deref(), Some("[redacted]"));
        assert_eq!(fact.other_claims, ["[redacted]"]);
        assert!(fact.claims.contains(&("azp".to_owned(), json!("(secret)"))), "{:?}", fact.claims);
        let path = Path::parse("claims.azp").expect("a path");
        assert!(matches!(
            inspection.read(&path),
            Some(Observed::Secret(secret)) if secret.expose() == "tok-4fT9qLz2"
        ));
    }

    #[test]
    fn lifetime_is_counted_from_now() {
        let claims = json!({ "exp": 1_795_359_660 });
        let fact = look(&token(&json!({ "alg": "RS256" }), &claims)).fact;
        let end: Timestamp = fact.expires_at.expect("an end");
        assert_eq!(fact.lifetime, Some(end.duration_since(fact.now).as_secs_f64()));
    }

    #[test]
    fn claims_off_the_allow_list_keep_their_names_only() {
        let claims =
            json!({ "iss": "https://i.example", "email": "a@b.example", "guest_id": "g-1" });
        let inspection = look(&token(&json!({ "alg": "RS256" }), &claims));
        assert_eq!(inspection.fact.other_claims, ["email", "guest_id"]);
        assert_eq!(inspection.fact.claims, [("iss".to_owned(), json!("https://i.example"))]);
        let path = Path::parse("claims.guest_id").expect("a path");
        assert!(matches!(inspection.read(&path), Some(Observed::Value(value)) if value == "g-1"));
        let path = Path::parse("claims.missing").expect("a path");
        assert!(matches!(inspection.read(&path), Some(Observed::Absent)));
    }
}
