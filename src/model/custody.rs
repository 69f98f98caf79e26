//! Every secret that a run knows, so that artefacts can be searched for them.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use super::Secret;

/// Every secret that a run knows, each with the name of the field it came from. Clones share one list.
#[derive(Clone, Default)]
pub struct Custody(Arc<Mutex<Kept>>);

/// The list, and where in it each hash stands: an input may give tens of thousands of them.
#[derive(Default)]
struct Kept {
    all: Vec<(String, Secret)>,
    by_hash: HashMap<u64, Vec<usize>>,
}

impl Custody {
    /// Takes a secret into custody under the name of the field it came from. Empty ones are passed over,
    /// and so is one that is known already.
    pub fn add(&self, name: &str, secret: &Secret) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if secret.is_empty() {
            return;
        }
        let mut hasher = DefaultHasher::new();
        secret.expose().hash(&mut hasher);
        let Kept { all, by_hash } = &mut *known;
        let same = by_hash.entry(hasher.finish()).or_default();
        if !same.iter().any(|&at| all[at].1 == *secret) {
            same.push(all.len());
            all.push((name.to_owned(), secret.clone()));
        }
    }

    /// Every secret with its name, in the order in which they became known.
    #[must_use]
    pub fn all(&self) -> Vec<(String, Secret)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).all.clone()
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).all.len()
    }
}
