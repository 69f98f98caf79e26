//! What came, read into facts that are born redacted: answers, challenges, tokens, URLs. Whoever holds
//! raw bytes, the network or a file, reads them here and nowhere else.

mod answer;
mod challenge;
mod clean;
mod credential;
mod mask;
mod message;
mod page;
mod policy;
mod refusal;
mod shapes;
mod spoken;
mod token;
mod url;

use std::sync::Arc;

pub use answer::Answer;
pub use clean::clean;
pub use credential::{StandIn, bare_credential, credential, is_scheme, stand_in};
pub use mask::{ShownSecret, cover, cover_where, find};
pub use message::{members_of_message, refusal_in_message, vendor_of_message};
pub use policy::{
    claim_may_leave, cookie_is_secret, cookie_pair_is_secret, header_may_leave,
    is_credential_header, is_secret_member, looks_like_a_token, names_a_secret, observe,
    request_header_may_leave, token_response_member_may_leave,
};
pub use spoken::UNSTRUCTURED;
pub use token::{BASE64URL, Inspection, Parts, Response, inspect, parts, split_scopes};
pub use url::shown as shown_url;

/// Makes a text from outside free of every secret that is known.
pub type Scrub = Arc<dyn Fn(&str) -> String + Send + Sync>;
