//! Secrets in free text: found, so that they are known, and covered.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::decode::{cookie_is_secret, is_scheme, looks_like_a_token, names_a_secret, stand_in};
use crate::model::printable;

/// A secret in a text.
pub(super) struct Found {
    /// Where it stands.
    pub(super) range: Range<usize>,
    /// What it is called there.
    pub(super) name: String,
    /// Whether it is a token that can be read.
    pub(super) token: bool,
}

/// Compiles an expression that a test has read.
fn expression(text: &str) -> Regex {
    Regex::new(text).expect("the expressions are constants, compiled by every test of this file")
}

static TOKEN: LazyLock<Regex> =
    LazyLock::new(|| expression(r"[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_=-]*){2,4}"));
static SCHEME: LazyLock<Regex> = LazyLock::new(|| {
    expression(r#"(?i)\b(bearer|basic|token|dpop|apikey|ssws)[ :=]+["']?([A-Za-z0-9._~+/=-]{8,})"#)
});
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r#"([A-Za-z][A-Za-z0-9_.-]{1,60})(\\?["'])?(\s*[:=]>?\s*)(\\?["'])?([^\s"',;&<>\\]+)"#,
    )
});
static PREFIXED: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r"\b(?:sk-|[spr]k_(?:live|test)_|gh[opsur]_|github_pat_|glpat-|xox[abp]-|xapp-|A[KS]IA|AIza|SG\.|hvs\.|dop_v1_|npm_|pypi-|shpat_|NRAK-)[A-Za-z0-9._-]{10,}",
    )
});
static USER_INFO: LazyLock<Regex> = LazyLock::new(|| expression(r"://[^\s/:@]+:([^\s/@]+)@"));
static CODE: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r"[?&#](code|key|sig|st|session_state|ticket|samlresponse|SAMLResponse)=([^\s&#]{6,})",
    )
});
static COOKIE: LazyLock<Regex> =
    LazyLock::new(|| expression(r"(?im)\b(?:set-)?cookie:[ \t]*([^\r\n]+)"));

/// Every secret that shows in a text, in order, none inside another.
pub(super) fn find(text: &str) -> Vec<Found> {
    let mut all = Vec::new();
    let mut add = |range: Range<usize>, name: &str, token: bool| {
        all.push(Found { range, name: name.to_owned(), token });
    };
    for found in TOKEN.find_iter(text) {
        let whole = found.as_str().trim_end_matches('.');
        if looks_like_a_token(whole) {
            add(found.start()..found.start() + whole.len(), "token", true);
        }
    }
    for found in SCHEME.captures_iter(text) {
        if let (Some(scheme), Some(value)) = (found.get(1), found.get(2))
            && cookie_is_secret(value.as_str())
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
        let joined = between.as_str() == "=";
        let shown = value.as_str();
        let sure = quoted || joined || cookie_is_secret(shown);
        if names_a_secret(name.as_str()) && sure && !is_scheme(shown) && stand_in(shown).is_none() {
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
        {
            add(value.range(), name.as_str(), false);
        }
    }
    for line in COOKIE.captures_iter(text).filter_map(|found| found.get(1)) {
        let mut at = line.start();
        for pair in line.as_str().split(';') {
            if let Some((name, value)) = pair.split_once('=')
                && cookie_is_secret(value.trim())
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
    all.sort_by_key(|found| (found.range.start, std::cmp::Reverse(found.range.end)));
    let mut end = 0;
    all.retain(|found| {
        let apart = found.range.start >= end;
        end = end.max(found.range.end);
        apart
    });
    all
}

/// The text with every secret that shows in it covered.
pub(super) fn cover(text: &str) -> String {
    let mut covered = String::with_capacity(text.len());
    let mut done = 0;
    for found in find(text) {
        covered.push_str(&text[done..found.range.start]);
        covered.push_str("(secret)");
        done = found.range.end;
    }
    covered.push_str(&text[done..]);
    covered
}

/// How many lines of a log are kept, and how many characters of each.
const LINES: usize = 400;
const CHARACTERS: usize = 4000;

/// A text on lines that can be shown; of a long one the lines that are about a refusal, the last ones.
pub(super) fn tidy(text: &str) -> String {
    let shown =
        |line: &str| -> String { printable(line.trim_end()).chars().take(CHARACTERS).collect() };
    let lines: Vec<&str> = text.lines().collect();
    let kept: Vec<String> = if lines.len() <= LINES {
        lines.into_iter().map(shown).collect()
    } else {
        let about = lines.into_iter().filter(|line| is_about_refusal(line));
        let about: Vec<&str> = about.collect();
        about[about.len().saturating_sub(LINES)..].iter().map(|line| shown(line)).collect()
    };
    kept.join("\n").trim().to_owned()
}

fn is_about_refusal(line: &str) -> bool {
    const WORDS: [&str; 16] = [
        "401",
        "403",
        "auth",
        "token",
        "denied",
        "forbidden",
        "error",
        "exception",
        "expired",
        "credential",
        "permission",
        "scope",
        "jwt",
        "refused",
        "429",
        "fail",
    ];
    let line = line.to_ascii_lowercase();
    WORDS.iter().any(|word| line.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_words_are_covered() {
        for (text, expected) in [
            ("client_secret=hunter&x=1", "client_secret=(secret)&x=1"),
            (r#"{"client_secret":"hunter","a":"b"}"#, r#"{"client_secret":"(secret)","a":"b"}"#),
            ("password: s3cr3tPassw0rd!", "password: (secret)"),
            ("Authorization: Bearer a8f9c2d1e0b7", "Authorization: Bearer (secret)"),
            ("https://u:pw@host/x", "https://u:(secret)@host/x"),
            ("GET /cb?code=SplxlOBeZQQYbYS6WxSbIA&state=a", "GET /cb?code=(secret)&state=a"),
            ("key sk_live_abcdefghijklmnop end", "key (secret) end"),
            ("Cookie: lang=de; sid=s4f9qLz2x", "Cookie: lang=de; sid=(secret)"),
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
            "com.nimbusds.jose.proc.BadJWSException: Signed JWT rejected",
            "client_secret=***",
            "error=invalid_token",
            "Authorization: AWS4-HMAC-SHA256 and the rest",
            "wss://a.example/v1?deploymentId=4d2f7f4e-1b7a-4a9e-9a57-0c8e5b1f2d60",
        ] {
            assert_eq!(cover(text), text);
        }
    }
}
