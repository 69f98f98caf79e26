//! Tokens as issuers write them, read at a fixed time.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::model::Secret;

use super::{InputError, TokenReading, clean_up, read};

const SIGNATURE: &str = "c2lnbmF0dXJlLW9mLXRoZS10b2tlbg";

fn token(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{SIGNATURE}", part(header), part(claims))
}

fn now() -> Timestamp {
    "2026-11-22T15:00:00Z".parse().expect("a time")
}

fn look(claims: &Value) -> TokenReading {
    read(&token(&json!({ "alg": "RS256", "kid": "k" }), claims), now(), false, None)
}

fn note(reading: &TokenReading, name: &str) -> String {
    let line = reading.claims.iter().find(|line| line.name == name);
    line.map(|line| line.note.clone()).unwrap_or_default()
}

const NOW: i64 = 1_795_359_600;

#[test]
fn times_are_told_in_words_and_stop_a_token_where_they_must() {
    let stops = |claims: Value| look(&claims).stops;
    assert_eq!(stops(json!({ "exp": NOW - 11_520 })), ["it expired 3 h 12 min ago"]);
    assert!(stops(json!({ "exp": NOW + 300 })).is_empty());
    assert_eq!(note(&look(&json!({ "exp": NOW + 300 })), "exp"), "valid for 5 min more");
    assert_eq!(stops(json!({ "nbf": NOW + 600 })), ["it is not in force for another 10 min"]);
    // Clocks differ by less than this.
    assert!(stops(json!({ "nbf": NOW + 30 })).is_empty());
    assert!(note(&look(&json!({ "iat": NOW + 180 })), "iat").contains("3 min in the future"));
    let lives = look(&json!({ "iat": NOW, "exp": NOW + 3600 })).notes;
    assert_eq!(lives, ["it lives 1 h in all"]);
}

#[test]
fn wrong_units_are_named_and_stop_only_what_they_stop() {
    let milliseconds = look(&json!({ "exp": (NOW - 3600) * 1000 }));
    assert!(milliseconds.stops.is_empty(), "{:?}", milliseconds.stops);
    assert!(note(&milliseconds, "exp").contains("in milliseconds"), "{milliseconds:?}");
    assert_eq!(look(&json!({ "nbf": NOW * 1000 })).stops.len(), 1);
    let length = look(&json!({ "exp": 3600 }));
    assert!(length.stops[0].contains("length of time"), "{length:?}");
    assert!(note(&look(&json!({ "exp": (NOW + 60).to_string() })), "exp").contains("as text"));
    assert!(note(&look(&json!({ "exp": null })), "exp").contains("no number"));
}

#[test]
fn what_says_something_of_a_person_is_masked_unless_it_is_asked_for() {
    let claims = json!({
        "sub": "u-77", "email": "jo@example.com", "name": "Jo", "guest_id": "g-1", "iss": "https://i.example",
        "sid": "s-1", "client_secret": "S3cretValue99", "inner": token(&json!({ "alg": "none" }), &json!({}))
    });
    let shown = |reading: &TokenReading| -> Vec<String> {
        let lines = reading.claims.iter().filter(|line| line.value.is_some());
        lines.map(|line| line.name.clone()).collect()
    };
    let reading = look(&claims);
    assert!(reading.masked);
    assert_eq!(shown(&reading), ["iss"]);
    let all = read(&token(&json!({ "alg": "RS256" }), &claims), now(), true, None);
    assert_eq!(shown(&all), ["sub", "email", "name", "guest_id", "iss", "sid"]);
    // The subject of a token without a user is the client: no person.
    let client = look(&json!({ "sub": "client-1", "azp": "client-1" }));
    assert_eq!(shown(&client), ["sub", "azp"]);
    assert!(note(&client, "sub").contains("no user"));
}

#[test]
fn an_access_token_is_told_from_what_is_mistaken_for_one() {
    let title = |header: Value, claims: Value| {
        let mut header = header;
        header["alg"] = "RS256".into();
        read(&token(&header, &claims), now(), false, None).title
    };
    for (header, claims, expected) in [
        (json!({ "typ": "at+jwt" }), json!({ "nonce": "x" }), "an access token"),
        (json!({ "typ": "dpop+jwt" }), json!({}), "no access token"),
        (json!({}), json!({ "token_use": "id" }), "an ID token"),
        (json!({}), json!({ "nonce": "x", "aud": "client-1" }), "an ID token"),
        (json!({}), json!({ "typ": "Refresh" }), "a refresh token"),
        (json!({}), json!({ "scp": "a" }), "an access token"),
        (json!({}), json!({ "aud": "c", "azp": "c" }), "perhaps an ID token"),
        (
            json!({}),
            json!({ "iss": "c", "sub": "c", "aud": "https://t", "exp": NOW }),
            "a client assertion",
        ),
        (json!({}), json!({ "iss": "https://i.example" }), "of no stated kind"),
    ] {
        let title = title(header, claims.clone());
        assert!(title.ends_with(expected) || title.contains(expected), "{claims}: {title}");
    }
}

#[test]
fn what_it_cannot_prove_is_said() {
    let no_proof = |claims: Value| look(&claims).cannot.join("\n");
    let bare = no_proof(json!({}));
    for words in
        ["signature was not verified", "it has no exp", "it has no aud", "not being revoked"]
    {
        assert!(bare.contains(words), "{words}: {bare}");
    }
    assert!(no_proof(json!({ "aud": ["a", "b"] })).contains("other than a, b"));
    assert!(no_proof(json!({ "cnf": { "jkt": "x" } })).contains("DPoP"));
    assert!(no_proof(json!({ "cnf": { "x5t#S256": "x" } })).contains("mutual TLS"));
    assert!(no_proof(json!({ "client_id": "c" })).contains("no scopes"));
    let unsigned = read(&token(&json!({ "alg": "none" }), &json!({})), now(), false, None);
    assert!(unsigned.stops[0].contains("not signed"), "{unsigned:?}");
}

#[test]
fn scope_shapes_are_named() {
    let of = |claims: Value, name: &str| note(&look(&claims), name);
    assert!(of(json!({ "scope": "a b c" }), "scope").ends_with("3 scopes"));
    assert!(of(json!({ "scope": ["a"] }), "scope").contains("as a list"));
    assert!(of(json!({ "scope": "a,b" }), "scope").contains("commas"));
    assert!(of(json!({ "scp": ["a", "b"] }), "scp").ends_with("2 scopes"));
    assert!(of(json!({ "scope": "" }), "scope").contains("grants nothing"));
}

#[test]
fn a_token_is_found_in_what_people_paste() {
    let jwt = token(&json!({ "alg": "RS256" }), &json!({}));
    for text in [
        jwt.clone(),
        format!("  Authorization: Bearer {jwt}\n"),
        format!("\"{jwt}\","),
        format!("{{\"access_token\": \"{jwt}\", \"token_type\": \"Bearer\"}}"),
        format!("{}\n{}", &jwt[..20], &jwt[20..]),
    ] {
        let found = clean_up(&text).expect("a token").token;
        assert!(found == Secret::new(jwt.as_str()), "{text}");
    }
    let wrong = |text: &str| clean_up(text).err().expect("no token");
    assert_eq!(wrong(" \n"), InputError::Empty);
    for placeholder in ["undefined", "$TOKEN", "Bearer null", "<token>", "{{token}}", "[REDACTED]"]
    {
        assert_eq!(wrong(placeholder), InputError::Placeholder, "{placeholder}");
    }
    for broken in [&jwt[..15], &jwt[..jwt.len() - SIGNATURE.len() - 1], "eyJhbGciOi!.abc.def"] {
        assert!(matches!(wrong(broken), InputError::Broken(_)), "{broken}");
    }
    for other in ["two words", "https://api.example", "{\"a\":1}", "short", "tökentöken"] {
        assert!(matches!(wrong(other), InputError::NotAToken(_)), "{other}");
    }
}

proptest! {
    /// Whatever stands in a token: reading it ends, and neither its signature nor a masked value shows.
    #[test]
    fn nothing_secret_of_a_token_shows(
        name in "[a-z_]{3,12}", secret in "[A-Za-z0-9]{16,24}", exp in any::<i64>(), nested in any::<bool>()
    ) {
        prop_assume!(super::claims::find(&name).is_none());
        let value = if nested { json!({ "deep": [secret.clone()] }) } else { json!(secret.clone()) };
        let mut claims = json!({ "exp": exp, "email": secret.clone(), "sub": secret.clone() });
        claims[name.as_str()] = value;
        let reading = look(&claims);
        let all = format!("{reading:?}");
        prop_assert!(!all.contains(&secret) && !all.contains(SIGNATURE), "{}", all);
    }

    /// Any text is a token or is refused in words; the words do not repeat it.
    #[test]
    fn any_text_ends(text in "\\PC{0,60}") {
        match clean_up(&text) {
            Ok(_) => drop(read(text.trim(), now(), true, None)),
            Err(error) => prop_assert!(text.len() < 20 || !error.to_string().contains(text.trim())),
        }
    }
}
