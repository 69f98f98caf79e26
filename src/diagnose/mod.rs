//! Causes: pure functions from evidence to findings.
