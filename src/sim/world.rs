//! The state of one simulated platform. Nothing of it is global: two simulators never meet.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use tokio::sync::watch;

use super::endpoint::ENDPOINTS;
use super::genesys::Platform;
use super::keys::Keys;
use super::{Behaviour, Fault, OnRequest};
use crate::model::Secret;

/// The client id where the user sets none.
pub(super) const CLIENT_ID: &str = "9d1f6c1e-5b0a-4f4e-8f0e-2f6f3a1c7b55";
/// The client secret where the user sets none. It opens nothing but a simulator.
pub(super) const CLIENT_SECRET: &str = "simulator-client-secret-4cK1Zr8u";
/// The client secret where the user sets none and form encoding has to matter.
pub(super) const RESERVED_SECRET: &str = "simulator+client%7Esecret/4cK1Zr8u=";
/// The one queue.
pub(super) const QUEUE_ID: &str = "7c2a9f34-61de-4d0b-9a57-0c8e5b1f2d60";
/// The one division.
pub(super) const DIVISION_ID: &str = "e3b0c1d8-2f7a-4a6e-b5c4-91d20f8e6a17";
/// The guest in whose name the client posts.
pub(super) const GUEST_ID: &str = "c51b7e02-8d46-4f3a-a1e9-6b04d7f8935c";
/// The scope that posting a guest message demands.
pub(super) const GUEST_SCOPE: &str = "webchat:guest:write";
/// Every other scope that the client is granted.
pub(super) const OTHER_SCOPES: [&str; 3] =
    ["conversation:read", "conversation:write", "guest:access"];

/// How many messages are remembered; the oldest is forgotten first.
const MESSAGES: usize = 1024;

/// One simulated platform.
pub(super) struct World {
    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub(super) url: String,
    /// The id of the registered client.
    pub(super) client_id: String,
    /// The secret that was handed out to it.
    pub(super) client_secret: Secret,
    /// What is broken now.
    pub(super) behaviour: RwLock<Arc<Behaviour>>,
    /// The signing keys.
    pub(super) keys: Keys,
    /// How much longer every answer takes.
    pub(super) delay: Duration,
    /// How much longer still while the platform is slow.
    pub(super) slow_delay: Duration,
    /// Called with every request that was answered.
    pub(super) on_request: Option<OnRequest>,
    /// Turns true when the simulator is to end: nobody waits out a delay then.
    pub(super) closing: watch::Receiver<bool>,
    /// How many requests each endpoint has had; the last two count unknown paths and wrong methods.
    pub(super) served: Vec<AtomicU64>,
    /// The ids of the messages that were posted and not deleted, in the order of posting.
    pub(super) messages: Mutex<BTreeSet<String>>,
    /// What opaque tokens stand for.
    pub(super) tokens: Mutex<BTreeMap<String, Value>>,
    /// What Genesys Cloud remembers.
    pub(super) genesys: Platform,
}

impl World {
    /// Counters for every endpoint, and one each for unknown paths and wrong methods.
    pub(super) fn counters() -> Vec<AtomicU64> {
        (0..ENDPOINTS.len() + 2).map(|_| AtomicU64::new(0)).collect()
    }

    /// How many requests that endpoint had before this one.
    pub(super) fn count(&self, endpoint: usize) -> u64 {
        self.served[endpoint].fetch_add(1, Ordering::Relaxed)
    }

    /// What is broken now.
    pub(super) fn behaviour(&self) -> Arc<Behaviour> {
        Arc::clone(&self.behaviour.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Breaks what these faults break, and nothing else.
    pub(super) fn behave(&self, faults: &[&Fault]) {
        let behaviour = Arc::new(broken_by(faults));
        *self.behaviour.write().unwrap_or_else(PoisonError::into_inner) = behaviour;
    }

    /// How much longer an answer takes now.
    pub(super) fn delay(&self) -> Duration {
        let slow = if self.behaviour().slow { self.slow_delay } else { Duration::ZERO };
        self.delay + slow
    }

    /// The time by the platform's clock.
    pub(super) fn time(&self) -> SystemTime {
        let offset = Duration::from_secs(self.behaviour().clock_offset.unsigned_abs());
        if self.behaviour().clock_offset < 0 {
            SystemTime::now() - offset
        } else {
            SystemTime::now() + offset
        }
    }

    /// The time by the platform's clock, in whole seconds since 1970.
    pub(super) fn now(&self) -> i64 {
        let since = self.time().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    }

    /// The audience of tokens for the API.
    pub(super) fn audience(&self) -> String {
        format!("{}/api", self.url)
    }

    /// Remembers a message.
    pub(super) fn remember_message(&self, id: &str) {
        let mut messages = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        messages.insert(id.to_owned());
        if messages.len() > MESSAGES {
            messages.pop_first();
        }
    }

    /// An opaque token that stands for these claims.
    pub(super) fn remember_token(&self, id: &str, claims: Value) -> String {
        let token = format!("sim-opaque-{id}");
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.insert(token.clone(), claims);
        if tokens.len() > MESSAGES {
            tokens.pop_first();
        }
        token
    }

    /// What an opaque token stands for.
    pub(super) fn token(&self, token: &str) -> Option<Value> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).get(token).cloned()
    }

    /// Forgets a message; false when there was none of that id.
    pub(super) fn forget_message(&self, id: &str) -> bool {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner).remove(id)
    }
}

/// How a platform behaves that these faults break.
pub(super) fn broken_by(faults: &[&Fault]) -> Behaviour {
    let mut behaviour = Behaviour::default();
    for fault in faults {
        (fault.apply)(&mut behaviour);
    }
    behaviour
}

/// An id that looks like a UUID and comes out the same in every run: what it is for, which endpoint
/// made it, and which request of that endpoint it was.
pub(super) fn numbered_id(purpose: u32, endpoint: usize, count: u64) -> String {
    format!("{purpose:08x}-0000-4000-8000-{endpoint:04x}{:08x}", count & 0xffff_ffff)
}

#[cfg(test)]
mod tests {
    use super::numbered_id;

    #[test]
    fn numbered_ids_have_the_shape_of_a_uuid_and_sort_by_their_count() {
        let (first, second) = (numbered_id(1, 3, 9), numbered_id(1, 3, 10));
        assert_eq!(first, "00000001-0000-4000-8000-000300000009");
        assert!(first < second);
        assert_eq!(first.len(), 36);
    }
}
