//! Secrets that sentences, command lines, keys and links give away: nothing names them as a member or a
//! header would.

use std::ops::Range;
use std::sync::OnceLock;

use regex::Regex;

use super::stand_in;

/// What only its looks make a token: it is covered in words, but may as well be the id of a request, which an
/// answer shows.
pub const UNSTRUCTURED: &str = "unstructured";

/// An expression that is compiled when a text may match it: compiling all of them takes longer than a whole
/// diagnosis.
struct Expression {
    /// Texts in small letters of which a match holds one of each group.
    needs: &'static [&'static [&'static str]],
    text: &'static str,
    /// How many characters the first group has at least.
    least: usize,
    compiled: OnceLock<Regex>,
}

impl Expression {
    /// Whether a text may match. In a text of other letters than ASCII's that is not known: some of them
    /// are equal to letters of ASCII where their case is ignored.
    fn may_match(&self, lower: &str) -> bool {
        !lower.is_ascii()
            || self.needs.iter().all(|group| group.iter().any(|piece| lower.contains(piece)))
    }

    fn compiled(&self) -> &Regex {
        self.compiled.get_or_init(|| {
            Regex::new(self.text)
                .expect("the expressions are constants, compiled by every test of this file")
        })
    }
}

/// An expression whose first group has at least one character.
const fn expression(needs: &'static [&'static [&'static str]], text: &'static str) -> Expression {
    of_at_least(1, needs, text)
}

/// An expression whose first group has at least so many characters. Written into the expression, the number
/// would make it many times as large.
const fn of_at_least(
    least: usize,
    needs: &'static [&'static [&'static str]],
    text: &'static str,
) -> Expression {
    Expression { needs, text, least, compiled: OnceLock::new() }
}

/// Whether what stands there can be a secret at all.
type Check = fn(&str) -> bool;

/// What tokens and secret keys have among their letters.
const DIGITS: &[&str] = &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// What it is called, where it stands (the first group), and what it must look like.
static SPOKEN: [(&str, Expression, Check); 23] = [
    // RFC 7468; a log prints its lines as `\n`. The end may be cut off.
    (
        "private-key",
        expression(
            &[&["-----begin "]],
            r"-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----((?:\s|\\[rn]|[A-Za-z0-9+/=:,-])+)",
        ),
        |_| true,
    ),
    // Options of curl, wget and whatever else is called from a shell.
    (
        "password",
        expression(
            &[&[":"], &["-a", "-u", "-e", "-c", "-p"]],
            r#"(?:^|\s)(?:-a|-u|-U|-E|--auth|--user|--proxy-user|--cert|--proxy-cert)[ =]*["']?[^\s:"']+:([^\s"']+)"#,
        ),
        |value| !value.starts_with("//"),
    ),
    (
        "password",
        of_at_least(
            4,
            &[&["-"], &["pass", "secret", "token", "api-key", "apikey", "bearer"]],
            r#"(?i)(?:^|[\s"'])--?(?:[a-z0-9-]*(?:password|passwd|passphrase|secret|token|api-?key)|pass|oauth2-bearer)(?:=|["',]*\s+["']?|",")([^\s"']+)"#,
        ),
        |value| !value.starts_with('-'),
    ),
    // `my token is abc`, `password: hunter2`, `key -> abc`.
    (
        "secret",
        expression(
            &[
                DIGITS,
                &[
                    "token",
                    "pass",
                    "pwd",
                    "kennwort",
                    "secret",
                    "key",
                    "credential",
                    "bearer",
                    "code",
                    "verifier",
                    "header",
                ],
            ],
            r#"(?i)\b(?:token|password|passwd|pwd|pass|passphrase|passe|passwort|kennwort|secret|key|apikey|credential|bearer|code|verifier|header)\b["']?(?:\s+(?:is|was|of|value))?\s*(?:[:=]=?>?|->|\bis\b|\bwas\b|\s)\s*["'(\[]{0,2}([^\s"'(),;&<>\[\]{}]{6,})"#,
        ),
        is_mixed,
    ),
    // `Authorization: Custom abc`.
    (
        "authorization",
        of_at_least(
            8,
            &[&["authorization"]],
            r#"(?i)authorization["']?\s*[:=]\s*["']?[a-z0-9-]+\s+([^\s"',;]+)"#,
        ),
        |value| is_mixed(value) || value.len() >= 24 && !value.contains(':'),
    ),
    // A link whose parameters are percent-encoded in another link.
    (
        "token",
        expression(
            &[&["%3d"]],
            r"(?i)(?:access_token|refresh_token|id_token|token|code|key|secret|password|sig)%3D([A-Za-z0-9._~+/-]{6,})",
        ),
        |_| true,
    ),
    // Parameters that say by their name that they are a session or a key.
    (
        "session",
        expression(
            &[
                &["="],
                &[
                    "session",
                    "sessid",
                    "pw=",
                    "pass=",
                    "subscription-key",
                    "code_verifier",
                    "state",
                    "nonce",
                    "appid",
                ],
            ],
            r"(?i)[?&;](?:jsessionid|phpsessid|session|sessid|pw|pass|[a-z-]*subscription-key|code_verifier|state|nonce|appid)=([^\s&#;/?]{6,})",
        ),
        is_mixed,
    ),
    // Links that are credentials themselves.
    ("token", expression(&[&["/bot"]], r"/bot[0-9]{6,}:([A-Za-z0-9_-]{20,})"), |_| true),
    (
        "token",
        expression(&[&["hooks.slack.com/"]], r"hooks\.slack\.com/services/([A-Za-z0-9/]{20,})"),
        |_| true,
    ),
    (
        "token",
        expression(&[&["/api/webhooks/"]], r"/api/webhooks/[0-9]{6,}/([A-Za-z0-9_-]{20,})"),
        |_| true,
    ),
    // A list or a call whose name says it: `"x-api-key": ["abc"]`, `auth=('user', 'abc')`.
    (
        "api-key",
        of_at_least(
            4,
            &[&["[", "("], &["secret", "token", "api-key", "apikey", "password"]],
            r#"(?i)(?:secret|token|api-?key|password)\\?["']?\s*[:=]\s*[\[(]\s*\\?["']([^\s"'\\]+)"#,
        ),
        |_| true,
    ),
    (
        "password",
        of_at_least(
            4,
            &[&["auth", "credentials"], &["'", "\""], &[","]],
            r#"(?i)\b(?:auth|HTTPBasicAuth|credentials)\s*[=(]\s*\(?\s*["'][^"']*["'],\s*["']([^"']+)["']"#,
        ),
        |_| true,
    ),
    (
        "password",
        of_at_least(
            4,
            &[&["convertto-securestring"]],
            r#"(?i)ConvertTo-SecureString\s+(?:-String\s+)?["']([^"']+)["']"#,
        ),
        |_| true,
    ),
    // Quoted values with blanks in them.
    (
        "secret",
        of_at_least(
            4,
            &[&["'"], &["secret", "pass"]],
            r"(?i)(?:secret|password|passwd|passphrase)\s*[:=]\s*'([^'\r\n]+)'",
        ),
        |_| true,
    ),
    (
        "secret",
        of_at_least(
            4,
            &[&["\""], &["secret", "pass"]],
            r#"(?i)(?:secret|password|passwd|passphrase)\s*[:=]\s*"([^"\\\r\n]+)""#,
        ),
        |_| true,
    ),
    // A hidden field of a form that a browser posts by itself.
    (
        "token",
        expression(
            &[&["name="], &["value="]],
            r#"(?i)name=\\?["']?(?:saml(?:response|art)|wresult|code|code_verifier|(?:id|access|refresh)_token|client_secret|password)\\?["']?\s+value=\\?["']([^"'\\]{6,})"#,
        ),
        |_| true,
    ),
    // Base64 that is broken over lines.
    (
        "saml",
        expression(
            &[&["samlresponse"]],
            r#"(?i)samlresponse\\?["']?\s*[:=]\s*\\?["']?((?:[A-Za-z0-9+/%]{60,}={0,2}\s{1,4})+[A-Za-z0-9+/%]{2,}={0,2})"#,
        ),
        |_| true,
    ),
    // User information of a URL that no parser takes, and of one without a scheme.
    ("password", expression(&[&["://"], &["@"]], r"://[^\s/:@]+:([^\s@?#]{4,})@"), |value| {
        let rest = value.trim_start_matches(|c: char| c.is_ascii_digit());
        !rest.starts_with('/') && !rest.is_empty()
    }),
    (
        "password",
        expression(
            &[&[":"], &["@"]],
            r#"(?:^|[\s"'])[A-Za-z0-9._-]{1,64}:([^\s@/:"']{4,})@[A-Za-z0-9-]+\.[A-Za-z]"#,
        ),
        |value| is_mixed(value) || value.contains(['!', '$', '%', '&', '*', '#']),
    ),
    // The file in which curl and wget keep cookies.
    (
        "cookie",
        expression(
            &[&["\t"], &["true", "false"]],
            r"(?m)^\S+\t(?:TRUE|FALSE)\t\S+\t(?:TRUE|FALSE)\t[0-9]+\t[^\t\r\n]+\t([^\t\r\n]{6,})\r?$",
        ),
        |_| true,
    ),
    // WS-Security and its kin.
    (
        "password",
        expression(
            &[&["<"], &["password", "secret", "token", "apikey"]],
            r"(?i)<(?:[a-z0-9]+:)?(?:password|secret|token|apikey|binarysecuritytoken)(?:\s[^<>]*)?>([^<>\s]{4,})<",
        ),
        |_| true,
    ),
    // Secret access keys of AWS are forty characters of base64.
    ("aws-secret", expression(&[DIGITS], r"(?:^|[^A-Za-z0-9/+])([A-Za-z0-9/+]{40})\b"), |value| {
        // In a path or a name cases and digits change places less often.
        let kind = |byte: &u8| match byte {
            b'a'..=b'z' => 0,
            b'A'..=b'Z' => 1,
            b'0'..=b'9' => 2,
            _ => 3,
        };
        let changes = value.as_bytes().windows(2).filter(|two| kind(&two[0]) != kind(&two[1]));
        changes.count() >= 12 && (0..3).all(|one| value.bytes().any(|byte| kind(&byte) == one))
    }),
    (UNSTRUCTURED, expression(&[DIGITS], r"\b([A-Za-z0-9_-]{16,})"), is_random),
];

/// Every secret that is given away, in no order, with its name.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut all = Vec::new();
    let lower = text.to_ascii_lowercase();
    for (name, expression, check) in SPOKEN.iter().filter(|(_, one, _)| one.may_match(&lower)) {
        let places = expression.compiled().captures_iter(text).filter_map(|found| found.get(1));
        for found in places.filter(|one| one.as_str().chars().nth(expression.least - 1).is_some()) {
            let end = found.as_str().trim_end_matches(['.', ':', '!', '?']).len();
            let value = &found.as_str()[..end];
            if *name == UNSTRUCTURED && is_named_id(&text[..found.start()]) {
                continue;
            }
            if check(value) && stand_in(value).is_none() && !super::mask::is_reference(value) {
                all.push((found.start()..found.start() + end, *name));
            }
        }
    }
    all
}

/// Whether a letter follows a digit within a run of both, as in no word and no code of an error
/// (`AADSTS50011`), or a word ends in digits and is no code: `hunter2`.
fn is_mixed(value: &str) -> bool {
    if value.starts_with([':', '|'])
        || value.contains("::")
        || value.contains("://")
        || is_time(value)
    {
        return false;
    }
    // Names that have digits in them.
    const KNOWN: [&str; 14] = [
        "oauth2", "oauth1", "auth0", "base64", "why401", "sha256", "sha512", "rs256", "es256",
        "ps256", "hs256", "utf8", "x509", "http2",
    ];
    let mut rest = value.to_ascii_lowercase();
    for known in KNOWN {
        rest = rest.replace(known, "");
    }
    const BEGIN: [&str; 9] =
        ["oauth", "base64", "sha", "rs384", "rs512", "utf", "x509", "http", "(secret"];
    if BEGIN.iter().any(|known| rest.starts_with(known))
        || !rest.bytes().any(|byte| byte.is_ascii_digit())
        || is_counted(value)
    {
        return false;
    }
    let bytes = value.as_bytes();
    let interior =
        bytes.windows(2).any(|two| two[0].is_ascii_digit() && two[1].is_ascii_alphabetic());
    let digit = bytes.iter().any(u8::is_ascii_digit);
    let small = bytes.iter().any(u8::is_ascii_lowercase);
    let code = value.contains(['_', '.', '/']);
    interior || digit && small && !code
}

/// Whether what stands before a value names it as an id of something: a deployment, a request, a trace. Reports
/// need those. A session's is a secret.
fn is_named_id(before: &str) -> bool {
    let name_end = before.trim_end_matches(['"', '\'', '\\', ' ']);
    let Some(name) = name_end.strip_suffix([':', '=']) else { return false };
    let name = name.trim_end_matches(['"', '\'', '\\', ' ']);
    let head = name.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let name = &name[head.len()..];
    let id = name.ends_with("Id")
        || name.to_ascii_lowercase().ends_with("_id")
        || name.to_ascii_lowercase().ends_with("-id");
    id && !super::names_a_secret(name) && !name.to_ascii_lowercase().contains("sess")
}

/// `request-1`: a word and a number.
fn is_counted(value: &str) -> bool {
    value.rsplit_once('-').is_some_and(|(word, number)| {
        number.len() <= 3
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    })
}

/// Whether a run of characters is a token without a structure: digits and letters change places too often
/// for a name. A UUID is a name.
fn is_random(value: &str) -> bool {
    // `%3D` before it is the mark of a parameter in a link within a link.
    let bare = value.strip_prefix("3D").or_else(|| value.strip_prefix("2F")).unwrap_or(value);
    if is_uuid(value) || is_uuid(bare) || is_time(value) {
        return false;
    }
    value.split(['-', '_']).any(|run| {
        let changes = run
            .as_bytes()
            .windows(2)
            .filter(|two| two[0].is_ascii_digit() != two[1].is_ascii_digit())
            .count();
        run.len() >= 10 && changes >= 4
    })
}

/// A UUID, or what a line break leaves of one.
fn is_uuid(value: &str) -> bool {
    let lengths: Vec<usize> = value.split('-').map(str::len).collect();
    let whole: [usize; 5] = [8, 4, 4, 4, 12];
    let count = lengths.len();
    let ends =
        lengths.last() == Some(&0) && count > 2 && lengths[..count - 1] == whole[..count - 1];
    let part = count > 1 && count <= 5 && whole.ends_with(&lengths) || ends;
    part && value.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// `2026-11-22T09:14:05Z`, `20261122T091405Z`, `30s`.
fn is_time(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    value.starts_with(|first: char| first.is_ascii_digit()) && letters <= 2 && digits > letters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|(range, _)| &text[range]).collect()
    }

    #[test]
    fn what_a_sentence_gives_away_is_found() {
        for (text, secret) in [
            ("my token is abc123def456ghi789 and I get 401", "abc123def456ghi789"),
            ("password: hunter2 gives 401", "hunter2"),
            ("the password is Hunter22x and it says 401", "Hunter22x"),
            ("secret abcDEF123456 does not work", "abcDEF123456"),
            ("refresh token (abc123def456ghi789) expired", "abc123def456ghi789"),
            ("with abc123def456ghi789 as bearer token", "abc123def456ghi789"),
            ("curl -u 'id9:B4sic-pw-11' https://a.example.com", "B4sic-pw-11"),
            ("curl --pass Ke1pass-99 -E c.pem:Cert-pw-1", "Cert-pw-1"),
            ("args: [\"--token\",\"Arg-tok-66\"]", "Arg-tok-66"),
            (
                "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEX",
                "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEX",
            ),
            ("/cb%3Faccess_token%3DPct2-tok-55%26x", "Pct2-tok-55"),
            ("/x;jsessionid=9AF3C0FFEE1299AF?a", "9AF3C0FFEE1299AF"),
            ("X_CLIENT_SECRET='Sp aced secret 1'", "Sp aced secret 1"),
            ("<wsse:Password Type=\"t\">Xml-pw-4455</wsse:Password>", "Xml-pw-4455"),
        ] {
            assert!(found(text).contains(&secret), "{text}: {:?}", found(text));
        }
    }

    #[test]
    fn a_private_key_goes_whole_however_it_is_printed() {
        for text in [
            "key -----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc=\n-----END RSA PRIVATE KEY-----\nwhy?",
            r"-----BEGIN PRIVATE KEY-----\nMIIEow\nabc=\n-----END PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\nMIIEow\nabc=",
        ] {
            let keys = found(text);
            assert!(
                keys.iter().any(|key| key.contains("MIIEow") && key.contains("abc=")),
                "{text}"
            );
        }
    }

    #[test]
    fn no_expression_is_left_out_that_would_match() {
        let saml = format!("SAMLResponse={}\nab==", "a".repeat(60));
        let texts = [
            "-----BEGIN PRIVATE KEY-----MIIEow",
            "wget -U name:Passw0rd x",
            "cmd -CLIENT-API-KEY=abcd1",
            "Header X1b2c3d4",
            "AUTHORIZATION: Custom abc123def456",
            "Id_Token%3dabc123",
            "x?NONCE=abc1def2",
            "/bot1234567:abcdefghij0123456789_-",
            "hooks.slack.com/services/T0000000/B0000000/abcd",
            "/api/webhooks/1234567/abcdefghij0123456789",
            "ApiKey = [ 'abcd'",
            "HttpBasicAuth('user', 'abcd')",
            "CONVERTTO-SECURESTRING 'abcd'",
            "PassPhrase: 'ab cd'",
            "SECRET=\"ab cd\"",
            "<input name='Code' value='abcdef'>",
            &saml,
            "://user:pass@",
            "name:p4ssw0rd@host.example",
            "a.example\tTRUE\t/\tFALSE\t0\tsid\tabcdef",
            "<ApiKey>abcd<",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEX",
            "a1b2c3d4e5f6g7h8",
        ];
        for (text, (name, one, _)) in texts.iter().zip(&SPOKEN) {
            assert!(one.compiled().is_match(text), "{name}: {text}");
            for (name, one, check) in &SPOKEN {
                let found = one.compiled().captures(text).and_then(|found| found.get(1));
                if found.is_some_and(|found| check(found.as_str())) {
                    assert!(one.may_match(&text.to_ascii_lowercase()), "{name}: {text}");
                }
            }
        }
        // The long s and the sign of Kelvin are letters of ASCII where case is ignored.
        assert_eq!(found("\u{17f}ecret: 'ab cd'"), ["ab cd"]);
        assert_eq!(found("secret: 'abc'"), [""; 0]);
        assert_eq!(found("secret: 'abc' secret: 'abcd'"), ["abcd"]);
        let long = "a b ".repeat(100);
        assert_eq!(found(&format!("secret: '{long}'")), [long.as_str()]);
    }

    #[test]
    fn what_only_looks_odd_stays() {
        for text in [
            "error code: AADSTS700016 for the application 5f0c3a52-1111-4222-8333-9d0e6f7a8b9c",
            "the token was issued by oauth2-provider with RS256",
            "code 401, key rotation, token endpoint https://login.example.com/oauth2/v2.0/token",
            "2026-11-22T09:14:05.123Z ERROR com.example.Oauth2TokenFilter invalid_token",
            "the password is wrong; the key was rotated; bearer authentication",
            "token expired 3600s ago at 2026-11-22T09:14:05Z",
            "InvalidAuthenticationTokenTenant HTTP2_PROTOCOL_ERROR eu-west-1",
            "password: $PASSWORD --token <token> -u \"$USER:$PASSWORD\"",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }
}
