//! `why401 token`: what it prints, what it ends with, and what it never shows.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::tokens::signed;
use crate::world::{Ended, end, run, why401};

const AT: &str = "2026-11-22T15:00:00Z";

/// Gives the token in a variable, as the help advises.
fn look(token: &str, more: &[&str]) -> Ended {
    end(why401().env("TOKEN", token).args(["token", "env:TOKEN", "--at", AT]).args(more))
}

fn unsigned(claims: &Value) -> String {
    signed(&json!({ "alg": "RS256", "typ": "at+jwt", "kid": "2026-11" }), claims, |_| vec![7; 32])
}

#[test]
fn a_token_is_annotated_within_eighty_columns() {
    let token = unsigned(&json!({
        "iss": "https://login.example", "sub": "client-1", "aud": "https://api.example", "client_id": "client-1",
        "iat": 1_795_344_480, "exp": 1_795_348_080, "scope": "things:read things:write", "email": "jo@example.com"
    }));
    let ended = look(&token, &[]).expect_code(1);
    let expected = "\
JWT, RS256, an access token

header  alg        RS256                      RSA and SHA-256: verified with
                                              the issuer's public key
        typ        at+jwt                     an access token (RFC 9068)
        kid        2026-11                    which of the issuer's keys
                                              signed it
claims  iss        https://login.example      who issued it
        sub        client-1                   the client itself: no user is
                                              behind it
        aud        https://api.example        whom it is for: an API accepts
                                              it only if it finds itself here
        client_id  client-1                   the client it was issued to (RFC
                                              9068)
        iat        2026-11-22 10:48:00 UTC    issued 4 h 12 min ago
        exp        2026-11-22 11:48:00 UTC    expired 3 h 12 min ago
        scope      things:read things:write   what the client may do (RFC
                                              8693); 2 scopes
        email      (masked)                   the user's email address
";
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(ended.stdout.lines().all(|line| line.chars().count() <= 80), "{}", ended.all());
    for line in ["no: it expired 3 h 12 min ago", "it lives 1 h in all", "(masked)"] {
        assert!(ended.stdout.contains(line), "{line}\n{}", ended.all());
    }
    for name in
        ["alg", "typ", "kid", "iss", "sub", "aud", "client_id", "iat", "exp", "scope", "email"]
    {
        let row = |text: &str| {
            let row =
                text.lines().find(|line| line.get(8..).is_some_and(|rest| rest.starts_with(name)));
            squeezed(row.unwrap_or_default()).split(' ').take(2).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(row(&ended.stdout), row(expected), "{}", ended.all());
    }
    assert!(!ended.stdout.contains("jo@example.com"), "{}", ended.all());
    let all = look(&token, &["--show-claims"]).expect_code(1);
    assert!(all.stdout.contains("jo@example.com"), "{}", all.all());
    let signature = token.rsplit('.').next().expect("a signature");
    assert!(!all.stdout.contains(signature), "{}", all.all());
}

#[test]
fn a_signature_is_held_against_a_key_set_in_a_file() {
    let document =
        EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
    let pair = EcdsaKeyPair::from_pkcs8(
        &ECDSA_P256_SHA256_FIXED_SIGNING,
        document.expect("a key").as_ref(),
    );
    let pair = pair.expect("a key");
    let point = pair.public_key().as_ref();
    let key = |id: &str| {
        let coordinate = |range: std::ops::Range<usize>| URL_SAFE_NO_PAD.encode(&point[range]);
        json!({ "kty": "EC", "crv": "P-256", "kid": id, "x": coordinate(1..33), "y": coordinate(33..65) })
    };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("keys.json");
    let path = path.display().to_string();
    let keys = |id: &str| {
        std::fs::write(&path, json!({ "keys": [key(id)] }).to_string()).expect("written");
    };
    let claims = json!({ "iss": "https://login.example", "exp": 1_795_359_900 });
    let token = signed(&json!({ "alg": "ES256", "kid": "a" }), &claims, |message| {
        pair.sign(&SystemRandom::new(), message).expect("a signature").as_ref().to_vec()
    });
    keys("a");
    let good = look(&token, &["--jwks", &path]).expect_code(0);
    assert!(good.stdout.contains("holder of the key a signed"), "{}", good.all());
    let json = look(&token, &["--jwks", &path, "--format", "json"]).expect_code(0).json();
    assert_eq!(json["signature"]["verdict"], "valid");
    let forged = signed(&json!({ "alg": "ES256", "kid": "a" }), &claims, |_| vec![1; 64]);
    let bad = look(&forged, &["--jwks", &path]).expect_code(1);
    assert!(bad.stdout.contains("its signature is not that of the key a"), "{}", bad.all());
    keys("b");
    let unknown = look(&token, &["--jwks", &path]).expect_code(1);
    assert!(unknown.stdout.contains("is not among those of"), "{}", unknown.all());
    let ended = look(&token, &["--jwks", "/no/such/file"]).expect_code(2);
    assert!(ended.stderr.contains("the file cannot be read"), "{}", ended.all());
    let nobody = look(&token, &["--jwks", "http://127.0.0.1:9/keys"]).expect_code(3);
    assert!(nobody.stdout.contains("the keys could not be had"), "{}", nobody.all());
}

#[test]
fn what_cannot_be_decoded_is_named_and_what_is_no_token_is_refused() {
    let opaque = look("ghp_16C7e42F292c6912E7710c838347Ae17", &[]).expect_code(0);
    assert!(
        opaque.stdout.contains("GitHub") && !opaque.stdout.contains("16C7e42F"),
        "{}",
        opaque.all()
    );
    for (wrong, why) in
        [("undefined", "a placeholder"), ("eyJhbGciOi", "cut short"), ("a b", "white space")]
    {
        let ended = look(wrong, &[]).expect_code(2);
        assert!(ended.stdout.is_empty() && ended.stderr.contains(why), "{}", ended.all());
    }
    let warned = run(&["token", "aJdvugb8k1kwnOovm2qX6LXTctJksYvd"]).expect_code(0);
    assert!(warned.stderr.contains("the process list shows"), "{}", warned.all());
    assert!(!warned.all().contains("aJdvugb8k1"), "{}", warned.all());
}
