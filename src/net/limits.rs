//! Bounds on what is read and waited for. Nothing is unbounded.

/// The longest body that is read, in bytes. A longer one is a fault, not a slow death.
pub(super) const BODY_BYTES: usize = 4 * 1024 * 1024;

/// The longest message of a WebSocket that is read, in bytes.
pub(super) const MESSAGE_BYTES: usize = 1024 * 1024;

/// The most messages of a WebSocket that are read.
pub(super) const MESSAGES: u64 = 1000;

/// The most messages of a WebSocket that are noted.
pub(super) const MESSAGES_NOTED: usize = 40;

/// The most keys of a key set that are looked at.
pub(super) const KEYS: usize = 200;
