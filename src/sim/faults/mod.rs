//! What can be broken: one fault per file, all of them in one table.

mod access_conditional;
mod address_not_allowed;
mod api_not_enabled;
mod application_not_approved;
mod audience_wrong;
mod basic_not_taken;
mod chat_deployment_off;
mod chat_origin_not_allowed;
mod chat_wants_login;
mod client_disabled;
mod client_inactive;
mod client_of_another_region;
mod client_unknown;
mod clock_ahead;
mod clock_behind;
mod cluster_disagrees;
mod consent_missing;
mod conversation_over;
mod deployment_disabled;
mod deployment_of_another_region;
mod division_missing;
mod edge_refused;
mod feature_off;
mod grant_not_allowed;
mod guest_context_missing;
mod guest_jwt_expired;
mod guests_sent_elsewhere;
mod header_stripped;
mod headers_too_large;
mod headers_too_large_bare;
mod html_instead_of_json;
mod id_token;
mod integration_inactive;
mod issuer_mismatch;
mod key_not_published;
mod keys_unreachable;
mod licence_missing;
mod login_from_here_restricted;
mod login_rate_limited;
mod network_not_allowed;
mod messaging_feature_off;
mod not_participant;
mod organization_policy;
mod origin_not_allowed;
mod origin_not_listed;
mod other_permission_named;
mod permission_missing;
mod post_redirected;
mod proof_demanded;
mod queue_closed_to_guests;
mod queue_in_another_division;
mod queue_not_found;
mod queue_permission_conditional;
mod queue_permission_in_no_role;
mod queue_permission_not_licensed;
mod queue_without_flow;
mod rate_limited;
mod raw_basic_not_taken;
mod receive_permission_in_no_role;
mod recipient_without_flow;
mod refused_without_a_word;
mod region_sounds_like_secret;
mod route_unknown;
mod scope_dropped;
mod scope_missing;
mod scope_not_requested;
mod scopes_enforced;
mod secret_percent_encoded;
mod secret_with_line_break;
mod secret_wrong;
mod server_error;
mod session_downgraded;
mod setting_not_in_force_yet;
mod signature_demanded;
mod signing_key_stale;
mod slow;
mod step_up_demanded;
mod subscription_key_missing;
mod tenant_unknown;
mod times_in_milliseconds;
mod token_bound;
mod token_expired;
mod token_of_a_user;
mod token_of_another_region;
mod token_opaque;
mod token_revoked;
mod token_signed_with_secret;
mod tokens_short_lived;
mod tracking_permission_in_no_role;
mod unauthorized_without_a_word;
mod user_demanded;
mod web_chat_removed;

use super::Fault;

/// Every fault, in the order in which documentation lists them: the client, its token,
/// what stands in front of the API, the API, the OpenID issuer, Genesys Cloud. Of refusals at one place the first is given.
pub const FAULTS: &[&Fault] = &[
    &client_unknown::FAULT,
    &basic_not_taken::FAULT,
    &raw_basic_not_taken::FAULT,
    &secret_wrong::FAULT,
    &secret_with_line_break::FAULT,
    &secret_percent_encoded::FAULT,
    &tenant_unknown::FAULT,
    &client_disabled::FAULT,
    &application_not_approved::FAULT,
    &consent_missing::FAULT,
    &access_conditional::FAULT,
    &login_from_here_restricted::FAULT,
    &proof_demanded::FAULT,
    &grant_not_allowed::FAULT,
    &scope_missing::FAULT,
    &scope_dropped::FAULT,
    &scope_not_requested::FAULT,
    &guest_context_missing::FAULT,
    &token_expired::FAULT,
    &token_opaque::FAULT,
    &id_token::FAULT,
    &times_in_milliseconds::FAULT,
    &token_signed_with_secret::FAULT,
    &token_bound::FAULT,
    &token_revoked::FAULT,
    &clock_ahead::FAULT,
    &clock_behind::FAULT,
    &signing_key_stale::FAULT,
    &keys_unreachable::FAULT,
    &cluster_disagrees::FAULT,
    &edge_refused::FAULT,
    &headers_too_large::FAULT,
    &headers_too_large_bare::FAULT,
    &route_unknown::FAULT,
    &subscription_key_missing::FAULT,
    &signature_demanded::FAULT,
    &html_instead_of_json::FAULT,
    &rate_limited::FAULT,
    &server_error::FAULT,
    &header_stripped::FAULT,
    &post_redirected::FAULT,
    &address_not_allowed::FAULT,
    &step_up_demanded::FAULT,
    &api_not_enabled::FAULT,
    &licence_missing::FAULT,
    &user_demanded::FAULT,
    &unauthorized_without_a_word::FAULT,
    &setting_not_in_force_yet::FAULT,
    &queue_not_found::FAULT,
    &queue_closed_to_guests::FAULT,
    &division_missing::FAULT,
    &permission_missing::FAULT,
    &not_participant::FAULT,
    &origin_not_allowed::FAULT,
    &origin_not_listed::FAULT,
    &deployment_disabled::FAULT,
    &deployment_of_another_region::FAULT,
    &conversation_over::FAULT,
    &session_downgraded::FAULT,
    &messaging_feature_off::FAULT,
    &refused_without_a_word::FAULT,
    &slow::FAULT,
    &issuer_mismatch::FAULT,
    &audience_wrong::FAULT,
    &key_not_published::FAULT,
    &client_of_another_region::FAULT,
    &region_sounds_like_secret::FAULT,
    &token_of_another_region::FAULT,
    &client_inactive::FAULT,
    &login_rate_limited::FAULT,
    &network_not_allowed::FAULT,
    &queue_permission_in_no_role::FAULT,
    &queue_permission_conditional::FAULT,
    &queue_in_another_division::FAULT,
    &queue_permission_not_licensed::FAULT,
    &tracking_permission_in_no_role::FAULT,
    &queue_without_flow::FAULT,
    &guests_sent_elsewhere::FAULT,
    &tokens_short_lived::FAULT,
    &other_permission_named::FAULT,
    &scopes_enforced::FAULT,
    &organization_policy::FAULT,
    &feature_off::FAULT,
    &receive_permission_in_no_role::FAULT,
    &token_of_a_user::FAULT,
    &integration_inactive::FAULT,
    &recipient_without_flow::FAULT,
    &web_chat_removed::FAULT,
    &chat_deployment_off::FAULT,
    &chat_wants_login::FAULT,
    &chat_origin_not_allowed::FAULT,
    &guest_jwt_expired::FAULT,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::sim::Behaviour;

    #[test]
    fn the_table_has_a_row_for_every_file_of_the_folder() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sim/faults");
        let files: BTreeSet<String> = fs::read_dir(folder)
            .expect("the folder is there")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .filter(|name| name != "mod.rs")
            .collect();
        let rows: BTreeSet<String> =
            FAULTS.iter().map(|fault| format!("{}.rs", fault.id.replace('-', "_"))).collect();
        assert_eq!(files, rows);
        assert_eq!(rows.len(), FAULTS.len(), "an id stands twice");
    }

    #[test]
    fn every_fault_turns_a_switch_and_no_two_turn_the_same_ones() {
        let broken: Vec<Behaviour> = FAULTS
            .iter()
            .map(|fault| {
                let mut behaviour = Behaviour::default();
                (fault.apply)(&mut behaviour);
                behaviour
            })
            .collect();
        for (index, behaviour) in broken.iter().enumerate() {
            assert_ne!(*behaviour, Behaviour::default(), "{} breaks nothing", FAULTS[index].id);
            assert!(!broken[..index].contains(behaviour), "{} is double", FAULTS[index].id);
        }
    }

    #[test]
    fn what_a_row_names_exists() {
        for fault in FAULTS {
            for masked in fault.masks() {
                assert!(FAULTS.iter().any(|one| one.id == masked), "{} masks {masked}", fault.id);
                assert_ne!(masked, fault.id);
            }
            assert!(!fault.packs.is_empty(), "{} shows nowhere", fault.id);
            assert!(!fault.title.is_empty() && !fault.title.ends_with('.'), "{}", fault.id);
        }
    }
}
