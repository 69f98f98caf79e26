//! Causes: pure functions from evidence to findings. No clock, no network, nothing that can fail.

mod cause;
mod causes;
mod draft;
mod engine;
mod evidence;
mod experiments;
mod next;
mod signs;
mod words;

pub use cause::{Cause, Verdict};
pub use engine::diagnose;
pub use evidence::{Evidence, MissingScopes, Seen, TokenTimes};
pub use experiments::{
    Asking, Compared, EXPERIMENTS, ExperimentKind, Repeated, ScopeAnswer, ask,
    find as find_experiment,
};

/// Every cause, upstream first: where two explain the same, the earlier one is named.
pub const CAUSES: &[&Cause] = &[
    &causes::wrong_platform::CAUSE,
    &causes::no_answer::CAUSE,
    &causes::certificate_not_trusted::CAUSE,
    &causes::proxy_refused::CAUSE,
    &causes::edge_refused::CAUSE,
    &causes::rate_limited::CAUSE,
    &causes::header_too_large::CAUSE,
    &causes::server_error::CAUSE,
    &causes::login_page_instead_of_api::CAUSE,
    &causes::issuer_mismatch::CAUSE,
    &causes::client_unknown::CAUSE,
    &causes::client_secret_wrong::CAUSE,
    &causes::grant_not_allowed::CAUSE,
    &causes::token_not_jwt::CAUSE,
    &causes::key_not_published::CAUSE,
    &causes::signature_invalid::CAUSE,
    &causes::clock_wrong::CAUSE,
    &causes::token_expired::CAUSE,
    &causes::authorization_header_lost::CAUSE,
    &causes::cluster_disagrees::CAUSE,
    &causes::signing_key_stale::CAUSE,
    &causes::audience_wrong::CAUSE,
    &causes::scope_missing::CAUSE,
    &causes::scope_not_requested::CAUSE,
    &causes::guest_context_missing::CAUSE,
    &causes::claim_missing::CAUSE,
    &causes::address_not_allowed::CAUSE,
    &causes::queue_not_found::CAUSE,
    &causes::queue_forbidden::CAUSE,
    &causes::permission_missing::CAUSE,
];

/// The cause of that id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Cause> {
    CAUSES.iter().copied().find(|cause| cause.id == id)
}

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
