//! How servers word their refusals: from code and sentence to what they mean.

use std::sync::LazyLock;

use serde::Deserialize;

/// What a server gives as its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    /// Its words fit several reasons.
    Unclear,
    /// No credential arrived.
    NoCredential,
    /// The token has expired.
    Expired,
    /// The token is not valid yet.
    NotYetValid,
    /// The token's signature does not verify.
    Signature,
    /// The key that signed the token is not known.
    UnknownKey,
    /// The token is meant for another API.
    Audience,
    /// The token comes from an issuer that is not accepted.
    Issuer,
    /// A scope is missing, or at a token endpoint: is not granted.
    Scope,
    /// A permission is missing.
    Permission,
    /// A permission is missing in this division.
    Division,
    /// The token cannot be read.
    Malformed,
    /// Calls from this address are not allowed.
    Address,
    /// The call wants a user where there is none, or none where there is one.
    Actor,
    /// A claim is missing in the token.
    Claim,
    /// A policy or a switched-off feature forbids it.
    Policy,
    /// Too many requests.
    RateLimit,
    /// The token is not accepted, and no reason is given.
    TokenRejected,
    /// Token endpoint: the client's id is not known.
    ClientUnknown,
    /// Token endpoint: the client's secret is wrong.
    ClientSecret,
    /// Token endpoint: the client's secret has expired.
    ClientSecretExpired,
    /// Token endpoint: the client could not be authenticated, and no reason is given.
    ClientRefused,
    /// Token endpoint: the client's id and secret are not encoded as the server reads them.
    ClientEncoding,
    /// Token endpoint: it issues no token for the API that the request names (RFC 8707, section 2).
    Target,
    /// Token endpoint: the client may not use this grant.
    Grant,
    /// Token endpoint: the server does not know this grant.
    GrantUnsupported,
    /// Token endpoint: `unauthorized_client` without a telling sentence.
    ClientUnauthorized,
}

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
    phrases: Vec<String>,
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
    let code = code.unwrap_or_default();
    let by_code = |row: &&Row| row.codes.iter().any(|known| known.eq_ignore_ascii_case(code));
    let by_phrase = |row: &&Row| row.phrases.iter().any(|phrase| found(&message, phrase));
    let mut meanings: Vec<_> = rows.iter().filter(by_phrase).map(|row| row.means).collect();
    if meanings.contains(&Meaning::Unclear) {
        meanings = vec![Meaning::Unclear];
    }
    for row in rows.iter().filter(by_code) {
        if !meanings.contains(&row.means) {
            meanings.push(row.means);
        }
    }
    meanings
}

/// Whether the phrase's pieces, which `*` separates, occur one after the other.
fn found(message: &str, phrase: &str) -> bool {
    phrase
        .split('*')
        .try_fold(message, |rest, piece| Some(&rest[rest.find(piece)? + piece.len()..]))
        .is_some()
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
    fn the_vocabulary_is_lower_case_and_says_each_thing_once() {
        for rows in [&VOCABULARY.api, &VOCABULARY.token] {
            let mut seen = std::collections::BTreeSet::new();
            for row in rows {
                assert!(!row.codes.is_empty() || !row.phrases.is_empty(), "{:?}", row.means);
                for phrase in &row.phrases {
                    assert_eq!(phrase, &phrase.to_lowercase());
                    assert!(!phrase.contains('"'), "{phrase}: never found, quotes are single");
                }
                let codes = row.codes.iter().map(|code| ("code", code));
                let phrases = row.phrases.iter().map(|phrase| ("phrase", phrase));
                for word in codes.chain(phrases) {
                    assert!(seen.insert(word), "{word:?} stands twice");
                }
            }
        }
    }
}
