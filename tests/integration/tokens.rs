//! Tokens of every shape: read, verified, recognised for what they are.

use std::fmt::Write as _;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING,
    ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair,
    RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384,
    RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::packs::{Pack, check_named};
use crate::server::{Answer, Server};

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

fn claims() -> Value {
    json!({ "iss": "https://issuer.example", "iat": now(), "exp": now() + 3600, "scope": "a b" })
}

/// A token signed by a function of its first two parts.
pub(crate) fn signed(
    header: &Value,
    claims: &Value,
    sign: impl FnOnce(&[u8]) -> Vec<u8>,
) -> String {
    let message = format!("{}.{}", part(header), part(claims));
    let signature = sign(message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// A key set and a token for every algorithm that is verified with a published key.
fn published() -> (Vec<Value>, Vec<(&'static str, String)>) {
    let random = SystemRandom::new();
    let mut keys = Vec::new();
    let mut tokens = Vec::new();
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let rsa = RsaKeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).expect("a key");
    let public = rsa.public_key();
    let modulus = public.modulus().big_endian_without_leading_zero();
    let exponent = public.exponent().big_endian_without_leading_zero();
    keys.push(json!({ "kty": "RSA", "kid": "rsa", "n": encode(modulus), "e": encode(exponent), "x5c": "odd" }));
    let paddings: [(&str, &'static dyn RsaEncoding); 6] = [
        ("RS256", &RSA_PKCS1_SHA256),
        ("RS384", &RSA_PKCS1_SHA384),
        ("RS512", &RSA_PKCS1_SHA512),
        ("PS256", &RSA_PSS_SHA256),
        ("PS384", &RSA_PSS_SHA384),
        ("PS512", &RSA_PSS_SHA512),
    ];
    for (algorithm, padding) in paddings {
        let token = signed(&json!({ "alg": algorithm, "kid": "rsa" }), &claims(), |message| {
            let mut signature = vec![0; rsa.public_modulus_len()];
            rsa.sign(padding, &random, message, &mut signature).expect("a signature");
            signature
        });
        tokens.push((algorithm, token));
    }
    let curves: [(&str, &str, &'static EcdsaSigningAlgorithm); 3] = [
        ("ES256", "P-256", &ECDSA_P256_SHA256_FIXED_SIGNING),
        ("ES384", "P-384", &ECDSA_P384_SHA384_FIXED_SIGNING),
        ("ES512", "P-521", &ECDSA_P521_SHA512_FIXED_SIGNING),
    ];
    for (algorithm, curve, signing) in curves {
        let pair = EcdsaKeyPair::generate(signing).expect("a key");
        let point = pair.public_key().as_ref()[1..].to_vec();
        let (x, y) = point.split_at(point.len() / 2);
        keys.push(
            json!({ "kty": "EC", "crv": curve, "kid": curve, "x": encode(x), "y": encode(y) }),
        );
        let token = signed(&json!({ "alg": algorithm, "kid": curve }), &claims(), |message| {
            pair.sign(&random, message).expect("a signature").as_ref().to_vec()
        });
        tokens.push((algorithm, token));
    }
    let pair = Ed25519KeyPair::generate().expect("a key");
    keys.push(json!({ "kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": encode(pair.public_key().as_ref()) }));
    for algorithm in ["EdDSA", "Ed25519"] {
        let token = signed(&json!({ "alg": algorithm, "kid": "ed" }), &claims(), |message| {
            pair.sign(message).as_ref().to_vec()
        });
        tokens.push((algorithm, token));
    }
    // Keys that a strict reader stumbles over must not hide the others.
    keys.push(json!({ "kty": "RSA", "kid": "broken" }));
    keys.push(json!({ "kty": "XYZ", "kid": 7 }));
    (keys, tokens)
}

/// A pack that verifies tokens of the environment, each with one check of the name of its variable.
fn verifying(tokens: &[(String, String)], keys: &str) -> (String, Vec<(String, String)>) {
    let mut inputs = "inputs:\n  api: { type: url, env: API, required: true }\n".to_owned();
    let mut identities = "identities:\n".to_owned();
    let mut checks = "checks:\n".to_owned();
    for (name, _) in tokens {
        let id = name.to_ascii_lowercase();
        let _ = writeln!(inputs, "  t_{id}: {{ env: T_{name}, required: true, secret: true }}");
        let _ = writeln!(identities, "  i-{id}: {{ bearer: {{ token: \"${{t_{id}}}\" }} }}");
        let _ = writeln!(
            checks,
            "  - {{ id: {id}, title: {id}, jwt: {{ identity: i-{id}, {keys} }} }}"
        );
    }
    let variables =
        tokens.iter().map(|(name, token)| (format!("T_{name}"), token.clone())).collect();
    (format!("{inputs}{identities}{checks}"), variables)
}

fn check(tokens: &[(String, String)], keys: &str, server: &Server) -> Value {
    let (text, variables) = verifying(tokens, keys);
    let pack = Pack::new(&text);
    let mut command = crate::world::why401();
    command.arg("check").arg(&pack.path).args(["--format", "json"]).env("API", server.url());
    crate::world::end(command.envs(variables)).json()
}

fn owned(tokens: &[(&str, String)]) -> Vec<(String, String)> {
    tokens.iter().map(|(name, token)| ((*name).to_owned(), token.clone())).collect()
}

#[test]
fn every_algorithm_is_verified_and_every_forgery_is_seen() {
    let (keys, tokens) = published();
    let set = json!({ "keys": keys }).to_string();
    let server = Server::start(move |_, _| Answer::json(200, &set));
    let report = check(&owned(&tokens), "jwks_url: \"${api}/jwks\"", &server);
    for (algorithm, _) in &tokens {
        let check = check_named(&report, &algorithm.to_ascii_lowercase());
        assert_eq!(check["status"], "pass", "{check:#}");
    }
    let forged: Vec<(&str, String)> = tokens
        .iter()
        .map(|(algorithm, token)| {
            let parts: Vec<&str> = token.split('.').collect();
            let more = part(&json!({ "scope": "a b admin", "exp": now() + 3600 }));
            (*algorithm, format!("{}.{more}.{}", parts[0], parts[2]))
        })
        .collect();
    let report = check(&owned(&forged), "jwks_url: \"${api}/jwks\"", &server);
    for (algorithm, _) in &forged {
        let check = check_named(&report, &algorithm.to_ascii_lowercase());
        assert_eq!(check["status"], "fail", "{check:#}");
        assert!(check["saw"].to_string().contains("not valid"), "{check:#}");
    }
    // The key set is asked for once, however many tokens are held against it.
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn shared_secrets_are_verified_and_wrong_ones_are_seen() {
    let key = jsonwebtoken::EncodingKey::from_secret(b"a shared secret of some length");
    let make = |algorithm| {
        let header = jsonwebtoken::Header::new(algorithm);
        jsonwebtoken::encode(&header, &claims(), &key).expect("a token")
    };
    use jsonwebtoken::Algorithm::{HS256, HS384, HS512};
    let tokens = owned(&[("HS256", make(HS256)), ("HS384", make(HS384)), ("HS512", make(HS512))]);
    let server = Server::start(|_, _| Answer::json(200, "{}"));
    let (text, variables) = verifying(&tokens, "hmac_secret: \"${shared}\"");
    let text = text
        .replace("inputs:\n", "inputs:\n  shared: { env: SHARED, required: true, secret: true }\n");
    let pack = Pack::new(&text);
    for (shared, status) in
        [("a shared secret of some length", "pass"), ("another shared secret", "fail")]
    {
        let mut command = crate::world::why401();
        command.arg("check").arg(&pack.path).args(["--format", "json"]);
        command.env("API", server.url()).env("SHARED", shared).envs(variables.clone());
        let report = crate::world::end(&mut command).json();
        for (name, _) in &tokens {
            assert_eq!(check_named(&report, &name.to_ascii_lowercase())["status"], status);
        }
    }
}

#[test]
fn what_cannot_be_trusted_is_named() {
    let (keys, tokens) = published();
    let set = json!({ "keys": keys }).to_string();
    let server = Server::start(move |_, _| Answer::json(200, &set));
    let rs256 = &tokens[0].1;
    let parts: Vec<&str> = rs256.split('.').collect();
    let with_header = |header: Value| format!("{}.{}.{}", part(&header), parts[1], parts[2]);
    let cases = owned(&[
        ("none", format!("{}.{}.", part(&json!({ "alg": "none" })), parts[1])),
        ("rotated", with_header(json!({ "alg": "RS256", "kid": "2019" }))),
        ("confused", with_header(json!({ "alg": "HS256", "kid": "rsa" }))),
        ("critical", with_header(json!({ "alg": "RS256", "kid": "rsa", "crit": ["x"], "x": 1 }))),
        ("mismatched", with_header(json!({ "alg": "ES256", "kid": "rsa" }))),
    ]);
    let report = check(&cases, "jwks_url: \"${api}/jwks\"", &server);
    for (name, word) in [
        ("none", "alg is none"),
        ("rotated", "kid 2019 is not in the key set"),
        ("confused", "shared secret"),
        ("critical", "crit"),
        ("mismatched", "not one for ES256"),
    ] {
        let check = check_named(&report, name);
        assert_eq!(check["status"], "fail", "{check:#}");
        let facts = check["facts"].to_string() + check["saw"].as_str().unwrap_or_default();
        assert!(facts.contains(word), "{name}: {check:#}");
    }
}

#[test]
fn opaque_and_encrypted_tokens_are_not_applicable_never_failed() {
    let header = part(&json!({ "alg": "RSA-OAEP", "enc": "A256GCM" }));
    let cases = owned(&[
        ("opaque", "aJdvugb8k1kwnOovm2qX6LXTctJksYvdzcoXPrRDi-nL1phQhcKRN".to_owned()),
        ("jwe", format!("{header}.a2V5.aXY.Y2lwaGVy.dGFn")),
    ]);
    let server = Server::start(|_, _| Answer::json(200, "{}"));
    let report = check(&cases, "jwks_url: \"${api}/jwks\"", &server);
    for (name, _) in &cases {
        assert_eq!(check_named(&report, name)["status"], "skip", "{report:#}");
    }
    assert!(check_named(&report, "opaque")["saw"].to_string().contains("opaque token"));
    assert!(check_named(&report, "jwe")["saw"].to_string().contains("encrypted"));
    assert!(server.asked().is_empty());
}

#[test]
fn a_token_that_ended_fails_and_a_key_set_that_cannot_be_had_is_no_failure() {
    let expired = signed(
        &json!({ "alg": "RS256", "kid": "rsa" }),
        &json!({ "iat": now() - 7200, "exp": now() - 3600 }),
        |_| vec![1; 256],
    );
    let server = Server::start(|_, _| Answer::json(503, "{}"));
    let (text, variables) = verifying(&owned(&[("old", expired)]), "");
    let pack = Pack::new(&text.replace(", }", " }"));
    let mut command = crate::world::why401();
    command.arg("check").arg(&pack.path).args(["--format", "json"]);
    let report = crate::world::end(command.env("API", server.url()).envs(variables)).json();
    let check = check_named(&report, "old");
    assert_eq!(check["status"], "fail", "{check:#}");
    assert!(check["saw"].to_string().contains("expired 1 h ago"), "{check:#}");
    let (_, tokens) = published();
    let report = self::check(&owned(&tokens[..1]), "issuer: \"${api}\"", &server);
    let check = check_named(&report, "rs256");
    assert_eq!(check["status"], "error", "{check:#}");
}
