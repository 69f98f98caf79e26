//! What people write to say what it is not: a reason that is denied, asked about or quoted is no sign of it.

use super::phrase::Phrase;

/// Words that deny what follows directly.
const NOT: [&str; 23] = [
    "not",
    "no",
    "never",
    "neither",
    "nor",
    "isn't",
    "aren't",
    "wasn't",
    "weren't",
    "hasn't",
    "haven't",
    "hadn't",
    "doesn't",
    "didn't",
    "don't",
    "can't",
    "cannot",
    "isnt",
    "excluded",
    "exclude",
    "excluding",
    "disproved",
    "without",
];
/// Words that may stand between a denial and what it denies: "not *caused by a* clock problem".
const BETWEEN: [&str; 36] = [
    "a", "an", "the", "our", "my", "any", "some", "it", "its", "this", "that", "is", "are", "be",
    "been", "being", "has", "have", "in", "on", "at", "by", "to", "due", "caused", "about", "of",
    "yet", "even", "also", "really", "actually", "because", "there", "simply", "just",
];
/// What denies the rest of its clause.
const RULED_OUT: [&str; 3] = ["ruled out ", "rule out ", "ruling out "];
/// What a word that says which may follow.
const ARTICLES: [&str; 6] = ["a", "an", "the", "our", "my", "any"];
/// What says of the words before it that they are not the reason.
const AFTER: [&str; 10] = [
    "is not the",
    "isn't the",
    "was not the",
    "wasn't the",
    "is ruled out",
    "are ruled out",
    "can be ruled out",
    "was ruled out",
    "is excluded",
    "is out of the question",
];
/// How a question begins that is answered with yes or no; one that begins with "why" tells something.
const ASKS: [&str; 17] = [
    "is", "are", "was", "were", "could", "can", "may", "might", "does", "do", "did", "has", "have",
    "should", "would", "or", "maybe",
];
/// What stands before words of somebody else, about failures in general.
const QUOTES: [&str; 8] = [
    "documentation says",
    "docs say",
    "docs says",
    "according to the doc",
    "manual says",
    "documentation states",
    "docs state",
    "documentation:",
];

/// What a sentence claims of this failure: nothing where it asks, and where it quotes what is said in
/// general only what stands before the quotation and is a clause of its own. What follows the quotation is
/// taken for a part of it.
pub(super) fn claimed(sentence: &str) -> &str {
    let text = sentence.trim();
    let first = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    if text.ends_with('?') && ASKS.contains(&first) {
        return "";
    }
    let Some(quote) = QUOTES.iter().filter_map(|quote| sentence.find(quote)).min() else {
        return sentence;
    };
    let before = &sentence[..quote];
    before.rfind([',', ';', '(', ':']).map_or("", |end| &before[..end])
}

/// Whether a sentence holds the phrase in a place where nothing denies it.
pub(super) fn holds_undenied(sentence: &str, phrase: &Phrase) -> bool {
    let Some(first) = phrase.pieces.first() else { return false };
    sentence.match_indices(first.as_str()).any(|(start, _)| {
        let mut at = start;
        let mut denied = false;
        for piece in &phrase.pieces {
            let Some(found) = sentence[at..].find(piece.as_str()) else { return false };
            denied |= is_denied(&sentence[..at + found]);
            at += found + piece.len();
        }
        !denied && !is_denied_after(&sentence[at..])
    })
}

/// Whether what stands before words ends with a denial of them.
fn is_denied(before: &str) -> bool {
    // A word that is cut ends the search: what was found is a part of a word.
    if before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-') {
        return false;
    }
    let clause = before.rsplit([',', ';', ':', '(']).next().unwrap_or_default();
    let clause = clause.rsplit(" but ").next().unwrap_or_default();
    if RULED_OUT.iter().any(|words| clause.contains(words)) {
        return true;
    }
    let words: Vec<&str> = before.split_whitespace().rev().collect();
    let mut rest = words.as_slice();
    let mut qualified = false;
    loop {
        rest = match rest {
            [word, ..] if NOT.contains(word) => return true,
            [word, after @ ..] if BETWEEN.contains(word) => after,
            // "no firewall or WAF": what is denied beside it.
            ["or", _, after @ ..] => after,
            // "not a *server* clock problem": one word that says which.
            [_, article, ..] if !qualified && ARTICLES.contains(article) => {
                qualified = true;
                &rest[1..]
            }
            _ => return false,
        };
    }
}

fn is_denied_after(after: &str) -> bool {
    let after = after.trim_start_matches(char::is_alphanumeric).trim_start();
    let after = ["problem ", "issue ", "error ", "either "]
        .iter()
        .fold(after, |text, word| text.strip_prefix(word).unwrap_or(text));
    AFTER.iter().any(|words| after.starts_with(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(phrase: &str, sentence: &str) -> bool {
        holds_undenied(sentence, &Phrase::from(phrase.to_owned()))
    }

    #[test]
    fn what_is_denied_directly_is_not_held() {
        for (phrase, denied, claimed) in [
            ("rate limit", "we are not rate limited", "we are rate limited, not blocked"),
            (
                "token*expired",
                "the token has not expired",
                "the token has expired, and not the cookie",
            ),
            ("clock", "it is not a clock problem", "it does not work: the clock is off"),
            ("waf", "there is no waf in between", "not before a waf was added"),
            (
                "keys were rotated",
                "we ruled out that the keys were rotated",
                "it timed out after keys were rotated",
            ),
            ("clock skew", "clock skew is not the reason", "clock skew is not small"),
            (
                "key was rotated",
                "we ruled out that the signing key was rotated",
                "we ruled out the clock, but the key was rotated",
            ),
            ("waf", "there is no firewall or waf", "it has no cookie and a waf"),
            ("keys", "it is not the signing keys", "it does not read the new keys"),
            ("expired", "it isn't expired", "it is unexpired or expired"),
            ("ip allow", "not because of an ip allowlist", "an ip allowlist is not in use at home"),
        ] {
            assert!(!holds(phrase, denied), "{denied}");
            assert!(holds(phrase, claimed), "{claimed}");
        }
    }

    #[test]
    fn a_phrase_that_denies_is_held() {
        assert!(holds("not in the list", "the address is not in the list"));
        assert!(holds("no authorization header", "the server sees no authorization header"));
        assert!(holds("expired", "it is not expired, said he, but it was expired"));
    }

    #[test]
    fn a_question_to_be_answered_with_yes_claims_nothing_and_one_with_why_does() {
        assert_eq!(claimed(" could the token be expired?"), "");
        assert_eq!(claimed("the documentation says: a 401 means that the token expired"), "");
        let why = "why is the token called expired?";
        assert_eq!(claimed(why), why);
        let told = "is called from a job. the token expired";
        assert_eq!(claimed(told), told);
    }

    #[test]
    fn a_quotation_takes_its_own_clause_with_it_and_no_other() {
        let both = "the keys were rotated, and the documentation says that a token expires, always";
        assert_eq!(claimed(both), "the keys were rotated");
        let quoted = "the error in the documentation: the keys were rotated";
        assert_eq!(claimed(quoted), "");
    }
}
