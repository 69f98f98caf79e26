//! What is known of platforms and of the words of servers, read from `checks/`.

#[cfg(test)]
mod compact;
mod denial;
mod meaning;
mod phrase;
mod platform;
mod refusals;
mod scopes;
mod signs;

pub use meaning::Meaning;
pub use platform::{Myth, PLATFORMS, Platform};
pub use refusals::{
    KnownCode, Wording, known_codes, read_alternatives, read_api_refusal, read_token_refusal,
    vendors,
};
pub use scopes::{ScopeWords, read_scope_refusal};
pub use signs::{Scene, Sign, read_signs};
