//! The table equals the folder; every cause is documented, and its remedies and neighbours exist.

use std::collections::BTreeSet;

use crate::diagnose::{CAUSES, GROUPS, find};
use crate::remedy;

#[test]
fn the_table_equals_the_folder() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/diagnose/causes");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .expect("the source is there")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".rs").map(|name| name.replace('_', "-")))
        .filter(|name| name != "mod")
        .collect();
    let table: BTreeSet<String> = CAUSES.iter().map(|cause| cause.id.to_owned()).collect();
    assert_eq!(files, table);
    assert_eq!(table.len(), CAUSES.len(), "an id stands twice");
}

#[test]
fn every_cause_is_documented_under_the_four_headings() {
    for cause in CAUSES {
        let docs = cause.docs();
        let headings: Vec<_> = docs.lines().filter(|line| line.starts_with('#')).collect();
        let expected = ["## What it means", "## How we know", "## What to do", "## Look-alikes"];
        assert_eq!(headings, expected, "{}", cause.id);
        for part in docs.split("## ").skip(1) {
            let text = part.split_once('\n').map_or("", |(_, text)| text.trim());
            assert!(text.len() > 20, "{}: {part}", cause.id);
        }
        assert!(!cause.title.is_empty() && !cause.title.ends_with('.'), "{}", cause.id);
        let kebab = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(cause.id.chars().all(kebab) && cause.group.chars().all(kebab), "{}", cause.id);
    }
}

#[test]
fn remedies_and_neighbours_exist() {
    for cause in CAUSES {
        assert!(!cause.remedies.is_empty(), "{} has no remedy", cause.id);
        for id in cause.remedies {
            assert!(remedy::find(id).is_some(), "{}: {id}", cause.id);
        }
        for id in cause.look_alikes.iter().chain(cause.symptoms) {
            assert!(find(id).is_some() && *id != cause.id, "{}: {id}", cause.id);
        }
    }
    for remedy in remedy::REMEDIES {
        let named = CAUSES.iter().any(|cause| cause.remedies.contains(&remedy.id));
        assert!(named, "{} cures nothing", remedy.id);
    }
}

#[test]
fn a_documented_look_alike_is_a_cause() {
    for cause in CAUSES {
        let docs = cause.docs();
        let (_, look_alikes) = docs.split_once("## Look-alikes").expect("documented");
        for name in look_alikes.split('`').skip(1).step_by(2) {
            assert!(find(name).is_some(), "{}: {name}", cause.id);
            assert!(cause.look_alikes.contains(&name), "{}: {name} is not in the table", cause.id);
        }
    }
}

#[test]
fn leaves_have_the_form_of_the_taxonomy() {
    let groups = ["REQ", "ACQ", "CON", "TIM", "KEY", "AUD", "PRV", "CFG", "NET", "PLT"];
    for leaf in CAUSES.iter().flat_map(|cause| cause.leaf) {
        let (group, number) = leaf.split_once('-').expect("GROUP-n");
        assert!(groups.contains(&group) && number.parse::<u8>().is_ok(), "{leaf}");
    }
}

#[test]
fn every_group_is_documented_and_has_causes() {
    for group in GROUPS {
        assert!(group.docs.len() > 80 && !group.docs.contains("  "), "{}", group.id);
        let prefix = format!("{}-", group.id);
        let own = CAUSES.iter().flat_map(|cause| cause.leaf).any(|leaf| leaf.starts_with(&prefix));
        assert!(own, "{}", group.id);
    }
    for leaf in CAUSES.iter().flat_map(|cause| cause.leaf) {
        assert!(GROUPS.iter().any(|group| leaf.starts_with(group.id)), "{leaf}");
    }
}
