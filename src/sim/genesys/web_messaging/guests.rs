//! The guests of both regions: their sessions, what they wrote, and the JWTs that read it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::sim::genesys::Region;

/// How many sessions and JWTs are remembered; the first in their order is forgotten first.
const REMEMBERED: usize = 1024;
/// For how many seconds a JWT is good.
pub(super) const JWT_SECONDS: i64 = 333;

/// A session, by region and by the token that the guest's client made.
type Session = (&'static str, String);

/// The guests of both regions.
#[derive(Default)]
pub(in crate::sim::genesys) struct Guests {
    sessions: Mutex<BTreeMap<Session, Vec<Value>>>,
    jwts: Mutex<BTreeMap<String, (Session, i64)>>,
    made: AtomicU64,
}

impl Guests {
    /// Begins a session, or goes on with it. Returns whether it is new.
    pub(super) fn begin(&self, region: Region, token: &str, anew: bool) -> bool {
        let mut sessions = lock(&self.sessions);
        let session = (region.name(), token.to_owned());
        let known = sessions.contains_key(&session);
        if anew || !known {
            sessions.insert(session, Vec::new());
            if sessions.len() > REMEMBERED {
                sessions.pop_first();
            }
        }
        !known
    }

    /// Ends a session.
    pub(super) fn end(&self, region: Region, token: &str) {
        lock(&self.sessions).remove(&(region.name(), token.to_owned()));
    }

    /// Remembers a message of a guest.
    pub(super) fn wrote(&self, region: Region, token: &str, message: Value) {
        if let Some(messages) = lock(&self.sessions).get_mut(&(region.name(), token.to_owned())) {
            messages.push(message);
        }
    }

    /// A number that no other message of the run has.
    pub(super) fn number(&self) -> u64 {
        self.made.fetch_add(1, Ordering::Relaxed)
    }

    /// A JWT for a session: short-lived, and good for its messages alone. It is signed with nothing that anybody
    /// could check.
    pub(super) fn jwt(&self, region: Region, token: &str, now: i64) -> String {
        let expires = now + JWT_SECONDS;
        let claims = json!({ "iat": now, "exp": expires, "sub": "guest" });
        let parts = [json!({ "alg": "HS256", "typ": "JWT" }), claims]
            .map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
        let seed = format!("{} {token} {}", region.name(), self.number());
        let signature = URL_SAFE_NO_PAD.encode(digest(&SHA256, seed.as_bytes()));
        let jwt = format!("{}.{}.{signature}", parts[0], parts[1]);
        let mut jwts = lock(&self.jwts);
        jwts.insert(jwt.clone(), ((region.name(), token.to_owned()), expires));
        if jwts.len() > REMEMBERED {
            jwts.pop_first();
        }
        jwt
    }

    /// The messages that a JWT may read; none where it is not good now.
    pub(super) fn messages(&self, region: Region, jwt: &str, now: i64) -> Option<Vec<Value>> {
        let (session, expires) = lock(&self.jwts).get(jwt).cloned()?;
        let good = session.0 == region.name() && expires > now;
        good.then(|| lock(&self.sessions).get(&session).cloned().unwrap_or_default())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
