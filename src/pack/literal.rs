//! Secrets written into a file: found, refused, and never shown.

use super::document::{Document, Span};
use super::yaml::{Entry, Node, Yaml};

/// Keys behind which a literal is a secret.
const NAMES: &[&str] = &[
    "accesskey",
    "accesstoken",
    "apikey",
    "apitoken",
    "authorization",
    "clientassertion",
    "clientsecret",
    "hmacsecret",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "proxyauthorization",
    "refreshtoken",
    "secret",
    "secretkey",
    "sessiontoken",
    "subscriptionkey",
    "token",
    "xapikey",
    "xauthtoken",
];

/// Beginnings that only credentials have.
const PREFIXES: &[&str] = &[
    "-----BEGIN",
    "AKIA",
    "ghp_",
    "gho_",
    "ghs_",
    "github_pat_",
    "glpat-",
    "rk_live_",
    "sk_live_",
    "xoxb-",
    "xoxp-",
];

/// Every literal of a tree that looks like a secret, with the reason.
pub(super) fn find(root: &Node) -> Vec<(Span, String)> {
    let mut found = Vec::new();
    walk(root, &mut found);
    found
}

fn walk(node: &Node, found: &mut Vec<(Span, String)>) {
    match &node.value {
        Yaml::Map(entries) => {
            let secret = entries
                .iter()
                .any(|one| one.key == "secret" && matches!(one.node.value, Yaml::Bool(true)));
            for entry in entries {
                if let Some(reason) = reason(entry, secret) {
                    found.push((entry.node.span, reason));
                } else if names_secret(&entry.key) && declares(&entry.node) {
                    defaults(&entry.node, &entry.key, found);
                } else {
                    walk(&entry.node, found);
                }
            }
        }
        Yaml::List(items) => items.iter().for_each(|item| walk(item, found)),
        Yaml::Text(text) if looks_secret(text) => {
            found.push((node.span, "this looks like a secret".to_owned()));
        }
        Yaml::Text(_) | Yaml::Null | Yaml::Bool(_) | Yaml::Number(_) => {}
    }
}

fn reason(entry: &Entry, secret: bool) -> Option<String> {
    let literal = match &entry.node.value {
        Yaml::Text(text) => !text.is_empty() && !text.contains("${"),
        Yaml::Number(_) => true,
        Yaml::Null | Yaml::Bool(_) | Yaml::List(_) | Yaml::Map(_) => false,
    };
    if literal && secret && entry.key == "default" {
        return Some(
            "the default of a secret input is written here for everyone to read".to_owned(),
        );
    }
    (literal && names_secret(&entry.key))
        .then(|| format!("`{}` is written here for everyone to read", entry.key))
}

/// Whether a mapping is the declaration of an input.
fn declares(node: &Node) -> bool {
    matches!(&node.value, Yaml::Map(entries) if entries.iter().any(|entry| entry.key == "default"))
}

/// An input that is called like a secret may have no literal default either.
fn defaults(node: &Node, name: &str, found: &mut Vec<(Span, String)>) {
    let Yaml::Map(entries) = &node.value else { return };
    for entry in entries {
        let text = entry.node.text().unwrap_or_default();
        if entry.key == "default" && !text.is_empty() && !text.contains("${") {
            let reason = format!("the default of `{name}` is written here for everyone to read");
            found.push((entry.node.span, reason));
        }
    }
}

fn names_secret(key: &str) -> bool {
    let key: String =
        key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    NAMES.contains(&key.as_str())
}

/// Whether a key may have been meant to name a secret: a slip of the hand must not show one.
fn nearly_names_secret(key: &str) -> bool {
    let key: String =
        key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let slips = |name: &str| if name.len() < 8 { 1 } else { 2 };
    ["secr", "passw", "credential"].iter().any(|part| key.contains(part))
        || NAMES.iter().any(|name| {
            may_be_near(&key, name, slips(name))
                && strsim::damerau_levenshtein(&key, name) <= slips(name)
        })
}

/// Whether two texts can be so few slips apart at all: a slip adds, takes or swaps a character, or puts one in
/// the place of another, so that their characters are nearly the same. Every key of a pack is looked at, and a
/// real comparison costs a hundred times as much.
fn may_be_near(one: &str, other: &str, slips: usize) -> bool {
    if one.len().abs_diff(other.len()) > slips {
        return false;
    }
    let mut counts = [0_i32; 128];
    for byte in one.bytes() {
        counts[usize::from(byte & 127)] += 1;
    }
    for byte in other.bytes() {
        counts[usize::from(byte & 127)] -= 1;
    }
    counts.iter().map(|count| count.unsigned_abs() as usize).sum::<usize>() <= 2 * slips
}

/// Literals behind keys that may have been meant to name a secret: no mistakes in themselves, and never
/// shown.
pub(super) fn doubtful(node: &Node) -> Vec<Span> {
    match &node.value {
        Yaml::Map(entries) => entries
            .iter()
            .flat_map(|entry| match &entry.node.value {
                Yaml::Text(text) if !text.contains("${") && nearly_names_secret(&entry.key) => {
                    vec![entry.node.span]
                }
                _ => doubtful(&entry.node),
            })
            .collect(),
        Yaml::List(items) => items.iter().flat_map(doubtful).collect(),
        Yaml::Text(_) | Yaml::Null | Yaml::Bool(_) | Yaml::Number(_) => Vec::new(),
    }
}

/// Whether a text has a piece that only a machine made up: a JWT, a key, a long random word.
fn looks_secret(text: &str) -> bool {
    PREFIXES
        .iter()
        .any(|prefix| text.trim_start().starts_with(prefix) && text.len() > prefix.len() + 8)
        || text.split(|one: char| !is_token(one)).any(|word| is_jwt(word) || is_random(word))
}

const fn is_token(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.' | '+' | '=')
}

fn is_jwt(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    parts.len() >= 3 && parts[0].starts_with("eyJ") && parts[0].len() >= 12 && parts[1].len() >= 12
}

/// Forty characters or more of small and capital letters and digits, as evenly spread as random ones.
fn is_random(word: &str) -> bool {
    let has = |class: fn(&char) -> bool| word.chars().any(|one| class(&one));
    word.len() >= 40
        && has(char::is_ascii_lowercase)
        && has(char::is_ascii_uppercase)
        && has(char::is_ascii_digit)
        && entropy(word) >= 4.2
}

/// Shannon's entropy in bits per character.
fn entropy(word: &str) -> f64 {
    let mut counts = [0_u32; 128];
    for byte in word.bytes().filter(u8::is_ascii) {
        counts[usize::from(byte)] += 1;
    }
    let length = word.len() as f64;
    let share = counts.iter().filter(|count| **count > 0).map(|count| f64::from(*count) / length);
    share.map(|share| -share * share.log2()).sum()
}

/// What may be a secret in a text that could not be read as YAML: whatever stands behind a key that names
/// one, and every word that looks like one.
pub(super) fn suspects(document: &Document) -> Vec<Span> {
    scan(document, |_| 0)
}

/// The same in what the tree does not show: the comments.
pub(super) fn suspects_in_comments(document: &Document) -> Vec<Span> {
    scan(document, |line| {
        let comment = line.find(" #").or_else(|| line.starts_with('#').then_some(0));
        comment.unwrap_or(line.len())
    })
}

/// Looks through each line, keys only from where `from` says.
fn scan(document: &Document, from: impl Fn(&str) -> usize) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for line in document.text.split_inclusive('\n') {
        let from = from(line);
        for (at, _) in line.match_indices([':', '=']).filter(|(at, _)| *at >= from) {
            let key = line[..at].trim_end_matches(['"', '\'', ' ']);
            let begin = key
                .char_indices()
                .rev()
                .take_while(|(_, one)| one.is_ascii_alphanumeric() || matches!(one, '_' | '-'))
                .last()
                .map_or(key.len(), |(at, _)| at);
            let value = line[at + 1..].trim();
            let harmless =
                value.is_empty() || value.starts_with("${") || matches!(value, "true" | "false");
            if !harmless && nearly_names_secret(&key[begin..]) {
                let end = line.trim_end().len();
                spans.push(Span::new(start + end - value.len(), start + end));
            }
        }
        let mut at = 0;
        for word in line.split(|one: char| !is_token(one)) {
            if is_jwt(word) || is_random(word) {
                spans.push(Span::new(start + at, start + at + word.len()));
            }
            at += word.len();
            at += line[at..].chars().next().map_or(0, char::len_utf8);
        }
        start += line.len();
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_a_name_is_seen_and_another_name_is_not() {
        for key in
            ["client_secrt", "clientSecret", "client-sercet", "pasword", "tokne", "my_secret"]
        {
            assert!(nearly_names_secret(key), "{key}");
        }
        for key in [
            "token_url",
            "scopes",
            "client_id",
            "title",
            "url",
            "needs",
            "tags",
            "docs",
            "severity",
        ] {
            assert!(!nearly_names_secret(key), "{key}");
        }
    }

    #[test]
    fn machines_words_are_told_from_people_s() {
        for secret in [
            "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl",
            "Bearer eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl",
            "q7Xb2LmZp9VtR4sKc8Wd1FhJ6gNy3QuE5oAiTxPz0M",
            "ghp_0123456789abcdef0123",
        ] {
            assert!(looks_secret(secret), "{secret} was not noticed");
        }
        for plain in [
            "b2d5e4a0-5f0e-4f6c-9d1b-0a6f2c3d4e5f",
            "https://api.example.com/api/v2/routing/queues/b2d5e4a0-5f0e-4f6c-9d1b-0a6f2c3d4e5f",
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "the token endpoint issues an access token",
            "webchat:guest:write",
            "urn:ietf:params:oauth:token-type:access_token",
        ] {
            assert!(!looks_secret(plain), "{plain} was taken for a secret");
        }
    }
}
