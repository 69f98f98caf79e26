//! A token's signature held against an issuer's keys: RS, PS and ES 256 to 512, EdDSA, HS.

use std::str::FromStr;
use std::sync::Arc;

use aws_lc_rs::signature::{ECDSA_P521_SHA512_FIXED, UnparsedPublicKey};
use base64::Engine;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::{Map, Value};
use tokio::time::Instant as Deadline;

use super::jwks::{KeySet, key_id};
use super::session::Session;
use crate::decode::{BASE64URL, Parts, clean, parts};
use crate::model::{Exchange, Filled, Secret, SignatureFact, SignatureVerdict};

/// Where the keys come from.
pub enum KeySource {
    /// An issuer's discovery document.
    Issuer(Filled),
    /// A key set.
    KeySet(Filled),
    /// A key set that is at hand, and where it came from.
    Document {
        /// Its keys.
        keys: Vec<Value>,
        /// Where it came from.
        from: String,
    },
    /// A shared secret, for HS256, HS384 and HS512.
    Shared(Secret),
}

impl Session {
    /// Holds a token's signature against the keys. The exchanges are those that fetched the keys.
    pub async fn verify(
        &self,
        identity: &str,
        token: &Secret,
        source: &KeySource,
        deadline: Deadline,
    ) -> (SignatureFact, Vec<Exchange>) {
        let set = match source {
            KeySource::Issuer(issuer) => Some(self.keys_of(&issuer.expose_text(), deadline).await),
            KeySource::KeySet(url) => Some(self.keys_at(&url.expose_text(), deadline).await),
            KeySource::Document { keys, from } => {
                Some(Arc::new(KeySet::at_hand(keys.clone(), clean(from))))
            }
            KeySource::Shared(_) => None,
        };
        self.hold(identity, token, source, set)
    }

    /// Holds a token's signature against a key set that is read afresh.
    pub async fn verify_afresh(
        &self,
        identity: &str,
        token: &Secret,
        url: &str,
        deadline: Deadline,
    ) -> (SignatureFact, Vec<Exchange>) {
        let set = Arc::new(self.fetch_keys(url, deadline).await);
        let source = KeySource::KeySet(Filled::Value(url.into()));
        self.hold(identity, token, &source, Some(set))
    }

    fn hold(
        &self,
        identity: &str,
        token: &Secret,
        source: &KeySource,
        set: Option<Arc<KeySet>>,
    ) -> (SignatureFact, Vec<Exchange>) {
        let token = token.expose().trim();
        let header = match parts(token) {
            Parts::Jwt { header, .. } | Parts::Jwe { header } => header,
            Parts::Opaque => Map::new(),
        };
        let text = |name: &str| match header.get(name)? {
            Value::String(text) => Some(clean(text)),
            other => Some(other.to_string()),
        };
        let (verdict, detail) = match (source, set.as_ref().map(|set| &set.keys)) {
            (KeySource::Shared(secret), _) => with_shared(token, &header, secret),
            (_, Some(Ok(keys))) => with_keys(token, &header, keys),
            (_, Some(Err(why))) => (SignatureVerdict::Unchecked, Some(why.clone())),
            (_, None) => (SignatureVerdict::Unchecked, None),
        };
        let fact = SignatureFact {
            identity: identity.to_owned(),
            verdict,
            algorithm: text("alg"),
            key_id: text("kid"),
            known_keys: set.as_ref().map(|set| set.ids()).unwrap_or_default(),
            keys_from: set
                .as_ref()
                .map_or_else(|| "a shared secret".to_owned(), |set| set.url.clone()),
            detail,
        };
        (fact, set.map(|set| set.exchanges.clone()).unwrap_or_default())
    }
}

type Verdict = (SignatureVerdict, Option<String>);

fn because(verdict: SignatureVerdict, detail: impl Into<String>) -> Verdict {
    (verdict, Some(detail.into()))
}

fn with_shared(token: &str, header: &Map<String, Value>, secret: &Secret) -> Verdict {
    let algorithm = header.get("alg").and_then(Value::as_str).unwrap_or_default();
    if !matches!(algorithm, "HS256" | "HS384" | "HS512") {
        return because(
            SignatureVerdict::Unsupported,
            format!("{} is not an algorithm with a shared secret", clean(algorithm)),
        );
    }
    if check(token, algorithm, &DecodingKey::from_secret(secret.expose().as_bytes())) == Some(true)
    {
        return (SignatureVerdict::Valid, None);
    }
    let decoded = DecodingKey::from_base64_secret(secret.expose());
    if decoded.is_ok_and(|key| check(token, algorithm, &key) == Some(true)) {
        return because(SignatureVerdict::Valid, "with the secret decoded from base64 first");
    }
    because(SignatureVerdict::Invalid, "the shared secret did not make this signature")
}

fn with_keys(token: &str, header: &Map<String, Value>, keys: &[Value]) -> Verdict {
    let algorithm = match header.get("alg").and_then(Value::as_str) {
        None => return because(SignatureVerdict::Unsupported, "the header names no alg"),
        Some("none") => {
            return because(SignatureVerdict::Invalid, "alg is none: the token is not signed");
        }
        Some(algorithm) => algorithm,
    };
    if algorithm.starts_with("HS") {
        return because(
            SignatureVerdict::Unsupported,
            format!("{algorithm} signs with a shared secret, which no key set publishes"),
        );
    }
    // RFC 7515, section 4.1.11: an extension that is not understood must be refused.
    if header.contains_key("crit") {
        return because(
            SignatureVerdict::Unsupported,
            "the header demands extensions (crit) that are not understood here",
        );
    }
    let wanted = header.get("kid").and_then(|_| key_id(&Value::Object(header.clone())));
    let candidates: Vec<&Value> = match &wanted {
        Some(wanted) => keys.iter().filter(|key| key_id(key).as_ref() == Some(wanted)).collect(),
        None => keys.iter().filter(|key| fits(algorithm, key)).collect(),
    };
    if candidates.is_empty() {
        return match wanted {
            Some(_) => (SignatureVerdict::UnknownKey, None),
            None => because(
                SignatureVerdict::UnknownKey,
                format!("the token names no kid, and no key fits {}", clean(algorithm)),
            ),
        };
    }
    let verdicts: Vec<Verdict> =
        candidates.iter().map(|key| with_key(token, algorithm, key)).collect();
    let best = |wanted| verdicts.iter().find(|(verdict, _)| *verdict == wanted).cloned();
    best(SignatureVerdict::Valid)
        .or_else(|| best(SignatureVerdict::Invalid))
        .or_else(|| verdicts.first().cloned())
        .unwrap_or((SignatureVerdict::UnknownKey, None))
}

/// Whether a key is of the family that an algorithm needs (RFC 7518, section 3.1).
fn fits(algorithm: &str, key: &Value) -> bool {
    let member = |name: &str| key.get(name).and_then(Value::as_str).unwrap_or_default();
    let usable = !matches!(member("use"), "enc");
    usable
        && match (algorithm, member("kty")) {
            ("RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512", "RSA") => true,
            ("ES256", "EC") => member("crv") == "P-256",
            ("ES384", "EC") => member("crv") == "P-384",
            ("ES512", "EC") => member("crv") == "P-521",
            ("EdDSA" | "Ed25519", "OKP") => member("crv") == "Ed25519",
            _ => false,
        }
}

fn with_key(token: &str, algorithm: &str, key: &Value) -> Verdict {
    if !fits(algorithm, key) {
        let kind = key.get("kty").and_then(Value::as_str).unwrap_or("unknown");
        return because(
            SignatureVerdict::Invalid,
            format!("the key of that kid ({}) is not one for {}", clean(kind), clean(algorithm)),
        );
    }
    if algorithm == "ES512" {
        return match check_es512(token, key) {
            Some(true) => (SignatureVerdict::Valid, None),
            Some(false) => (SignatureVerdict::Invalid, None),
            None => because(SignatureVerdict::Unsupported, "the key cannot be read"),
        };
    }
    if let Some(bits) = rsa_bits(key)
        && bits < 2048
    {
        return because(
            SignatureVerdict::Unsupported,
            format!(
                "the key has {bits} bits; fewer than 2048 are not accepted (RFC 7518, section 3.3)"
            ),
        );
    }
    // Only what makes the key is handed on: one odd member (an x5c as text) must not make it unreadable.
    let bare: Map<String, Value> = ["kty", "n", "e", "crv", "x", "y"]
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), key.get(*name)?.clone())))
        .collect();
    let key = serde_json::from_value::<Jwk>(Value::Object(bare)).ok();
    let Some(key) = key.and_then(|key| DecodingKey::from_jwk(&key).ok()) else {
        return because(SignatureVerdict::Unsupported, "the key cannot be read");
    };
    match check(token, algorithm, &key) {
        Some(true) => (SignatureVerdict::Valid, None),
        Some(false) => (SignatureVerdict::Invalid, None),
        None => because(
            SignatureVerdict::Unsupported,
            format!("{} cannot be verified here", clean(algorithm)),
        ),
    }
}

/// Whether the signature is right; `None` when the algorithm is not known.
fn check(token: &str, algorithm: &str, key: &DecodingKey) -> Option<bool> {
    let algorithm = match algorithm {
        "Ed25519" => Algorithm::EdDSA,
        other => Algorithm::from_str(other).ok()?,
    };
    let (message, signature) = token.rsplit_once('.')?;
    let signature = signature.trim_end_matches('=');
    Some(
        jsonwebtoken::crypto::verify(signature, message.as_bytes(), key, algorithm)
            .unwrap_or(false),
    )
}

/// ES512, which the token library does not know: P-521 through the crypto library itself.
fn check_es512(token: &str, key: &Value) -> Option<bool> {
    const COORDINATE: usize = 66;
    let coordinate = |name: &str| -> Option<Vec<u8>> {
        let bytes = BASE64URL.decode(key.get(name)?.as_str()?).ok()?;
        let missing = COORDINATE.checked_sub(bytes.len())?;
        Some([vec![0; missing], bytes].concat())
    };
    let point = [vec![4], coordinate("x")?, coordinate("y")?].concat();
    let (message, signature) = token.rsplit_once('.')?;
    let signature = BASE64URL.decode(signature).ok()?;
    let key = UnparsedPublicKey::new(&ECDSA_P521_SHA512_FIXED, point);
    Some(key.verify(message.as_bytes(), &signature).is_ok())
}

fn rsa_bits(key: &Value) -> Option<usize> {
    let modulus = BASE64URL.decode(key.get("n")?.as_str()?).ok()?;
    let significant: &[u8] = {
        let zeros = modulus.iter().take_while(|byte| **byte == 0).count();
        &modulus[zeros..]
    };
    Some(significant.len() * 8 - significant.first()?.leading_zeros() as usize)
}
