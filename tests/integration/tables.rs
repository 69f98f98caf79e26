//! The program's tables: each row has its file and each file its row, and what a row names is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;
use why401::diagnose::{CAUSES, EXPERIMENTS};
use why401::pack::{self, BUILTIN};
use why401::probe::KINDS;
use why401::provider::PLATFORMS;
use why401::remedy::{self, REMEDIES};
use why401::report::FORMATS;
use why401::sim::FAULTS;

use crate::world::root;

/// The names of the files of a folder with this ending, without it, `-` for `_`.
fn files(folder: &str, ending: &str) -> BTreeSet<String> {
    fs::read_dir(root().join(folder))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter_map(|name| name.strip_suffix(ending).map(|name| name.replace('_', "-")))
        .filter(|name| name != "mod" && name != "tests")
        .collect()
}

/// The ids of every table, by the name under which `list` shows it.
fn tables() -> BTreeMap<&'static str, Vec<&'static str>> {
    [
        ("causes", CAUSES.iter().map(|row| row.id).collect::<Vec<_>>()),
        ("remedies", REMEDIES.iter().map(|row| row.id).collect()),
        ("faults", FAULTS.iter().map(|row| row.id).collect()),
        ("kinds", KINDS.iter().map(|row| row.name).collect()),
        ("formats", FORMATS.iter().map(|row| row.name).collect()),
        ("packs", BUILTIN.iter().map(|row| row.name).collect()),
    ]
    .into()
}

fn known(table: &str) -> BTreeSet<String> {
    tables()[table].iter().map(|id| (*id).to_owned()).collect()
}

#[test]
fn every_row_has_its_file_and_every_file_its_row() {
    assert_eq!(files("src/diagnose/causes", ".rs"), known("causes"));
    let kinds: BTreeSet<String> = EXPERIMENTS.iter().map(|kind| kind.id.to_owned()).collect();
    let helpers = ["ask", "kind", "outcome"].map(str::to_owned);
    assert_eq!(files("src/diagnose/experiments", ".rs"), &kinds | &BTreeSet::from(helpers));
    assert_eq!(files("src/sim/faults", ".rs"), known("faults"));
    assert_eq!(files("src/remedy", ".md"), known("remedies"));
    assert_eq!(files("src/probe", ".md"), known("kinds"));
    assert!(known("kinds").is_subset(&files("src/probe", ".rs")), "a kind has no file of code");
    // A format is a file, or a folder where it has parts; the other files serve several formats.
    let report = root().join("src/report");
    for format in known("formats") {
        let file = report.join(format!("{}.rs", format.replace('-', "_")));
        let folder = report.join(format.replace('-', "_"));
        assert!(file.is_file() || folder.is_dir(), "{format} has no file");
    }
}

#[test]
fn every_pack_of_the_folder_is_built_in_under_its_own_name() {
    let mut found = BTreeSet::new();
    let mut folders = vec![root().join("checks")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|ending| ending != "yaml") {
                continue;
            }
            let text = fs::read_to_string(&path).expect("a text");
            // The other files beside the packs are what is known of platforms.
            if !text.lines().any(|line| line == "checks:") {
                continue;
            }
            let name = path.strip_prefix(root().join("checks")).expect("inside").with_extension("");
            let name = name.to_str().expect("a name").to_owned();
            assert!(
                text.lines().any(|line| line == format!("name: {name}")),
                "{name} is called otherwise"
            );
            found.insert(name);
        }
    }
    assert_eq!(found, known("packs"));
    for builtin in BUILTIN {
        let file = fs::read_to_string(root().join(format!("checks/{}.yaml", builtin.name)));
        assert_eq!(file.expect("the file"), builtin.text, "{}", builtin.name);
    }
}

#[test]
fn ids_are_unique_and_in_kebab_case() {
    for (table, ids) in tables() {
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(unique.len(), ids.len(), "an id stands twice in {table}");
        for id in ids {
            let kebab = id.split(['-', '/']).all(|word| {
                !word.is_empty()
                    && word.chars().all(|one| one.is_ascii_lowercase() || one.is_ascii_digit())
            });
            assert!(
                kebab && id.starts_with(|one: char| one.is_ascii_lowercase()),
                "{id} of {table}"
            );
        }
    }
}

#[test]
fn every_row_is_documented() {
    let said = |what: &str, text: &str, least: usize| {
        assert!(text.split_whitespace().count() >= least, "{what} says too little: {text}");
    };
    for cause in CAUSES {
        said(cause.id, cause.title, 3);
        let docs = cause.docs();
        said(cause.id, &docs, 30);
        for heading in ["What it means", "How we know", "What to do"] {
            assert!(docs.contains(heading), "{} does not say: {heading}", cause.id);
        }
    }
    for remedy in REMEDIES {
        let told = remedy::explain(remedy);
        said(remedy.id, &told.title, 2);
        said(remedy.id, &told.who, 2);
        said(remedy.id, &told.text, 10);
        assert!(
            !told.text.contains("{{") && !told.text.contains("{%"),
            "{}: {}",
            remedy.id,
            told.text
        );
    }
    for fault in FAULTS {
        said(fault.id, fault.title, 3);
        said(fault.id, &fault.documentation(), 15);
    }
    for kind in KINDS {
        said(kind.name, kind.docs, 15);
        for field in kind.fields {
            said(kind.name, field.help, 2);
        }
    }
    for format in FORMATS {
        said(format.name, format.docs, 5);
    }
    for builtin in BUILTIN {
        let pack = pack::open(builtin.name)
            .and_then(|text| pack::parse(&text, &remedy::ids(), &why401::diagnose::ids()));
        let pack = pack.unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        said(builtin.name, &pack.title, 3);
        for input in &pack.inputs {
            let help = input.help.as_deref().unwrap_or_default();
            assert!(!help.is_empty(), "{}: the input {} has no help", builtin.name, input.name);
        }
    }
}

#[test]
fn every_remedy_that_is_named_exists_and_every_one_that_exists_is_named() {
    let remedies = known("remedies");
    let mut named = BTreeSet::new();
    for cause in CAUSES {
        assert!(!cause.remedies.is_empty(), "{} has no remedy", cause.id);
        for remedy in cause.remedies {
            assert!(remedies.contains(*remedy), "{} names the remedy {remedy}", cause.id);
            named.insert((*remedy).to_owned());
        }
    }
    for builtin in BUILTIN {
        let pack = pack::open(builtin.name)
            .and_then(|text| pack::parse(&text, &remedy::ids(), &why401::diagnose::ids()));
        for check in &pack.unwrap_or_else(|problems| panic!("{}", problems.render(false))).checks {
            for remedy in check.remedies() {
                assert!(
                    remedies.contains(remedy),
                    "{}/{} names the remedy {remedy}",
                    builtin.name,
                    check.id
                );
                named.insert(remedy.to_owned());
            }
        }
    }
    assert_eq!(named, remedies, "a remedy that nobody names cures nothing");
}

#[test]
fn a_platform_names_the_packs_that_describe_it() {
    for platform in PLATFORMS.iter() {
        let own = format!("{}/", platform.id);
        let packs: Vec<&str> =
            BUILTIN.iter().map(|row| row.name).filter(|name| name.starts_with(&own)).collect();
        assert_eq!(platform.packs, packs, "{}", platform.id);
        for unfit in &platform.unfit_packs {
            assert!(known("packs").contains(unfit), "{unfit}");
        }
    }
}

#[test]
fn what_causes_say_of_each_other_is_there() {
    let causes = known("causes");
    for cause in CAUSES {
        assert!(!cause.group.is_empty(), "{} has no group", cause.id);
        for other in cause.look_alikes.iter().chain(cause.symptoms) {
            assert!(causes.contains(*other), "{} names the cause {other}", cause.id);
            assert_ne!(*other, cause.id, "{} names itself", cause.id);
        }
    }
}

#[test]
fn what_faults_name_is_there() {
    // That their causes are there is said in faults.rs.
    let (faults, packs) = (known("faults"), known("packs"));
    for fault in FAULTS {
        for masked in fault.masks() {
            assert!(faults.contains(masked), "{} masks {masked}", fault.id);
        }
        assert!(!fault.packs.is_empty(), "{} shows on no pack", fault.id);
        for pack in fault.packs {
            assert!(packs.contains(*pack), "{} shows on {pack}", fault.id);
        }
    }
}

#[test]
fn the_remedies_of_a_cause_can_work_where_it_is_found() {
    for cause in CAUSES {
        let anywhere =
            cause.remedies.iter().filter_map(|id| remedy::find(id)).any(|one| one.works_on(None));
        let somewhere = ["genesys-cloud"].iter().any(|platform| {
            cause
                .remedies
                .iter()
                .filter_map(|id| remedy::find(id))
                .any(|one| one.works_on(Some(platform)))
        });
        assert!(anywhere || somewhere, "no remedy of {} works anywhere", cause.id);
    }
}

#[test]
fn the_schema_knows_every_kind_and_every_key_of_it() {
    let schema: Value = serde_json::from_str(
        &fs::read_to_string(root().join("checks/pack.schema.json")).expect("the schema"),
    )
    .expect("JSON");
    let text = schema.to_string();
    for kind in KINDS {
        assert!(text.contains(&format!("\"{}\":", kind.name)), "{}", kind.name);
        for field in kind.fields {
            assert!(text.contains(&format!("\"{}\":", field.name)), "{}.{}", kind.name, field.name);
        }
    }
}
