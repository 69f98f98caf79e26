//! What is known of a platform, read from `checks/`.
