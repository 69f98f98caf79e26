//! What is known of platforms and of the words of servers, read from `checks/`.

mod actor;
#[cfg(test)]
mod compact;
mod denial;
mod flaw;
mod knowledge;
mod meaning;
mod operations;
mod phrase;
mod platform;
mod refusals;
mod scopes;
mod signs;

pub use actor::{Actor, takes_only};
pub use flaw::{Flaw, flaw_of_operation, read_call};
pub use knowledge::{
    Call, CodeNote, ErrorCodeRow, KNOWLEDGE, Knowledge, Note, OAuthCodeRow, Removal, ScopeRow,
    SessionCode, Surety, Table, TokenAnswer, TokenOf, WhoAmI, error_codes, oauth_codes, scopes,
};
pub use meaning::Meaning;
pub use operations::{
    Operation, PermissionMode, Security, operations, operations_at, operations_beside,
};
pub use platform::{Attempt, Myth, PLATFORMS, Platform};
pub use refusals::{
    KnownCode, Place, Wording, known_codes, read_alternatives, read_api_refusal,
    read_token_refusal, vendors,
};
pub use scopes::{ScopeWords, read_scope_refusal};
pub use signs::{Scene, Sign, read_signs};
