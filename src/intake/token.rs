//! A token that stands alone, with `Bearer` before it or without.

use super::item::{Item, What};
use super::value::Value;
use crate::decode::{Parts, parts};

/// The length of the line that a text begins with, where it holds a token and nothing else. Only what can
/// be nothing else counts: a signed or encrypted token, or what stands behind `Bearer`.
pub(super) fn recognise(text: &str) -> Option<usize> {
    let line = text.split_inclusive('\n').next()?;
    let (token, announced) = bare(line.trim());
    let shaped = !matches!(parts(token), Parts::Opaque);
    let opaque = announced && token.len() >= 16 && is_token(token);
    (shaped || opaque).then_some(line.len())
}

/// Reads a token; line breaks that copying put into it are taken out.
pub(super) fn read(text: &str, line: usize) -> Vec<Item> {
    let (token, _) = bare(text.trim());
    let token: String = token.split_whitespace().collect();
    if token.is_empty() {
        return Vec::new();
    }
    vec![Item { line, what: What::Token(Value::new(token)) }]
}

/// Without what people write before a token, and quotes around it.
fn bare(text: &str) -> (&str, bool) {
    let mut rest = text;
    let mut announced = false;
    for label in ["authorization:", "access_token:", "access_token=", "token:", "token=", "bearer "]
    {
        let head = rest.get(..label.len());
        if head.is_some_and(|head| head.eq_ignore_ascii_case(label)) {
            rest = rest[label.len()..].trim_start();
            announced = true;
        }
    }
    (rest.trim_matches(['"', '\'', '`', ',', ';']), announced)
}

/// The characters of a credential (RFC 6750, section 2.1).
pub(super) fn is_token(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~+/=".contains(c);
    !text.is_empty() && text.chars().all(plain)
}
