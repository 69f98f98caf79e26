//! Causes: pure functions from evidence to findings. No clock, no network, nothing that can fail.

mod answers;
mod cause;
mod causes;
mod code;
mod draft;
mod engine;
mod evidence;
mod excluded;
mod grants;
mod left_out;
mod group;
mod experiments;
mod minds;
mod needs;
mod next;
mod places;
mod sent;
mod signs;
mod wavering;
mod words;

pub use cause::{Cause, Verdict};
pub use engine::diagnose;
pub use evidence::{Evidence, MissingScopes, Seen, TokenTimes};
pub use experiments::{
    Asking, Compared, EXPERIMENTS, Elsewhere, ExperimentKind, Repeated, ScopeAnswer, ask,
    find as find_experiment,
};
pub use group::{GROUPS, Group};

/// Every cause, upstream first: where two explain the same, the earlier one is named.
pub const CAUSES: &[&Cause] = &[
    &causes::wrong_platform::CAUSE,
    &causes::no_answer::CAUSE,
    &causes::certificate_not_trusted::CAUSE,
    &causes::proxy_refused::CAUSE,
    &causes::preflight_refused::CAUSE,
    &causes::redirect_changes_method::CAUSE,
    &causes::redirect_drops_credential::CAUSE,
    &causes::websocket_credential_impossible::CAUSE,
    &causes::third_party_cookie_blocked::CAUSE,
    &causes::origin_not_allowed::CAUSE,
    &causes::edge_refused::CAUSE,
    &causes::rate_limited::CAUSE,
    &causes::header_too_large::CAUSE,
    &causes::release_broke_it::CAUSE,
    &causes::keys_unreachable::CAUSE,
    &causes::server_error::CAUSE,
    &causes::login_page_instead_of_api::CAUSE,
    &causes::region_wrong::CAUSE,
    &causes::tenant_wrong::CAUSE,
    &causes::deployment_not_found::CAUSE,
    &causes::request_address_wrong::CAUSE,
    &causes::message_not_accepted::CAUSE,
    &causes::token_request_not_form::CAUSE,
    &causes::client_secret_mangled::CAUSE,
    &causes::client_authentication_mismatch::CAUSE,
    &causes::assertion_rejected::CAUSE,
    &causes::issuer_mismatch::CAUSE,
    &causes::client_unknown::CAUSE,
    &causes::client_secret_wrong::CAUSE,
    &causes::password_wrong::CAUSE,
    &causes::grant_not_allowed::CAUSE,
    &causes::redirect_uri_mismatch::CAUSE,
    &causes::authorization_code_spent::CAUSE,
    &causes::refresh_token_spent::CAUSE,
    &causes::consent_missing::CAUSE,
    &causes::credential_missing::CAUSE,
    &causes::credential_malformed::CAUSE,
    &causes::companion_header_missing::CAUSE,
    &causes::request_signature_wrong::CAUSE,
    &causes::credential_kind_wrong::CAUSE,
    &causes::token_not_jwt::CAUSE,
    &causes::algorithm_mismatch::CAUSE,
    &causes::token_for_another_service::CAUSE,
    &causes::proof_of_possession_missing::CAUSE,
    &causes::token_time_unit_wrong::CAUSE,
    &causes::key_not_published::CAUSE,
    &causes::signature_invalid::CAUSE,
    &causes::clock_wrong::CAUSE,
    &causes::token_expired::CAUSE,
    &causes::token_revoked::CAUSE,
    &causes::authorization_header_lost::CAUSE,
    &causes::cluster_disagrees::CAUSE,
    &causes::signing_key_stale::CAUSE,
    &causes::audience_wrong::CAUSE,
    &causes::actor_wrong::CAUSE,
    &causes::claim_not_mapped::CAUSE,
    &causes::scope_missing::CAUSE,
    &causes::scope_not_requested::CAUSE,
    &causes::guest_context_missing::CAUSE,
    &causes::claim_missing::CAUSE,
    &causes::application_not_approved::CAUSE,
    &causes::api_not_enabled::CAUSE,
    &causes::cloud_trust_wrong::CAUSE,
    &causes::resource_disabled::CAUSE,
    &causes::recipient_without_flow::CAUSE,
    &causes::conversation_not_routed::CAUSE,
    &causes::queue_without_guests::CAUSE,
    &causes::session_not_authenticated::CAUSE,
    &causes::session_over::CAUSE,
    &causes::policy_forbids::CAUSE,
    &causes::address_not_allowed::CAUSE,
    &causes::queue_not_found::CAUSE,
    &causes::not_participant::CAUSE,
    &causes::division_missing::CAUSE,
    &causes::licence_missing::CAUSE,
    &causes::permission_misnamed::CAUSE,
    &causes::queue_forbidden::CAUSE,
    &causes::permission_missing::CAUSE,
    &causes::server_chain_wrong::CAUSE,
    &causes::setting_not_in_force_yet::CAUSE,
    &causes::configuration_drift::CAUSE,
];

/// The ids of every cause.
#[must_use]
pub fn ids() -> Vec<&'static str> {
    CAUSES.iter().map(|cause| cause.id).collect()
}

/// The cause of that id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Cause> {
    CAUSES.iter().copied().find(|cause| cause.id == id)
}

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
