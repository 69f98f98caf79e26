//! YAML in, plan out.
