//! Plans of requests.
