//! What a token endpoint's sentence says of the scopes that it refuses, and of those that it would grant.

use super::phrase::sentences;

/// What a sentence beside `invalid_scope` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeWords {
    /// Requested scopes that it calls invalid, unknown or not allowed.
    pub refused: Vec<String>,
    /// Requested scopes that it names as those that the client may have.
    pub allowed: Vec<String>,
    /// Requested scopes that it names, and does not say as what.
    pub unclear: Vec<String>,
    /// It says that a scope is invalid, unknown or not allowed, and not something else about scopes.
    pub about_scope: bool,
}

/// What the words around a scope make of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mood {
    Refused,
    Allowed,
    Unclear,
}

const REFUSING: [&str; 16] = [
    "invalid",
    "unknown",
    "unsupported",
    "unrecognized",
    "unrecognised",
    "unauthorized",
    "unauthorised",
    "unregistered",
    "disallowed",
    "forbidden",
    "denied",
    "rejected",
    "refused",
    "exceeds",
    "exceed",
    "lacks",
];

/// Words that allow, and refuse with a "not" before them.
const ALLOWING: [&str; 28] = [
    "allowed",
    "allow",
    "granted",
    "permitted",
    "authorized",
    "authorised",
    "valid",
    "registered",
    "supported",
    "available",
    "assigned",
    "configured",
    "enabled",
    "consented",
    "entitled",
    "known",
    "found",
    "exist",
    "recognized",
    "recognised",
    "has",
    "have",
    "only",
    "may",
    "must",
    "expected",
    "choose",
    "use",
];

const NEGATING: [&str; 8] = ["not", "cannot", "no", "never", "nor", "without", "outside", "beyond"];

/// Reads the sentence of an `invalid_scope` for the scopes that were requested.
#[must_use]
pub fn read_scope_refusal(message: &str, requested: &[String]) -> ScopeWords {
    let mut read = ScopeWords::default();
    let mut named: Vec<(&String, Mood)> = Vec::new();
    for sentence in sentences(message) {
        // A piece of a sentence that says nothing itself goes on with what was said: "unknown: a, b".
        let mut mood = Mood::Unclear;
        for piece in pieces(sentence) {
            let words: Vec<&str> = words(piece).collect();
            let said = mood_of(piece, &words, requested);
            mood = said.unwrap_or(mood);
            let about = words.iter().any(|word| {
                let word = word.to_lowercase();
                word == "scope" || word == "scopes" || word == "scope(s)"
            }) || requested.iter().any(|scope| words.contains(&scope.as_str()));
            read.about_scope |= about && said == Some(Mood::Refused);
            named.extend(
                requested.iter().filter(|s| words.contains(&s.as_str())).map(|s| (s, mood)),
            );
        }
    }
    for scope in requested {
        let mut moods = named.iter().filter(|(name, _)| *name == scope).map(|(_, mood)| *mood);
        let Some(first) = moods.next() else { continue };
        let mood = if moods.all(|mood| mood == first) { first } else { Mood::Unclear };
        match mood {
            Mood::Refused => read.refused.push(scope.clone()),
            Mood::Allowed => read.allowed.push(scope.clone()),
            Mood::Unclear => read.unclear.push(scope.clone()),
        }
    }
    read
}

/// The pieces of a sentence, which a comma, a colon before a blank, a dash or a bracket separates.
fn pieces(sentence: &str) -> impl Iterator<Item = &str> {
    sentence
        .split(", ")
        .flat_map(|piece| piece.split(": "))
        .flat_map(|piece| piece.split(" - "))
        .flat_map(|piece| piece.split(" ("))
}

/// The words of a piece, without the marks around them; a scope is one word.
fn words(piece: &str) -> impl Iterator<Item = &str> {
    piece
        .split(|c: char| c.is_whitespace() || "'\"`,;[]<>".contains(c))
        .map(|word| word.trim_end_matches(['.', ':', '!', '?']))
        .filter(|word| !word.is_empty())
}

fn mood_of(piece: &str, words: &[&str], requested: &[String]) -> Option<Mood> {
    // A scope's own name says nothing of it.
    let words: Vec<String> = words
        .iter()
        .filter(|word| !requested.iter().any(|scope| scope == *word))
        .map(|word| word.to_lowercase())
        .collect();
    let negates = |word: &String| NEGATING.contains(&word.as_str()) || word.ends_with("n't");
    let (mut refuses, mut allows, mut negations) = (false, false, 0_usize);
    negations += words.iter().filter(|word| negates(word)).count();
    for (at, word) in words.iter().enumerate() {
        refuses |= REFUSING.contains(&word.as_str());
        if ALLOWING.contains(&word.as_str()) {
            if words[at.saturating_sub(2)..at].iter().any(negates) {
                refuses = true;
                negations = negations.saturating_sub(1);
            } else {
                allows = true;
            }
        }
        // "unknown or malformed" is about the scope; "scope or audience" may be about something else.
        let next = words.get(at + 1).map_or("", String::as_str);
        let goes_on = ["malformed", "not", "is"].contains(&next) || REFUSING.contains(&next);
        if word == "or" && !goes_on || word == "parameter" {
            return Some(Mood::Unclear);
        }
    }
    let lower = piece.to_lowercase();
    allows |= ["scopes of", "scopes for", "client scopes", "client's scopes"]
        .iter()
        .any(|words| lower.contains(words))
        && !refuses;
    match (refuses, allows) {
        (true, false) => Some(Mood::Refused),
        (false, true) if negations == 0 => Some(Mood::Allowed),
        (false, false) if negations == 0 => None,
        _ => Some(Mood::Unclear),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(message: &str) -> (String, String, bool) {
        let asked = ["orders:read", "orders:write"].map(str::to_owned);
        let read = read_scope_refusal(message, &asked);
        (read.refused.join(" "), read.allowed.join(" "), read.about_scope)
    }

    #[test]
    fn a_scope_is_refused_only_where_words_say_so() {
        for message in [
            "Invalid scope: orders:write",
            "unknown: orders:write.",
            "Requested scope contains values outside the supported vocabulary: orders:write",
            "The scope 'orders:write' is not allowed for this client",
            "The client is not currently granted orders:write",
            "Invalid scope requested: orders:write. Scopes of this client: orders:read",
            "orders:write is not supported, allowed scopes are: orders:read",
        ] {
            assert_eq!(read(message).0, "orders:write", "{message}");
        }
        for message in [
            "Invalid scope requested. Scopes of this client: orders:read",
            "The requested scope is invalid, allowed: orders:read",
            "The scope is unknown (only orders:read is available)",
            "Invalid scope; must be one of [orders:read]",
        ] {
            let expected = (String::new(), "orders:read".to_owned(), true);
            assert_eq!(read(message), expected, "{message}");
        }
    }

    #[test]
    fn words_that_say_something_else_refuse_no_scope() {
        for message in [
            "",
            "The scope parameter must not be sent with client_credentials",
            "scope is not separated by blanks",
            "Scopes are orders:read",
            "invalid scope or audience orders:read",
            "orders:read must not be mixed with orders:write",
            "orders:write is not one of the allowed scopes: orders:read",
        ] {
            assert_eq!(read(message), (String::new(), String::new(), false), "{message}");
        }
        assert!(read("The requested scope is invalid, unknown or malformed.").2);
        assert!(read("The requested scope is invalid, unknown, or malformed.").2);
        assert!(read("scope not granted to this client").2);
    }
}
