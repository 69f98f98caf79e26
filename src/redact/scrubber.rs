//! Scrubbing of single texts while a run goes on and learns of further secrets.

use std::sync::{Arc, Mutex, PoisonError};

use super::scanner::Scanner;
use super::searchable::LEAST;
use crate::model::Custody;

/// Scrubs texts of every secret that is known at that moment. Custody only grows, so its count says
/// whether the forms have to be derived anew.
pub struct Scrubber {
    custody: Custody,
    scanner: Mutex<Arc<Scanner>>,
}

impl Scrubber {
    /// Watches over the secrets in custody, and those that come to it later.
    #[must_use]
    pub fn new(custody: Custody) -> Self {
        let scanner = Mutex::new(Arc::new(Scanner::new(&custody)));
        Self { custody, scanner }
    }

    /// The text with `[NAME redacted]` in the place of every secret.
    #[must_use]
    pub fn scrub(&self, text: &str) -> String {
        if text.len() < LEAST {
            return text.to_owned();
        }
        self.scanner().scrub(text)
    }

    /// The scanner for the secrets that are known by now.
    #[must_use]
    pub fn scanner(&self) -> Arc<Scanner> {
        let mut scanner = self.scanner.lock().unwrap_or_else(PoisonError::into_inner);
        if scanner.known() != self.custody.count() {
            *scanner = Arc::new(Scanner::new(&self.custody));
        }
        Arc::clone(&scanner)
    }
}
