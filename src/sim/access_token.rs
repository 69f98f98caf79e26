//! Access tokens: signed as RFC 7515 says, verified for real, never looked up.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, crypto, encode};
use serde_json::{Value, json};

use super::NODES;
use super::keys::{AFTER, BEFORE, Key};
use super::world::{GUEST_ID, World};

/// How long a token is good for, in seconds: 24 hours.
pub(super) const LIFETIME: i64 = 24 * 60 * 60;
/// How long ago a token from the stale cache was issued, in seconds: 25 hours.
const STALE_AGE: i64 = 25 * 60 * 60;

/// Who issues a token and who reads it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Realm {
    /// The guest API and its own token endpoint.
    Guest,
    /// The OpenID issuer.
    OpenId,
}

impl Realm {
    /// The issuer's name, as its tokens carry it.
    pub(super) fn issuer(self, world: &World) -> String {
        match self {
            Self::Guest => world.url.clone(),
            Self::OpenId if world.behaviour().issuer_slash => format!("{}/oidc/", world.url),
            Self::OpenId => format!("{}/oidc", world.url),
        }
    }
}

/// The claims of a token that was verified.
pub(super) struct Claims(Value);

impl Claims {
    /// All of them.
    pub(super) fn all(&self) -> &Value {
        &self.0
    }

    /// Whether that scope is among them.
    pub(super) fn has_scope(&self, scope: &str) -> bool {
        self.scopes().any(|known| known == scope)
    }

    /// The scopes, in their order.
    pub(super) fn scopes(&self) -> impl Iterator<Item = &str> {
        self.0["scope"].as_str().unwrap_or_default().split_ascii_whitespace()
    }

    /// The guest in whose name the token speaks.
    pub(super) fn guest(&self) -> Option<&str> {
        self.0["guest_id"].as_str()
    }
}

/// Who verifies a token.
#[derive(Clone, Copy)]
pub(super) enum Verifier {
    /// A node of the guest API, with the keys that it knows.
    Node(usize),
    /// The OpenID issuer itself, which knows its own keys whatever the nodes know.
    Issuer,
}

impl Verifier {
    fn realm(self) -> Realm {
        match self {
            Self::Node(_) => Realm::Guest,
            Self::Issuer => Realm::OpenId,
        }
    }

    /// The key of that id, if the verifier knows it.
    fn key<'a>(self, world: &'a World, id: &str) -> Option<&'a Key> {
        let after_known = match self {
            Self::Node(node) => world.behaviour().new_key_known[node % NODES],
            Self::Issuer => true,
        };
        match id {
            BEFORE => Some(world.keys.before()),
            AFTER if after_known => Some(world.keys.after()),
            _ => None,
        }
    }
}

/// Why a token is not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It cannot be read as a signed JWT.
    Malformed,
    /// The signature is not that of a key that is known here.
    Signature,
    /// `iss` names somebody else.
    Issuer,
    /// `aud` names somebody else.
    Audience,
    /// `nbf` lies ahead.
    NotYet,
    /// `exp` has passed.
    Expired,
    /// It is signed in a way that is not taken here.
    Algorithm,
    /// It was revoked.
    Revoked,
    /// The keys to verify it with cannot be had. In the words of Envoy's JWT filter.
    Keys,
}

impl Refusal {
    /// In words, as the API says it. A wrong signature and an unknown key sound alike.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Malformed => "The access token is malformed",
            Self::Signature => "The signature of the access token could not be verified",
            Self::Issuer => "The issuer of the access token is not trusted",
            Self::Audience => "The access token is meant for another audience",
            Self::NotYet => "The access token is not valid yet",
            Self::Expired => "The access token expired",
            Self::Algorithm => "Specified JWT algorithm HS256 is not allowed, RS256 is expected",
            Self::Revoked => "The access token was revoked",
            Self::Keys => "Jwks remote fetch is failed",
        }
    }
}

/// Issues a token, signed with the key after the rotation.
pub(super) fn issue(
    world: &World,
    realm: Realm,
    audience: &[String],
    scopes: &[&str],
    id: &str,
) -> String {
    let age = if world.behaviour().stale_token { STALE_AGE } else { 0 };
    let unit = if world.behaviour().millisecond_times { 1000 } else { 1 };
    let issued = world.now() - age;
    let audience = match audience {
        [one] => json!(one),
        many => json!(many),
    };
    let mut claims = json!({
        "iss": realm.issuer(world),
        "aud": audience,
        "sub": world.client_id,
        "client_id": world.client_id,
        "iat": issued * unit,
        "nbf": issued * unit,
        "exp": (issued + LIFETIME) * unit,
        "jti": id,
        "scope": scopes.join(" "),
    });
    if realm == Realm::Guest && world.behaviour().guest_context {
        claims["guest_id"] = json!(GUEST_ID);
    }
    if realm == Realm::Guest && world.behaviour().bound_tokens {
        claims["cnf"] = json!({ "jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" });
    }
    if world.behaviour().id_tokens {
        // OpenID Connect Core 1.0, section 2: for the client, about a login, without scopes.
        claims["aud"] = json!(world.client_id);
        claims["auth_time"] = claims["iat"].clone();
        claims["at_hash"] = json!("MTIzNDU2Nzg5MDEyMzQ1Ng");
        claims["nonce"] = json!("n-0S6_WzA2Mj");
        if let Some(members) = claims.as_object_mut() {
            members.retain(|name, _| !matches!(name.as_str(), "scope" | "client_id" | "guest_id"));
        }
    }
    if world.behaviour().opaque_tokens {
        return world.remember_token(id, claims);
    }
    if world.behaviour().shared_secret_tokens {
        let secret = EncodingKey::from_secret(world.client_secret.expose().as_bytes());
        return encode(&Header::new(Algorithm::HS256), &claims, &secret)
            .expect("a secret signs HS256");
    }
    let key = world.keys.after();
    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some(key.id.to_owned());
    if realm == Realm::OpenId {
        // RFC 9068, section 2.1.
        header.typ = Some(if world.behaviour().id_tokens { "JWT" } else { "at+jwt" }.to_owned());
    }
    encode(&header, &claims, &key.private).expect("an RSA key signs RS256")
}

/// Verifies a token by the verifier's own keys and by the platform's clock, with no leeway at all.
///
/// # Errors
///
/// The first thing that is wrong with it.
pub(super) fn verify(world: &World, verifier: Verifier, token: &str) -> Result<Claims, Refusal> {
    if let (Verifier::Issuer, Some(claims)) = (verifier, world.token(token)) {
        return judge(world, verifier, claims);
    }
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts[..] else { return Err(Refusal::Malformed) };
    let header = json_part(header).ok_or(Refusal::Malformed)?;
    let claims = json_part(payload).ok_or(Refusal::Malformed)?;
    let shared = header["alg"] == "HS256" && world.behaviour().shared_secret_tokens;
    if shared {
        // The issuer knows its own secret; the API takes nothing but RS256.
        let own = EncodingKey::from_secret(world.client_secret.expose().as_bytes());
        let message = &token.as_bytes()[..token.len() - signature.len() - 1];
        let signed =
            crypto::sign(message, &own, Algorithm::HS256).is_ok_and(|own| own == signature);
        return match verifier {
            Verifier::Issuer if signed => judge(world, verifier, claims),
            _ => Err(Refusal::Algorithm),
        };
    }
    if header["alg"] != "RS256" || header.get("crit").is_some() {
        return Err(Refusal::Malformed);
    }
    if !world.behaviour().keys_readable && matches!(verifier, Verifier::Node(_)) {
        return Err(Refusal::Keys);
    }
    let key = header["kid"].as_str().and_then(|id| verifier.key(world, id));
    let message = &token[..token.len() - signature.len() - 1];
    let signed = key.is_some_and(|key| {
        crypto::verify(signature, message.as_bytes(), &key.public, Algorithm::RS256)
            .unwrap_or(false)
    });
    if !signed {
        return Err(Refusal::Signature);
    }
    judge(world, verifier, claims)
}

/// Judges what a token says that was found genuine.
fn judge(world: &World, verifier: Verifier, claims: Value) -> Result<Claims, Refusal> {
    if claims["iss"].as_str() != Some(&verifier.realm().issuer(world)) {
        return Err(Refusal::Issuer);
    }
    if verifier.realm() == Realm::Guest && !names(&claims["aud"], &world.audience()) {
        return Err(Refusal::Audience);
    }
    let now = world.now();
    let (Some(not_before), Some(expires)) = (claims["nbf"].as_i64(), claims["exp"].as_i64()) else {
        return Err(Refusal::Malformed);
    };
    if now < not_before {
        return Err(Refusal::NotYet);
    }
    if now >= expires {
        return Err(Refusal::Expired);
    }
    if world.behaviour().tokens_revoked {
        return Err(Refusal::Revoked);
    }
    Ok(Claims(claims))
}

fn json_part(part: &str) -> Option<Value> {
    let value: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()?;
    value.is_object().then_some(value)
}

/// Whether `aud`, a string or a list, names that audience (RFC 7519, section 4.1.3).
fn names(audience: &Value, wanted: &str) -> bool {
    match audience {
        Value::Array(many) => many.iter().any(|one| one == wanted),
        one => one == wanted,
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::jwk::JwkSet;
    use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};

    use super::super::testing::{
        GRANT, guest_token, jwt_part, post_form, post_message, read_queue, send, with_faults,
    };
    use super::*;
    use crate::sim::Simulator;

    /// Verifies a token as anybody would: with the published keys, by another implementation.
    async fn verified(simulator: &Simulator, keys: &str, token: &str) -> bool {
        let set = send(simulator, "GET", keys, &[], "").await;
        let set: JwkSet = serde_json::from_str(&set.body).expect("a key set");
        let kid = decode_header(token).expect("a header").kid.expect("a kid");
        let Some(jwk) = set.find(&kid) else { return false };
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_audience(&[format!("{}/api", simulator.url())]);
        validation.leeway = 0;
        decode::<Value>(token, &DecodingKey::from_jwk(jwk).expect("an RSA key"), &validation)
            .is_ok()
    }

    #[tokio::test]
    async fn tokens_verify_against_the_published_keys() {
        let simulator = with_faults(&[]).await;
        let token = guest_token(&simulator).await;
        assert!(verified(&simulator, "/.well-known/jwks.json", &token).await);
        let reply = post_form(&simulator, "/oidc/token", GRANT).await;
        let token = reply.json()["access_token"].as_str().expect("a token").to_owned();
        assert!(verified(&simulator, "/oidc/jwks", &token).await);
        let mut forged = token.into_bytes();
        let last = forged.len() - 20;
        forged[last] = if forged[last] == b'A' { b'B' } else { b'A' };
        let forged = String::from_utf8(forged).expect("ASCII");
        assert!(!verified(&simulator, "/oidc/jwks", &forged).await);
    }

    #[tokio::test]
    async fn claims_and_header_are_those_of_a_guest_token() {
        let simulator = with_faults(&[]).await;
        let token = guest_token(&simulator).await;
        let (header, claims) = (jwt_part(&token, 0), jwt_part(&token, 1));
        assert_eq!((&header["alg"], &header["kid"]), (&json!("RS256"), &json!("2026-11")));
        assert_eq!(claims["iss"], simulator.url());
        assert_eq!(claims["aud"], format!("{}/api", simulator.url()));
        assert_eq!(claims["sub"], claims["client_id"]);
        assert_eq!(claims["guest_id"], GUEST_ID);
        let time = |name: &str| claims[name].as_i64().expect("a number");
        assert_eq!((time("exp") - time("iat"), time("nbf") - time("iat")), (86_400, 0));
        let other = jwt_part(&guest_token(&simulator).await, 1);
        assert_ne!(other["jti"], claims["jti"]);
    }

    #[tokio::test]
    async fn what_was_changed_signed_otherwise_or_meant_for_others_is_refused() {
        let simulator = with_faults(&[]).await;
        let token = guest_token(&simulator).await;
        let parts: Vec<&str> = token.split('.').collect();
        let encoded = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let mut claims = jwt_part(&token, 1);
        claims["scope"] = json!("admin");
        let unsigned = encoded(json!({ "alg": "none", "kid": AFTER }));
        let critical = encoded(json!({ "alg": "RS256", "kid": AFTER, "crit": ["b64"] }));
        let stranger = encoded(json!({ "alg": "RS256", "kid": "stranger" }));
        let reply = post_form(&simulator, "/oidc/token", GRANT).await;
        let other_issuer = reply.json()["access_token"].as_str().expect("a token").to_owned();
        for (bad, refusal) in [
            (format!("{}.{}.{}", parts[0], encoded(claims), parts[2]), Refusal::Signature),
            (format!("{}.{}.{}", stranger, parts[1], parts[2]), Refusal::Signature),
            (format!("{}.{}.", unsigned, parts[1]), Refusal::Malformed),
            (format!("{}.{}.{}", critical, parts[1], parts[2]), Refusal::Malformed),
            (format!("{}.{}", parts[0], parts[1]), Refusal::Malformed),
            (format!("{token}.x"), Refusal::Malformed),
            (other_issuer, Refusal::Issuer),
        ] {
            let reply = read_queue(&simulator, &bad).await;
            assert_eq!((reply.status, reply.error().1.as_str()), (401, refusal.words()), "{bad}");
        }
        assert_eq!(read_queue(&simulator, &token).await.status, 200, "the good one still is");
    }

    #[tokio::test]
    async fn a_token_ends_with_its_last_second_and_begins_with_its_first() {
        let simulator = with_faults(&[]).await;
        let world = simulator.world();
        let key = world.keys.after();
        let sign = |from: i64, until: i64| {
            let mut header = Header::new(Algorithm::RS256);
            header.kid = Some(key.id.to_owned());
            let now = world.now();
            let claims = json!({
                "iss": world.url, "aud": [world.audience()], "nbf": now + from, "exp": now + until
            });
            encode(&header, &claims, &key.private).expect("signed")
        };
        let refusal = |token: &str| verify(world, Verifier::Node(0), token).err();
        assert_eq!(refusal(&sign(-60, 60)), None);
        assert_eq!(refusal(&sign(-60, 0)), Some(Refusal::Expired));
        assert_eq!(refusal(&sign(60, 120)), Some(Refusal::NotYet));
    }

    #[tokio::test]
    async fn a_stale_token_has_expired_by_everybodys_clock() {
        let simulator = with_faults(&["token-expired"]).await;
        let token = guest_token(&simulator).await;
        assert!(!verified(&simulator, "/.well-known/jwks.json", &token).await);
        let reply = read_queue(&simulator, &token).await;
        assert_eq!((reply.status, reply.error().1.as_str()), (401, "The access token expired"));
    }

    #[tokio::test]
    async fn a_stale_key_refuses_what_the_key_set_verifies() {
        let simulator = with_faults(&["signing-key-stale"]).await;
        let token = guest_token(&simulator).await;
        assert!(verified(&simulator, "/.well-known/jwks.json", &token).await);
        for _ in 0..3 {
            let reply = read_queue(&simulator, &token).await;
            assert_eq!((reply.status, reply.error().1.as_str()), (401, Refusal::Signature.words()));
        }
    }

    #[tokio::test]
    async fn one_node_of_three_refuses_and_the_first_post_meets_it() {
        let simulator = with_faults(&["cluster-disagrees"]).await;
        let token = guest_token(&simulator).await;
        let mut seen = Vec::new();
        for _ in 0..6 {
            let reply = read_queue(&simulator, &token).await;
            seen.push((reply.status, reply.header("x-served-by").map(ToOwned::to_owned)));
        }
        let expected = [(200, "node-1"), (401, "node-2"), (200, "node-3")];
        let expected: Vec<_> = expected
            .iter()
            .cycle()
            .take(6)
            .map(|(status, node)| (*status, Some((*node).to_owned())))
            .collect();
        assert_eq!(seen, expected);
        let first = post_message(&simulator, &token).await;
        assert_eq!((first.status, first.header("x-served-by")), (401, Some("node-2")));
        assert_eq!(post_message(&simulator, &token).await.status, 202, "the next node is good");
    }
}
