//! How servers word their refusals: from code and sentence to what they mean.

use std::sync::LazyLock;

use serde::Deserialize;

use super::Meaning;
use super::phrase::{Hit, Phrase, hit, sentences};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vocabulary {
    api: Vec<Row>,
    token: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    means: Meaning,
    #[serde(default)]
    codes: Vec<String>,
    #[serde(default)]
    phrases: Vec<Phrase>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    serde_yaml::from_str(include_str!("../../checks/providers/refusals.yaml"))
        .expect("embedded files are read by a test")
});

/// What an API's refusal means; empty when its words give no reason.
#[must_use]
pub fn read_api_refusal(code: Option<&str>, message: Option<&str>) -> Vec<Meaning> {
    read(&VOCABULARY.api, code, message)
}

/// What a token endpoint's refusal means; empty when its words give no reason.
#[must_use]
pub fn read_token_refusal(code: Option<&str>, message: Option<&str>) -> Vec<Meaning> {
    read(&VOCABULARY.token, code, message)
}

fn read(rows: &[Row], code: Option<&str>, message: Option<&str>) -> Vec<Meaning> {
    let message = message.unwrap_or_default().to_lowercase().replace('"', "'");
    let sentences: Vec<&str> = sentences(&message).collect();
    let code = code.unwrap_or_default();
    let by_code = |row: &&Row| row.codes.iter().any(|known| known.eq_ignore_ascii_case(code));
    let mut meanings: Vec<Meaning> = Vec::new();
    for row in rows {
        let hits: Vec<Hit> =
            row.phrases.iter().filter_map(|phrase| hit(&sentences, phrase)).collect();
        if !hits.is_empty() {
            let alone = hits.iter().all(|hit| hit.alone);
            meanings.push(if alone { row.means } else { Meaning::Unclear });
        }
    }
    if meanings.contains(&Meaning::Unclear) {
        meanings = vec![Meaning::Unclear];
    }
    // A limit for callers without a credential says that none came.
    if meanings.contains(&Meaning::NoCredential) {
        meanings.retain(|meaning| *meaning != Meaning::RateLimit);
    }
    for row in rows.iter().filter(by_code) {
        if !meanings.contains(&row.means) {
            meanings.push(row.means);
        }
    }
    meanings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_say_why_in_codes_and_in_sentences() {
        use Meaning::*;
        let cases: &[(&str, &str, &[Meaning])] = &[
            ("unauthorized", "User is not authorized", &[]),
            ("forbidden", "Forbidden", &[]),
            ("invalid_token", "", &[TokenRejected]),
            ("invalid_token", "Signature verification failed", &[Signature, TokenRejected]),
            ("invalid_token", "The token expired at '11/22/2026'", &[Expired, TokenRejected]),
            ("invalid_token", "The access token is invalid or expired", &[Unclear, TokenRejected]),
            ("authentication.required", "", &[NoCredential]),
            (
                "missing.permissions",
                "You are missing the following permission(s): [a]",
                &[Permission],
            ),
            ("", "Audiences in Jwt are not allowed", &[Audience]),
            ("invalid_token", "'exp' claim timestamp check failed", &[Expired, TokenRejected]),
            ("", "\"exp\" claim timestamp check failed", &[Expired]),
            ("", "\"exp\" claim was read", &[]),
            ("invalid_token", "Unexpected 'aud' value", &[Audience, TokenRejected]),
            ("", "unexpected \"iss\" claim value", &[Issuer]),
            // The header arrived, in another form than is wanted.
            ("", "Authorization header is missing", &[NoCredential]),
            ("", "Authorization header is missing in the request.", &[NoCredential]),
            ("", "Authorization header is missing a tenant prefix", &[]),
            ("", "Authorization header is missing 'Bearer '", &[]),
            ("", "Authorization header not found", &[NoCredential]),
            ("", "Authorization header not in the form 'Token <key>'", &[]),
            ("", "No authorization header was found", &[NoCredential]),
            ("", "No authorization header prefix", &[]),
            ("", "Missing Authentication Token", &[NoCredentialOrRoute]),
            // The certificate's issuer, not the token's.
            ("", "unknown issuer", &[Issuer]),
            ("", "TLS client certificate rejected: unknown issuer", &[Unclear]),
            ("", "Invalid signature: the key is another one", &[Signature]),
            ("", "Invalid signature algorithm", &[]),
            ("", "signature read. audience cannot be verified", &[]),
            ("", "API rate limit exceeded", &[RateLimit]),
            ("", "API rate limit exceeded for anonymous callers", &[NoCredential]),
            ("401", "unauthorized", &[Unclear]),
            (
                "invalid_token",
                "Invalid Token or Protected Header formatting",
                &[Malformed, TokenRejected],
            ),
        ];
        for (code, message, meanings) in cases {
            let read = read_api_refusal(Some(code), Some(message));
            assert_eq!(&read, meanings, "{code}: {message}");
        }
    }

    #[test]
    fn a_token_endpoint_seldom_says_what_is_wrong_with_the_client() {
        use Meaning::*;
        let cases: &[(&str, &str, &[Meaning])] = &[
            ("invalid_client", "", &[ClientRefused]),
            ("invalid_client", "client not found", &[ClientUnknown, ClientRefused]),
            (
                "invalid_client",
                "Invalid client secret is provided.",
                &[ClientSecret, ClientRefused],
            ),
            (
                "unauthorized_client",
                "Invalid client or Invalid client credentials",
                &[Unclear, ClientUnauthorized],
            ),
            (
                "unauthorized_client",
                "AADSTS700016: Application was not found",
                &[ClientUnknown, ClientUnauthorized],
            ),
            ("invalid_scope", "requested scope is not allowed for the client", &[Scope]),
            (
                "unauthorized_client",
                "Grant type 'client_credentials' not allowed for the client.",
                &[Grant, ClientUnauthorized],
            ),
            ("invalid_request", "rate limit exceeded; try later", &[RateLimit]),
            (
                "invalid_request",
                "client_id and client_secret in the authorization header are not properly encoded",
                &[ClientEncoding],
            ),
            ("invalid_request", "the body is not properly encoded", &[]),
            ("invalid_target", "resource indicator is missing, or unknown", &[Target]),
        ];
        for (code, message, meanings) in cases {
            let read = read_token_refusal(Some(code), Some(message));
            assert_eq!(&read, meanings, "{code}: {message}");
        }
    }

    #[test]
    fn words_that_offer_an_alternative_give_no_reason() {
        use Meaning::*;
        for (message, meaning) in [
            ("invalid audience, signature or lifetime", Unclear),
            ("invalid audience/issuer", Unclear),
            ("missing scope (or role)", Unclear),
            ("Denied: insufficient scope and/or permission", Unclear),
            ("Either the signature is invalid, the token is expired", Unclear),
            ("Insufficient permissions, scope or licence", Unclear),
            (
                "Requests from this IP address are not authorized or the client is missing permission",
                Unclear,
            ),
            // Another sentence, values after a colon, and a slash in a value are no alternatives.
            ("Token expired. Refresh it or log in.", Expired),
            ("invalid audience: expected https://a.example or b", Audience),
            ("jwt audience invalid. expected: a or b", Audience),
            ("The token expired at 11/22/2026 08:00", Expired),
            ("Requests from this IP address are not authorized: [192.0.2.1]", Address),
        ] {
            assert_eq!(read_api_refusal(None, Some(message)), [meaning], "{message}");
        }
        for (message, meaning) in [
            ("Unknown client or wrong secret", Unclear),
            ("Invalid client secret or client id", Unclear),
            ("Invalid client secret. Check it or make a new one.", ClientSecret),
            (
                "Client is temporarily locked after repeated requests with an invalid client secret",
                Unclear,
            ),
            ("AADSTS7000215: Invalid client secret provided.", ClientSecret),
            ("Unknown client", ClientUnknown),
            ("Unknown client: reports-7", ClientUnknown),
            ("Unknown client 'reports-7'", ClientUnknown),
            ("Secret of client not found", Unclear),
        ] {
            let read = read_token_refusal(None, Some(message));
            assert_eq!(read.first(), Some(&meaning), "{message}");
        }
        assert!(read_token_refusal(None, Some("Unknown client authentication method")).is_empty());
    }

    #[test]
    fn the_vocabulary_is_lower_case_and_says_each_thing_once() {
        for rows in [&VOCABULARY.api, &VOCABULARY.token] {
            let mut seen = std::collections::BTreeSet::new();
            for row in rows {
                assert!(!row.codes.is_empty() || !row.phrases.is_empty(), "{:?}", row.means);
                let phrases: Vec<String> = row
                    .phrases
                    .iter()
                    .map(|phrase| phrase.pieces.join("*") + if phrase.at_end { "$" } else { "" })
                    .collect();
                for phrase in &phrases {
                    assert_eq!(*phrase, phrase.to_lowercase());
                    assert!(!phrase.trim_end_matches('$').contains('$'), "{phrase}");
                    assert!(!phrase.contains('"'), "{phrase}: never found, quotes are single");
                }
                let codes = row.codes.iter().map(|code| ("code", code.clone()));
                let phrases = phrases.iter().map(|phrase| ("phrase", phrase.clone()));
                for word in codes.chain(phrases) {
                    assert!(seen.insert(word.clone()), "{word:?} stands twice");
                }
            }
        }
    }
}
