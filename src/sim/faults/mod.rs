//! What can be broken: one fault per file, all of them in one table.

mod audience_wrong;
mod client_unknown;
mod clock_ahead;
mod clock_behind;
mod cluster_disagrees;
mod grant_not_allowed;
mod guest_context_missing;
mod header_stripped;
mod html_instead_of_json;
mod issuer_mismatch;
mod key_not_published;
mod queue_closed_to_guests;
mod queue_not_found;
mod rate_limited;
mod scope_missing;
mod scope_not_requested;
mod secret_wrong;
mod server_error;
mod signing_key_stale;
mod slow;
mod token_expired;

use super::Fault;

/// Every fault, in the order in which documentation lists them: the token, the API, the OpenID issuer.
pub const FAULTS: &[&Fault] = &[
    &client_unknown::FAULT,
    &secret_wrong::FAULT,
    &grant_not_allowed::FAULT,
    &scope_missing::FAULT,
    &scope_not_requested::FAULT,
    &guest_context_missing::FAULT,
    &token_expired::FAULT,
    &clock_ahead::FAULT,
    &clock_behind::FAULT,
    &signing_key_stale::FAULT,
    &cluster_disagrees::FAULT,
    &queue_not_found::FAULT,
    &queue_closed_to_guests::FAULT,
    &header_stripped::FAULT,
    &html_instead_of_json::FAULT,
    &rate_limited::FAULT,
    &server_error::FAULT,
    &slow::FAULT,
    &issuer_mismatch::FAULT,
    &audience_wrong::FAULT,
    &key_not_published::FAULT,
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
            for masked in fault.masks {
                assert!(FAULTS.iter().any(|one| one.id == *masked), "{} masks {masked}", fault.id);
                assert_ne!(*masked, fault.id);
            }
            assert!(!fault.packs.is_empty(), "{} shows nowhere", fault.id);
            assert!(!fault.title.is_empty() && !fault.title.ends_with('.'), "{}", fault.id);
        }
    }
}
