//! One pack's view of the network: the hosts it may contact, its tokens, its keys, its clock.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use tokio::sync::OnceCell;

use super::jwks::KeySet;
use super::oauth2::Acquisition;
use super::transport::Transport;
use crate::decode::Scrub;
use crate::model::{Custody, Secret};

/// This machine's wall clock.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// One pack's view of the network.
pub struct Session {
    pub(super) transport: Arc<Transport>,
    /// The `host:port` pairs that may be contacted; `None` means that other hosts were allowed.
    pub(super) hosts: Option<BTreeSet<String>>,
    pub(super) custody: Custody,
    pub(super) scrub: Scrub,
    pub(super) now: Now,
    acquisitions: Memo<Acquisition>,
    key_sets: Memo<KeySet>,
}

/// Things that are fetched once, by name.
type Memo<T> = Mutex<BTreeMap<String, Arc<OnceCell<Arc<T>>>>>;

impl Session {
    /// A view for one pack. `hosts` are the `host:port` pairs that it may contact; `None` means any.
    #[must_use]
    pub fn new(
        transport: Arc<Transport>,
        hosts: Option<BTreeSet<String>>,
        custody: Custody,
        scrub: Scrub,
        now: Now,
    ) -> Self {
        Self {
            transport,
            hosts,
            custody,
            scrub,
            now,
            acquisitions: Memo::default(),
            key_sets: Memo::default(),
        }
    }

    /// The time by this machine's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// Whether there is a way past a proxy: one may be in use.
    #[must_use]
    pub fn may_use_proxy(&self) -> bool {
        self.transport.may_use_proxy()
    }

    /// Whether the pack itself names the host of a URL, whatever else was allowed.
    #[must_use]
    pub fn names_host(&self, url: &url::Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let authority = format!("{host}:{}", url.port_or_known_default().unwrap_or_default());
        self.hosts.as_ref().is_some_and(|hosts| hosts.contains(&authority))
    }

    /// Takes a secret that came up during the run into custody.
    pub fn keep(&self, name: &str, secret: &Secret) {
        self.custody.add(name, secret);
    }

    /// The place of an identity's one acquisition.
    pub(super) fn acquisition(&self, identity: &str) -> Arc<OnceCell<Arc<Acquisition>>> {
        place(&self.acquisitions, identity)
    }

    /// Forgets an identity's acquisition, so that the next use asks again.
    pub fn forget(&self, identity: &str) {
        self.acquisitions.lock().unwrap_or_else(PoisonError::into_inner).remove(identity);
    }

    /// The place of a key set.
    pub(super) fn key_set(&self, url: &str) -> Arc<OnceCell<Arc<KeySet>>> {
        place(&self.key_sets, url)
    }
}

fn place<T>(memo: &Memo<T>, name: &str) -> Arc<OnceCell<Arc<T>>> {
    let mut places = memo.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(places.entry(name.to_owned()).or_default())
}
