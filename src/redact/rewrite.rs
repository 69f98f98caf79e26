//! A text written anew without its secrets: those that are known and those that show.
//!
//! What is found becomes known, so that it goes in every form and at every other place, too. The text is read again
//! until nothing more is found: what comes out stays as it is when it is redacted again.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::IgnoredAny;
use thiserror::Error;

use super::scanner::Scanner;
use super::spot::{Spot, last_number, spots};
use super::token;
use crate::decode::cookie_is_secret;
use crate::model::{Custody, RedactionReceipt, Secret};

/// How often a text is read at most. Twice are enough for all but texts that are made to need more.
const ROUNDS: usize = 8;

/// A text without secrets, and what was done to it.
pub struct Redacted {
    /// The text.
    pub text: String,
    /// How many places were replaced.
    pub places: usize,
    /// How many different secrets stood there.
    pub secrets: usize,
    /// How many places there were of each kind.
    pub kinds: BTreeMap<String, usize>,
    /// What was searched for.
    pub receipt: RedactionReceipt,
}

/// Why no text can be handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RedactError {
    /// Secrets keep turning up.
    #[error("after {ROUNDS} rounds there is still something in it that looks like a secret")]
    NotProven,
    /// A secret makes up a part of the document's own marks.
    #[error("without its secrets the document would be no JSON any more")]
    Broken,
}

/// Takes every secret out of a text. Equal secrets have equal names, `(secret-1)` and so on in the order in which
/// they appear; a JWT keeps its header and the claims that are no personal data.
///
/// # Errors
/// When it cannot be shown that nothing is left. Then there is no text.
pub fn redact(text: &str, known: &Custody) -> Result<Redacted, RedactError> {
    let searched = Custody::default();
    for (name, secret) in known.all() {
        searched.add(&name, &secret);
    }
    let scanner = Arc::new(Scanner::new(&searched));
    let receipt = scanner.receipt();
    let mut rewriter = Rewriter {
        searched,
        scanner,
        names: Names { from: last_number(text), ..Names::default() },
        places: 0,
        kinds: BTreeMap::new(),
    };
    let text = rewriter.settled(text)?;
    Ok(Redacted {
        text,
        places: rewriter.places,
        secrets: rewriter.names.count,
        kinds: rewriter.kinds,
        receipt,
    })
}

/// The names that stand for secrets.
#[derive(Default)]
struct Names {
    known: HashMap<u64, Vec<(Secret, usize)>>,
    from: usize,
    count: usize,
}

impl Names {
    fn of(&mut self, secret: &Secret) -> String {
        let mut hasher = DefaultHasher::new();
        secret.expose().hash(&mut hasher);
        let same = self.known.entry(hasher.finish()).or_default();
        let number = match same.iter().find(|(known, _)| known == secret) {
            Some((_, number)) => *number,
            None => {
                self.count += 1;
                same.push((secret.clone(), self.from + self.count));
                self.from + self.count
            }
        };
        format!("(secret-{number})")
    }
}

/// A part of the text that goes.
struct Mark {
    range: Range<usize>,
    kind: String,
    secret: Secret,
    /// A packed body without its secrets.
    repacked: Option<String>,
}

struct Rewriter {
    searched: Custody,
    scanner: Arc<Scanner>,
    names: Names,
    places: usize,
    kinds: BTreeMap<String, usize>,
}

impl Rewriter {
    /// Rewrites a text until nothing changes.
    fn settled(&mut self, text: &str) -> Result<String, RedactError> {
        let json = is_json(text);
        let mut text = text.to_owned();
        for _ in 0..ROUNDS {
            let Some(next) = self.rewritten(&text, json)? else { return Ok(text) };
            if json && !is_json(&next) {
                return Err(RedactError::Broken);
            }
            if next == text {
                return Ok(text);
            }
            text = next;
        }
        Err(RedactError::NotProven)
    }

    /// The text without what is found in it now; none where nothing is.
    fn rewritten(&mut self, text: &str, json: bool) -> Result<Option<String>, RedactError> {
        let found = spots(text, true);
        found.iter().filter(|spot| spot.packed.is_none()).for_each(|spot| self.learn(spot));
        let mut marks = Vec::new();
        for spot in found {
            let Spot { range, kind, secret, packed } = spot;
            let Some(inner) = packed else {
                marks.push(Mark { range, kind, secret, repacked: None });
                continue;
            };
            let settled = self.settled(&inner)?;
            if settled != inner {
                marks.push(Mark { range, kind, secret, repacked: Some(STANDARD.encode(settled)) });
            }
        }
        if self.scanner.known() != self.searched.count() {
            self.scanner = Arc::new(Scanner::new(&self.searched));
        }
        let secrets = self.searched.all();
        marks.extend(self.scanner.find(text).into_iter().map(|one| Mark {
            range: one.start..one.end,
            kind: secrets[one.secret].0.clone(),
            secret: secrets[one.secret].1.clone(),
            repacked: None,
        }));
        if marks.is_empty() {
            return Ok(None);
        }
        if json {
            quote_numbers(text, &mut marks);
        }
        marks.sort_by_key(|mark| (mark.range.start, std::cmp::Reverse(mark.range.end)));
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        let mut marks = marks.into_iter().peekable();
        while let Some(mut mark) = marks.next() {
            let whole = mark.range.clone();
            while let Some(next) = marks.next_if(|next| next.range.start < mark.range.end) {
                mark.range.end = mark.range.end.max(next.range.end);
            }
            out.push_str(&text[done..mark.range.start]);
            done = mark.range.end;
            if let Some(packed) = mark.repacked.take() {
                out.push_str(&packed);
                continue;
            }
            self.places += 1;
            *self.kinds.entry(mark.kind.clone()).or_default() += 1;
            let name = self.names.of(&mark.secret);
            let secret = mark.secret.expose();
            let replaced = &text[mark.range.clone()];
            let token = (whole == mark.range && replaced == secret)
                .then(|| token::without_secrets(secret, &name))
                .flatten();
            let number = json && replaced.parse::<f64>().is_ok() && is_bare(text, mark.range.start);
            match token {
                Some(token) => out.push_str(&token),
                None if number => out.push_str(&format!("\"{name}\"")),
                None => out.push_str(&name),
            }
        }
        out.push_str(&text[done..]);
        Ok(Some(out))
    }

    /// What is found once is searched for everywhere, unless it may as well be a word.
    fn learn(&self, spot: &Spot) {
        let secret = &spot.secret;
        let text = secret.expose();
        if spot.kind == "private-key" {
            let key = format!("-----BEGIN PRIVATE KEY-----\n{}", text.replace("\\n", "\n"));
            self.searched.add(&spot.kind, &Secret::new(key));
        }
        if cookie_is_secret(text) {
            self.searched.add(&spot.kind, secret);
        }
        // The password of a Basic header stands elsewhere by itself.
        let pair = STANDARD.decode(text).ok().and_then(|pair| String::from_utf8(pair).ok());
        if let Some((_, password)) = pair.as_deref().and_then(|pair| pair.split_once(':'))
            && cookie_is_secret(password)
        {
            self.searched.add("password", &Secret::new(password));
        }
    }
}

fn is_json(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    text.trim_start().starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

const fn is_number(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E')
}

/// Whether a value of a document begins there without a quotation mark before it.
fn is_bare(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end();
    before.is_empty() || before.ends_with([':', ',', '['])
}

/// A number that holds a secret goes as a whole: half of one is none.
fn quote_numbers(text: &str, marks: &mut [Mark]) {
    let bytes = text.as_bytes();
    for mark in marks.iter_mut() {
        let range = mark.range.clone();
        let digits = bytes[range.clone()].iter().all(|byte| is_number(*byte));
        if !digits {
            continue;
        }
        let start = bytes[..range.start].iter().rposition(|byte| !is_number(*byte));
        let start = start.map_or(0, |at| at + 1);
        let length = bytes[range.end..].iter().take_while(|byte| is_number(**byte)).count();
        let end = range.end + length;
        let closes = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b'}' | b']');
        if is_bare(text, start) && bytes.get(end).is_none_or(closes) {
            mark.range = start..end;
        }
    }
}
