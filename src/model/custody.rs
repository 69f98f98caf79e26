//! Every secret that a run knows, so that artefacts can be searched for them.

use std::sync::{Arc, Mutex, PoisonError};

use super::Secret;

/// Every secret that a run knows, each with the name of the field it came from. Clones share one list.
#[derive(Clone, Default)]
pub struct Custody(Arc<Mutex<Vec<(String, Secret)>>>);

impl Custody {
    /// Takes a secret into custody under the name of the field it came from. Empty ones are passed over,
    /// and so is one that is known already.
    pub fn add(&self, name: &str, secret: &Secret) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !secret.expose().is_empty() && !known.iter().any(|(_, one)| one == secret) {
            known.push((name.to_owned(), secret.clone()));
        }
    }

    /// Every secret with its name, in the order in which they became known.
    #[must_use]
    pub fn all(&self) -> Vec<(String, Secret)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}
