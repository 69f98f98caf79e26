//! Where in a file something stands.

use std::sync::Arc;

/// A place in a pack: what errors and failed checks point at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The file as the user named it, or `builtin:NAME` for an embedded pack.
    pub file: Arc<str>,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}
