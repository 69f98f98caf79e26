//! Phrases, and where they occur in the sentences of a text.

use std::borrow::Cow;

use serde::Deserialize;

/// A phrase, taken apart once.
#[derive(Deserialize)]
#[serde(from = "String")]
pub(super) struct Phrase {
    /// Its pieces, which `*` separates.
    pub(super) pieces: Vec<String>,
    /// Nothing new may follow: it ends with a `$`.
    pub(super) at_end: bool,
}

impl From<String> for Phrase {
    fn from(text: String) -> Self {
        let (text, at_end) = text.strip_suffix('$').map_or((&*text, false), |rest| (rest, true));
        Self { pieces: text.split('*').map(str::to_owned).collect(), at_end }
    }
}

/// A phrase that a message holds.
pub(super) struct Hit {
    /// No alternative stands beside it: not "signature or lifetime", not "issuer/audience".
    pub(super) alone: bool,
}

/// The pairs of bytes that a text holds: most phrases are ruled out by them without a search.
pub(super) struct Pairs(Vec<u64>);

impl Pairs {
    pub(super) fn of(text: &str) -> Self {
        Self::of_all(std::iter::once(text))
    }

    /// The pairs that any of these texts holds.
    pub(super) fn of_all<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut bits = vec![0_u64; 1024];
        for pair in texts.flat_map(|text| text.as_bytes().windows(2)) {
            let at = usize::from(pair[0]) << 8 | usize::from(pair[1]);
            bits[at >> 6] |= 1 << (at & 63);
        }
        Self(bits)
    }

    /// Whether the text may hold these words: `false` is certain.
    pub(super) fn may_hold(&self, words: &str) -> bool {
        let holds = |pair: [u8; 2]| {
            let at = usize::from(pair[0]) << 8 | usize::from(pair[1]);
            self.0[at >> 6] & (1 << (at & 63)) != 0
        };
        match words.as_bytes() {
            [] | [_] => true,
            [first, second, .., before, last] => {
                holds([*first, *second]) && holds([*before, *last])
            }
            [first, second, ..] => holds([*first, *second]),
        }
    }
}

/// Where a phrase occurs: its pieces, which `*` separates, one after the other in one sentence, and
/// nothing new after a `$`. One that stands beside an alternative counts before one that does not.
pub(super) fn hit(sentences: &[&str], phrase: &Phrase) -> Option<Hit> {
    let mut found = None;
    let first = phrase.pieces.first()?.as_str();
    for sentence in sentences.iter().filter(|sentence| sentence.contains(first)) {
        for (start, _) in sentence.match_indices(first) {
            let end = phrase.pieces.iter().try_fold(start, |from, piece| {
                Some(from + sentence[from..].find(piece.as_str())? + piece.len())
            });
            let Some(end) = end else { break };
            if phrase.at_end && !says_nothing_new(&sentence[end..]) {
                continue;
            }
            let alone = !offers_alternative(&sentence[..start], &sentence[end..]);
            found = Some(Hit { alone });
            if !alone {
                return found;
            }
        }
    }
    found
}

/// The sentences of a message, which end at a line's end, or at a mark before a blank.
pub(super) fn sentences(message: &str) -> impl Iterator<Item = &str> {
    let mut rest = message;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut ends = rest.char_indices().filter(|(at, mark)| match mark {
            '\n' => true,
            '.' if rest[..*at].ends_with("e.g") || rest[..*at].ends_with("i.e") => false,
            '.' | ';' | '!' | '?' => rest[at + 1..].starts_with(char::is_whitespace),
            _ => false,
        });
        let end = ends.next().map_or(rest.len(), |(at, _)| at + 1);
        let (sentence, after) = rest.split_at(end);
        rest = after;
        Some(sentence)
    })
}

/// A message without the examples in its brackets: "refused (e.g. unknown or locked)" says "refused".
pub(super) fn without_examples(message: &str) -> Cow<'_, str> {
    const OPENS: [&str; 4] = ["(e.g", "(for example", "(such as", "(for instance"];
    let mut text = Cow::Borrowed(message);
    while let Some(start) = OPENS.iter().filter_map(|open| text.find(open)).min() {
        let Some(end) = text[start..].find(')') else { break };
        text = Cow::Owned(format!("{}{}", text[..start].trim_end(), &text[start + end + 1..]));
    }
    text
}

/// Whether words around a phrase offer another reason beside it. What a colon sets apart does not: after
/// it stand values ("invalid audience: expected a or b"), before it stands what the phrase explains.
fn offers_alternative(before: &str, after: &str) -> bool {
    const MARKS: [&str; 8] =
        ["or", "and/or", "either", "neither", "maybe", "perhaps", "possibly", "/"];
    let before = before.rsplit(": ").next().unwrap_or_default();
    let after = after.split(": ").next().unwrap_or_default();
    let words = |text: &str| {
        text.split(|c: char| c.is_whitespace() || "(),'".contains(c))
            .any(|word| MARKS.contains(&word) || word == "e.g.")
    };
    words(before)
        || words(after)
        || before.trim_end().ends_with('/')
        || after.trim_start().starts_with('/')
}

/// Whether what follows a phrase leaves its meaning as it is: the end, a mark, or a word such as "found".
fn says_nothing_new(after: &str) -> bool {
    const WORDS: [&str; 16] = [
        "found",
        "was",
        "were",
        "provided",
        "present",
        "sent",
        "supplied",
        "given",
        "specified",
        "included",
        "received",
        "in",
        "from",
        "on",
        "for",
        "or",
    ];
    let after = after.strip_prefix('\'').unwrap_or(after);
    let Some(words) = after.strip_prefix(' ') else {
        return !after.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-');
    };
    let word = words.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    // A quoted word is something new: "is missing 'Bearer '".
    word.is_empty() && !words.starts_with(['\'', '<']) || WORDS.contains(&word)
}
