//! `WWW-Authenticate` (RFC 9110, section 11.6.1), read as servers really write it.

use super::clean;
use super::policy::challenge_parameter_may_leave;
use crate::model::Challenge;

/// Schemes that servers answer with: the IANA registry of HTTP authentication schemes, and NTLM. A word
/// that is none of them and follows a scheme without a comma is a blob of that scheme (`token68`).
const SCHEMES: [&str; 12] = [
    "basic",
    "bearer",
    "digest",
    "dpop",
    "gnap",
    "hoba",
    "mac",
    "mutual",
    "negotiate",
    "ntlm",
    "privatetoken",
    "vapid",
];

/// Whether white space stands here, or what servers put between parameters.
fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\t' | ',' | ';')
}

/// Reads the challenges of one header value.
///
/// Servers write several challenges in one line, leave out quotes or use single ones, use any case, put a
/// colon behind the scheme, end parameters without a comma or with a semicolon, and put quotes into quotes;
/// a line that makes no sense becomes a challenge of its first word.
pub(super) fn parse(value: &str) -> Vec<Challenge> {
    let mut challenges: Vec<Challenge> = Vec::new();
    let mut rest = value.trim_matches(is_gap);
    // What stands behind a comma is a scheme or a parameter, never a blob.
    let mut comma = true;
    while !rest.is_empty() {
        let end = rest.find(|c: char| is_gap(c) || c == '=').unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let next = after.trim_start_matches([' ', '\t']);
        let before = rest.len();
        if let Some(value) = next.strip_prefix('=').filter(|_| !word.is_empty()) {
            let (value, after) = parameter(value.trim_start_matches([' ', '\t', '=']));
            if challenges.is_empty() {
                challenges.push(Challenge { scheme: String::new(), parameters: Vec::new() });
            }
            let name = word.to_ascii_lowercase();
            if let Some(last) = challenges.last_mut()
                && challenge_parameter_may_leave(&name)
            {
                last.parameters.push((name, clean(&value)));
            }
            rest = after;
        } else {
            let scheme = word.trim_end_matches(':');
            if !scheme.is_empty() && (comma || is_scheme(scheme)) {
                challenges.push(Challenge { scheme: clean(scheme), parameters: Vec::new() });
            }
            rest = &after[after.len().min(usize::from(word.is_empty()))..];
        }
        let gap = rest.len();
        let trimmed = rest.trim_start_matches(is_gap);
        comma = rest[..gap - trimmed.len()].contains([',', ';']);
        rest = trimmed;
        debug_assert!(rest.len() < before, "every step takes something");
    }
    challenges
}

fn is_scheme(word: &str) -> bool {
    SCHEMES.iter().any(|scheme| scheme.eq_ignore_ascii_case(word))
}

/// The value of a parameter, quoted or not, and what follows it.
fn parameter(text: &str) -> (String, &str) {
    let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        return unquoted(text);
    };
    let inside = &text[1..];
    let mut value = String::new();
    let mut characters = inside.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            c if c == quote && ends_here(&inside[at + 1..]) => return (value, &inside[at + 1..]),
            '\\' if quote == '"' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "")
}

/// Whether a quote before this text is the closing one: nothing follows, or a separator, or a blank and
/// the name of another parameter or a scheme. Else it is a quote within the sentence.
fn ends_here(after: &str) -> bool {
    let next = after.trim_start_matches([' ', '\t']);
    next.is_empty() || next.starts_with([',', ';']) || next.len() < after.len() && begins(next)
}

/// Whether a parameter or a challenge begins here.
fn begins(text: &str) -> bool {
    // Names are short: a long sentence full of quotes must not be read over and over.
    let word = text
        .bytes()
        .take(40)
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(byte));
    let end = word.count();
    let after = text[end..].trim_start_matches([' ', '\t']);
    end > 0 && (after.starts_with('=') || is_scheme(&text[..end]))
}

/// A value without quotes. It ends at a separator, or where another parameter begins: some servers
/// write whole sentences without quotes.
fn unquoted(text: &str) -> (String, &str) {
    let mut gaps = text.char_indices().filter(|(at, c)| match c {
        ',' | ';' => true,
        ' ' | '\t' => begins(&text[at + 1..]),
        _ => false,
    });
    let end = gaps.next().map_or(text.len(), |(at, _)| at);
    (text[..end].trim_end().to_owned(), &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: &str) -> Vec<String> {
        parse(value)
            .into_iter()
            .map(|challenge| {
                let parameters: Vec<String> = challenge
                    .parameters
                    .iter()
                    .map(|(name, value)| format!("{name}={value}"))
                    .collect();
                format!("{}[{}]", challenge.scheme, parameters.join("|"))
            })
            .collect()
    }

    #[test]
    fn challenges_are_read_as_servers_write_them() {
        assert_eq!(
            shown(
                r#"Bearer realm="a, b", error="invalid_token", error_description="it \"ended\"""#
            ),
            [r#"Bearer[realm=a, b|error=invalid_token|error_description=it "ended"]"#]
        );
        assert_eq!(shown("bearer error=invalid_token"), ["bearer[error=invalid_token]"]);
        assert_eq!(shown("Bearer"), ["Bearer[]"]);
        assert_eq!(
            shown(r#"DPoP algs="ES256", Bearer realm="x""#),
            ["DPoP[algs=ES256]", "Bearer[realm=x]"]
        );
        assert_eq!(shown(r#"error="insufficient_scope""#), ["[error=insufficient_scope]"]);
        assert_eq!(shown("Basic realm"), ["Basic[]"]);
        assert_eq!(shown(r#"Bearer realm="open"#), ["Bearer[realm=open]"]);
        assert!(shown(" , ,").is_empty());
    }

    #[test]
    fn what_the_rfcs_add_is_read() {
        for (value, expected) in [
            (
                r#"Bearer error="insufficient_scope", scope="a:read a:write""#,
                "Bearer[error=insufficient_scope|scope=a:read a:write]",
            ),
            (
                r#"Bearer error="insufficient_user_authentication", acr_values="mfa", max_age="5""#,
                "Bearer[error=insufficient_user_authentication|acr_values=mfa|max_age=5]",
            ),
            (
                r#"DPoP error="use_dpop_nonce", algs="ES256 PS256""#,
                "DPoP[error=use_dpop_nonce|algs=ES256 PS256]",
            ),
            (
                r#"Bearer resource_metadata="https://a.example/.well-known/oauth-protected-resource""#,
                "Bearer[resource_metadata=https://a.example/.well-known/oauth-protected-resource]",
            ),
        ] {
            assert_eq!(shown(value), [expected]);
        }
    }

    #[test]
    fn blobs_stay_inside_and_schemes_are_told_apart() {
        assert_eq!(shown("Negotiate, NTLM"), ["Negotiate[]", "NTLM[]"]);
        assert_eq!(shown("NTLM TlRMTVNTUAACAAAA"), ["NTLM[]"]);
        assert_eq!(
            shown("Negotiate oYG2MIGzoAMKAQ==, Basic realm=\"x\""),
            ["Negotiate[]", "Basic[realm=x]"]
        );
        assert_eq!(
            shown(r#"Digest realm="r", qop="auth, auth-int", nonce="n", algorithm=MD5"#),
            ["Digest[realm=r]"]
        );
        assert_eq!(
            shown(r#"Basic realm="a" Bearer realm="b""#),
            ["Basic[realm=a]", "Bearer[realm=b]"]
        );
        assert_eq!(
            shown("Basic, AzureApiManagementKey realm=\"x\""),
            ["Basic[]", "AzureApiManagementKey[realm=x]"]
        );
    }

    #[test]
    fn what_servers_write_wrongly_is_read_as_meant() {
        for (value, expected) in [
            ("Bearer: error=\"invalid_token\"", "Bearer[error=invalid_token]"),
            ("Bearer realm='x', error='invalid_token'", "Bearer[realm=x|error=invalid_token]"),
            ("Bearer realm=\"x\"; error=\"invalid_token\"", "Bearer[realm=x|error=invalid_token]"),
            (
                "Bearer error=invalid_token, error_description=The token expired at 5, scope=a",
                "Bearer[error=invalid_token|error_description=The token expired at 5|scope=a]",
            ),
            (
                "Bearer error=\"invalid_token\", error_description=\"the \"exp\" claim failed\"",
                "Bearer[error=invalid_token|error_description=the \"exp\" claim failed]",
            ),
            (
                "Bearer error=\"invalid_token\" scope=\"a b\"",
                "Bearer[error=invalid_token|scope=a b]",
            ),
        ] {
            assert_eq!(shown(value), [expected]);
        }
    }

    #[test]
    fn a_hostile_line_ends_soon() {
        for piece in ["\"a\" b ", "a= ", "= ", "x='", "Bearer ", "\"\"", "ü=\"ü\" "] {
            let _ = parse(&piece.repeat(8_000));
        }
    }

    #[test]
    fn parameters_off_the_allow_list_stay_inside() {
        assert_eq!(shown(r#"Digest nonce="abc", realm="r""#), ["Digest[realm=r]"]);
    }

    #[test]
    fn any_bytes_end() {
        for value in
            ["=", "==", "a=", "=\"", "a b=c d", "\"", "Bearer =x", "Negotiate TlRMTVNTUAACAAAA=="]
        {
            let _ = parse(value);
        }
    }
}
