//! Tokens as issuers write them.
