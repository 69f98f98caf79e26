//! Experiments: which control requests would tell causes apart. One kind per file; pure: they are only
//! asked for here.

mod ask;
mod kind;
mod outcome;

mod call_with_scope;
mod canonical_header;
mod fresh_token;
mod invalid_token;
mod nonsense_object;
mod other_client_auth;
mod other_region;
mod other_route;
mod own_grants;
mod read_clocks;
mod read_keys;
mod redirect_target;
mod repeat;
mod token_with_scope;
mod who_am_i;
mod without_authorization;
mod without_origin;

pub use ask::{Asking, ask};
pub use kind::ExperimentKind;
pub use other_region::Elsewhere;
pub use outcome::{Compared, Repeated, ScopeAnswer};
pub(super) use outcome::{compare_answers, counter_proof};

/// Every kind of experiment. Where the requests that are allowed do not suffice for all, the earlier ones
/// are made.
pub const EXPERIMENTS: &[&ExperimentKind] = &[
    &token_with_scope::KIND,
    &other_client_auth::KIND,
    &other_region::KIND,
    &own_grants::KIND,
    &canonical_header::KIND,
    &without_authorization::KIND,
    &invalid_token::KIND,
    &without_origin::KIND,
    &redirect_target::KIND,
    &other_route::KIND,
    &nonsense_object::KIND,
    &call_with_scope::KIND,
    &repeat::KIND,
    &who_am_i::KIND,
    &read_keys::KIND,
    &read_clocks::KIND,
    &fresh_token::KIND,
];

/// The kind of that id.
#[must_use]
pub fn find(id: &str) -> Option<&'static ExperimentKind> {
    EXPERIMENTS.iter().copied().find(|kind| kind.id == id)
}

#[cfg(test)]
mod tests;
