//! Bounds on what is read and waited for. Nothing is unbounded.

/// The longest body that is read, in bytes. A longer one is a fault, not a slow death.
pub(super) const BODY_BYTES: usize = 4 * 1024 * 1024;

/// The most keys of a key set that are looked at.
pub(super) const KEYS: usize = 200;
