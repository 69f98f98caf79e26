//! What is known of platforms and of the words of servers, read from `checks/`.

mod platform;
mod refusals;
mod scopes;

pub use platform::{Myth, PLATFORMS, Platform};
pub use refusals::{Meaning, read_api_refusal, read_token_refusal};
pub use scopes::{ScopeWords, read_scope_refusal};
