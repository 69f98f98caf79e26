//! The forms that a secret can take on its way into an artefact.

use std::collections::BTreeSet;

use super::searchable::{LEAST, searchable};
use super::view::View;
use super::{base64, json, jwt, pem, percent, xml};

/// A form: what hits call it, and how it is derived from the secret.
pub(super) struct Form {
    /// What hits call it.
    pub(super) name: &'static str,
    /// Every spelling that it has.
    derive: fn(&str) -> Vec<Spelling>,
}

/// Every form. A spelling that several forms share goes by the name of the first.
pub(super) const FORMS: &[Form] = &[
    Form { name: "raw", derive: raw },
    Form { name: "percent-encoded", derive: |value| plain(percent::spellings(value)) },
    Form { name: "base64", derive: base64::spellings },
    Form { name: "JSON-escaped", derive: |value| plain(json::spellings(value)) },
    Form { name: "XML-escaped", derive: |value| plain(xml::spellings(value)) },
    Form { name: "hex", derive: hex },
    Form { name: "JWT signature", derive: |value| plain(jwt::signature(value)) },
    Form { name: "JWT payload", derive: |value| plain(jwt::payload(value)) },
    Form { name: "line of a private key", derive: |value| plain(pem::lines(value)) },
];

/// One text to search for.
pub(super) struct Spelling {
    /// The text.
    pub(super) text: String,
    /// Whether the character before it holds some bits of the secret.
    pub(super) ragged_before: bool,
    /// Whether the character after it holds some bits of the secret.
    pub(super) ragged_after: bool,
}

/// Every spelling of a secret, each once, with the name of its form. White space around the secret is
/// left out: whoever finds the secret without it has found the secret.
pub(super) fn spellings(secret: &str) -> Vec<(&'static str, Spelling)> {
    let value = secret.trim();
    if !searchable(value) {
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for form in FORMS {
        for spelling in (form.derive)(value) {
            if spelling.text.len() >= LEAST && seen.insert(spelling.text.clone()) {
                all.push((form.name, spelling));
            }
        }
    }
    all
}

/// The name of what is found only after encodings and what stands between were taken off.
pub(super) const HIDDEN: &str = "split or encoded again";

/// The name of what is found only after encodings were taken off.
pub(super) const ENCODED: &str = "encoded again";

/// What to look for in a view.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hidden {
    /// What it is called when it is found.
    pub(super) name: &'static str,
    /// What is looked for. It is as secret as the secret.
    pub(super) text: String,
    /// How many bytes of the secret stand before it and behind it.
    pub(super) beyond: (usize, usize),
}

/// What to look for in the views of a text, of a spelling: what it comes to when every encoding is taken off, and where
/// that is something else, itself, which stands in the view in which just its own are left.
pub(super) fn hidden(form: &str, spelling: &str) -> Vec<Hidden> {
    let mut views = View::all(spelling);
    let last = views.pop();
    let first = views.into_iter().next();
    last.into_iter().chain(first).filter_map(|view| in_view(form, spelling, &view.bytes)).collect()
}

/// What to look for in a view, and the name of that. White space within it is passed over only where ordinary words
/// could not make it up by chance.
fn in_view(form: &str, spelling: &str, bytes: &[u8]) -> Option<Hidden> {
    // A secret such as `%99` comes to bytes that are no text: its longest piece that is one is looked for.
    let pieces = bytes.utf8_chunks().scan(0, |at, chunk| {
        let start = *at;
        *at += chunk.valid().len() + chunk.invalid().len();
        Some((start, chunk.valid()))
    });
    let (before, text) = pieces.max_by_key(|(_, text)| text.len())?;
    let (text, after) = (text.to_owned(), bytes.len() - before - text.len());
    let encoded = matches!(form, "base64" | "hex" | "JWT signature" | "JWT payload");
    let words = spelling.split_whitespace().count();
    let name = if encoded || could_not_be_words(&text, words) { HIDDEN } else { ENCODED };
    (text.len() >= LEAST && searchable(&text)).then_some(Hidden {
        name,
        text,
        beyond: (before, after),
    })
}

/// Words side by side are never taken for a secret that is one: `open sesame` is not `opensesame`.
fn could_not_be_words(text: &str, words: usize) -> bool {
    let length = text.chars().count();
    let letters = text.chars().all(char::is_alphabetic);
    let cases = text.chars().any(char::is_uppercase) && text.chars().any(char::is_lowercase);
    length >= 24 || length >= 12 && (!letters || cases || words > 1)
}

/// Whether writers of JSON and XML all leave a byte as it is; most tokens consist of such.
pub(super) const fn never_escaped(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

fn plain(texts: Vec<String>) -> Vec<Spelling> {
    texts
        .into_iter()
        .map(|text| Spelling { text, ragged_before: false, ragged_after: false })
        .collect()
}

fn raw(value: &str) -> Vec<Spelling> {
    plain(vec![value.to_owned()])
}

fn hex(value: &str) -> Vec<Spelling> {
    let lower: String = value.bytes().map(|byte| format!("{byte:02x}")).collect();
    let upper = lower.to_ascii_uppercase();
    plain(vec![lower, upper])
}
