//! Secrets that a text gives away by their shape or by what names them, without any of them being known.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::document;
use crate::decode::{UNSTRUCTURED, find, stand_in};

/// A secret that shows.
#[derive(Clone)]
pub(super) struct Spot {
    /// Where it stands in the text, in bytes.
    pub(super) range: Range<usize>,
    /// What kind it is, such as `bearer`, `client_secret` or `private-key`.
    pub(super) kind: String,
    /// The secret without the encoding of what holds it. It cannot be printed.
    pub(super) secret: crate::model::Secret,
    /// The text that is packed there in base64: no secret by itself, but it may hold some.
    pub(super) packed: Option<String>,
}

impl Spot {
    pub(super) fn new(range: Range<usize>, kind: &str, secret: &str) -> Self {
        let secret = crate::model::Secret::new(secret);
        // A member's name is shown: one that is none is not.
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let named = kind.len() <= 40 && kind.chars().all(plain);
        let kind = if named { kind } else { "secret" };
        Self { range, kind: kind.to_owned(), secret, packed: None }
    }
}

static DONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:eyJ[A-Za-z0-9_=-]*\.eyJ[A-Za-z0-9_=-]*\.)?\(secret(?:-[0-9]+)?\)")
        .expect("a constant that every test of this file reads")
});

/// Every secret that shows, in order, none inside another. A JSON document, such as a HAR file, is read member by
/// member. `by_looks` takes for a token what only looks like one, in words.
pub(super) fn spots(text: &str, by_looks: bool) -> Vec<Spot> {
    document::spots(text).unwrap_or_else(|| in_words(text, by_looks))
}

/// The greatest number of a name that stands for a secret in a text already.
pub(super) fn last_number(text: &str) -> usize {
    let numbers = text
        .split("(secret-")
        .skip(1)
        .filter_map(|rest| rest.split(')').next().and_then(|number| number.parse::<usize>().ok()));
    // Whoever writes a number that is too large to count on begins again.
    numbers.filter(|number| *number < 1_000_000).max().unwrap_or(0)
}

/// The secrets of a text. What only its looks make one counts where nothing else says what stands there.
pub(super) fn in_words(text: &str, by_looks: bool) -> Vec<Spot> {
    let done: Vec<Range<usize>> = DONE.find_iter(text).map(|found| found.range()).collect();
    let mut all = Vec::new();
    for found in find(text) {
        let looks = found.name == UNSTRUCTURED;
        if looks && (!by_looks || is_digest(&text[found.range.clone()])) {
            continue;
        }
        let kind = if looks { "token" } else { found.name.as_str() };
        for range in without(&done, found.range) {
            all.push(Spot::new(range.clone(), kind, &text[range]));
        }
    }
    all
}

/// What is left of a range without what stands for a secret already.
fn without(done: &[Range<usize>], range: Range<usize>) -> Vec<Range<usize>> {
    let first = done.partition_point(|one| one.end <= range.start);
    let inside = done[first..].iter().take_while(|one| one.start < range.end);
    let mut rest = Vec::new();
    let mut from = range.start;
    let mut touched = false;
    for one in inside {
        touched = true;
        rest.push(from..one.start.max(from));
        from = one.end;
    }
    rest.push(from.min(range.end)..range.end);
    // A quotation mark or a full stop beside it is no secret.
    rest.retain(|one| one.len() >= if touched { 4 } else { 1 });
    rest
}

/// The length of a digest or an id of a trace in hexadecimal digits.
fn is_digest(value: &str) -> bool {
    matches!(value.len(), 16 | 32 | 40 | 64) && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a value can be a secret at all.
pub(super) fn can_be_secret(value: &str) -> bool {
    let value = value.trim();
    const WORDS: [&str; 12] = [
        "true", "false", "none", "null", "required", "optional", "string", "expired", "invalid",
        "missing", "basic", "bearer",
    ];
    value.len() >= 4
        && stand_in(value).is_none()
        && !WORDS.iter().any(|word| value.eq_ignore_ascii_case(word))
        && !DONE.is_match(value)
}
