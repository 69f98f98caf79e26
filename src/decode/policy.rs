//! What may leave: allow-lists of headers, claims and parameters, and names that mean a secret.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::Scrub;
use crate::model::{Observed, Secret};

/// Headers of answers that reports may carry.
const HEADERS: &[&str] = &[
    "access-control-allow-origin",
    "age",
    "allow",
    "apigw-requestid",
    "cache-control",
    "cf-cache-status",
    "cf-mitigated",
    "cf-ray",
    "content-length",
    "content-type",
    "date",
    "inin-correlation-id",
    "inin-ratelimit-allowed",
    "inin-ratelimit-count",
    "inin-ratelimit-reset",
    "proxy-authenticate",
    "ratelimit-limit",
    "ratelimit-remaining",
    "ratelimit-reset",
    "request-id",
    "retry-after",
    "server",
    "sforce-limit-info",
    "traceparent",
    "via",
    "x-accepted-oauth-scopes",
    "x-amz-cf-id",
    "x-amzn-errortype",
    "x-amzn-requestid",
    "x-amzn-trace-id",
    "x-b3-traceid",
    "x-backend",
    "x-backend-server",
    "x-cache",
    "x-cache-lookup",
    "x-correlation-id",
    "x-envoy-upstream-service-time",
    "x-gateway-node",
    "x-github-request-id",
    "x-instance",
    "x-instance-id",
    "x-kong-proxy-latency",
    "x-kong-request-id",
    "x-kong-upstream-latency",
    "x-ms-request-id",
    "x-node",
    "x-node-id",
    "x-oauth-scopes",
    "x-okta-request-id",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-request-id",
    "x-served-by",
    "x-server",
    "x-server-id",
    "x-squid-error",
    "x-upstream",
];

/// Headers of requests that reports may carry.
const REQUEST_HEADERS: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-language",
    "access-control-request-headers",
    "access-control-request-method",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "expect",
    "host",
    "origin",
    "referer",
    "sec-fetch-dest",
    "sec-fetch-mode",
    "sec-fetch-site",
    "sec-websocket-version",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-requested-with",
];

/// Headers under which servers name the id by which they remember a request, the best first.
pub(super) const CORRELATION_HEADERS: &[&str] = &[
    "inin-correlation-id",
    "x-correlation-id",
    "x-request-id",
    "request-id",
    "x-ms-request-id",
    "x-amzn-requestid",
    "apigw-requestid",
    "x-okta-request-id",
    "x-github-request-id",
    "x-kong-request-id",
    "cf-ray",
    "x-amzn-trace-id",
    "x-b3-traceid",
    "traceparent",
];

/// Claims that reports may carry with their values (RFC 7519, section 4.1, and what servers add to say
/// for whom and for what a token is).
const CLAIMS: &[&str] = &[
    "iss",
    "aud",
    "exp",
    "nbf",
    "iat",
    "azp",
    "client_id",
    "cid",
    "appid",
    "scope",
    "scp",
    "permissions",
    "roles",
    "token_use",
    "typ",
    "ver",
    "tid",
    "grant_type",
    "gty",
    "cnf",
    "acr",
    "amr",
];

/// Parameters of a challenge that reports may carry.
const CHALLENGE: &[&str] = &[
    "realm",
    "error",
    "error_description",
    "error_uri",
    "scope",
    "resource_metadata",
    "acr_values",
    "max_age",
    "algs",
    "authorization_uri",
    "as_uri",
    "resource_id",
    "client_id",
    "trusted_issuers",
];

/// Members of a token response that are no secret (RFC 6749, sections 5.1 and 5.2).
const TOKEN_RESPONSE: &[&str] = &[
    "token_type",
    "expires_in",
    "ext_expires_in",
    "scope",
    "issued_token_type",
    "error",
    "error_description",
    "error_uri",
    "description",
    "error_codes",
    "correlation_id",
    "trace_id",
    "timestamp",
    "code",
    "message",
    "status",
];

/// Whether reports may carry this header.
#[must_use]
pub fn header_may_leave(name: &str) -> bool {
    HEADERS.binary_search(&name).is_ok()
}

/// Whether reports may carry this header of a request.
#[must_use]
pub fn request_header_may_leave(name: &str) -> bool {
    REQUEST_HEADERS.binary_search(&name).is_ok()
}

/// Whether reports may carry this claim's value.
#[must_use]
pub fn claim_may_leave(name: &str) -> bool {
    CLAIMS.contains(&name)
}

/// Whether reports may carry this parameter of a challenge.
pub(super) fn challenge_parameter_may_leave(name: &str) -> bool {
    CHALLENGE.contains(&name)
}

/// Whether a member of a token response is no secret.
#[must_use]
pub fn token_response_member_may_leave(name: &str) -> bool {
    TOKEN_RESPONSE.contains(&name)
}

/// Whether a name means a secret.
#[must_use]
pub fn names_a_secret(name: &str) -> bool {
    let name: String =
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    const PARTS: &[&str] = &[
        "secret",
        "password",
        "passwd",
        "passphrase",
        "credential",
        "apikey",
        "privatekey",
        "assertion",
        "authorization",
        "cookie",
        "accesstoken",
        "refreshtoken",
        "idtoken",
        "sessiontoken",
        "jwt",
        "signature",
    ];
    const WHOLE: &[&str] = &["token", "auth", "pwd", "pin", "otp", "sessionid", "sid"];
    PARTS.iter().any(|part| name.contains(part)) || WHOLE.contains(&name.as_str())
}

/// Whether a header carries a credential.
#[must_use]
pub fn is_credential_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let forgery = name.contains("csrf") || name.contains("xsrf");
    !forgery
        && (names_a_secret(&name)
            || name.contains("token")
            || name.contains("api-key")
            || name.contains("subscription-key")
            || name == "x-auth"
            || name == "x-functions-key")
}

/// Whether a member of a form, a query or a body is a secret.
#[must_use]
pub fn is_secret_member(name: &str) -> bool {
    const MORE: [&str; 11] = [
        "code",
        "code_verifier",
        "device_code",
        "key",
        "sig",
        "access_key",
        "subject_token",
        "actor_token",
        "memberauthtoken",
        "samlresponse",
        "x-amz-security-token",
    ];
    names_a_secret(name) || MORE.contains(&name.to_ascii_lowercase().as_str())
}

/// Whether a text is shaped like a signed or encrypted token.
#[must_use]
pub fn looks_like_a_token(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    matches!(parts.len(), 3 | 5)
        && URL_SAFE_NO_PAD
            .decode(parts[0].trim_end_matches('='))
            .is_ok_and(|header| serde_json::from_slice::<serde_json::Map<_, _>>(&header).is_ok())
}

/// The least length of a cookie's value that is taken for a secret.
const COOKIE: usize = 8;

/// Whether a cookie's value is worth to be kept secret: it is long enough and no word, number or language.
#[must_use]
pub fn cookie_is_secret(value: &str) -> bool {
    let digit = value.bytes().any(|byte| byte.is_ascii_digit());
    let letter = value.bytes().any(|byte| byte.is_ascii_alphabetic());
    value.len() >= COOKIE && (digit && letter || value.len() >= 3 * COOKIE)
}

/// Whether a cookie is worth to be kept secret: by its value, or by a name that says what it is for. Identifiers of
/// sessions may be letters alone.
#[must_use]
pub fn cookie_pair_is_secret(name: &str, value: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let session = ["sess", "sid", "auth", "login", "remember", "token"];
    let named = session.iter().any(|part| lower.contains(part)) || names_a_secret(name);
    let humps = value
        .as_bytes()
        .windows(2)
        .filter(|two| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase())
        .count();
    let letters = value.bytes().any(|byte| byte.is_ascii_alphabetic());
    cookie_is_secret(value) || value.len() >= COOKIE && letters && (named || humps >= 4)
}

/// A value of an answer as it may leave, given the name it stands under. A known secret that the server
/// sent back stays comparable and is not shown; within a list or an object it is replaced.
#[must_use]
pub fn observe(name: Option<&str>, value: &Value, scrub: &Scrub) -> Observed {
    let secret = name.is_some_and(names_a_secret);
    match value {
        Value::String(text)
            if secret || looks_like_a_token(text) || holds_a_secret(text, scrub) =>
        {
            Observed::Secret(Secret::new(text.clone()))
        }
        Value::Number(number) if secret || holds_a_secret(&number.to_string(), scrub) => {
            Observed::Secret(Secret::new(number.to_string()))
        }
        Value::Array(_) | Value::Object(_) => Observed::Value(mask(value, secret, scrub)),
        _ => Observed::Value(value.clone()),
    }
}

fn holds_a_secret(text: &str, scrub: &Scrub) -> bool {
    scrub(text) != text
}

/// A list or object with every secret in it masked, in the names of members too.
fn mask(value: &Value, secret: bool, scrub: &Scrub) -> Value {
    match value {
        Value::Object(members) => {
            let mut masked = Map::new();
            for (name, value) in members {
                let value = mask(value, secret || names_a_secret(name), scrub);
                let shown = scrub(name);
                let mut unique = shown.clone();
                // Two names with a secret in them may look the same: neither member may be lost.
                let mut count = 2;
                while shown != *name
                    && (masked.contains_key(&unique) || members.contains_key(&unique))
                {
                    unique = format!("{shown} ({count})");
                    count += 1;
                }
                masked.insert(unique, value);
            }
            Value::Object(masked)
        }
        Value::Array(items) => items.iter().map(|item| mask(item, secret, scrub)).collect(),
        Value::String(text) if secret || looks_like_a_token(text) => Value::from("(secret)"),
        Value::String(text) => Value::from(scrub(text)),
        Value::Number(number) if secret || holds_a_secret(&number.to_string(), scrub) => {
            Value::from("(secret)")
        }
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_allow_list_is_sorted_for_its_search() {
        assert!(HEADERS.is_sorted() && REQUEST_HEADERS.is_sorted());
        assert!(request_header_may_leave("origin") && !request_header_may_leave("cookie"));
        assert!(header_may_leave("retry-after"));
        assert!(!header_may_leave("set-cookie"));
    }

    #[test]
    fn names_of_secrets_are_known_and_names_of_others_are_not() {
        for name in
            ["access_token", "clientSecret", "X-Api-Key", "password", "set-cookie", "jwt", "token"]
        {
            assert!(names_a_secret(name), "{name}");
        }
        for name in ["token_type", "token_endpoint", "name", "author", "scope", "id", "key_id"] {
            assert!(!names_a_secret(name), "{name}");
        }
    }

    fn scrub() -> Scrub {
        std::sync::Arc::new(|text: &str| text.replace("tok-4fT9qLz2", "[token redacted]"))
    }

    #[test]
    fn a_known_secret_stays_comparable_alone_and_is_replaced_within() {
        let Observed::Secret(whole) = observe(Some("name"), &json!("a tok-4fT9qLz2"), &scrub())
        else {
            panic!("not a secret")
        };
        assert_eq!(whole.expose(), "a tok-4fT9qLz2");
        let body = json!({
            "tok-4fT9qLz2": 1, "[token redacted]": 2, "list": [{ "x": "is tok-4fT9qLz2." }], "n": "tok-4fT9qLz"
        });
        let Observed::Value(shown) = observe(None, &body, &scrub()) else { panic!("not a value") };
        assert_eq!(
            shown,
            json!({
                "[token redacted] (2)": 1, "[token redacted]": 2,
                "list": [{ "x": "is [token redacted]." }], "n": "tok-4fT9qLz"
            })
        );
    }

    #[test]
    fn a_cookie_is_secret_unless_it_is_a_word_a_number_or_short() {
        for value in ["s4f9qLz2x", "abcdefghijklmnopqrstuvwx", "AQIC5w%3D%3D"] {
            assert!(cookie_is_secret(value), "{value}");
        }
        for value in ["", "de-DE", "1795359600", "production", "a1b2c3"] {
            assert!(!cookie_is_secret(value), "{value}");
        }
    }

    #[test]
    fn secrets_inside_a_body_are_masked() {
        let body = json!({ "id": 1, "credentials": { "user": "a" }, "list": [{ "secret": "b" }] });
        let Observed::Value(shown) = observe(None, &body, &scrub()) else { panic!("not a value") };
        assert_eq!(
            shown,
            json!({ "id": 1, "credentials": { "user": "(secret)" }, "list": [{ "secret": "(secret)" }] })
        );
        assert!(matches!(
            observe(Some("access_token"), &json!("x"), &scrub()),
            Observed::Secret(_)
        ));
        assert!(matches!(observe(Some("name"), &json!("x"), &scrub()), Observed::Value(_)));
    }
}
