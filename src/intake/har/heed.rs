//! The secrets of every entry, kept or not: an answer that is kept may echo one that is not.
//!
//! Texts of bodies are not decoded for it: one pass over them as they stand in the file finds the names under
//! which secrets are issued, and tokens by how they begin.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::request::decoded;
use super::entry::Entry;
use super::lenient::Pairs;
use super::select::BODY_BYTES;
use super::wire::{ContentWire, EntryWire};
use crate::decode::{
    bare_credential, cookie_is_secret, cookie_pair_is_secret, is_credential_header,
    is_secret_member, looks_like_a_token, names_a_secret, stand_in,
};
use crate::model::Secret;

/// How many secrets are handed on in any case; of more, only those that a kept entry repeats.
const HANDED_ON: usize = 2000;

/// How many different ones are heeded at all: a file of two gigabytes has no more.
const HEEDED: usize = 200_000;

/// The ends of the names under which secrets stand in JSON, as they stand in the text of a body, and how JWTs
/// begin.
const SIGNS: &[&str] = &[
    "oken\\\"",
    "ecret\\\"",
    "assword\\\"",
    "redential\\\"",
    "ssertion\\\"",
    "ey\\\"",
    "ookie\\\"",
    "jwt\\\"",
    "code_verifier\\\"",
    "eyJ",
];

/// Members of the answers of token endpoints and client registrations (RFC 6749, RFC 7591).
const ISSUED: &[&str] = &["access_token", "refresh_token", "id_token", "client_secret"];

static SIGN: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::new(SIGNS).expect("a few constant words, searched for by every test")
});

/// The secrets that were seen, each once, with the name of what held it.
#[derive(Default)]
pub(super) struct Heed {
    known: HashSet<u64>,
    all: Vec<(String, Secret)>,
}

impl Heed {
    /// Remembers the secrets of an entry.
    pub(super) fn entry(&mut self, wire: &EntryWire<'_>) {
        if let Some(request) = &wire.request {
            self.headers(&request.headers);
            self.url(request.url.get());
            if let Some(body) = &request.body {
                for (name, value) in &body.params.0 {
                    if is_secret_member(name) {
                        self.add(name, value);
                    }
                }
                if let Some(raw) = body.text.map(serde_json::value::RawValue::get) {
                    if raw.len() <= BODY_BYTES && raw.contains('=') && !raw.starts_with("\"{") {
                        let text: String = serde_json::from_str(raw).unwrap_or_default();
                        self.parameters(&text);
                    }
                    self.json(raw);
                }
            }
        }
        if let Some(response) = &wire.response {
            self.headers(&response.headers);
            self.url(response.redirect.get());
            if let Some(content) = &response.content {
                self.content(content);
            }
        }
    }

    /// What is to be handed on, given the entries that are kept.
    pub(super) fn secrets(self, kept: &[Entry]) -> Vec<(String, Secret)> {
        let Self { mut all, .. } = self;
        if all.len() <= HANDED_ON {
            return all;
        }
        let texts = all.iter().map(|(_, secret)| secret.expose());
        let Ok(search) = AhoCorasick::new(texts) else { return all };
        let mut repeated = vec![false; all.len()];
        let mut look = |text: &[u8]| {
            for found in search.find_overlapping_iter(text) {
                repeated[found.pattern().as_usize()] = true;
            }
        };
        for entry in kept {
            look(entry.asked.url.as_bytes());
            look(entry.asked.body.as_deref().unwrap_or_default().as_bytes());
            look(&entry.answered.body);
            for (_, value) in entry.asked.headers.iter().chain(&entry.answered.headers) {
                look(value.as_bytes());
            }
        }
        let mut place = 0;
        all.retain(|_| {
            let stays = place < HANDED_ON || repeated[place];
            place += 1;
            stays
        });
        all
    }

    fn add(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if value.len() < 8 || self.all.len() >= HEEDED {
            return;
        }
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        if self.known.insert(hasher.finish()) && stand_in(value).is_none() {
            self.all.push((name.to_ascii_lowercase(), Secret::new(value)));
        }
    }

    fn headers(&mut self, headers: &Pairs<'_>) {
        for (name, value) in &headers.0 {
            let is = |known: &[&str]| known.iter().any(|known| name.eq_ignore_ascii_case(known));
            if is(&["authorization", "proxy-authorization"]) {
                let bare = bare_credential(value);
                self.add(name, bare);
                let pair = STANDARD.decode(bare).ok().and_then(|pair| String::from_utf8(pair).ok());
                if let Some((_, password)) = pair.as_deref().and_then(|pair| pair.split_once(':')) {
                    self.add("password", password);
                }
            } else if is(&["cookie"]) {
                value.split(';').for_each(|pair| self.cookie(pair));
            } else if is(&["set-cookie"]) {
                // Browsers join what came more than once by line breaks.
                for line in value.lines() {
                    self.cookie(line.split(';').next().unwrap_or_default());
                }
            } else if is(&["location", "referer"]) {
                self.url(value);
            } else if is_credential_header(name) {
                self.add(name, bare_credential(value));
            } else if value.starts_with("eyJ") && looks_like_a_token(value) {
                self.add(name, value);
            }
        }
    }

    fn cookie(&mut self, pair: &str) {
        if let Some((name, value)) = pair.split_once('=')
            && cookie_pair_is_secret(name.trim(), value.trim())
        {
            self.add("cookie", value);
        }
    }

    fn url(&mut self, url: &str) {
        if let Some((_, rest)) = url.split_once("://") {
            let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
            let user = authority.rsplit_once('@').and_then(|(user, _)| user.split_once(':'));
            if let Some((_, password)) = user {
                self.add("password", &decoded(&password.replace('+', "%2B")));
            }
        }
        if let Some((_, query)) = url.split_once(['?', '#']) {
            self.parameters(query);
        }
    }

    fn parameters(&mut self, text: &str) {
        for pair in text.split(['&', '?', '#']) {
            if let Some((name, value)) = pair.split_once('=')
                && (is_secret_member(name) || value.starts_with("eyJ"))
            {
                let value = decoded(value);
                // `key` and `code` are names of much that is no secret.
                if names_a_secret(name) || cookie_is_secret(&value) {
                    self.add(name, &value);
                }
            }
        }
    }

    fn content(&mut self, content: &ContentWire<'_>) {
        let Some(raw) = content.text.map(serde_json::value::RawValue::get) else { return };
        if !content.encoding.get().eq_ignore_ascii_case("base64") {
            self.json(raw);
        } else if content.mime.get().contains("json")
            && let Some(body) = super::select::body(content)
            && let Ok(text) = serde_json::to_string(&String::from_utf8_lossy(&body))
        {
            self.json(&text);
        }
    }

    /// Members of JSON within a JSON text, as it stands in the file: `\"access_token\":\"…\"`.
    fn json(&mut self, raw: &str) {
        for found in SIGN.find_iter(raw) {
            let rest = &raw[found.start()..];
            if rest.starts_with("eyJ") {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.=".contains(c));
                let token = rest[..end.unwrap_or(rest.len())].trim_end_matches('.');
                if looks_like_a_token(token) {
                    self.add("token", token);
                }
                continue;
            }
            let name_from = raw[..found.start()]
                .rfind(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c))
                .map_or(0, |at| at + 1);
            let name = raw[name_from..found.end()].trim_end_matches(['\\', '"']);
            let opens = |c: char| c.is_whitespace() || c == ':' || c == '\\' || c == '"';
            let value = raw[found.end()..].trim_start_matches(opens);
            let between = &raw[found.end()..raw.len() - value.len()];
            if !between.contains(':') || !between.ends_with('"') {
                continue;
            }
            let value = &value[..value.find(['\\', '"']).unwrap_or(value.len())];
            // Words of a page stand under such names, too: `"forgot_password": "Forgotten?"`.
            let issued = ISSUED.contains(&name) && !value.contains(' ');
            if issued || names_a_secret(name) && cookie_pair_is_secret("", value) {
                self.add(name, value);
            }
        }
    }
}
