//! What a region remembers while it runs.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use aws_lc_rs::digest::{SHA512, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::address::Region;
use super::web_messaging::Guests;

/// How many tokens and conversations a region remembers; the first in their order is forgotten first.
const REMEMBERED: usize = 1024;

/// Both regions. Nothing of it is global: two simulators never meet.
#[derive(Default)]
pub(in crate::sim) struct Platform {
    /// The guests of web messaging.
    pub(super) guests: Guests,
    north: Memory,
    south: Memory,
}

/// What one region remembers.
#[derive(Default)]
struct Memory {
    counts: Mutex<BTreeMap<String, u64>>,
    made: AtomicU64,
    tokens: Mutex<BTreeMap<String, Token>>,
    conversations: Mutex<BTreeMap<String, String>>,
    guests: Mutex<BTreeMap<String, Guest>>,
}

/// A guest of the web chat, by the JWT that the conversation came with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Guest {
    pub(super) conversation: String,
    pub(super) member: String,
    pub(super) name: String,
    /// When the JWT ends, in seconds since 1970 by the platform's clock.
    pub(super) expires: i64,
    /// Whether the guest has not left.
    pub(super) connected: bool,
}

/// What a token stands for. The token itself says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// When it ends, in seconds since 1970 by the platform's clock.
    pub(super) expires: i64,
    /// Whether it speaks for a person instead of the client.
    pub(super) user: bool,
}

impl Platform {
    fn memory(&self, region: Region) -> &Memory {
        match region {
            Region::North => &self.north,
            Region::South => &self.south,
        }
    }

    /// How many requests of that kind the region had before this one.
    pub(super) fn count(&self, region: Region, what: &str) -> u64 {
        let mut counts = lock(&self.memory(region).counts);
        let count = counts.entry(what.to_owned()).or_default();
        *count += 1;
        *count - 1
    }

    /// A new token: 86 characters of base64url, as the platform's are. `origin` is the simulator's own address.
    pub(super) fn issue(&self, region: Region, origin: &str, token: Token) -> String {
        let memory = self.memory(region);
        let number = memory.made.fetch_add(1, Ordering::Relaxed);
        let seed = format!("{origin} {} {number}", region.name());
        let text = URL_SAFE_NO_PAD.encode(digest(&SHA512, seed.as_bytes()));
        remember(&memory.tokens, text.clone(), token);
        text
    }

    /// What a token stands for in that region.
    pub(super) fn token(&self, region: Region, text: &str) -> Option<Token> {
        lock(&self.memory(region).tokens).get(text).cloned()
    }

    /// Ends a token.
    pub(super) fn revoke(&self, region: Region, text: &str) {
        lock(&self.memory(region).tokens).remove(text);
    }

    /// Lets a guest in: a JWT that speaks for the guest. Nothing checks its signature but this memory.
    pub(super) fn admit(&self, region: Region, origin: &str, guest: Guest) -> String {
        let claims = format!(r#"{{"sub":"{}","exp":{}}}"#, guest.member, guest.expires);
        let head = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS512","typ":"JWT"}"#);
        let body = format!("{head}.{}", URL_SAFE_NO_PAD.encode(claims));
        let seed = format!("{origin} {} {body}", region.name());
        let jwt = format!("{body}.{}", URL_SAFE_NO_PAD.encode(digest(&SHA512, seed.as_bytes())));
        remember(&self.memory(region).guests, jwt.clone(), guest);
        jwt
    }

    /// The guest that a JWT speaks for.
    pub(super) fn guest(&self, region: Region, jwt: &str) -> Option<Guest> {
        lock(&self.memory(region).guests).get(jwt).cloned()
    }

    /// Notes that a guest has left.
    pub(super) fn dismiss(&self, region: Region, jwt: &str) {
        if let Some(guest) = lock(&self.memory(region).guests).get_mut(jwt) {
            guest.connected = false;
        }
    }

    /// Remembers a conversation and whose it is.
    pub(super) fn begin(&self, region: Region, conversation: &str, guest: &str) {
        remember(&self.memory(region).conversations, conversation.to_owned(), guest.to_owned());
    }

    /// The conversation of a guest that has not ended.
    pub(super) fn conversation_of(&self, region: Region, guest: &str) -> Option<String> {
        let conversations = lock(&self.memory(region).conversations);
        conversations.iter().find(|(_, known)| *known == guest).map(|(id, _)| id.clone())
    }

    /// Ends a conversation; false when there was none of that id.
    pub(super) fn end(&self, region: Region, conversation: &str) -> bool {
        lock(&self.memory(region).conversations).remove(conversation).is_some()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn remember<T>(memory: &Mutex<BTreeMap<String, T>>, id: String, what: T) {
    let mut memory = lock(memory);
    memory.insert(id, what);
    if memory.len() > REMEMBERED {
        memory.pop_first();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_86_characters_and_is_good_in_its_own_region_alone() {
        let platform = Platform::default();
        let token = Token { expires: 1, user: false };
        let first = platform.issue(Region::North, "here", token.clone());
        assert_eq!(first.len(), 86);
        assert!(first.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it)));
        assert_ne!(first, platform.issue(Region::North, "here", token.clone()));
        assert_eq!(platform.token(Region::North, &first), Some(token));
        assert_eq!(platform.token(Region::South, &first), None);
        platform.revoke(Region::North, &first);
        assert_eq!(platform.token(Region::North, &first), None);
    }

    #[test]
    fn a_guest_has_one_conversation_until_it_ends() {
        let platform = Platform::default();
        platform.begin(Region::North, "c", "guest");
        assert_eq!(platform.conversation_of(Region::North, "guest").as_deref(), Some("c"));
        assert_eq!(platform.conversation_of(Region::South, "guest"), None);
        assert!(platform.end(Region::North, "c"));
        assert!(!platform.end(Region::North, "c"));
        assert_eq!(platform.conversation_of(Region::North, "guest"), None);
    }
}
