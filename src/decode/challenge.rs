//! `WWW-Authenticate` (RFC 9110, section 11.6.1), read as servers really write it.

use super::clean;
use super::policy::challenge_parameter_may_leave;
use crate::model::Challenge;

/// Reads the challenges of one header value.
///
/// Servers write several challenges in one line, leave out quotes, use any case, and end parameters
/// without a comma; a line that makes no sense becomes a challenge of its first word.
pub(super) fn parse(value: &str) -> Vec<Challenge> {
    let mut challenges: Vec<Challenge> = Vec::new();
    let mut rest = value.trim_start_matches([' ', '\t', ',']);
    while !rest.is_empty() {
        let end = rest.find([' ', '\t', ',', '=']).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let next = after.trim_start_matches([' ', '\t']);
        match next.strip_prefix('=') {
            // token68 credentials such as a Negotiate blob end in `=`; a parameter has a value.
            Some(value) if !word.is_empty() => {
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
            }
            _ => {
                if !word.is_empty() {
                    challenges.push(Challenge { scheme: clean(word), parameters: Vec::new() });
                }
                rest = &after[after.len().min(usize::from(word.is_empty()))..];
            }
        }
        rest = rest.trim_start_matches([' ', '\t', ',']);
    }
    challenges
}

/// The value of a parameter, quoted or not, and what follows it.
fn parameter(text: &str) -> (String, &str) {
    let Some(inside) = text.strip_prefix('"') else {
        let end = text.find([',', ' ', '\t']).unwrap_or(text.len());
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut characters = inside.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &inside[at + 1..]),
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "")
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
        assert_eq!(shown("Basic realm"), ["Basic[]", "realm[]"]);
        assert_eq!(shown(r#"Bearer realm="open"#), ["Bearer[realm=open]"]);
        assert!(shown(" , ,").is_empty());
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
