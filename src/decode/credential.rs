//! A credential as a request carries it: its kind, and what is wrong with how it is written. The value stays
//! with whoever asks.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

use super::token::{BASE64URL, Parts, parts};
use crate::model::{CredentialFlaw, CredentialKind, CredentialPlace, SentCredential};

/// Schemes as they are registered (RFC 9110, section 16.4.1; the registry of HTTP authentication schemes).
const REGISTERED: &[&str] = &[
    "Basic",
    "Bearer",
    "Concealed",
    "Digest",
    "DPoP",
    "GNAP",
    "HOBA",
    "Mutual",
    "Negotiate",
    "OAuth",
    "PrivateToken",
    "SCRAM-SHA-1",
    "SCRAM-SHA-256",
    "vapid",
];

/// Schemes that no registry knows and APIs take.
const IN_USE: &[&str] = &[
    "Token",
    "ApiKey",
    "Api-Key",
    "Key",
    "NTLM",
    "AWS4-HMAC-SHA256",
    "AWS4-ECDSA-P256-SHA256",
    "GOOG4-RSA-SHA256",
    "GOOG4-HMAC-SHA256",
    "HMAC-SHA256",
    "AWS",
    "Signature",
    "HMAC",
    "Hawk",
    "SharedKey",
    "SharedKeyLite",
    "SharedAccessSignature",
    "SSWS",
    "GenieKey",
    "GoogleLogin",
    "Zoho-oauthtoken",
    "Klaviyo-API-Key",
    "DeepL-Auth-Key",
    "JWT",
    "Splunk",
    "Discogs",
    "Bot",
    "MAC",
    "Client-ID",
    "Access-Token",
];

/// Whether a word is an authentication scheme, registered or in use.
#[must_use]
pub fn is_scheme(word: &str) -> bool {
    REGISTERED.iter().chain(IN_USE).any(|scheme| scheme.eq_ignore_ascii_case(word))
}

/// Schemes whose credential is a signature over the request.
const SIGNING: &[&str] =
    &["AWS4-HMAC-SHA256", "AWS", "Signature", "HMAC", "Hawk", "SharedKey", "SharedKeyLite", "MAC"];

/// What API keys of well-known services begin with.
const KEY_PREFIXES: &[&str] = &[
    "sk-",
    "sk_live_",
    "sk_test_",
    "pk_live_",
    "pk_test_",
    "rk_live_",
    "ghp_",
    "gho_",
    "ghs_",
    "ghu_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "xoxa-",
    "xapp-",
    "AKIA",
    "ASIA",
    "AIza",
    "SG.",
    "key-",
    "hvs.",
    "dop_v1_",
    "npm_",
    "pypi-",
    "shpat_",
    "NRAK-",
    "pat-",
];

/// Reads the credential of a header. `filled` says that no variable stands in it; `literal` that a shell has
/// read the text, so that a variable that is still in it is sent as it stands.
#[must_use]
pub fn credential(
    place: CredentialPlace,
    text: &str,
    filled: bool,
    literal: bool,
) -> SentCredential {
    let schemed =
        matches!(place, CredentialPlace::Authorization | CredentialPlace::ProxyAuthorization);
    let mut flaws = Vec::new();
    let outside = text.trim_matches([' ', '\t']);
    if filled && text.trim_end_matches(' ') != text.trim_end() {
        flaws.push(CredentialFlaw::WhiteSpace);
    }
    let (scheme, value) =
        if schemed { scheme(outside, filled, &mut flaws) } else { (None, outside.trim()) };
    let kind = kind(scheme.as_deref(), value, filled, literal, &mut flaws);
    SentCredential { place, scheme, kind, flaws }
}

/// The credential itself, without scheme and quotes: what a search has to look for.
#[must_use]
pub fn bare_credential(text: &str) -> &str {
    let (_, value) = scheme(text.trim(), true, &mut Vec::new());
    value.trim_matches(quotes).trim()
}

fn quotes(character: char) -> bool {
    matches!(character, '"' | '\'' | '“' | '”' | '‘' | '’')
}

fn known(word: &str) -> Option<&'static str> {
    REGISTERED.iter().chain(IN_USE).find(|scheme| scheme.eq_ignore_ascii_case(word)).copied()
}

/// The scheme as it was written, and what stands behind it.
fn scheme<'a>(
    text: &'a str,
    filled: bool,
    flaws: &mut Vec<CredentialFlaw>,
) -> (Option<String>, &'a str) {
    let mut text = text;
    if text.starts_with(quotes) {
        flaws.push(CredentialFlaw::Quoted);
        text = text.trim_matches(quotes).trim();
    }
    let (word, rest) = match text.find(char::is_whitespace) {
        Some(end) => (&text[..end], text[end..].trim_start()),
        None => (text, ""),
    };
    let plain = word.trim_end_matches([':', '=', ',']);
    if let Some(scheme) = known(plain) {
        if plain.len() < word.len() {
            flaws.push(CredentialFlaw::SchemeJoined);
        }
        return named(scheme, plain, rest, flaws);
    }
    // `Bearer:abc`, `Bearer%20abc`, `BearereyJ…`.
    for scheme in ["Bearer", "Basic", "Token", "DPoP"] {
        let Some(head) = text.get(..scheme.len()).filter(|head| head.eq_ignore_ascii_case(scheme))
        else {
            continue;
        };
        let behind = &text[scheme.len()..];
        if let Some(value) = behind.strip_prefix("%20").or_else(|| behind.strip_prefix('+')) {
            flaws.push(CredentialFlaw::PercentEncoded);
            return (Some(head.to_owned()), value);
        }
        if let Some(value) = behind.strip_prefix([':', '=', '_', '-', '"', '\'']) {
            flaws.push(CredentialFlaw::SchemeJoined);
            return (Some(head.to_owned()), value.trim_start());
        }
        if behind.starts_with("eyJ") {
            flaws.push(CredentialFlaw::SchemeJoined);
            return (Some(head.to_owned()), behind);
        }
    }
    if !filled && word.starts_with(['$', '%']) || text.is_empty() {
        // A variable may hold the scheme as well.
        return (None, text);
    }
    let looks =
        |word: &str| word.len() <= 24 && word.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
    if !rest.is_empty() && looks(word) {
        flaws.push(CredentialFlaw::SchemeUnknown);
        return (Some(word.to_owned()), rest);
    }
    flaws.push(CredentialFlaw::SchemeMissing);
    (None, text)
}

/// What stands behind a scheme that is known.
fn named<'a>(
    scheme: &str,
    written: &str,
    rest: &'a str,
    flaws: &mut Vec<CredentialFlaw>,
) -> (Option<String>, &'a str) {
    if !REGISTERED.contains(&scheme) {
        flaws.push(CredentialFlaw::SchemeUnknown);
    } else if scheme != written {
        flaws.push(CredentialFlaw::SchemeCase);
    }
    let mut value = rest;
    while let Some((again, behind)) = value.split_once(char::is_whitespace) {
        let again = again.trim_end_matches(':');
        if !again.eq_ignore_ascii_case(scheme)
            && !again.eq_ignore_ascii_case("Bearer")
            && !again.eq_ignore_ascii_case("Authorization")
        {
            break;
        }
        if !flaws.contains(&CredentialFlaw::SchemeDoubled) {
            flaws.push(CredentialFlaw::SchemeDoubled);
        }
        value = behind.trim_start();
    }
    (Some(written.to_owned()), value)
}

fn kind(
    scheme: Option<&str>,
    value: &str,
    filled: bool,
    literal: bool,
    flaws: &mut Vec<CredentialFlaw>,
) -> CredentialKind {
    let mut value = value.trim_matches([' ', '\t']);
    if value.starts_with(quotes) && value.len() > 1 {
        if !flaws.contains(&CredentialFlaw::Quoted) {
            flaws.push(CredentialFlaw::Quoted);
        }
        value = value.trim_matches(quotes);
    }
    if value.is_empty() {
        return CredentialKind::Empty;
    }
    if !filled {
        return CredentialKind::Masked;
    }
    match stand_in(value) {
        Some(StandIn::Printed) => {
            flaws.push(CredentialFlaw::Placeholder);
            return CredentialKind::Masked;
        }
        Some(StandIn::Variable) if literal => {
            flaws.push(CredentialFlaw::Placeholder);
            return CredentialKind::Masked;
        }
        Some(StandIn::Variable | StandIn::Mask) => return CredentialKind::Masked,
        None => {}
    }
    if scheme.is_some_and(|scheme| SIGNING.iter().any(|one| one.eq_ignore_ascii_case(scheme))) {
        return CredentialKind::Signature;
    }
    let encoded = ["%2e", "%2E", "%2b", "%2B", "%2f", "%2F", "%3d", "%3D", "%20"];
    if encoded.iter().any(|code| value.contains(code))
        && !flaws.contains(&CredentialFlaw::PercentEncoded)
    {
        flaws.push(CredentialFlaw::PercentEncoded);
    }
    if scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("basic")) {
        let decoded = STANDARD
            .decode(value)
            .or_else(|_| STANDARD_NO_PAD.decode(value.trim_end_matches('=')))
            .ok();
        if !decoded.is_some_and(|pair| pair.contains(&b':')) {
            flaws.push(CredentialFlaw::NotBasic);
        }
        return CredentialKind::UserAndPassword;
    }
    let parameters = scheme.is_some_and(|scheme| {
        ["digest", "oauth", "hoba", "mutual", "vapid"]
            .contains(&scheme.to_ascii_lowercase().as_str())
    });
    if parameters && value.contains('=') {
        return CredentialKind::Signature;
    }
    if value.contains(char::is_whitespace) && !flaws.contains(&CredentialFlaw::WhiteSpace) {
        flaws.push(CredentialFlaw::WhiteSpace);
    }
    match parts(value) {
        Parts::Jwt { .. } => CredentialKind::Jwt,
        Parts::Jwe { .. } => CredentialKind::Jwe,
        Parts::Opaque => {
            if cut_short(value) {
                flaws.push(CredentialFlaw::Truncated);
            }
            let key = KEY_PREFIXES.iter().any(|prefix| value.starts_with(prefix));
            if key { CredentialKind::ApiKey } else { CredentialKind::Opaque }
        }
    }
}

/// Whether a text is the beginning of a signed token: two of its three parts.
fn cut_short(value: &str) -> bool {
    let all: Vec<&str> = value.split('.').collect();
    let object = |part: &str| {
        let decoded = BASE64URL.decode(part).ok();
        decoded.and_then(|json| serde_json::from_slice::<serde_json::Map<_, _>>(&json).ok())
    };
    all.len() == 2 && object(all[0]).is_some_and(|header| header.contains_key("alg"))
}

/// What stands where a credential should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandIn {
    /// What a program prints when it has no value: it was sent so.
    Printed,
    /// A variable of a shell or a template.
    Variable,
    /// What a person puts over a credential before showing a request, or writes into an example: what was sent is not
    /// to be seen.
    Mask,
}

/// Whether a text only stands for a credential.
#[must_use]
pub fn stand_in(value: &str) -> Option<StandIn> {
    let value = value.trim();
    const PRINTED: [&str; 8] =
        ["undefined", "null", "None", "nil", "NaN", "[object Object]", "NULL", "(null)"];
    if PRINTED.contains(&value) {
        return Some(StandIn::Printed);
    }
    let name = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-. :".contains(c))
    };
    let within = |open: &str, close: &str| {
        value.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).is_some_and(name)
    };
    let variable = value.strip_prefix('$').is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name(rest)
    });
    if variable || within("${", "}") || within("%", "%") || within("$(", ")") {
        return Some(StandIn::Variable);
    }
    let masked = value.chars().all(|c| "*xX.•…-_#█".contains(c))
        || value.contains("***")
        || value.contains("...")
        || value.contains(['…', '•', '█'])
        || within("<", ">")
        || within("{{", "}}")
        || within("{", "}")
        || within("[", "]")
        || value.to_ascii_lowercase().contains("redacted")
        || value.to_ascii_lowercase().contains("xxxx")
        || is_pseudonym(value)
        || is_example(value);
    masked.then_some(StandIn::Mask)
}

/// `(secret)`, `(secret-3)`, and a token that has one for its signature: what redaction puts there.
fn is_pseudonym(value: &str) -> bool {
    let last = value.strip_suffix(')').and_then(|rest| rest.rsplit_once("(secret"));
    last.is_some_and(|(before, number)| {
        let number = number.strip_prefix('-').unwrap_or(number);
        number.bytes().all(|byte| byte.is_ascii_digit())
            && (before.is_empty() || before.starts_with("eyJ") && before.ends_with('.'))
    })
}

/// `YOUR_TOKEN`, `my-access-token`, `token`.
fn is_example(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let words: Vec<&str> = lower.split(['_', '-', ' ', '.']).collect();
    const NOUNS: [&str; 14] = [
        "token",
        "key",
        "secret",
        "jwt",
        "password",
        "accesstoken",
        "apikey",
        "credentials",
        "id",
        "masked",
        "hidden",
        "bearer",
        "removed",
        "omitted",
    ];
    const BESIDE: [&str; 12] = [
        "your", "my", "the", "access", "api", "client", "auth", "bearer", "valid", "some", "oauth",
        "here",
    ];
    words.iter().any(|word| NOUNS.contains(word))
        && words.iter().all(|word| NOUNS.contains(word) || BESIDE.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    const JWT: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln";

    fn read(text: &str) -> String {
        shown(&credential(CredentialPlace::Authorization, text, true, true))
    }

    fn shown(one: &SentCredential) -> String {
        let flaws: Vec<&str> = one.flaws.iter().map(|flaw| flaw.as_str()).collect();
        format!(
            "{} {} {}",
            one.scheme.as_deref().unwrap_or("-"),
            one.kind.as_str(),
            flaws.join(",")
        )
    }

    #[test]
    fn what_is_well_written_has_no_flaw() {
        for (text, expected) in [
            (format!("Bearer {JWT}"), "Bearer jwt "),
            ("Bearer KBSxkmG-OcpA6-cg".to_owned(), "Bearer opaque "),
            ("Basic aWQ6c2VjcmV0".to_owned(), "Basic user-and-password "),
            (format!("DPoP {JWT}"), "DPoP jwt "),
            ("Bearer ghp_16C7e42F292c6912E7710c838347Ae178B4a".to_owned(), "Bearer api-key "),
            ("Bearer eyJub3QiOiJhIGp3dCJ9".to_owned(), "Bearer opaque "),
            ("Digest username=\"a\", nonce=\"b\"".to_owned(), "Digest signature "),
            ("Bearer ***".to_owned(), "Bearer masked "),
            ("Bearer eyJhbGciOi...".to_owned(), "Bearer masked "),
            ("Bearer <token>".to_owned(), "Bearer masked "),
            ("Bearer [REDACTED]".to_owned(), "Bearer masked "),
            ("Bearer YOUR_ACCESS_TOKEN".to_owned(), "Bearer masked "),
            ("Bearer {{token}}".to_owned(), "Bearer masked "),
        ] {
            assert_eq!(read(&text), expected, "{text}");
        }
    }

    #[test]
    fn every_flaw_is_named() {
        for (text, expected) in [
            (JWT.to_owned(), "- jwt scheme-missing"),
            (format!("Bearer Bearer {JWT}"), "Bearer jwt scheme-doubled"),
            (format!("Bearer: {JWT}"), "Bearer jwt scheme-joined"),
            (format!("Bearer{JWT}"), "Bearer jwt scheme-joined"),
            (format!("Bearer:{JWT}"), "Bearer jwt scheme-joined"),
            (format!("bearer {JWT}"), "bearer jwt scheme-case"),
            (format!("Token {JWT}"), "Token jwt scheme-unknown"),
            (format!("Beerer {JWT}"), "Beerer jwt scheme-unknown"),
            (format!("Bearer \"{JWT}\""), "Bearer jwt quoted"),
            (format!("\"Bearer {JWT}\""), "Bearer jwt quoted"),
            (format!("Bearer {JWT}\n"), "Bearer jwt white-space"),
            ("Bearer abc def".to_owned(), "Bearer opaque white-space"),
            (format!("Bearer%20{JWT}"), "Bearer jwt percent-encoded"),
            ("Bearer a%2Bb%3D".to_owned(), "Bearer opaque percent-encoded"),
            ("Bearer undefined".to_owned(), "Bearer masked placeholder"),
            ("Bearer $TOKEN".to_owned(), "Bearer masked placeholder"),
            ("Bearer ${TOKEN}".to_owned(), "Bearer masked placeholder"),
            ("Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0".to_owned(), "Bearer opaque truncated"),
            ("Basic id:secret".to_owned(), "Basic user-and-password not-basic"),
            ("Basic aWQ".to_owned(), "Basic user-and-password not-basic"),
            ("Bearer".to_owned(), "Bearer empty "),
            ("Bearer ".to_owned(), "Bearer empty "),
            (String::new(), "- empty "),
        ] {
            assert_eq!(read(&text), expected, "{text}");
        }
    }

    #[test]
    fn a_variable_that_was_not_filled_in_hides_what_was_sent() {
        let masked =
            |text: &str| shown(&credential(CredentialPlace::Authorization, text, false, true));
        assert_eq!(masked("Bearer $TOKEN"), "Bearer masked ");
        assert_eq!(masked("$AUTH"), "- masked ");
        // In a message that no shell has read it is what somebody wrote over the token.
        let raw = credential(CredentialPlace::Authorization, "Bearer $TOKEN", true, false);
        assert_eq!(shown(&raw), "Bearer masked ");
    }

    #[test]
    fn other_headers_have_no_scheme() {
        let place = CredentialPlace::Header("x-api-key".to_owned());
        assert_eq!(shown(&credential(place, "a8f9c2d1e0", true, true)), "- opaque ");
    }

    #[test]
    fn the_bare_credential_is_what_is_secret() {
        assert_eq!(bare_credential("Bearer  abc"), "abc");
        assert_eq!(bare_credential("Bearer: \"abc\""), "abc");
        assert_eq!(bare_credential("abc"), "abc");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "(Bearer|Basic|\"|)[\\PC\\n ]{0,40}") {
            let _ = credential(CredentialPlace::Authorization, &text, true, true);
            let _ = bare_credential(&text);
        }
    }
}
