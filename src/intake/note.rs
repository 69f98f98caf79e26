//! Whether words say of a token that it is the one that was sent.

/// What ties a token to the request, in the words before it.
const TIES: [&str; 17] = [
    "authorization",
    "bearer",
    "access_token",
    "this token",
    "the token",
    "our token",
    "my token",
    "its token",
    "token is",
    "token was",
    "token:",
    "token=",
    "token used",
    "with token",
    "token sent",
    "sent",
    "send",
];

/// What says that it is another one.
const LOOSENS: [&str; 12] = [
    "another",
    "other",
    "comparison",
    "compare",
    "example",
    "unrelated",
    "different",
    "last year",
    "years ago",
    "works",
    "worked",
    "not the",
];

/// Whether the sentence that leads to a token says that it was sent. Words that only stand near one do not.
pub(super) fn ties(before: &str) -> bool {
    let lower = before.to_lowercase();
    let ends = [". ", "; ", "\n\n", "! ", "? "];
    let start = ends.iter().filter_map(|end| Some(lower.rfind(end)? + end.len())).max();
    let sentence = &lower[start.unwrap_or(0)..];
    TIES.iter().any(|words| sentence.contains(words))
        && !LOOSENS.iter().any(|words| sentence.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_the_refused_one_only_where_words_say_so() {
        for tied in [
            "The orders API answers 401 for this token: ",
            "I send ",
            "2026-11-22 GET /orders 401\nAuthorization: Bearer ",
            "Another project works. We use the token ",
        ] {
            assert!(ties(tied), "{tied}");
        }
        for loose in [
            "For comparison, the token of another project: ",
            "It is refused. An old one: ",
            "The token that works: ",
            "",
        ] {
            assert!(!ties(loose), "{loose}");
        }
    }
}
