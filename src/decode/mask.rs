//! Secrets in free text: found, so that they are known, and covered.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{
    cookie_is_secret, cookie_pair_is_secret, is_credential_header, is_scheme, looks_like_a_token,
    names_a_secret, stand_in,
};

/// A secret in a text.
pub struct ShownSecret {
    /// Where it stands.
    pub range: Range<usize>,
    /// What it is called there.
    pub name: String,
    /// Whether it is a token that can be read.
    pub token: bool,
}

/// Compiles an expression that a test has read.
fn expression(text: &str) -> Regex {
    Regex::new(text).expect("the expressions are constants, compiled by every test of this file")
}

static TOKEN: LazyLock<Regex> =
    LazyLock::new(|| expression(r"[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_=-]*){2,4}"));
static SCHEME: LazyLock<Regex> = LazyLock::new(|| {
    expression(r#"(?i)\b(bearer|basic|token|dpop|apikey|ssws)[ :=]+["']?([A-Za-z0-9._~+/=-]{4,})"#)
});
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r#"([A-Za-z][A-Za-z0-9_.-]{1,60})(\\?["'])?(\s*(?:==|:=|[:=]>?)\s*)(\\?["'])?([^\s"',;&<>\\]+)"#,
    )
});
static PREFIXED: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r"\b(?:sk-|[spr]k_(?:live|test)_|gh[opsur]_|github_pat_|glpat-|xox[abp]-|xapp-|A[KS]IA|AIza|SG\.|hvs\.|dop_v1_|npm_|pypi-|shpat_|NRAK-)[A-Za-z0-9._-]{10,}",
    )
});
/// A header line, as a message, curl -v, a command or a log has it.
static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r#"(?m)(?:^|["'<>*] ?)[ \t]*([A-Za-z][A-Za-z0-9-]{3,60}):[ \t]*(?:[A-Za-z]{3,12} )?([^\s"'<>]{6,})[ \t]*(?:$|["'\r])"#,
    )
});
static USER_INFO: LazyLock<Regex> = LazyLock::new(|| expression(r"://[^\s/:@]+:([^\s/@]+)@"));
static CODE: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r"[?&#](code|key|sig|st|session_state|ticket|samlresponse|SAMLResponse)=([^\s&#]{6,})",
    )
});
static COOKIE: LazyLock<Regex> = LazyLock::new(|| {
    expression(r#"(?im)\b(?:set-)?cookie\\?["']?[ \t]*(?::|=>?)[ \t]*[\["'\\]*([^\r\n"']+)"#)
});

/// Parameters of grants that are secrets and are not called so.
const GRANTS: [&str; 7] = [
    "samlresponse",
    "samlart",
    "code_verifier",
    "device_code",
    "subject_token",
    "actor_token",
    "x-amz-security-token",
];

/// Attributes of a cookie (RFC 6265, section 4.1.1), which are public.
const ATTRIBUTES: [&str; 5] = ["path", "domain", "expires", "max-age", "samesite"];

/// Every secret that shows in a text, in order, none inside another.
#[must_use]
pub fn find(text: &str) -> Vec<ShownSecret> {
    let mut all = Vec::new();
    let mut add = |range: Range<usize>, name: &str, token: bool| {
        all.push(ShownSecret { range, name: name.to_owned(), token });
    };
    for found in TOKEN.find_iter(text) {
        let whole = found.as_str().trim_end_matches('.');
        if looks_like_a_token(whole) {
            add(found.start()..found.start() + whole.len(), "token", true);
        }
    }
    for found in SCHEME.captures_iter(text) {
        if let (Some(scheme), Some(value)) = (found.get(1), found.get(2))
            && !text[value.end()..].starts_with(['(', '['])
            && !is_path(value.as_str())
            && (cookie_is_secret(value.as_str()) || is_basic(scheme.as_str(), value.as_str()))
        {
            add(value.range(), &scheme.as_str().to_ascii_lowercase(), false);
        }
    }
    let mut at = 0;
    while let Some(found) = NAMED.captures_at(text, at) {
        // What looks like a value may be the next name.
        at = found.get(1).map_or(text.len(), |name| name.end());
        let (Some(name), Some(between), Some(value)) = (found.get(1), found.get(3), found.get(5))
        else {
            continue;
        };
        let quoted = found.get(2).is_some() || found.get(4).is_some();
        // `==` and `:=` are how HTTPie writes a parameter and a member.
        let joined = matches!(between.as_str(), "=" | "==" | ":=");
        let shown = value.as_str();
        let sure = quoted || joined || cookie_is_secret(shown);
        let names = names_a_secret(name.as_str())
            || GRANTS.iter().any(|grant| name.as_str().eq_ignore_ascii_case(grant));
        let sure = sure
            && !is_reference(shown)
            && (found.get(4).is_some() || joined || !is_code(shown))
            && (shown.len() > 4 || !shown.starts_with(['[', '{', '(']));
        // The end of a call, or of code within words, may stand behind a name.
        let closed = shown.trim_end_matches([')', ']', '}', '`']);
        let stands_in = closed.is_empty() || stand_in(shown).or_else(|| stand_in(closed)).is_some();
        if names && sure && !is_scheme(shown) && !stands_in {
            add(value.range(), &name.as_str().to_ascii_lowercase(), false);
        }
    }
    for found in HEADER.captures_iter(text) {
        if let (Some(name), Some(value)) = (found.get(1), found.get(2))
            && name.as_str().contains('-')
            && is_credential_header(name.as_str())
            && (value.len() >= 16 || cookie_pair_is_secret("", value.as_str()))
            && stand_in(value.as_str()).is_none()
        {
            add(value.range(), &name.as_str().to_ascii_lowercase(), false);
        }
    }
    for found in PREFIXED.find_iter(text) {
        add(found.range(), "api-key", false);
    }
    for found in USER_INFO.captures_iter(text).filter_map(|found| found.get(1)) {
        if stand_in(found.as_str()).is_none() {
            add(found.range(), "password", false);
        }
    }
    for found in CODE.captures_iter(text) {
        if let (Some(name), Some(value)) = (found.get(1), found.get(2))
            && stand_in(value.as_str()).is_none()
            && (!matches!(name.as_str(), "key" | "st" | "code")
                || cookie_pair_is_secret("", value.as_str()))
        {
            add(value.range(), name.as_str(), false);
        }
    }
    for line in COOKIE.captures_iter(text).filter_map(|found| found.get(1)) {
        let mut at = line.start();
        for pair in line.as_str().split(';') {
            if let Some((name, value)) = pair.split_once('=')
                && !ATTRIBUTES.iter().any(|known| name.trim().eq_ignore_ascii_case(known))
                && stand_in(value).is_none()
                && cookie_pair_is_secret(name.trim(), value.trim())
            {
                let start = at + name.len() + 1;
                add(start..start + value.len(), "cookie", false);
            }
            at += pair.len() + 1;
        }
    }
    for (range, name) in super::spoken::find(text) {
        add(range, name, false);
    }
    // A token whose signature redaction has taken away.
    all.retain(|found| {
        let behind = text[found.range.end..].trim_start_matches('.');
        !(text[found.range.clone()].starts_with("eyJ") && behind.starts_with("(secret"))
    });
    all.sort_by_key(|found| (found.range.start, std::cmp::Reverse(found.range.end)));
    let mut end = 0;
    all.retain(|found| {
        let apart = found.range.start >= end;
        end = end.max(found.range.end);
        apart
    });
    all
}

/// Whether a value says where a secret is to be found, as arguments of this program do, or only counts.
pub(super) fn is_reference(value: &str) -> bool {
    let sources =
        ["env:", "file:", "cmd:", "var.", "local.", "process.env.", "secrets.", "os.environ"];
    sources.iter().any(|source| value.starts_with(source))
        || value
            .strip_prefix('$')
            .is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
        || value.len() <= 3 && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a value without quotation marks is an expression of a programming language: a call, a path of names.
fn is_code(value: &str) -> bool {
    let name = value.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "_.:".contains(c));
    value.starts_with([':', '{', '|', '*', '(', '[', '=', '>', '.', '!'])
        || value.contains("::")
        || name.len() < value.len() && name.starts_with(['(', '{', '['])
}

/// Whether a value is a path of words in small letters.
fn is_path(value: &str) -> bool {
    value.contains('/')
        && value.bytes().all(|byte| byte.is_ascii_lowercase() || b"/._-".contains(&byte))
}

/// Whether this is the user and password of a Basic header (RFC 7617), however short they are.
fn is_basic(scheme: &str, value: &str) -> bool {
    use base64::Engine;
    let pair = base64::engine::general_purpose::STANDARD_NO_PAD.decode(value.trim_end_matches('='));
    scheme.eq_ignore_ascii_case("basic")
        && pair.is_ok_and(|pair| {
            pair.contains(&b':') && pair.iter().all(|byte| !byte.is_ascii_control())
        })
}

/// The text with every secret that shows in it covered.
#[must_use]
pub fn cover(text: &str) -> String {
    cover_where(text, |_| true)
}

/// The text with those secrets covered that are to be.
#[must_use]
pub fn cover_where(text: &str, covers: impl Fn(&ShownSecret) -> bool) -> String {
    let mut covered = String::with_capacity(text.len());
    let mut done = 0;
    for found in find(text).into_iter().filter(|found| covers(found)) {
        covered.push_str(&text[done..found.range.start]);
        covered.push_str("(secret)");
        done = found.range.end;
    }
    covered.push_str(&text[done..]);
    covered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_words_are_covered() {
        for (text, expected) in [
            ("Authorization: Basic dTpw", "Authorization: Basic (secret)"),
            ("X-Auth-Token: correcthorsebattery", "X-Auth-Token: (secret)"),
            ("password=`hunter`", "password=(secret)"),
            ("client_secret=hunter&x=1", "client_secret=(secret)&x=1"),
            (r#"{"client_secret":"hunter","a":"b"}"#, r#"{"client_secret":"(secret)","a":"b"}"#),
            ("password: s3cr3tPassw0rd!", "password: (secret)"),
            ("Authorization: Bearer a8f9c2d1e0b7", "Authorization: Bearer (secret)"),
            ("https://u:pw@host/x", "https://u:(secret)@host/x"),
            ("GET /cb?code=SplxlOBeZQQYbYS6WxSbIA&state=a", "GET /cb?code=(secret)&state=a"),
            ("key sk_live_abcdefghijklmnop end", "key (secret) end"),
            ("Cookie: lang=de; sid=s4f9qLz2x", "Cookie: lang=de; sid=(secret)"),
            (
                "Cookie: theme=darkmode; session=qwertzuiop",
                "Cookie: theme=darkmode; session=(secret)",
            ),
            (
                "set-cookie: id=QwHgTzLpXvRb; Path=/a2; Expires=Wed, 21 Oct 2026 07:28:00 GMT",
                "set-cookie: id=(secret); Path=/a2; Expires=Wed, 21 Oct 2026 07:28:00 GMT",
            ),
            (
                r#"{"set-cookie":["sid=qwertzuiop; Path=/"]}"#,
                r#"{"set-cookie":["sid=(secret); Path=/"]}"#,
            ),
            (
                "http GET a.example token==Zq8vQm2Lp9 page==2",
                "http GET a.example token==(secret) page==2",
            ),
            (
                "SAMLResponse=PHNhbWxwOlJlc3BvbnNl&RelayState=a",
                "SAMLResponse=(secret)&RelayState=a",
            ),
            (
                r#"<input name="SAMLResponse" value="PHNhbWxwOlJlc3BvbnNl"/>"#,
                r#"<input name="SAMLResponse" value="(secret)"/>"#,
            ),
            ("code_verifier=dBjftJeZCVP&x=y", "code_verifier=(secret)&x=y"),
            ("https://u:pa/ss!wort@host/x", "https://u:(secret)@host/x"),
            ("fetch u:Pa55wort@host.example/x", "fetch u:(secret)@host.example/x"),
            (
                "token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln was refused.",
                "token (secret) was refused.",
            ),
        ] {
            assert_eq!(cover(text), expected);
        }
    }

    #[test]
    fn words_that_only_talk_of_secrets_stay() {
        for text in [
            "The client secret: it is the right one",
            "Bearer authentication is on",
            "token: expired",
            "Authorization: Bearer <token>",
            "client_secret=$SECRET",
            "jwt malformed",
            "https://a.example/things?key=products&st=open",
            "token  tests/scenarios/token-in-odd-words/pack.yaml:16:5",
            "auth(client_id=client_id, client_secret=client_secret)",
            "let token = acquired.inspection.iter().map(|one| one.client_id2);",
            "if let Credential::OAuth2(oauth2) = &identity.credential {",
            "use aws_lc_rs::signature::{ECDSA_P521_SHA512_FIXED, UnparsedPublicKey};",
            "--set client_secret=env:CLIENT_SECRET",
            "redact ticket.txt --secret env:CLIENT_SECRET --token file:token.txt",
            r#""secrets_known": 2, "password_changes": 0"#,
            "X-Api-Key: required",
            "Basic training for all",
            "client_secret=(secret-3)&token=eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.(secret-1)",
            "com.nimbusds.jose.proc.BadJWSException: Signed JWT rejected",
            "client_secret=***",
            "give it as `password=` or as (token=) there",
            "error=invalid_token",
            "Authorization: AWS4-HMAC-SHA256 and the rest",
            "wss://a.example/v1?deploymentId=4d2f7f4e-1b7a-4a9e-9a57-0c8e5b1f2d60",
            "wss%3A%2F%2Fa.example%2Fv1%3FdeploymentId%3D4d2f7f4e-1b7a-4a9e-9a57-0c8e5b1f2d60",
            "deploymentId=4d2f7f4e1b7a4a9e9a570c8e5b1f2d60 request_id: 1b7a4a9e9a570c8e5b1f",
            r#"{"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","queue-id":"a1b2c3d4e5f6a7b8"}"#,
            "https://host:8080/path@v2.1 mailto:anna@host.example sip:anna@host.example",
            "page==2 and x==y, SAMLResponse was refused, code_verifier is missing",
            "Set-Cookie: lang=de; Path=/; Max-Age=31536000",
        ] {
            assert_eq!(cover(text), text);
        }
    }
}
